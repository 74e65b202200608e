#include "bot/moments.h"
#include "bot/verb.h"
#include "bot/views/views.h"

namespace muster::bot::verbs {

Verb panel() {
  return {.name = "panel",
          .aliases = {},
          .usage = "panel",
          .help = "Show the control panel, as nothing typed does in an incident's channel",
          .examples = {},
          .shown = Verb::Shown::never,
          .bare_shows = true,
          .read = [](const Reading& r) -> ReadResult {
            if (!no_words(r)) return unfit("`panel` takes no words");
            return Act([](const Ask& ask) -> Plan {
              const auto moments = moments_of(ask.app.store, *ask.incident);
              return Show{views::panel(*ask.incident, moments, ask.user, ask.now, *ask.config)};
            });
          }};
}

}  // namespace muster::bot::verbs
