#include "storage/sqlite/erase.h"

#include <map>
#include <set>
#include <variant>

#include "core/variant.h"
#include "storage/sqlite/reads.h"
#include "storage/sqlite/search.h"

namespace muster::storage::sqlite {

namespace {

/// The entry whose text an event brings or changes; 0 for none.
core::EntryId entry_of(const core::Record& record) {
  return core::visit_known(core::Overloaded{
                               [&](const core::EntryNoted&) { return core::EntryId(record.seq); },
                               [](const core::MessageCaptured& e) { return e.entry; },
                               [](const core::MessageRevised& e) { return e.entry; },
                               [](const core::EntryEdited& e) { return e.entry; },
                               [](const core::UpdateCorrected& e) { return e.entry; },
                               [&](const core::ExternalDrafted&) { return core::EntryId(record.seq); },
                               [](const core::ExternalApproved& e) { return e.entry; },
                               [](const core::LineOffered& e) { return e.entry; },
                               [](const core::TodoAdded& e) { return e.entry; },
                               [](const core::TodoReworded& e) { return e.entry; },
                           },
                           record.event, core::EntryId());
}

/// Who wrote the text that a record brings, where that isn't an entry's author; empty: only they.
core::UserId writer_of(const core::Record& record) {
  // Who captured somebody else's message, or made something of it, wrote nothing.
  if (std::holds_alternative<core::MessageCaptured>(record.event)) return {};
  const auto* added = std::get_if<core::TodoAdded>(&record.event);
  if (added && !added->entry.empty()) return {};
  return added && !added->wished_by.empty() ? added->wished_by : record.actor;
}

std::set<std::int64_t> texts_of(Connection& db, core::IncidentId incident, const core::UserId& person) {
  std::map<core::EntryId, core::UserId> authors;
  for (const auto& entry : reads::all_entries(db, incident)) authors[entry.id] = entry.author;
  std::set<std::int64_t> texts, seen;
  for (const auto& record : reads::log(db, incident)) {
    const auto* words = core::words_of(record.event);
    if (!words || words->id == 0 || !words->body) continue;
    // Where a text comes again, as when something is undone, it isn't theirs who did that.
    const bool first = seen.insert(words->id).second;
    const auto author = authors.find(entry_of(record));
    const bool is_author = author != authors.end() && author->second == person;
    if (is_author || (first && writer_of(record) == person)) texts.insert(words->id);
  }
  return texts;
}

void erase_all(Connection& db, const std::set<std::int64_t>& texts) {
  const Overwriting all(db);
  for (const auto id : texts) run(db, "UPDATE text SET salt = NULL, body = NULL WHERE id = ?1", id);
}

}  // namespace

int erase_texts(Connection& db, core::IncidentId incident, const core::UserId& person, bool really) {
  const auto texts = texts_of(db, incident, person);
  if (!really || texts.empty()) return static_cast<int>(texts.size());
  erase_all(db, texts);
  std::set<core::EntryId> entries;
  for (const auto& entry : reads::all_entries(db, incident))
    if (texts.contains(entry.words.id)) entries.insert(entry.id);
  search::erased(db, incident, entries);
  return static_cast<int>(texts.size());
}

void erase_entry(Connection& db, core::IncidentId incident, core::EntryId entry) {
  // What was made of a message has lines of its own.
  std::set<core::EntryId> entries{entry};
  std::set<std::int64_t> texts;
  {
    Query row(db,
              "SELECT seq, text_id FROM event WHERE incident = ?1 AND text_id IS NOT NULL "
              "AND (seq = ?2 OR json_extract(body, '$.entry') = ?2 "
              "OR (kind = 'TodoReworded' AND json_extract(body, '$.todo') = ?2))",
              incident, entry);
    while (row.step()) {
      entries.emplace(row.integer(0));
      texts.insert(row.integer(1));
    }
  }
  erase_all(db, texts);
  search::erased(db, incident, entries);
}

void forget_quotations(Connection& db) {
  const Overwriting all(db);
  run(db, "UPDATE inbox SET answer = '' WHERE answer <> ''");
  run(db, "UPDATE one_shot SET payload = '' WHERE kind = 'respond' AND state IN (0, 1) AND payload <> ''");
}

}  // namespace muster::storage::sqlite
