// All verbs, in the order in which help shows them. A new verb: a file beside this one with `Verb
// verbs::<name>()`, and one line here.
#include <fmt/core.h>

#include <algorithm>

#include "bot/verb.h"
#include "core/decide.h"

#define MUSTER_VERBS(X) \
  X(declare)            \
  X(lead)               \
  X(update)             \
  X(note)               \
  X(action)             \
  X(page)               \
  X(severity)           \
  X(resolve)            \
  X(monitoring)         \
  X(doing)              \
  X(result)             \
  X(theory)             \
  X(rule)               \
  X(regroup)            \
  X(actions)            \
  X(followup)           \
  X(followups)          \
  X(task)               \
  X(status)             \
  X(affects)            \
  X(snooze)             \
  X(pause)              \
  X(resume)             \
  X(postpone)           \
  X(comms)              \
  X(scribe)             \
  X(role)               \
  X(roles)              \
  X(leave)              \
  X(handoff)            \
  X(checklist)          \
  X(join)               \
  X(access)             \
  X(subscribe)          \
  X(unsubscribe)        \
  X(summary)            \
  X(impact)             \
  X(rename)             \
  X(link)               \
  X(timeline)           \
  X(review)             \
  X(redact)             \
  X(undo)               \
  X(correct)            \
  X(catchup)            \
  X(list)               \
  X(search)             \
  X(export_)            \
  X(confirm)            \
  X(dismiss)            \
  X(standdown)          \
  X(close)              \
  X(reopen)             \
  X(keep_open)          \
  X(merge)              \
  X(unmerge)            \
  X(not_a_drill)        \
  X(private_)           \
  X(doctor)             \
  X(help)               \
  X(panel)              \
  X(entry)

namespace muster::bot {

namespace verbs {
#define X(name) Verb name();
MUSTER_VERBS(X)
#undef X
}  // namespace verbs

std::span<const Verb> all_verbs() {
#define X(name) verbs::name(),
  static const std::vector<Verb> verbs = {MUSTER_VERBS(X)};
#undef X
  return verbs;
}

const Verb* find_verb(std::string_view word) {
  for (const auto& verb : all_verbs()) {
    if (edit_distance(verb.name, word) == 0) return &verb;
    for (const auto& alias : verb.aliases) {
      if (edit_distance(alias, word) == 0) return &verb;
    }
  }
  return nullptr;
}

const Verb* nearest_verb(std::string_view word) {
  if (word.size() < 3 || word.size() > 20) return nullptr;
  const int allowed = word.size() >= 6 ? 2 : 1;
  const Verb* best = nullptr;
  int best_distance = allowed + 1;
  for (const auto& verb : all_verbs()) {
    if (verb.shown == Verb::Shown::never) continue;
    const int distance = edit_distance(verb.name, word);
    if (distance > 0 && distance < best_distance) {
      best = &verb;
      best_distance = distance;
    }
  }
  return best;
}

ReadResult writes(core::Command command) {
  return Act([command = std::move(command)](const Ask&) -> Plan { return Write{command, {}}; });
}

Plan open_if_possible(const Ask& ask, core::Command blank, Open form) {
  const auto done = core::decide({*ask.incident, {}, {}}, blank, ask.policy(), {ask.user, ask.now});
  if (!done && done.error().code != core::Refusal::Code::empty) return Write{std::move(blank), {}};
  return Plan(std::move(form));
}

Verb plain_verb(std::string name, std::string help, core::Command command) {
  Verb verb;
  verb.name = verb.usage = name;
  verb.help = std::move(help);
  verb.examples = {name, name + " INC-42"};
  verb.read = [name = std::move(name), command = std::move(command)](const Reading& r) -> ReadResult {
    if (!no_words(r)) return unfit(fmt::format("`{}` takes no words", name));
    return writes(command);
  };
  return verb;
}

tl::unexpected<Unfit> unfit(std::string takes, std::string example) {
  return tl::unexpected(Unfit{std::move(takes), std::move(example)});
}

}  // namespace muster::bot
