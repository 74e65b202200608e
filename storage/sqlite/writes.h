// Writes beside those of people: caches, counters and housekeeping. On the writer, inside its transaction.
#pragma once

#include <vector>

#include "storage/sqlite/connection.h"
#include "storage/store.h"

namespace muster::storage::sqlite::writes {

void count_activity(Connection& db, core::IncidentId incident, const core::UserId& person, core::Time at);
/// The latest of what was told about a person counts, in whatever order it comes.
void set_members(Connection& db, core::IncidentId incident, const std::vector<core::UserId>& people,
                 core::Time at);
void set_member(Connection& db, core::IncidentId incident, const core::UserId& person, bool member,
                core::Time at);
void upsert_users(Connection& db, core::WorkspaceId workspace, const std::vector<User>& users);
void set_groups(Connection& db, core::WorkspaceId workspace, const std::vector<Group>& groups);
void count_bot_post(Connection& db, core::IncidentId incident);
Turn take_turn(Connection& db, core::IncidentId incident, core::Time now, int per_hour);
void give_turn_back(Connection& db, core::IncidentId incident, const Turn& turn);
Workspace bind_workspace(Connection& db, const Workspace& seen);
void tidy(Connection& db, core::Time now);

}  // namespace muster::storage::sqlite::writes
