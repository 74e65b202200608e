// When incidents have something to do by themselves: a column beside each, in an index of those that wait.
#include <algorithm>

#include "storage/sqlite/tasks.h"

namespace muster::storage::sqlite {

namespace {
constexpr std::chrono::minutes first_pause{1};
constexpr int most_doublings = 6;
}  // namespace

bool set_timer(Connection& db, core::IncidentId incident, std::optional<core::Time> at, core::Time now) {
  run(db, "UPDATE incident SET timer = ?2, timer_tries = 0 WHERE id = ?1", incident, at);
  return at && *at <= now;
}

std::optional<core::IncidentId> claim_timer(Connection& db, core::Time now) {
  std::optional<core::IncidentId> due;
  int tries = 0;
  {
    Query row(db,
              "SELECT id, timer_tries FROM incident WHERE timer IS NOT NULL AND timer <= ?1 "
              "ORDER BY timer LIMIT 1",
              now);
    if (!row.step()) return std::nullopt;
    due = core::IncidentId(row.integer(0));
    tries = static_cast<int>(row.integer(1));
  }
  // What ends the process each time is begun again ever more rarely.
  const core::Duration pause = first_pause * (1LL << std::min(tries, most_doublings));
  run(db, "UPDATE incident SET timer = ?2, timer_tries = timer_tries + 1 WHERE id = ?1", *due, now + pause);
  return due;
}

void recheck_timers(Connection& db, core::Time now) {
  run(db, "UPDATE incident INDEXED BY incident_open SET timer = ?1 WHERE is_open = 1", now);
  run(db, "UPDATE incident INDEXED BY incident_timer SET timer = ?1 WHERE timer IS NOT NULL", now);
}

std::optional<core::Time> next_timer_of_all(Connection& db) {
  Query row(db, "SELECT timer FROM incident WHERE timer IS NOT NULL ORDER BY timer LIMIT 1");
  if (!row.step()) return std::nullopt;
  return row.time(0);
}

}  // namespace muster::storage::sqlite
