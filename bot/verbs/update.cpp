#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "bot/commits.h"
#include "bot/forms/form.h"
#include "bot/verb.h"
#include "bot/views/views.h"

namespace muster::bot::verbs {

namespace {

/// What became of the announcements in other channels, and of this update in them.
std::vector<views::Announced> announced_elsewhere(const Ask& ask, std::int64_t update) {
  using Kind = core::OneShot::Kind;
  std::vector<views::Announced> announced;
  auto& store = ask.app.store;
  const auto sent = store.deliveries(ask.incident->id, last_with(store, ask.incident->id, update));
  // One for each that there was, in the same order.
  auto edit = sent.begin();
  for (const auto& one : ask.incident->elsewhere) {
    const auto of_it = store.deliveries(ask.incident->id, one.seq);
    const auto made = std::ranges::find(of_it, Kind::elsewhere, &storage::Delivery::kind);
    if (one.seq < update)
      edit = std::ranges::find(edit, sent.end(), Kind::elsewhere_edited, &storage::Delivery::kind);
    const bool edited = one.seq < update && edit != sent.end();
    if (made != of_it.end())
      announced.emplace_back(one.channel,
                             edited && made->state == storage::Delivery::State::done ? *edit : *made);
    if (edited) ++edit;
  }
  return announced;
}

/// What became of the last update, and of what it was corrected to.
slack::OutMessage who_got_it(const Ask& ask) {
  const auto& incident = *ask.incident;
  auto& store = ask.app.store;
  const auto seq = incident.last_update_entry.value;
  const auto update = seq > 0 ? store.record(incident.id, seq) : std::nullopt;
  if (!update) return views::say(fmt::format("No update of {} was posted yet.", core::reference(incident)));
  std::vector<storage::Delivery> corrections;
  for (const auto& record : store.log(incident.id)) {
    const auto* e = std::get_if<core::UpdateCorrected>(&record.event);
    if (e && e->entry == incident.last_update_entry) corrections = store.deliveries(incident.id, record.seq);
  }
  return views::deliveries(incident, *update, store.deliveries(incident.id, seq),
                           announced_elsewhere(ask, seq), corrections, *ask.config);
}

/// Words for people outside: drafted by anybody, approved by the lead.
ReadResult read_external(Reading r) {
  const bool approve = r.line.take_flag("--approve");
  const bool edit = r.line.take_flag("--edit");
  core::EntryId draft;
  if (const auto option = r.line.take_option("--draft"))
    std::from_chars(option->data(), option->data() + option->size(), draft.value);
  if (edit && !r.line.empty()) return unfit("`--edit` takes no words: it opens a form");
  const auto words = r.line.text();
  return Act([=](const Ask& ask) -> Plan {
    const auto& incident = *ask.incident;
    const auto line = fmt::format("update {} --external", core::reference(incident));
    const auto seen = draft.empty() ? incident.external_draft : draft;
    const auto lead = incident.roles.find(std::string(core::lead_role));
    const bool may_edit = lead != incident.roles.end() && lead->second.user == ask.user;
    if (edit && may_edit && seen == incident.external_draft && !seen.empty()) {
      const auto entry = ask.app.store.entry(incident.id, seen);
      return Open{words_form(ask, incident, "Draft in", "Approve", "What may people outside be told?",
                             fmt::format("{} --approve --draft {}", line, seen.value),
                             entry ? core::to_plain(core::shown(entry->words)) : std::string(),
                             "It goes into the channel, to be copied from."),
                  fmt::format("{} --edit --draft {}", line, seen.value), std::nullopt};
    }
    if (approve || edit) return Write{core::ApproveExternal{seen, words}, {}};
    if (!core::is_blank(words)) return Write{core::DraftExternal{words}, {}};
    return Open{words_form(ask, incident, "Draft in", "Save", "What may people outside be told?", line, {},
                           "The lead approves it first. It goes into the channel, to be copied from."),
                line, std::nullopt};
  });
}

ReadResult read_update(Reading r) {
  core::PostUpdate update;
  if (const auto next = r.line.take_option("--next")) {
    update.next = core::parse_duration(*next);
    if (!update.next) return unfit("`--next` takes a duration, as in `--next 30m`");
  }
  if (r.line.take_flag("--who")) {
    if (!no_words(r)) return unfit("`update --who` takes no words");
    return Act([](const Ask& ask) -> Plan { return Show{who_got_it(ask)}; });
  }
  if (r.line.take_flag("--external")) return read_external(std::move(r));
  const bool promised = update.next.has_value();
  if (r.line.empty()) {
    return Act([](const Ask& ask) -> Plan {
      return open_if_possible(
          ask, core::PostUpdate{},
          {update_form(ask, *ask.incident, {}), "update " + core::reference(*ask.incident), std::nullopt});
    });
  }
  update.words = r.line.text();
  if (r.explicit_verb || promised) return writes(std::move(update));
  // Everybody is told, and "update service crashed" may as well be a title: ask which it is.
  return unfit("An update tells everybody, so say which you mean");
}

}  // namespace

Verb update() {
  return {.name = "update",
          .aliases = {},
          .usage = "update[: text] [--next 30m] [--external]",
          .help = "Tell everybody where things stand; without a text, with a form",
          .examples = {"update", "update: rolled back, error rate is falling",
                       "update INC-42 we are on it --next 30m", "update --external we know of slow checkouts",
                       "update --who"},
          .shown = Verb::Shown::first,
          .read = read_update};
}

}  // namespace muster::bot::verbs
