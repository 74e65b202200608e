// One-shots: sent once each, in order within a lane.
#include "storage/sqlite/rows.h"
#include "storage/sqlite/schema.h"
#include "storage/sqlite/tasks.h"

namespace muster::storage::sqlite {

namespace {

using Kind = core::OneShot::Kind;

/// What people wait for goes first.
int priority_of(Kind kind) {
  switch (kind) {
    case Kind::ready:
    case Kind::declare_failed:
    case Kind::respond:
    case Kind::page_message:
      return 0;
    case Kind::fetch_message:
    case Kind::confirm_reaction:
    case Kind::unsay:
      return 1;
    case Kind::channel_line:
      return 2;
    case Kind::role_checklist:
    case Kind::role_taken_over:
    case Kind::update_message:
    case Kind::nudge:
    case Kind::invite:
    case Kind::source_reply:
    case Kind::page_failed:
    case Kind::handoff_brief:
    case Kind::handoff_declined:
    case Kind::handoff_settled:
    case Kind::update_reply:
    case Kind::correct_line:
    case Kind::correct_reply:
    case Kind::correct_message:
    case Kind::external_request:
    case Kind::external_settled:
    case Kind::access_request:
    case Kind::access_settled:
    case Kind::let_in:
    case Kind::archive_notice:
    case Kind::archive_settled:
    case Kind::archive_channel:
    case Kind::unarchive_channel:
    case Kind::checklist_kept:
    case Kind::elsewhere:
    case Kind::elsewhere_edited:
    case Kind::clear_channel:
    case Kind::moved_to_private:
    case Kind::todo_given:
    case Kind::todo_edited:
    case Kind::todo_returned:
    case Kind::change_settled:
    case Kind::regroup:
    case Kind::page_settled:
    case Kind::role_declined:
    case Kind::role_edited:
      return 3;
    case Kind::upload_export:
      return priorities - 1;
  }
  return priorities - 1;
}

/// Those of one lane keep their order and go one at a time; none: on its own.
std::optional<std::string> lane_of(const core::OneShot& what) {
  switch (what.kind) {
    case Kind::channel_line:
      return "line";
    case Kind::upload_export:
      return "export";
    case Kind::role_checklist:
    case Kind::role_taken_over:
    case Kind::update_message:
    case Kind::nudge:
    case Kind::page_failed:
    case Kind::handoff_brief:
    case Kind::handoff_declined:
    case Kind::handoff_settled:
    case Kind::correct_message:
    case Kind::external_request:
    case Kind::access_request:
    case Kind::checklist_kept:
    case Kind::moved_to_private:
    case Kind::todo_given:
    case Kind::todo_edited:
    case Kind::todo_returned:
    case Kind::role_declined:
    case Kind::role_edited:
      return "dm:" + what.to.value;
    // Nobody reads that they aren't needed before they are asked.
    case Kind::page_message:
    case Kind::page_settled:
      return "page:" + what.to.value;
    case Kind::update_reply:
    case Kind::correct_reply:
      return "reply";
    case Kind::correct_line:
      return "correct";
    case Kind::elsewhere:
    case Kind::elsewhere_edited:
      return "elsewhere";
    default:
      return std::nullopt;
  }
}

/// These stand in the incident's channel, and wait until it has one.
bool needs_place(Kind kind) {
  return kind == Kind::channel_line || kind == Kind::upload_export || kind == Kind::correct_line ||
         kind == Kind::regroup;
}

/// The first of a lane may go, if it doesn't already. `now`: none counts it from when it was made.
bool advance(Connection& db, std::int64_t incident, const std::string& lane, std::optional<core::Time> now) {
  std::int64_t id = 0;
  {
    Query first(db,
                "SELECT id, state FROM one_shot WHERE incident = ?1 AND lane = ?2 AND state >= 2 "
                "AND lane IS NOT NULL ORDER BY id LIMIT 1",
                incident, lane);
    if (!first.step() || first.integer(1) != static_cast<int>(TaskState::blocked)) return false;
    id = first.integer(0);
  }
  run(db, "UPDATE one_shot SET state = 3, due = COALESCE(?2, created_at) WHERE id = ?1", id, now);
  return true;
}

constexpr std::string_view claim_sql =
    "UPDATE one_shot SET attempts = attempts + 1, claims = claims + 1, lease = claims + 1, due = ?3 "
    "WHERE id = (SELECT id FROM one_shot WHERE state = 3 AND priority = ?1 AND due <= ?2 "
    "ORDER BY due, id LIMIT 1) "
    "RETURNING id, key, workspace, incident, kind, seq, person, channel, ts, payload, response_url, "
    "url_at, created_at, attempts, lease, waits";

}  // namespace

bool add_one_shot(Connection& db, const core::Incident& incident, const NewOneShot& one_shot,
                  core::Time now) {
  const core::OneShot& what = one_shot.what;
  const auto lane = lane_of(what);
  bool is_free = !needs_place(what.kind) || has_home(incident);
  if (is_free && lane) {
    is_free = !run(db,
                   "SELECT 1 FROM one_shot WHERE incident = ?1 AND lane = ?2 AND state >= 2 "
                   "AND lane IS NOT NULL LIMIT 1",
                   incident.id, *lane);
  }
  const bool has_url = !one_shot.response_url.empty();
  return run(db,
             "INSERT INTO one_shot(key, workspace, incident, kind, seq, person, channel, ts, payload, "
             "response_url, url_at, lane, priority, created_at, state, due) "
             "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16) "
             "ON CONFLICT(key) DO NOTHING RETURNING id",
             one_shot.key, one_shot.workspace,
             incident.id.empty() ? std::nullopt : std::optional(incident.id.value),
             core::to_string(what.kind), what.seq, what.to, what.message.channel, what.message.ts,
             what.payload, has_url ? std::optional(one_shot.response_url) : std::nullopt,
             has_url ? std::optional(one_shot.url_at) : std::nullopt, lane, priority_of(what.kind), now,
             static_cast<int>(is_free ? TaskState::due : TaskState::blocked),
             is_free ? std::optional(now) : std::nullopt) &&
         is_free;
}

bool unblock_lines(Connection& db, const core::Incident& incident, core::Time now) {
  if (!has_home(incident)) return false;
  const bool line = advance(db, incident.id.value, "line", now);
  const bool upload = advance(db, incident.id.value, "export", now);
  const bool correction = advance(db, incident.id.value, "correct", now);
  return line || upload || correction;
}

std::optional<OneShotTask> claim_one_shot(Connection& db, core::Time now, core::Duration lease) {
  for (int priority = 0; priority < priorities; ++priority) {
    Query row(db, claim_sql, priority, now, now + lease);
    if (!row.step()) continue;
    OneShotTask task;
    task.id = row.integer(0);
    task.key = row.text(1);
    task.workspace = core::WorkspaceId(row.integer(2));
    task.incident = core::IncidentId(row.integer(3));
    task.what.kind = core::parse_one_shot(row.text(4)).value();
    task.what.seq = row.integer(5);
    task.what.to = core::UserId(row.text(6));
    task.what.message = {core::ChannelId(row.text(7)), row.text(8)};
    task.what.payload = row.text(9);
    if (!row.null(10) && row.time(11) + response_url_life > now) task.response_url = row.text(10);
    task.created_at = row.time(12);
    task.attempts = static_cast<int>(row.integer(13));
    task.lease = row.integer(14);
    task.waits = static_cast<int>(row.integer(15));
    return task;
  }
  return std::nullopt;
}

std::vector<std::int64_t> gather_lines(Connection& db, const OneShotTask& task) {
  run(db,
      "UPDATE one_shot SET payload = (SELECT MAX(id) FROM one_shot WHERE incident = ?2 AND lane = 'line' "
      "AND state >= 2 AND lane IS NOT NULL) WHERE id = ?1 AND payload = ''",
      task.id, task.incident);
  std::vector<std::int64_t> events;
  Query row(
      db,
      "SELECT seq FROM one_shot WHERE incident = ?1 AND lane = 'line' AND state >= 2 AND lane IS NOT NULL "
      "AND id <= (SELECT CAST(payload AS INTEGER) FROM one_shot WHERE id = ?2) ORDER BY id",
      task.incident, task.id);
  while (row.step()) events.push_back(row.integer(0));
  return events;
}

void finish(Connection& db, const OneShotTask& task, const std::variant<Done, Again, Parked>& result) {
  std::optional<std::string> lane;
  {
    Query row(db, "SELECT lane FROM one_shot WHERE id = ?1 AND lease = ?2 AND lease <> 0", task.id,
              task.lease);
    if (!row.step()) return;
    if (!row.null(0)) lane = row.text(0);
  }
  if (const auto* again = std::get_if<Again>(&result)) {
    run(db,
        "UPDATE one_shot SET lease = 0, due = ?2, error = ?3, attempts = MAX(0, attempts - ?4), "
        "waits = CASE ?5 WHEN 1 THEN waits + 1 ELSE waits END, payload = COALESCE(?6, payload) WHERE id = ?1",
        task.id, again->due, again->error, again->counted ? 0 : 1, again->waited, again->payload);
    return;
  }
  if (const auto* parked = std::get_if<Parked>(&result)) {
    run(db, "UPDATE one_shot SET lease = 0, due = NULL, state = 1, error = ?2 WHERE id = ?1", task.id,
        parked->error);
  } else {
    // What was said together with it is said.
    if (task.what.kind == Kind::channel_line) {
      run(db,
          "UPDATE one_shot SET lease = 0, due = NULL, state = 0, error = '', payload = '' WHERE incident = "
          "?1 AND lane = "
          "'line' "
          "AND state >= 2 AND lane IS NOT NULL AND id <> ?2 "
          "AND id <= (SELECT CAST(payload AS INTEGER) FROM one_shot WHERE id = ?2)",
          task.incident, task.id);
    }
    run(db,
        "UPDATE one_shot SET lease = 0, due = NULL, state = 0, error = '', payload = '', response_url = "
        "NULL, "
        "url_at = NULL, posted = ?2 WHERE id = ?1",
        task.id, std::get<Done>(result).ref);
    if (task.what.kind == Kind::ready) {
      run(db, "DELETE FROM answer_url WHERE incident = ?1", task.incident);
    }
  }
  if (lane) advance(db, task.incident.value, *lane, std::nullopt);
}

}  // namespace muster::storage::sqlite
