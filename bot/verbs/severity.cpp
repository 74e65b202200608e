#include <fmt/core.h>

#include "bot/forms/form.h"
#include "bot/verb.h"
#include "bot/views/views.h"

namespace muster::bot::verbs {

namespace {

ReadResult read_severity(Reading r) {
  if (r.line.empty()) {
    return Act([](const Ask& ask) -> Plan { return Show{views::severities(*ask.incident, *ask.config)}; });
  }
  const auto* severity = r.policy.severity(r.line.front());
  if (!severity) return unfit("`severity` takes one of the severities and perhaps why", "severity 1");
  const auto key = severity->key;
  const auto name = severity->name;
  r.line.pop_front();
  if (r.line.take_flag("--form")) {
    return Act([key, name](const Ask& ask) -> Plan {
      const auto line = fmt::format("severity {} {}", core::reference(*ask.incident), key);
      return Open{
          words_form(ask, *ask.incident, "Lower", "Lower it", fmt::format("Why is it {} now?", name), line),
          line + " --form", std::nullopt};
    });
  }
  return writes(core::ChangeSeverity{key, r.line.text()});
}

}  // namespace

Verb severity() {
  return {.name = "severity",
          .aliases = {"sev"},
          .usage = "severity [sev] [reason]",
          .help = "Show or change the severity; lowering it needs a reason",
          .examples = {"severity 1", "sev 3 only the nightly report is affected"},
          .shown = Verb::Shown::first,
          .bare_shows = true,
          .read = read_severity};
}

}  // namespace muster::bot::verbs
