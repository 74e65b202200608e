// Taking and giving roles: `role <role> [@user]`, and a verb for each of the three that every incident knows.
#include <fmt/core.h>

#include "bot/verb.h"
#include "bot/verbs/people.h"
#include "bot/views/views.h"
#include "slack/text.h"

namespace muster::bot::verbs {

namespace {

/// What stands after the role: nobody (the caller takes it), or one person and no more.
ReadResult read_person(Reading r, const std::string& key) {
  const bool take_over = r.line.take_flag("--take-over");
  const auto expect = r.line.take_option("--expect");
  std::optional<core::UserId> given;
  if (!r.line.empty()) {
    given = Line::person(r.line.front());
    if (!given || r.line.size() > 1) {
      return unfit(fmt::format("`{}` takes one person, or nothing (then it's you)", key), key + " @ada");
    }
  }
  return Act([=](const Ask& ask) -> Plan {
    if (const auto reason = given ? out_of_reach(ask, *given) : std::nullopt) {
      return Show{views::say(
          fmt::format("{0} Nobody was asked: name somebody else, or take it yourself with `{1} role {2}`.",
                      *reason, ask.config->command, slack::escape(key)))};
    }
    core::AssignRole command{key, given.value_or(ask.user), std::nullopt, take_over};
    if (expect) command.expected = core::UserId(*expect == "nobody" ? std::string() : *expect);
    return Write{std::move(command), {}};
  });
}

Verb shortcut(std::string key, std::string help, Verb::Shown shown) {
  return {.name = key,
          .aliases = {},
          .usage = key + " [@user]",
          .help = std::move(help),
          .examples = {key, key + " @ada"},
          .shown = shown,
          .bare_shows = false,
          .read = [key](Reading r) -> ReadResult {
            if (!r.policy.role(key)) return unfit("This role isn't configured; `roles` shows those that are");
            return read_person(std::move(r), key);
          }};
}

ReadResult read_role(Reading r) {
  const auto* def = r.line.empty() ? nullptr : r.policy.role(r.line.front());
  if (!def) return unfit("`role` takes a role (`roles` shows them) and perhaps a person", "role scribe @ada");
  const auto key = def->key;
  r.line.pop_front();
  return read_person(std::move(r), key);
}

}  // namespace

Verb lead() {
  return shortcut("lead", "Take the lead, or give it to someone", Verb::Shown::first);
}
Verb comms() {
  return shortcut("comms", "Take or give comms: telling everybody else", Verb::Shown::more);
}
Verb scribe() {
  return shortcut("scribe", "Take or give scribe: keeping the timeline", Verb::Shown::more);
}

Verb role() {
  return {.name = "role",
          .aliases = {},
          .usage = "role <role> [@user]",
          .help = "Take or give any role",
          .examples = {"role scribe", "role comms @ada"},
          .read = read_role};
}

}  // namespace muster::bot::verbs
