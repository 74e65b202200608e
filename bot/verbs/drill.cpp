// What was practice turns out to be real.
#include <fmt/core.h>

#include "bot/verb.h"
#include "bot/views/views.h"

namespace muster::bot::verbs {

Verb not_a_drill() {
  return {.name = "not-a-drill",
          .aliases = {},
          .usage = "not-a-drill",
          .help = "It is real: announce it, and take the mark of a drill off; asks first",
          .examples = {"not-a-drill"},
          .read = [](Reading r) -> ReadResult {
            const bool confirmed = r.line.take_flag("--yes");
            if (!no_words(r)) return unfit("`not-a-drill` takes no words");
            return Act([confirmed](const Ask& ask) -> Plan {
              const auto& incident = *ask.incident;
              const bool can = incident.drill && core::is_open(incident.category);
              if (confirmed || !can) return Write{core::NotADrill{}, {}};
              auto message = views::say(fmt::format(
                  "I did nothing yet. Is {} real? {}It counts from then on, and can't be made a drill again.",
                  views::name_and_title(incident),
                  incident.is_private ? "" : "Everybody will see it announced. "));
              message.blocks.actions({views::run(
                  "Yes: it is real", fmt::format("not-a-drill {} --yes", core::reference(incident)),
                  slack::Style::danger)});
              return Show{std::move(message)};
            });
          }};
}

}  // namespace muster::bot::verbs
