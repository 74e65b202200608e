#include "bot/moments.h"
#include "bot/verb.h"
#include "bot/views/views.h"

namespace muster::bot::verbs {

Verb catchup() {
  return {.name = "catchup",
          .aliases = {},
          .usage = "catchup",
          .help = "Where things stand, for you alone",
          .examples = {"catchup"},
          .bare_shows = true,
          .read = [](const Reading& r) -> ReadResult {
            if (!no_words(r)) return unfit("`catchup` takes no words");
            return Act([](const Ask& ask) -> Plan {
              const auto moments = moments_of(ask.app.store, *ask.incident);
              return Show{views::briefing(*ask.incident, moments, ask.user, ask.now, *ask.config)};
            });
          }};
}

}  // namespace muster::bot::verbs
