// Surfaces: levels that converge to the incident as it is.
#include <algorithm>

#include "storage/sqlite/rows.h"
#include "storage/sqlite/schema.h"
#include "storage/sqlite/tasks.h"

namespace muster::storage::sqlite {

namespace {

using core::Surface;

/// What decides whether a surface can be shown.
struct Footing {
  bool has_channel = false;
  bool has_none = false;  ///< no channel, and none is being made that it could wait for
  bool has_place = false;
  bool has_control = false;
};

Footing footing_of(const core::Incident& incident) {
  if (incident.unseen) return {};
  return {!incident.channel.empty(), incident.channel_failed || incident.without_channel, has_home(incident),
          false};
}

bool can_show(Surface kind, const Footing& footing) {
  switch (kind) {
    case Surface::channel:
      return true;
    case Surface::announcement:
      // Links the channel, or says that there is none.
      return footing.has_channel || footing.has_none;
    case Surface::control:
      return footing.has_place;
    case Surface::pin:
    case Surface::bookmark:
      // Both point at the control message.
      return footing.has_channel && footing.has_control;
    case Surface::members:
    case Surface::topic:
      return footing.has_channel;
  }
  return false;
}

/// What waits for longer does so because the clock was set.
constexpr core::Duration longest_rest = std::chrono::minutes(1);

/// Edited in place, so that what comes meanwhile can be shown together.
bool rests(Surface kind) {
  return kind == Surface::control || kind == Surface::announcement || kind == Surface::topic;
}

bool needs_control(Surface kind) {
  return kind == Surface::pin || kind == Surface::bookmark;
}

std::string control_ref(Connection& db, core::IncidentId incident) {
  Query row(db, "SELECT ref FROM surface WHERE incident = ?1 AND kind = ?2", incident,
            core::to_string(Surface::control));
  return row.step() ? row.text(0) : std::string();
}

/// `wanted`: the version to show. `dirty`: raised for another reason than a version.
bool raise_one(Connection& db, core::IncidentId incident, Surface kind, std::int64_t wanted, bool dirty,
               Footing footing, core::Time now) {
  const auto name = core::to_string(kind);
  std::optional<TaskState> state;
  core::Time due = now;
  {
    Query row(db, "SELECT state, rest_until FROM surface WHERE incident = ?1 AND kind = ?2", incident, name);
    if (row.step()) {
      state = static_cast<TaskState>(row.integer(0));
      due = std::clamp(row.time(1), now, now + longest_rest);
    }
  }
  if (state == TaskState::due) {
    // Waiting, backing off or in flight: its time stays, so that a burst does not hammer what is failing.
    run(db,
        "UPDATE surface SET wanted = MAX(wanted, ?3), dirty = MAX(dirty, ?4), raised_at = ?5, attempts = 0, "
        "hash = CASE ?4 WHEN 1 THEN '' ELSE hash END WHERE incident = ?1 AND kind = ?2",
        incident, name, wanted, dirty ? 1 : 0, now);
    return false;
  }
  if (needs_control(kind)) footing.has_control = !control_ref(db, incident).empty();
  const bool is_free = can_show(kind, footing);
  run(db,
      "INSERT INTO surface(incident, kind, rank, wanted, dirty, raised_at, state, due) "
      "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
      "ON CONFLICT(incident, kind) DO UPDATE SET wanted = MAX(wanted, excluded.wanted), "
      "dirty = MAX(dirty, excluded.dirty), raised_at = excluded.raised_at, state = excluded.state, "
      "due = excluded.due, attempts = 0, lease = 0, error = '', "
      "hash = CASE excluded.dirty WHEN 1 THEN '' ELSE hash END",
      incident, name, static_cast<int>(kind), wanted, dirty ? 1 : 0, now,
      static_cast<int>(is_free ? TaskState::due : TaskState::blocked),
      is_free ? std::optional(due) : std::nullopt);
  return is_free;
}

bool unblock_surface(Connection& db, core::IncidentId incident, Surface kind, std::optional<core::Time> now) {
  return run(db,
             "UPDATE surface SET state = 3, due = COALESCE(?3, raised_at) "
             "WHERE incident = ?1 AND kind = ?2 AND state = 2 RETURNING 1",
             incident, core::to_string(kind), now);
}

/// The claimed row as it is now; none when the lease is another's.
struct Claimed {
  std::int64_t wanted = 0;
  std::int64_t shown = 0;
  bool dirty = false;
};

std::optional<Claimed> claimed(Connection& db, const SurfaceTask& task) {
  Query row(db,
            "SELECT wanted, shown, dirty FROM surface "
            "WHERE incident = ?1 AND kind = ?2 AND lease = ?3 AND lease <> 0",
            task.incident, core::to_string(task.kind), task.lease);
  if (!row.step()) return std::nullopt;
  return Claimed{row.integer(0), row.integer(1), row.flag(2)};
}

/// The control message is there: what waited for it goes on.
void unblock_pointers(Connection& db, core::IncidentId incident) {
  for (const Surface kind : {Surface::pin, Surface::bookmark}) {
    if (!run(db, "SELECT 1 FROM surface WHERE incident = ?1 AND kind = ?2 AND state = 2", incident,
             core::to_string(kind))) {
      continue;
    }
    Footing footing = footing_of(load_head(db, incident).value().incident);
    footing.has_control = true;
    if (can_show(kind, footing)) unblock_surface(db, incident, kind, std::nullopt);
  }
}

void finish_shown(Connection& db, const SurfaceTask& task, const Shown& shown, const Claimed& now) {
  const bool again = now.wanted > shown.version || now.dirty;
  run(db,
      "UPDATE surface SET shown = MAX(shown, ?3), ref = ?4, hash = ?5, lease = 0, attempts = 0, waits = 0, "
      "error = '', state = ?6, due = CASE ?6 WHEN 3 THEN MIN(MAX(raised_at, rest_until), raised_at + ?7) END "
      "WHERE incident = ?1 AND kind = ?2",
      task.incident, core::to_string(task.kind), shown.version, shown.ref,
      now.dirty ? std::string() : shown.hash, static_cast<int>(again ? TaskState::due : TaskState::settled),
      longest_rest.count());
  if (task.kind == Surface::control && !shown.ref.empty()) {
    unblock_pointers(db, task.incident);
    // A control message that was made anew takes its pin and bookmark along.
    if (!task.ref.empty() && task.ref != shown.ref) {
      run(db,
          "UPDATE surface SET due = CASE state WHEN 3 THEN due ELSE raised_at END, state = 3, dirty = 1, "
          "attempts = 0, hash = '', error = '' WHERE incident = ?1 AND kind IN (?2, ?3) AND state IN (0, 1, "
          "3)",
          task.incident, core::to_string(Surface::pin), core::to_string(Surface::bookmark));
    }
  }
}

}  // namespace

bool raise_surfaces(Connection& db, const core::Incident& after, std::span<const core::Surface> kinds,
                    core::Time now) {
  bool any = false;
  for (const Surface kind : kinds) {
    any = raise_one(db, after.id, kind, after.version, false, footing_of(after), now) || any;
  }
  return any;
}

bool raise_outdated(Connection& db, core::IncidentId incident, std::span<const core::Surface> kinds,
                    core::Time now) {
  const auto head = load_head(db, incident);
  if (!head) return false;
  bool any = false;
  for (const Surface kind : kinds) {
    any = raise_one(db, incident, kind, head->incident.version, true, footing_of(head->incident), now) || any;
  }
  return any;
}

bool unblock(Connection& db, const core::Incident& incident, core::Time now) {
  bool any = unblock_lines(db, incident, now);
  Footing footing = footing_of(incident);
  footing.has_control = !control_ref(db, incident.id).empty();
  for (const Surface kind : {Surface::members, Surface::control, Surface::pin, Surface::topic,
                             Surface::bookmark, Surface::announcement}) {
    if (can_show(kind, footing)) any = unblock_surface(db, incident.id, kind, now) || any;
  }
  return any;
}

std::optional<SurfaceTask> claim_surface(Connection& db, core::Time now, core::Duration lease,
                                         core::Duration rest) {
  SurfaceTask task;
  {
    Query next(db,
               "SELECT surface.incident, surface.kind, incident.workspace, surface.hash FROM surface "
               "CROSS JOIN incident ON incident.id = surface.incident "
               "WHERE surface.state = 3 AND surface.due <= ?1 ORDER BY surface.due, surface.rank LIMIT 1",
               now);
    if (!next.step()) return std::nullopt;
    task.incident = core::IncidentId(next.integer(0));
    task.kind = core::parse_surface(next.text(1)).value();
    task.workspace = core::WorkspaceId(next.integer(2));
    task.hash = next.text(3);
  }
  // The hash is taken out until the worker says what came of it: if the process ends meanwhile, or Slack's
  // answer is lost, nobody knows what is shown.
  Query row(db,
            "UPDATE surface SET attempts = attempts + 1, claims = claims + 1, lease = claims + 1, dirty = 0, "
            "hash = '', due = ?3, rest_until = ?4 WHERE incident = ?1 AND kind = ?2 "
            "RETURNING wanted, shown, ref, attempts, lease, waits",
            task.incident, core::to_string(task.kind), now + lease,
            rests(task.kind) ? now + rest : core::Time{});
  row.step();
  task.wanted = row.integer(0);
  task.shown = row.integer(1);
  task.ref = row.text(2);
  task.attempts = static_cast<int>(row.integer(3));
  task.lease = row.integer(4);
  task.waits = static_cast<int>(row.integer(5));
  return task;
}

void finish(Connection& db, const SurfaceTask& task, const std::variant<Shown, Again, Parked>& result) {
  const auto now = claimed(db, task);
  if (!now) return;
  if (const auto* shown = std::get_if<Shown>(&result)) {
    finish_shown(db, task, *shown, *now);
    return;
  }
  const auto kind = core::to_string(task.kind);
  if (const auto* again = std::get_if<Again>(&result)) {
    run(db,
        "UPDATE surface SET lease = 0, due = ?3, error = ?4, attempts = MAX(0, attempts - ?5), "
        "waits = CASE ?6 WHEN 1 THEN waits + 1 ELSE waits END, hash = ?7 WHERE incident = ?1 AND kind = ?2",
        task.incident, kind, again->due, again->error, again->counted ? 0 : 1, again->waited,
        // Not tried after all, so what was shown still is; unless something outside changed it.
        again->counted || now->dirty ? std::string() : task.hash);
    return;
  }
  // What was raised while it was tried may succeed where this failed.
  const bool raised = now->wanted > task.wanted || now->dirty;
  run(db,
      "UPDATE surface SET lease = 0, error = ?3, state = ?4, due = CASE ?4 WHEN 3 THEN raised_at END "
      "WHERE incident = ?1 AND kind = ?2",
      task.incident, kind, std::get<Parked>(result).error,
      static_cast<int>(raised ? TaskState::due : TaskState::parked));
}

}  // namespace muster::storage::sqlite
