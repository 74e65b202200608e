#include "bot/own_commands.h"

#include <fmt/core.h>

#include <algorithm>

#include "bot/convert.h"
#include "bot/dispatch.h"
#include "bot/views/views.h"
#include "core/ascii.h"

namespace muster::bot {

namespace {

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

std::optional<core::Incident> incident_meant(const Ask& ask, Line& words) {
  if (const auto number = take_incident(ask, words)) return find_incident(ask, *number);
  if (ask.channel.empty()) return std::nullopt;
  auto here = ask.app.store.in_channel(ask.app.workspace.id, to_core(ask.channel));
  if (here.empty() || !may_see(ask, here.front())) return std::nullopt;
  return std::move(here.front());
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
  const auto lead = incident->roles.find(std::string(core::lead_role));
  return lead == incident->roles.end() ? std::string("nobody") : slack::mention(to_slack(lead->second.user));
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
  const auto incident = incident_meant(ask, words);
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

}  // namespace muster::bot
