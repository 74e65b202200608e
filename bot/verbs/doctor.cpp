#include "bot/doctor.h"

#include "bot/dispatch.h"
#include "bot/verb.h"
#include "bot/views/views.h"

namespace muster::bot::verbs {

Verb doctor() {
  return {.name = "doctor",
          .aliases = {},
          .usage = "doctor",
          .help = "Say whether everything works, and what to mend",
          .examples = {"doctor"},
          .needs_incident = false,
          .bare_shows = true,
          .read = [](const Reading& r) -> ReadResult {
            if (!no_words(r)) return unfit("`doctor` takes no words");
            return Act([](const Ask& ask) -> Plan {
              if (ask.limited) {
                return Show{views::say("Only members of this workspace can ask how I am doing.")};
              }
              return Later{views::say("Looking…"), [ask] {
                             const auto theirs = [&](const core::Incident& one) { return may_see(ask, one); };
                             return doctor_message(examine(ask.app, *ask.config, theirs));
                           }};
            });
          }};
}

}  // namespace muster::bot::verbs
