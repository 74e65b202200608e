#include "bot/verb.h"

namespace muster::bot::verbs {

Verb resolve() {
  return {.name = "resolve",
          .aliases = {},
          .usage = "resolve[: text]",
          .help = "The incident is over; works at once, with no field required",
          .examples = {"resolve", "resolve: rolled back, rates are normal"},
          .shown = Verb::Shown::first,
          .read = [](const Reading& r) -> ReadResult {
            // "resolve dns timeouts" may as well be a title: ask which it is.
            if (!r.line.empty() && !r.explicit_verb)
              return unfit("Resolving tells everybody, so say which you mean");
            return writes(core::Resolve{r.line.text()});
          }};
}

Verb reopen() {
  return {.name = "reopen",
          .aliases = {},
          .usage = "reopen",
          .help = "It isn't over: go on with the same record",
          .examples = {"reopen"},
          .of_ended =
              [](const core::Incident& incident) {
                return !core::is_open(incident.category) && incident.category != core::Category::merged;
              },
          .read = [](const Reading& r) -> ReadResult {
            if (!no_words(r)) return unfit("`reopen` takes no words");
            return writes(core::Reopen{});
          }};
}

}  // namespace muster::bot::verbs
