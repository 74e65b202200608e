#include <charconv>

#include "bot/dispatch.h"
#include "bot/verb.h"
#include "bot/views/views.h"

namespace muster::bot::verbs {

namespace {

constexpr int incidents_at_once = 10;

ReadResult read_list(Reading r) {
  int before = 0;
  if (const auto option = r.line.take_option("--before")) {
    std::from_chars(option->data(), option->data() + option->size(), before);
  }
  if (!no_words(r)) return unfit("`list` takes no words");
  return Act([before](const Ask& ask) -> Plan {
    auto filter = seen_by(ask.user, ask.limited, ask.policy());
    filter.before_number = before;
    filter.limit = incidents_at_once + 1;
    auto found = ask.app.store.list(ask.app.workspace.id, filter);
    const bool more = found.size() > incidents_at_once;
    if (more) found.resize(incidents_at_once);
    return Show{views::list(found, more, *ask.config)};
  });
}

}  // namespace

Verb list() {
  return {.name = "list",
          .aliases = {},
          .usage = "list",
          .help = "Show the open incidents",
          .examples = {"list"},
          .needs_incident = false,
          .bare_shows = true,
          .read = read_list};
}

}  // namespace muster::bot::verbs
