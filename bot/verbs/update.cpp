#include <fmt/core.h>

#include "bot/forms/form.h"
#include "bot/verb.h"
#include "bot/views/views.h"

namespace muster::bot::verbs {

namespace {

ReadResult read(Reading r) {
  core::PostUpdate update;
  if (const auto next = r.line.take_option("--next")) {
    update.next = core::parse_duration(*next);
    if (!update.next) return unfit("`--next` takes a duration, as in `--next 30m`");
  }
  const bool promised = update.next.has_value();
  if (r.line.empty()) {
    return Act([](const Ask& ask) -> Plan {
      return Open{update_form(ask, *ask.incident, {}), "update " + core::reference(*ask.incident),
                  std::nullopt};
    });
  }
  update.words = r.line.text();
  if (r.explicit_verb || promised) return writes(std::move(update));
  // Everybody is told, and "update service crashed" may as well be a title: ask which it is.
  return unfit("An update tells everybody, so say which you mean");
}

}  // namespace

Verb update() {
  return {.name = "update",
          .aliases = {},
          .usage = "update [text] [--next 30m]",
          .help = "Tell everybody where things stand; without a text, with a form",
          .examples = {"update", "update: rolled back, error rate is falling",
                       "update INC-42 we are on it --next 30m"},
          .shown = Verb::Shown::first,
          .read = read};
}

}  // namespace muster::bot::verbs
