// What an operator can set: one TOML file, all of it optional; secrets from the environment or from files. An
// immutable value: a reload makes a new one, all or nothing.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/policy.h"
#include "slack/pacing.h"

namespace muster::bot {

/// Somebody to call when nothing else works: for `muster callsheet`.
struct Contact {
  std::string key;    ///< a Slack user's id, so that roles show it; or any short name
  std::string name;   ///< of a person, a team, a supplier
  std::string phone;  ///< as it is dialled
};

/// A command of the team's own: `/incident <word>` answers with a text, or with what a webhook says. One of
/// the two is set. See bot/own_commands.h.
struct OwnCommand {
  std::string key;       ///< the word
  std::string help;      ///< one line
  std::string answer{};  ///< mrkdwn, with placeholders
  std::string url{};     ///< of the webhook; may hold a secret, so it is never shown or logged
};

/// Whether a text of the configuration is a person's id in Slack, and not a name.
bool is_user_id(std::string_view text);

struct Config {
  core::Policy policy;  ///< roles, severities, statuses, services, zone

  // [channels]
  std::string announce;  ///< C… or #name; empty: no announcements
  std::string name_template = "inc-{number}-{title}";
  std::string private_name_template = "inc-{number}";
  int lines_per_hour = 60;  ///< that the bot posts in one incident's channel; see core/pace.h
  std::string call_link;    ///< bookmarked in each channel when set; http(s)

  // [[commands]]
  std::vector<OwnCommand> commands;

  // [changes]
  /// Offered to whoever makes one.
  std::vector<std::string> usual_changes{
      "Switch a feature flag off", "Roll back", "Restart", "Scale up", "Shed load", "Fail over"};

  // [digest]
  std::string digest_day = "monday";  ///< or "off"
  std::string digest_time = "09:00";  ///< on a clock in policy.zone

  // [reactions]
  std::string timeline_reaction = "pushpin";
  std::string action_reaction = "hammer_and_wrench";
  std::string follow_up_reaction = "fast_forward";

  // [server]
  std::string listen = "127.0.0.1:8080";
  std::string admin_listen = "127.0.0.1:8081";
  std::string public_url;  ///< https://…; only `muster manifest` reads it
  std::filesystem::path database = "muster.db";
  int workers = 8;          ///< threads that talk to Slack
  int safe_mode_after = 5;  ///< crashes within ten minutes; 0: never

  // [log]
  std::string log_format = "text";  ///< text | json
  std::string log_level = "info";

  // [slack]
  std::string command = "/incident";
  std::string api_url = "https://slack.com/api/";
  std::string ca_file;
  slack::PacingTable pacing = slack::slack_pacing();
  int attempts = 8;  ///< before a task is parked

  // [[contacts]]
  std::vector<Contact> contacts;
};

/// From the environment, or from the file that `<NAME>_FILE` names. Never in Config, so that no dump shows
/// them.
struct Secrets {
  std::string bot_token;  ///< SLACK_BOT_TOKEN
  std::vector<std::string>
      signing_secrets;  ///< SLACK_SIGNING_SECRET; two, separated by a comma, while one is rotated
  /// MUSTER_WEBHOOK_SECRET, with which requests to webhooks are signed; empty: not set.
  std::string webhook_secret{};
};

/// Environment variables, so that tests can bring their own. Empty result: not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
Environment process_environment();

/// One mistake in the file. `line` and `column` from 1; 0 when it has no place (a file that can't be read).
struct ConfigMistake {
  int line = 0, column = 0;
  std::string what;  ///< what is wrong and what would be right
};

struct LoadedConfig {
  std::shared_ptr<const Config> config;  ///< null when there are mistakes
  std::vector<ConfigMistake> mistakes;   ///< all of them, in the order of the file
};

/// Defaults, then the file, then MUSTER_DATABASE, MUSTER_LISTEN, MUSTER_ADMIN_LISTEN, SLACK_API_URL. `file`
/// empty: MUSTER_CONFIG, else no file. Unknown keys, doubled keys, reactions that overlap, a template that
/// can't work, an unknown zone, an update cadence that is no duration, a missing category are mistakes.
LoadedConfig load_config(const std::filesystem::path& file, const Environment& environment);
LoadedConfig parse_config(std::string_view toml, const Environment& environment);

/// Every key that a file may have, as it is written there: `server.listen`, `roles.key`,
/// `slack.pacing.<method>.burst`.
std::vector<std::string> config_keys();

/// What is missing is said by name; a value is never shown.
struct SecretsProblem {
  std::string what;
};
std::variant<Secrets, SecretsProblem> load_secrets(const Environment& environment);
/// The one that only those need who call webhooks, by itself: empty when it isn't set.
std::variant<std::string, SecretsProblem> load_webhook_secret(const Environment& environment);
/// What this configuration needs that isn't there: a webhook, and nothing to sign with.
std::optional<SecretsProblem> missing_secret(const Config& config, const Secrets& secrets);

}  // namespace muster::bot
