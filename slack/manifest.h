// The app manifest that an operator pastes into Slack. https://docs.slack.dev/reference/app-manifest
#pragma once

#include <string>
#include <vector>

namespace slack {

/// Texts are cleaned and fitted with "…" (code points); empty optional ones are left out.
struct ManifestOptions {
  std::string name = "Muster";        ///< 35
  std::string description;            ///< 140
  std::string bot_name = "muster";    ///< 80 of a-z 0-9 - _ . (what isn't becomes a hyphen)
  std::string command = "/incident";  ///< 32 with the slash, of a-z 0-9 - _
  std::string command_description;    ///< 2000; the app's name when empty
  std::string usage_hint;             ///< 1000
  /// https://…/slack/events; one address for commands, interactions and events. Empty: Socket Mode.
  std::string url;
  struct Shortcut {
    std::string name;         ///< 75
    std::string callback_id;  ///< 240; without a usable one the shortcut is left out, and a comment says so
    std::string description;  ///< 150; the name when empty
    bool message = false;     ///< else global
  };
  std::vector<Shortcut> shortcuts;  ///< the first ten; a comment counts the rest
};

/// Every scope that this and the planned features need, so that an upgrade is no reinstall. None for e-mail:
/// identity is Slack's user id.
const std::vector<std::string>& bot_scopes();
const std::vector<std::string>& bot_events();

/// YAML, within Slack's limits for manifests whatever the options are.
std::string manifest_yaml(const ManifestOptions& options);

}  // namespace slack
