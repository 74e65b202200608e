// Lines that began `TODO:` or `DECISION:`, for the scribe to sort.
#include <charconv>

#include "bot/verb.h"
#include "bot/views/views.h"
#include "core/ascii.h"

namespace muster::bot::verbs {

namespace {

Plan show_lines(const Ask& ask) {
  std::map<core::EntryId, std::string> links;
  for (const auto& [id, offer] : ask.incident->offers)
    if (const auto entry = ask.app.store.entry(ask.incident->id, offer.entry); entry && entry->captured)
      links.emplace(id, entry->captured->permalink);
  return Show{views::review(*ask.incident, links, *ask.config)};
}

std::optional<core::Reviewed> what_becomes(std::string_view word) {
  if (core::ascii::same(word, "action")) return core::Reviewed::action;
  if (core::ascii::same(word, "followup")) return core::Reviewed::follow_up;
  if (core::ascii::same(word, "timeline")) return core::Reviewed::kept;
  if (core::ascii::same(word, "skip")) return core::Reviewed::left;
  return std::nullopt;
}

ReadResult read_review(const Reading& r) {
  if (r.line.empty()) return Act(show_lines);
  const auto usage = [] {
    return unfit("`review` takes a line's number and what becomes of it: action, followup, timeline or skip",
                 "review 12 action");
  };
  if (r.line.size() != 2) return usage();
  const auto number = r.line.front();
  std::int64_t id = 0;
  const auto [stop, error] = std::from_chars(number.data(), number.data() + number.size(), id);
  const auto as = what_becomes(r.line.back());
  if (error != std::errc() || stop != number.data() + number.size() || id <= 0 || !as) return usage();
  return writes(core::ReviewLine{core::EntryId(id), *as});
}

}  // namespace

Verb review() {
  return {.name = "review",
          .aliases = {},
          .usage = "review [number action, followup, timeline or skip]",
          .help = "Lines that people began with `TODO:` or `DECISION:`, and what becomes of each",
          .examples = {"review", "review 12 action", "review 14 timeline"},
          .bare_shows = true,
          .read = read_review};
}

}  // namespace muster::bot::verbs
