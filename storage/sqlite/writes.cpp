#include "storage/sqlite/writes.h"

#include <fmt/core.h>

#include "core/pace.h"
#include "storage/sqlite/rows.h"
#include "storage/sqlite/tasks.h"

namespace muster::storage::sqlite::writes {

void count_activity(Connection& db, core::IncidentId incident, const core::UserId& person, core::Time at) {
  const auto minute = std::chrono::floor<std::chrono::minutes>(at.time_since_epoch()).count();
  run(db,
      "INSERT INTO activity(incident, person, minute, kind, count) VALUES(?1, ?2, ?3, 'message', 1) "
      "ON CONFLICT(incident, person, minute, kind) DO UPDATE SET count = count + 1",
      incident, person, minute);
}

void set_member(Connection& db, core::IncidentId incident, const core::UserId& person, bool member,
                core::Time at) {
  run(db,
      "INSERT INTO member(incident, person, is_member, at) VALUES(?1, ?2, ?3, ?4) "
      "ON CONFLICT(incident, person) DO UPDATE SET is_member = excluded.is_member, at = excluded.at "
      "WHERE excluded.at >= at",
      incident, person, member, at);
}

void set_members(Connection& db, core::IncidentId incident, const std::vector<core::UserId>& people,
                 core::Time at) {
  run(db, "UPDATE member SET is_member = 0 WHERE incident = ?1 AND at <= ?2", incident, at);
  for (const auto& person : people) set_member(db, incident, person, true, at);
}

void upsert_users(Connection& db, core::WorkspaceId workspace, const std::vector<User>& users) {
  for (const User& user : users) {
    run(db,
        "INSERT INTO user(workspace, id, name, zone, deleted, guest, external, bot, updated) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT(workspace, id) DO UPDATE SET "
        "name = excluded.name, zone = excluded.zone, deleted = excluded.deleted, guest = excluded.guest, "
        "external = excluded.external, bot = excluded.bot, updated = max(updated, excluded.updated) "
        "WHERE excluded.updated >= updated OR excluded.updated = 0",
        workspace, user.id, user.name, user.zone, user.deleted, user.guest, user.external, user.bot,
        user.updated);
  }
}

void set_groups(Connection& db, core::WorkspaceId workspace, const std::vector<Group>& groups) {
  run(db, "DELETE FROM user_group WHERE workspace = ?1", workspace);
  for (const Group& group : groups) {
    std::string people;
    for (const auto& person : group.people) people += (people.empty() ? "" : " ") + person.value;
    run(db,
        "INSERT INTO user_group(workspace, id, handle, name, people) VALUES(?1, ?2, ?3, ?4, ?5) "
        "ON CONFLICT(workspace, id) DO NOTHING",
        workspace, group.id, group.handle, group.name, people);
  }
}

void count_bot_post(Connection& db, core::IncidentId incident) {
  run(db,
      "INSERT INTO bot_post(incident, count) VALUES(?1, 1) "
      "ON CONFLICT(incident) DO UPDATE SET count = count + 1",
      incident);
}

Turn take_turn(Connection& db, core::IncidentId incident, core::Time now, int per_hour) {
  core::Time until{};
  {
    Query row(db, "SELECT lines_until FROM bot_post WHERE incident = ?1", incident);
    if (row.step()) until = row.time(0);
  }
  const auto may_go = core::next_post(until, now, per_hour);
  if (may_go > now) return {may_go, until, until};
  const Turn taken{now, core::after_post(until, now, per_hour), until};
  run(db,
      "INSERT INTO bot_post(incident, count, lines_until) VALUES(?1, 0, ?2) "
      "ON CONFLICT(incident) DO UPDATE SET lines_until = excluded.lines_until",
      incident, taken.until);
  return taken;
}

void give_turn_back(Connection& db, core::IncidentId incident, const Turn& turn) {
  run(db, "UPDATE bot_post SET lines_until = ?3 WHERE incident = ?1 AND lines_until = ?2", incident,
      turn.until, turn.before);
}

Workspace bind_workspace(Connection& db, const Workspace& seen) {
  Workspace bound = seen;
  {
    Query row(db, "SELECT id FROM workspace WHERE team = ?1", seen.team);
    bound.id = core::WorkspaceId(row.step() ? row.integer(0) : 0);
  }
  if (!bound.id.empty()) {
    run(db, "UPDATE workspace SET enterprise = ?2, app = ?3, bot_user = ?4, bot = ?5, url = ?6 WHERE id = ?1",
        bound.id, seen.enterprise, seen.app, seen.bot_user, seen.bot, seen.url);
    return bound;
  }
  {
    Query other(db,
                "SELECT team FROM workspace WHERE EXISTS(SELECT 1 FROM incident "
                "WHERE incident.workspace = workspace.id) LIMIT 1");
    if (other.step()) {
      throw StoreError(
          StoreError::Kind::other,
          fmt::format("this database belongs to workspace {}, the token to {}", other.text(0), seen.team));
    }
  }
  run(db, "INSERT INTO workspace(team, enterprise, app, bot_user, bot, url) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
      seen.team, seen.enterprise, seen.app, seen.bot_user, seen.bot, seen.url);
  bound.id = core::WorkspaceId(db.last_insert_id());
  return bound;
}

void tidy(Connection& db, core::Time now) {
  // Few enough that no click waits long behind it; what is left over goes next time.
  constexpr int most = 1000;
  run(db,
      "DELETE FROM inbox WHERE id IN "
      "(SELECT id FROM inbox WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)",
      now, most);
  const core::Time too_old = now - response_url_life;
  run(db,
      "UPDATE one_shot SET response_url = NULL, url_at = NULL WHERE id IN "
      "(SELECT id FROM one_shot WHERE response_url IS NOT NULL AND url_at <= ?1 ORDER BY url_at LIMIT ?2)",
      too_old, most);
  run(db,
      "DELETE FROM answer_url WHERE incident IN "
      "(SELECT incident FROM answer_url WHERE at <= ?1 ORDER BY at LIMIT ?2)",
      too_old, most);
}

}  // namespace muster::storage::sqlite::writes
