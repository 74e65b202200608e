#include "storage/sqlite/derived.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "core/apply.h"
#include "core/codec.h"
#include "storage/sqlite/reads.h"
#include "storage/sqlite/rows.h"
#include "storage/sqlite/search.h"

namespace muster::storage::sqlite {

namespace {

/// What queries look for in a head: it changes far more rarely than the head does.
struct Facets {
  bool open = false;
  bool is_private = false;
  core::UserId declared_by;
  std::optional<std::string> place, left_place;

  bool operator==(const Facets&) const = default;
};

Facets facets_of(const core::Incident& incident) {
  const auto& left = incident.left_channel;
  return {core::is_open(incident.category), incident.is_private, incident.declared_by, place_of(incident),
          left.empty() ? std::nullopt : std::optional(left.value)};
}

void set_facets(Connection& db, core::IncidentId id, const Facets& facets) {
  run(db,
      "UPDATE incident SET is_open = ?2, is_private = ?3, declared_by = ?4, place = ?5, left_place = ?6 "
      "WHERE "
      "id = ?1",
      id, facets.open, facets.is_private, facets.declared_by, facets.place, facets.left_place);
}

void set_head(Connection& db, const core::Incident& incident, const std::string& chain) {
  run(db, "UPDATE incident SET version = ?2, apply_version = ?3, head = ?4, chain = ?5 WHERE id = ?1",
      incident.id, incident.version, core::apply_version, core::encode_incident(incident), Blob{chain});
}

void put_todo(Connection& db, const core::Incident& incident, const core::Todo& todo) {
  run(db,
      "INSERT OR REPLACE INTO todo(incident, id, workspace, follow_up, owner, due) VALUES(?1, ?2, ?3, ?4, "
      "?5, "
      "?6)",
      incident.id, todo.id, incident.workspace, todo.follow_up, todo.owner, todo.due);
}

/// Only what changed: most commands change none.
void set_todos(Connection& db, const core::Incident& before, const core::Incident& after) {
  for (const auto& [id, todo] : before.todos)
    if (!after.todos.contains(id)) run(db, "DELETE FROM todo WHERE incident = ?1 AND id = ?2", after.id, id);
  for (const auto& [id, todo] : after.todos) {
    const auto old = before.todos.find(id);
    if (old == before.todos.end() || old->second != todo) put_todo(db, after, todo);
  }
}

/// When it is due, which it is, and a service that its incident affects: a row of `wound`.
using Wounds = std::set<std::tuple<core::Time, core::EntryId, std::string>>;

Wounds wounds_of(const core::Incident& incident) {
  Wounds wounds;
  if (incident.is_private || incident.drill) return wounds;
  for (const auto& [id, todo] : incident.todos)
    if (todo.follow_up && todo.due)
      for (const auto& service : incident.affected) wounds.emplace(*todo.due, id, service);
  return wounds;
}

void put_wounds(Connection& db, const core::Incident& incident, const Wounds& wounds) {
  for (const auto& [due, id, service] : wounds)
    run(db, "INSERT OR REPLACE INTO wound(workspace, service, due, incident, id) VALUES(?1, ?2, ?3, ?4, ?5)",
        incident.workspace, service, due, incident.id, id);
}

/// Only what changed, as above.
void set_wounds(Connection& db, const core::Incident& before, const core::Incident& after) {
  const bool same = before.todos == after.todos && before.affected == after.affected &&
                    before.is_private == after.is_private && before.drill == after.drill;
  if (same) return;
  const Wounds old = wounds_of(before), now = wounds_of(after);
  if (old == now) return;
  for (const auto& [due, id, service] : old)
    if (!now.contains({due, id, service}))
      run(db,
          "DELETE FROM wound WHERE workspace = ?1 AND service = ?2 AND due = ?3 AND incident = ?4 AND id = "
          "?5",
          after.workspace, service, due, after.id, id);
  Wounds added;
  std::ranges::set_difference(now, old, std::inserter(added, added.end()));
  put_wounds(db, after, added);
}

void derive(Connection& db, core::IncidentId id) {
  const auto head = load_head(db, id);
  const core::State state = core::replay(id, head->incident.workspace, reads::log(db, id));
  set_facets(db, id, facets_of(state.incident));
  set_head(db, state.incident, head->chain);
  run(db, "DELETE FROM todo WHERE incident = ?1", id);
  for (const auto& [todo_id, todo] : state.incident.todos) put_todo(db, state.incident, todo);
  run(db, "DELETE FROM wound WHERE incident = ?1", id);
  put_wounds(db, state.incident, wounds_of(state.incident));
  run(db, "DELETE FROM entry WHERE incident = ?1", id);
  for (const auto& [entry_id, entry] : state.entries) put_entry(db, id, entry);
  search::look_again(db, id);
}

}  // namespace

std::optional<std::int64_t> text_id_of(const core::Words& words) {
  return words.id == 0 ? std::nullopt : std::optional(words.id);
}

void insert_head(Connection& db, const core::Incident& incident) {
  const Facets facets = facets_of(incident);
  run(db, "UPDATE workspace SET last_number = ?2 WHERE id = ?1", incident.workspace, incident.number);
  run(db,
      "INSERT INTO incident(id, workspace, number, version, apply_version, is_open, is_private, declared_by, "
      "place, head, chain) VALUES(?1, ?2, ?3, 0, 0, ?4, ?5, ?6, ?7, '', x'')",
      incident.id, incident.workspace, incident.number, facets.open, facets.is_private, facets.declared_by,
      facets.place);
}

void update_head(Connection& db, const core::Incident& before, const core::Incident& after,
                 const std::string& chain) {
  // Separate, because a column that is named in an UPDATE has its indexes written even when it stays.
  if (const Facets facets = facets_of(after); before.version != 0 && facets != facets_of(before))
    set_facets(db, after.id, facets);
  set_todos(db, before, after);
  set_wounds(db, before, after);
  set_head(db, after, chain);
}

void put_entry(Connection& db, core::IncidentId incident, const core::Entry& entry) {
  const bool captured = entry.captured.has_value();
  run(db,
      "INSERT INTO entry(incident, id, kind, occurred_at, hidden, channel, ts, text_id, apply_version, body) "
      "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) "
      "ON CONFLICT(incident, id) DO UPDATE SET kind = excluded.kind, occurred_at = excluded.occurred_at, "
      "hidden = excluded.hidden, channel = excluded.channel, ts = excluded.ts, text_id = excluded.text_id, "
      "apply_version = excluded.apply_version, body = excluded.body",
      incident, entry.id, core::to_string(entry.kind), entry.occurred_at, entry.hidden,
      captured ? std::optional(entry.captured->message.channel) : std::nullopt,
      captured ? std::optional(entry.captured->message.ts) : std::nullopt, text_id_of(entry.words),
      core::apply_version, core::encode_entry(entry));
}

void derive_older(Connection& db) {
  {
    Query version(db, "SELECT apply_version FROM derived WHERE id = 1");
    if (version.step() && version.integer(0) >= core::apply_version) return;
  }
  std::vector<core::IncidentId> older;
  {
    Query rows(db, "SELECT id FROM incident WHERE apply_version < ?1", core::apply_version);
    while (rows.step()) older.emplace_back(rows.integer(0));
  }
  for (const core::IncidentId id : older) {
    db.exec("BEGIN IMMEDIATE");
    try {
      derive(db, id);
      db.exec("COMMIT");
    } catch (const SQLite::Exception&) {
      if (db.in_transaction()) db.exec("ROLLBACK");
      throw;
    } catch (const std::exception&) {
      db.exec("ROLLBACK");
    }
  }
  run(db, "UPDATE derived SET apply_version = ?1 WHERE id = 1", core::apply_version);
}

}  // namespace muster::storage::sqlite
