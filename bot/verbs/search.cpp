// The past, by words. Pages are told by where each begins: buttons carry the way that led there.
#include <algorithm>
#include <charconv>

#include "bot/dispatch.h"
#include "bot/forms/form.h"
#include "bot/verb.h"
#include "bot/views/views.h"

namespace muster::bot::verbs {

namespace {

constexpr int shown_at_once = 5;

/// Between commas.
std::vector<int> numbers(std::string_view list) {
  std::vector<int> found;
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    int number = 0;
    std::from_chars(list.data(), list.data() + comma, number);
    if (number > 0) found.push_back(number);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return found;
}

ReadResult read_search(Reading r) {
  views::Search shown;
  if (const auto option = r.line.take_option("--before")) shown.way = numbers(*option);
  if (r.line.empty()) {
    return Act([](const Ask& ask) -> Plan { return Open{search_form(ask), "search", std::nullopt}; });
  }
  shown.words = core::excerpt(core::one_line(r.line.text()), core::max_title);
  return Act([shown, may_be_title = !r.explicit_verb](const Ask& ask) -> Plan {
    auto filter = seen_by(ask.user, ask.limited, ask.policy());
    filter.open_only = false;
    filter.limit = shown_at_once;
    if (!shown.way.empty()) filter.before_number = shown.way.back();
    auto message =
        views::search(shown, ask.app.store.search(ask.app.workspace.id, filter, shown.words), *ask.config);
    // Looking does no harm where "search is down" was meant as a title: that is offered below.
    std::vector<slack::Element> buttons;
    if (may_be_title) offer_declaring(buttons, ask);
    message.blocks.actions(buttons);
    return Show{std::move(message)};
  });
}

}  // namespace

Verb search() {
  return {.name = "search",
          .aliases = {},
          .usage = "search <words>",
          .help = "Find incidents, also past ones, in which these words stand",
          .examples = {"search certificate expired", "search checkout redis"},
          .needs_incident = false,
          .read = read_search};
}

}  // namespace muster::bot::verbs
