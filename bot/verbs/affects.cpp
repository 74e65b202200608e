// Which services an incident affects. Silent: the control message and the announcement show it.
#include <fmt/core.h>

#include "bot/config_rules.h"
#include "bot/convert.h"
#include "bot/verb.h"
#include "bot/verbs/services.h"
#include "bot/views/views.h"

namespace muster::bot::verbs {

namespace {

constexpr std::size_t longest_name = 10;  ///< in words
constexpr std::size_t most_named = 8;     ///< of those that there are

std::string literal(std::string_view word) {
  return core::to_plain(from_mrkdwn(word));
}

ReadResult read_affects(Reading r) {
  const bool affected = !r.line.take_flag("--not");
  if (r.line.empty()) {
    return Act([](const Ask& ask) -> Plan { return Show{views::services(*ask.incident, *ask.config)}; });
  }
  core::SetAffected command;
  command.affected = affected;
  while (!r.line.empty()) {
    if (const auto* service = take_service(r.line, r.policy)) {
      command.services.push_back(service->key);
    } else if (!affected && r.line.size() == 1) {
      // It may have left the configuration since.
      command.services.push_back(literal(r.line.front()));
      r.line.pop_front();
    } else {
      const bool none = r.policy.services.empty();
      return unfit(no_such_service(r.line, r.policy), none ? "" : "affects " + r.policy.services.front().key);
    }
  }
  return writes(std::move(command));
}

}  // namespace

const core::ServiceDef* take_service(Line& line, const core::Policy& policy) {
  const core::ServiceDef* found = nullptr;
  Line after = line;
  Line rest = line;
  std::string words;
  for (std::size_t i = 0; i < longest_name && !rest.empty(); ++i) {
    auto word = literal(rest.front());
    rest.pop_front();
    const bool ends = word.size() > 1 && word.back() == ',';
    if (ends) word.pop_back();
    words += (words.empty() ? "" : " ") + word;
    if (const auto* service = policy.service(words)) {
      found = service;
      after = rest;
    }
    if (ends) break;
  }
  line = after;
  return found;
}

std::string no_such_service(const Line& line, const core::Policy& policy) {
  if (policy.services.empty()) return "No services are configured";
  std::vector<std::string> names;
  std::string all;
  for (const auto& service : policy.services) {
    if (names.size() / 2 < most_named) all += (all.empty() ? "" : ", ") + slack::escape(service.name);
    names.push_back(service.name);
    names.push_back(service.key);
  }
  if (policy.services.size() > most_named) all += " …";
  const auto typed = literal(line.front());
  const auto near = rules::nearest(typed, names);
  return fmt::format("There is no service “{}”; {}", slack::escape(rules::shown(typed)),
                     near ? fmt::format("the nearest is “{}”", slack::escape(*near)) : "there are: " + all);
}

Verb affects() {
  return {.name = "affects",
          .aliases = {},
          .usage = "affects [service] [--not]",
          .help = "Show or say which services it affects; `--not`: it doesn't, after all",
          .examples = {"affects", "affects checkout", "affects checkout, search", "affects --not search"},
          .bare_shows = true,
          .read = read_affects};
}

}  // namespace muster::bot::verbs
