// What turns out to be nobody else's business.
#include <fmt/core.h>

#include "bot/forms/form.h"
#include "bot/verb.h"
#include "bot/verbs/people.h"
#include "bot/views/views.h"

namespace muster::bot::verbs {

Verb private_() {
  return {.name = "private",
          .aliases = {},
          .usage = "private [@user …]",
          .help = "Go on in a new private channel with the people you choose; asks first",
          .examples = {"private", "private @ada @grace"},
          .read = [](Reading r) -> ReadResult {
            const bool confirmed = r.line.take_flag("--yes");
            std::vector<core::UserId> people;
            for (; !r.line.empty(); r.line.pop_front()) {
              const auto person = Line::person(r.line.front());
              if (!person) return unfit("`private` takes people to come along, or nothing", "private @ada");
              people.push_back(*person);
            }
            return Act([confirmed, people](const Ask& ask) -> Plan {
              const auto& incident = *ask.incident;
              for (const auto& person : people) {
                if (const auto reason = out_of_reach(ask, person))
                  return Show{views::say(*reason + " I did nothing: say it again without them.")};
              }
              if (confirmed || incident.is_private) return Write{core::MakePrivate{people}, {}};
              auto line = fmt::format("private {}", core::reference(incident));
              for (const auto& person : people) line += fmt::format(" <@{}>", person.value);
              return Open{private_form(ask, incident, people), std::move(line), std::nullopt};
            });
          }};
}

}  // namespace muster::bot::verbs
