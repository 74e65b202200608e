#include "bot/convert.h"
#include "bot/forms/form.h"
#include "bot/verb.h"

namespace muster::bot::verbs {

namespace {

ReadResult read(Reading r) {
  core::Declare declare;
  declare.is_private = r.line.take_flag("--private");
  declare.drill = r.line.take_flag("--drill");
  declare.triage = r.line.take_flag("--triage");
  declare.here = r.line.take_flag("--here");
  const bool form = r.line.take_flag("--form");  // what a button says that opens the form with this title
  if (const auto severity = r.line.take_option("--sev")) {
    const auto* def = r.policy.severity(*severity);
    if (!def) return unfit("`--sev` takes one of the severities, as in `--sev 2`");
    declare.severity = def->key;
  }
  if (declare.is_private && declare.here) {
    return unfit("A private incident gets a private channel of its own: leave `--here` out");
  }
  declare.title = r.line.text();
  if (form || core::is_blank(declare.title)) {
    return Act(
        [title = core::to_plain(declare.title), rest = std::string(r.line.rest())](const Ask& ask) -> Plan {
          return Open{declare_form(ask, title), "declare --form " + rest, std::nullopt};
        });
  }
  return Act([declare](const Ask& ask) -> Plan {
    auto command = declare;
    command.declared_in = to_core(ask.channel);
    return Write{std::move(command), {}};
  });
}

}  // namespace

Verb declare() {
  return {.name = "declare",
          .aliases = {"new"},
          .usage = "declare <title> [--sev N] [--private] [--drill] [--triage] [--here]",
          .help = "Declare an incident at once; without a title, with a form",
          .examples = {"declare checkout returns 500s --sev 2", "declare login is slow --drill"},
          .shown = Verb::Shown::first,
          .needs_incident = false,
          .read = read};
}

}  // namespace muster::bot::verbs
