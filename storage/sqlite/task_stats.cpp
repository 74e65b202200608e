// What the queues look like, for readers.
#include <algorithm>

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
      tasks.push_back(
          {row.text(0), core::IncidentId(row.integer(1)), row.text(2), static_cast<int>(row.integer(3))});
    }
  };
  collect(Query(db, "SELECT kind, incident, error, attempts FROM surface WHERE state = 1 LIMIT ?1", limit));
  collect(Query(db, "SELECT kind, incident, error, attempts FROM one_shot WHERE state = 1 LIMIT ?1", limit));
  return tasks;
}

}  // namespace muster::storage::sqlite
