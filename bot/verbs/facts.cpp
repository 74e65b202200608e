// What an incident is called and said to be: summary, impact, rename. Silent: the control message shows them.
#include <fmt/core.h>

#include "bot/forms/form.h"
#include "bot/verb.h"

namespace muster::bot::verbs {

namespace {

template <class Command>
Verb fact(const std::string& name, std::string help, std::string example, const std::string& label,
          core::Words core::Incident::*present) {
  Verb verb;
  verb.name = name;
  verb.usage = name + " <text>";
  verb.help = std::move(help);
  verb.examples = {std::move(example)};
  verb.read = [name, label, present](const Reading& r) -> ReadResult {
    if (r.line.empty()) {
      return Act([name, label, present](const Ask& ask) -> Plan {
        const auto& incident = *ask.incident;
        const auto line = fmt::format("{} {}", name, core::reference(incident));
        const auto& words = incident.*present;
        return Open{words_form(ask, incident, label + " of", "Save", label, line,
                               words.body ? core::to_plain(*words.body) : std::string()),
                    line, std::nullopt};
      });
    }
    return writes(Command{r.line.text()});
  };
  return verb;
}

}  // namespace

Verb summary() {
  return fact<core::SetSummary>("summary", "Say in a few words what is known",
                                "summary a bad deploy of the cart", "Summary", &core::Incident::summary);
}
Verb impact() {
  return fact<core::SetImpact>("impact", "Say whom it hurts, and how", "impact nobody in the EU can pay",
                               "Impact", &core::Incident::impact);
}
Verb rename() {
  return fact<core::Rename>("rename", "Give the incident another title",
                            "rename card payments fail in the EU", "Title", &core::Incident::title);
}

}  // namespace muster::bot::verbs
