// What the queues look like, for readers.
#include <algorithm>

#include "storage/sqlite/schema.h"
#include "storage/sqlite/tasks.h"

namespace muster::storage::sqlite {

namespace {

std::int64_t count(Connection& db, std::string_view sql) {
  Query row(db, sql);
  return row.step() ? row.integer(0) : 0;
}

}  // namespace

std::optional<core::Time> next_due(Connection& db) {
  std::optional<core::Time> first;
  const auto consider = [&first](Query&& row) {
    if (!row.step() || row.null(0)) return;
    const core::Time due = row.time(0);
    first = first ? std::min(*first, due) : due;
  };
  consider(Query(db, "SELECT due FROM surface WHERE state = 3 ORDER BY due LIMIT 1"));
  for (int priority = 0; priority < priorities; ++priority) {
    consider(Query(db, "SELECT due FROM one_shot WHERE state = 3 AND priority = ?1 ORDER BY due LIMIT 1",
                   priority));
  }
  return first;
}

QueueStats queue_stats(Connection& db) {
  QueueStats stats;
  stats.surfaces_behind = count(db, "SELECT COUNT(*) FROM surface WHERE state = 3") +
                          count(db, "SELECT COUNT(*) FROM surface WHERE state = 2");
  stats.one_shots_waiting = count(db, "SELECT COUNT(*) FROM one_shot WHERE state = 3") +
                            count(db, "SELECT COUNT(*) FROM one_shot WHERE state = 2");
  stats.parked = count(db, "SELECT COUNT(*) FROM surface WHERE state = 1") +
                 count(db, "SELECT COUNT(*) FROM one_shot WHERE state = 1");
  stats.oldest_due = next_due(db);
  return stats;
}

std::vector<ParkedTask> parked(Connection& db, int limit) {
  std::vector<ParkedTask> tasks;
  const auto collect = [&](Query&& row) {
    while (row.step() && static_cast<int>(tasks.size()) < limit) {
      tasks.push_back({row.text(0), row.text(1), core::IncidentId(row.integer(2)), row.text(3),
                       static_cast<int>(row.integer(4))});
    }
  };
  collect(
      Query(db,
            "SELECT incident || '.' || kind, kind, incident, error, attempts FROM surface WHERE state = 1 "
            "LIMIT ?1",
            limit));
  collect(Query(
      db, "SELECT CAST(id AS TEXT), kind, incident, error, attempts FROM one_shot WHERE state = 1 LIMIT ?1",
      limit));
  return tasks;
}

bool unpark(Connection& db, const std::string& id, Unpark how, core::Time now) {
  const auto state = static_cast<int>(how == Unpark::retry ? TaskState::due : TaskState::settled);
  const auto due = how == Unpark::retry ? std::optional(now) : std::nullopt;
  if (const auto dot = id.find('.'); dot != std::string::npos) {
    return run(db,
               "UPDATE surface SET state = ?3, due = ?4, attempts = 0, error = '' "
               "WHERE CAST(incident AS TEXT) = ?1 AND kind = ?2 AND state = 1 RETURNING 1",
               id.substr(0, dot), id.substr(dot + 1), state, due);
  }
  return run(
      db,
      "UPDATE one_shot SET state = ?2, due = ?3, attempts = 0, "
      "error = CASE ?2 WHEN 0 THEN error ELSE '' END, payload = CASE ?2 WHEN 0 THEN '' ELSE payload END "
      "WHERE CAST(id AS TEXT) = ?1 AND state = 1 RETURNING 1",
      id, state, due);
}

}  // namespace muster::storage::sqlite
