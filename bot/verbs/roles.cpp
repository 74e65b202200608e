#include "bot/forms/form.h"
#include "bot/verb.h"
#include "bot/views/views.h"

namespace muster::bot::verbs {

Verb roles() {
  return {.name = "roles",
          .aliases = {},
          .usage = "roles",
          .help = "Show who holds which role, with buttons to take or give them",
          .examples = {"roles"},
          .bare_shows = true,
          .read = [](Reading r) -> ReadResult {
            const bool form = r.line.take_flag("--form");
            if (!no_words(r)) return unfit("`roles` takes no words");
            return Act([form](const Ask& ask) -> Plan {
              if (form)
                return Open{roles_form(ask, *ask.incident), "roles " + core::reference(*ask.incident), {}};
              return Show{views::roles(*ask.incident, ask.user, *ask.config)};
            });
          }};
}

}  // namespace muster::bot::verbs
