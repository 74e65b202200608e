// When the machine's clock was set: the times that tasks wait for were read off it.
#include <fmt/core.h>

#include "storage/sqlite/schema.h"
#include "storage/sqlite/tasks.h"

namespace muster::storage::sqlite {

namespace {
/// No pause of the workers is longer (bot/work/work.cpp).
constexpr core::Duration longest_wait = std::chrono::minutes(15);
}  // namespace

void clock_moved(Connection& db, core::Duration by, core::Time now) {
  // These indexes hold nothing but what waits.
  for (const char* waiting : {"surface INDEXED BY surface_due", "one_shot INDEXED BY one_shot_due"}) {
    run(db, fmt::format("UPDATE {} SET due = due + ?1 WHERE state = 3", waiting), by.count());
    run(db, fmt::format("UPDATE {} SET due = ?1 WHERE state = 3 AND due > ?2", waiting), now,
        now + longest_wait);
  }
  // How old they are stays, too: what is late is said together, and a response_url lives for its time.
  for (const char* which :
       {"INDEXED BY one_shot_blocked {} WHERE state = 2", "INDEXED BY one_shot_due {} WHERE state = 3"}) {
    run(db,
        fmt::format(fmt::runtime(std::string("UPDATE one_shot ") + which),
                    "SET created_at = MIN(created_at + ?1, ?2), url_at = url_at + ?1"),
        by.count(), now);
  }
  // What is raised again is due from when it was raised.
  std::vector<core::IncidentId> open;
  {
    Query row(db, "SELECT id FROM incident INDEXED BY incident_open WHERE is_open = 1");
    while (row.step()) open.emplace_back(row.integer(0));
  }
  for (const auto incident : open) {
    run(db, "UPDATE surface SET raised_at = MIN(raised_at, ?2), rest_until = 0 WHERE incident = ?1", incident,
        now);
  }
}

}  // namespace muster::storage::sqlite
