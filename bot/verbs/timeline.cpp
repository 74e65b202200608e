// The curated timeline, and what its menu does to an entry.
#include <fmt/core.h>

#include <charconv>

#include "bot/convert.h"
#include "bot/forms/form.h"
#include "bot/verb.h"
#include "bot/views/views.h"
#include "slack/text.h"

namespace muster::bot::verbs {

namespace {

constexpr int entries_at_once = 12;

std::optional<core::EntryId> entry_id(std::string_view word) {
  std::int64_t id = 0;
  const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), id);
  if (error != std::errc() || stop != word.data() + word.size() || id <= 0) return std::nullopt;
  return core::EntryId(id);
}

ReadResult read_timeline(Reading r) {
  core::EntryId before;
  if (const auto option = r.line.take_option("--before"))
    before = entry_id(*option).value_or(core::EntryId());
  if (!no_words(r)) return unfit("`timeline` takes no words");
  return Act([before](const Ask& ask) -> Plan {
    const auto page = ask.app.store.entries(ask.incident->id, before, entries_at_once, true);
    return Show{views::timeline(*ask.incident, page, *ask.config)};
  });
}

Plan edit_form(const Ask& ask, core::EntryId id) {
  const auto entry = ask.app.store.entry(ask.incident->id, id);
  if (!entry || !entry->words.body) return Show{views::say("This entry has no text that could be edited.")};
  const auto line = fmt::format("entry {} {} edit", core::reference(*ask.incident), id.value);
  return Open{words_form(ask, *ask.incident, "Edit in", "Save", "What happened?", line,
                         core::to_plain(*entry->words.body)),
              line, std::nullopt};
}

Plan retime_form(const Ask& ask, core::EntryId id) {
  const auto line = fmt::format("entry {} {} retime", core::reference(*ask.incident), id.value);
  return Open{
      words_form(ask, *ask.incident, "Time in", "Save", "When was it?", line, {},
                 fmt::format("HH:MM in {}: the latest such moment that isn't in the future.", ask.zone),
                 false),
      line, std::nullopt};
}

/// Erasing can't be undone: asked first.
ReadResult redacts(core::EntryId id, bool confirmed) {
  if (confirmed) return writes(core::RedactEntry{id});
  return Act([id](const Ask& ask) -> Plan {
    const auto& incident = *ask.incident;
    const auto entry = ask.app.store.entry(incident.id, id);
    if (!entry || !entry->words.body) return Write{core::RedactEntry{id}, {}};  // refused, and why
    auto message = views::say(fmt::format(
        "I did nothing yet. Shall the text of this entry be erased, with every earlier wording? It can't be "
        "undone.\n>{}",
        slack::fit(mrkdwn(core::one_line(*entry->words.body)), 300)));
    message.blocks.actions(
        {views::run("Erase it", fmt::format("entry {} {} redact --yes", core::reference(incident), id.value),
                    slack::Style::danger)});
    return Show{std::move(message)};
  });
}

ReadResult read_redact(Reading r) {
  const bool confirmed = r.line.take_flag("--yes");
  const auto id = r.line.size() == 1 ? entry_id(r.line.front()) : std::nullopt;
  if (!id)
    return unfit("To erase an entry's text, press *Erase its text* in its menu; `timeline` shows them");
  return redacts(*id, confirmed);
}

ReadResult read_entry(Reading r) {
  const auto usage = [] {
    return unfit("`entry` takes a number and one of hide, show, edit, retime, redact");
  };
  const bool confirmed = r.line.take_flag("--yes");
  if (r.line.size() < 2) return usage();
  const auto id = entry_id(r.line.front());
  r.line.pop_front();
  const std::string what(r.line.front());
  r.line.pop_front();
  if (!id) return usage();
  if (what == "hide" && no_words(r)) return writes(core::HideEntry{*id});
  if (what == "show" && no_words(r)) return writes(core::ShowEntry{*id});
  if (what == "redact" && no_words(r)) return redacts(*id, confirmed);
  if (what == "edit") {
    if (no_words(r)) return Act([id = *id](const Ask& ask) { return edit_form(ask, id); });
    return writes(core::EditEntry{*id, r.line.text()});
  }
  if (what == "retime") {
    if (no_words(r)) return Act([id = *id](const Ask& ask) { return retime_form(ask, id); });
    const auto at = r.line.size() == 1 ? core::latest_wall_time(r.line.front(), r.zone, r.now) : std::nullopt;
    if (!at) return unfit("A time of day is needed, as in 14:05");
    return writes(core::RetimeEntry{*id, *at});
  }
  return usage();
}

}  // namespace

Verb timeline() {
  return {.name = "timeline",
          .aliases = {},
          .usage = "timeline",
          .help = "Show the latest entries, with edit, change of time and hide",
          .examples = {"timeline"},
          .bare_shows = true,
          .read = read_timeline};
}

Verb redact() {
  return {.name = "redact",
          .aliases = {},
          .usage = "redact <entry>",
          .help = "Erase an entry's text for good, as its menu in the timeline does; asks first",
          .examples = {},
          .read = read_redact};
}

Verb entry() {
  return {.name = "entry",
          .aliases = {},
          .usage = "entry <number> hide|show|edit|retime|redact",
          .help = "Change one entry of the timeline",
          .examples = {},
          .shown = Verb::Shown::never,
          .read = read_entry};
}

}  // namespace muster::bot::verbs
