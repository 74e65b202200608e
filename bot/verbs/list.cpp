#include <charconv>

#include "bot/dispatch.h"
#include "bot/verb.h"
#include "bot/views/views.h"

namespace muster::bot::verbs {

namespace {

constexpr int page_size = 10;

ReadResult read(Reading r) {
  int before = 0;
  if (const auto option = r.line.take_option("--before")) {
    std::from_chars(option->data(), option->data() + option->size(), before);
  }
  if (!no_words(r)) return unfit("`list` takes no words");
  return Act([before](const Ask& ask) -> Plan {
    auto filter = seen_by(ask.user, ask.limited, ask.policy());
    filter.before_number = before;
    filter.limit = page_size + 1;
    auto found = ask.app.store.list(ask.app.workspace.id, filter);
    const bool more = found.size() > page_size;
    if (more) found.resize(page_size);
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
          .read = read};
}

}  // namespace muster::bot::verbs
