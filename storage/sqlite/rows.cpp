#include "storage/sqlite/rows.h"

#include "core/codec.h"
#include "storage/sqlite/digest.h"

namespace muster::storage::sqlite {

namespace {

void set_body(core::Words& words, const Query& row, int column) {
  if (!row.null(column)) words.body = core::decode_text(row.text(column));
}

}  // namespace

void load_body(Connection& db, core::Words& words) {
  if (words.id == 0) return;
  Query row(db, "SELECT body FROM text WHERE id = ?1", words.id);
  if (row.step()) set_body(words, row, 0);
}

core::Incident incident_from(Connection& db, const Query& row) {
  core::Incident incident = core::decode_incident(row.text(3));
  incident.id = core::IncidentId(row.integer(0));
  incident.workspace = core::WorkspaceId(row.integer(1));
  incident.number = static_cast<int>(row.integer(2));
  for (core::Words* words : {&incident.title, &incident.summary, &incident.impact, &incident.last_update}) {
    load_body(db, *words);
  }
  if (incident.paused) load_body(db, incident.paused->words);
  for (auto& [id, todo] : incident.todos) load_body(db, todo.words);
  for (auto& [id, change] : incident.changes) load_body(db, change.words);
  for (auto& [id, theory] : incident.theories) load_body(db, theory.words);
  for (auto& [id, offer] : incident.offers) load_body(db, offer.words);
  for (auto& [id, link] : incident.links) load_body(db, link.words);
  return incident;
}

std::optional<Head> load_head(Connection& db, core::IncidentId id) {
  Query row(db, "SELECT id, workspace, number, head, chain FROM incident WHERE id = ?1", id);
  if (!row.step()) return std::nullopt;
  return Head{incident_from(db, row), row.blob(4)};
}

core::Entry entry_from(Connection& db, const Query& row, int column) {
  core::Entry entry = core::decode_entry(row.text(column + 1));
  entry.id = core::EntryId(row.integer(column));
  set_body(entry.words, row, column + 2);
  load_body(db, entry.about);
  return entry;
}

std::optional<core::Entry> load_entry(Connection& db, core::IncidentId incident, core::EntryId id) {
  Query row(db,
            "SELECT entry.id, entry.body, text.body FROM entry LEFT JOIN text ON text.id = entry.text_id "
            "WHERE entry.incident = ?1 AND entry.id = ?2",
            incident, id);
  if (!row.step()) return std::nullopt;
  return entry_from(db, row, 0);
}

std::optional<core::Entry> load_entry_of(Connection& db, core::IncidentId incident,
                                         const core::MessageRef& message) {
  if (message.empty()) return std::nullopt;
  Query row(db,
            "SELECT entry.id, entry.body, text.body FROM entry LEFT JOIN text ON text.id = entry.text_id "
            "WHERE entry.incident = ?1 AND entry.channel = ?2 AND entry.ts = ?3",
            incident, message.channel, message.ts);
  if (!row.step()) return std::nullopt;
  return entry_from(db, row, 0);
}

core::Record record_from(const Query& row) {
  core::Record record;
  record.seq = row.integer(0);
  record.occurred_at = row.time(3);
  record.recorded_at = row.time(4);
  record.actor = core::UserId(row.text(5));
  record.event = core::decode_event(row.text(1), static_cast<int>(row.integer(2)), row.text(6));
  if (core::Words* words = core::words_of(record.event)) set_body(*words, row, 7);
  return record;
}

std::optional<Workspace> load_workspace(Connection& db, core::WorkspaceId id) {
  Query row(db, "SELECT id, team, enterprise, app, bot_user, bot, url FROM workspace WHERE id = ?1", id);
  if (!row.step()) return std::nullopt;
  return Workspace{core::WorkspaceId(row.integer(0)),
                   row.text(1),
                   row.text(2),
                   row.text(3),
                   row.text(4),
                   row.text(5),
                   row.text(6)};
}

std::optional<std::string> place_of(const core::Incident& incident) {
  if (!incident.channel.empty()) return incident.channel.value;
  // Others are where a private one was declared: it is in no channel until it has its own.
  if (incident.channel_failed && !incident.is_private && !incident.declared_in.empty()) {
    return incident.declared_in.value;
  }
  return std::nullopt;
}

bool has_home(const core::Incident& incident) {
  if (incident.unseen) return false;
  return place_of(incident).has_value() || core::lives_with_declarer(incident);
}

std::optional<std::string> find_known(Connection& db, std::span<const InboxKey> keys, core::Time now) {
  for (const InboxKey& key : keys) {
    const std::string hash = key_hash(key.key);
    Query row(db, "SELECT answer FROM inbox WHERE hash = ?1 AND expires_at > ?2", Blob{hash}, now);
    if (row.step()) return row.text(0);
  }
  return std::nullopt;
}

std::string key_hash(const std::string& key) {
  return sha256(key).substr(0, 16);
}

}  // namespace muster::storage::sqlite
