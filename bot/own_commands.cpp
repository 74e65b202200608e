#include "bot/own_commands.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/convert.h"
#include "bot/dispatch.h"
#include "bot/log.h"
#include "bot/views/views.h"
#include "bot/webhooks.h"
#include "core/ascii.h"

namespace muster::bot {

namespace {

/// Of a webhook's answer: three sections of a message.
constexpr std::size_t longest_shown = 9000;
/// Who has waited this long for their turn has given up.
constexpr core::Duration oldest_question = std::chrono::seconds(10);

/// Calls `each` with every text between placeholders, and `fill` with every word in braces.
template <class Literal, class Fill>
void walk(std::string_view answer, Literal literal, Fill fill) {
  while (!answer.empty()) {
    const auto open = answer.find('{');
    const auto close = open == std::string_view::npos ? open : answer.find('}', open);
    if (close == std::string_view::npos) return literal(answer);
    literal(answer.substr(0, open));
    fill(answer.substr(open + 1, close - open - 1));
    answer.remove_prefix(close + 1);
  }
}

bool is_about_incident(std::string_view answer) {
  bool about = false;
  walk(
      answer, [](std::string_view) {},
      [&](std::string_view word) { about |= word != "user" && word != "words"; });
  return about;
}

struct Meant {
  std::optional<core::Incident> incident{};  ///< that the person may see
  std::optional<int> named{};                ///< its number was typed, or one that they can't see
};

/// Takes the incident off the words if it is named there.
Meant incident_meant(const Ask& ask, Line& words) {
  if (const auto number = take_incident(ask, words)) return {find_incident(ask, *number), number};
  if (ask.channel.empty()) return {};
  auto here = ask.app.store.in_channel(ask.app.workspace.id, to_core(ask.channel));
  if (here.empty() || !may_see(ask, here.front())) return {};
  return {std::move(here.front()), {}};
}

/// A null pointer while nobody leads.
const core::UserId* lead_of(const core::Incident& incident) {
  const auto lead = incident.roles.find(std::string(core::lead_role));
  return lead == incident.roles.end() ? nullptr : &lead->second.user;
}

std::string value_of(std::string_view word, const Ask& ask, const std::optional<core::Incident>& incident,
                     const Line& words) {
  if (word == "user") return slack::mention(to_slack(ask.user));
  if (word == "words") return std::string(words.rest());
  if (!incident) return {};
  if (word == "incident") return core::reference(*incident);
  if (word == "title") return mrkdwn(core::shown(incident->title));
  if (word == "severity") return slack::escape(ask.policy().severity_name(incident->severity));
  if (word == "status") return slack::escape(ask.policy().status_name(incident->status));
  if (word == "channel")
    return incident->channel.empty() ? core::reference(*incident)
                                     : slack::mention(to_slack(incident->channel));
  const auto* lead = lead_of(*incident);
  return lead ? slack::mention(to_slack(*lead)) : std::string("nobody");
}

Plan answer_with_text(const Ask& ask, const OwnCommand& command, const Meant& meant, const Line& words) {
  const auto& incident = meant.incident;
  if (!incident && is_about_incident(command.answer)) {
    return Show{views::say(
        fmt::format("`{0}` is about an incident. Type it in its channel, or name it: `{1} {0} INC-42`.",
                    command.key, ask.config->command))};
  }
  std::string text;
  walk(
      command.answer, [&](std::string_view literal) { text += literal; },
      [&](std::string_view word) { text += value_of(word, ask, incident, words); });
  auto message = views::say(std::move(text));
  return Show{incident ? views::marked(*incident, std::move(message)) : std::move(message)};
}

/// No words of a private incident but those that its people type after the command.
nlohmann::json told_of(const core::Incident& incident) {
  nlohmann::json told{
      {"reference", core::reference(incident)}, {"number", incident.number},      {"status", incident.status},
      {"severity", incident.severity},          {"private", incident.is_private}, {"drill", incident.drill}};
  if (const auto* lead = lead_of(incident)) told["lead"] = lead->value;
  if (!incident.channel.empty()) told["channel"] = incident.channel.value;
  if (!incident.is_private) told["title"] = core::to_plain(core::shown(incident.title));
  return told;
}

std::string request_of(const Ask& ask, const OwnCommand& command, const Meant& meant, const Line& words) {
  nlohmann::json told{{"command", command.key},
                      {"words", std::string(words.rest())},
                      {"user", {{"id", ask.user.value}, {"guest", ask.limited}}},
                      {"at", core::format_iso(ask.now)}};
  const auto known = ask.app.store.user(ask.app.workspace.id, ask.user);
  if (known && !known->name.empty()) told["user"]["name"] = known->name;
  if (!ask.channel.empty()) told["channel"] = ask.channel.value;
  if (meant.incident) told["incident"] = told_of(*meant.incident);
  return told.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string words_for(const WebhookFailure& failure, const std::string& word,
                      std::chrono::milliseconds deadline) {
  using What = WebhookFailure::What;
  constexpr const char* whose = "If it stays so, tell whoever operates me";
  switch (failure.what) {
    case What::not_signed:
      return fmt::format(
          "I didn't ask `{}`: the secret to sign with is missing here. Whoever operates me must set "
          "MUSTER_WEBHOOK_SECRET.",
          word);
    case What::not_reached:
      return fmt::format("`{}` can't be reached ({}), and did nothing. Try again in a moment. {}.", word,
                         failure.code, whose);
    case What::broken_off:
      if (failure.code == "timeout") {
        return fmt::format(
            "`{}` didn't answer within {}. It may have done what you asked for: look before you type it "
            "again. {}.",
            word, core::format_duration(deadline), whose);
      }
      return fmt::format(
          "The answer of `{}` broke off. It may have done what you asked for: look before you type it again. "
          "{}.",
          word, whose);
    case What::too_long:
      return fmt::format(
          "`{}` answered with more than {} KiB, which I don't show. It may have done what you asked for. "
          "Whoever looks after it must shorten its answers.",
          word, Webhooks::longest_answer / 1024);
    case What::redirects:
      return fmt::format(
          "`{}` has moved ({}), and I follow no redirect. Whoever operates me must correct its url.", word,
          failure.code);
    case What::refuses:
      return fmt::format("`{}` refused, or failed ({}). Look before you type it again. {}.", word,
                         failure.code, whose);
    case What::unreadable:
      return fmt::format(
          "`{}` took it, but I can't read its answer: it must be JSON with a `text`, or text/plain. "
          "Whoever looks after it must mend that.",
          word);
  }
  return {};
}

/// Blocks for the call.
std::string answer_of(App& app, const OwnCommand& command, const std::string& request, core::Time asked,
                      const std::string& request_id) {
  const auto note = [&](std::string_view code) {
    log::write(code == "ok" ? log::Level::debug : log::Level::warn, "webhook",
               {{"request", request_id}, {"command", command.key}, {"code", code}});
  };
  const auto now = app.clock();
  if (now - asked > oldest_question) {
    note("waited_too_long");
    return fmt::format("I didn't ask `{}`: others have waited for webhooks for too long. Try again.",
                       command.key);
  }
  auto text = app.webhooks.ask(command.url, request, now);
  note(text ? "ok" : text.error().code);
  if (!text) return words_for(text.error(), command.key, app.webhooks.deadline());
  if (slack::length(*text) > longest_shown) {
    return fmt::format("{}\n_The answer of `{}` is longer; this is its beginning._",
                       slack::fit(*text, longest_shown), command.key);
  }
  return text->empty() ? "Done." : *text;
}

Plan ask_webhook(const Ask& ask, const OwnCommand& command, const Meant& meant, const Line& words) {
  if (meant.named && !meant.incident) return Show{views::not_seen(*meant.named, *ask.config)};
  if (ask.limited && !meant.incident) {
    return Show{views::say(fmt::format(
        "Guests, and people of other organisations, can use `{}` only about an incident whose channel they "
        "are in: type it there.",
        command.key))};
  }
  return Later{views::say(fmt::format("Asking `{}`…", command.key)),
               [&app = ask.app, command, request = request_of(ask, command, meant, words), asked = ask.now,
                id = ask.request_id] { return views::say(answer_of(app, command, request, asked, id)); }};
}

}  // namespace

const OwnCommand* find_own_command(const Config& config, std::string_view word) {
  const auto found = std::ranges::find_if(
      config.commands, [&](const OwnCommand& one) { return core::ascii::same(one.key, word); });
  return found == config.commands.end() ? nullptr : &*found;
}

std::optional<std::string> unknown_placeholder(std::string_view answer) {
  std::optional<std::string> unknown;
  walk(
      answer, [](std::string_view) {},
      [&](std::string_view word) {
        if (!unknown && std::ranges::find(placeholders, word) == placeholders.end())
          unknown = std::string(word);
      });
  return unknown;
}

Plan run_own_command(const Ask& ask, const OwnCommand& command, Line words) {
  const auto meant = incident_meant(ask, words);
  return command.url.empty() ? answer_with_text(ask, command, meant, words)
                             : ask_webhook(ask, command, meant, words);
}

}  // namespace muster::bot
