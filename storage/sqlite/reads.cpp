#include "storage/sqlite/reads.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <set>
#include <sstream>
#include <tuple>

#include "storage/sqlite/digest.h"
#include "storage/sqlite/rows.h"
#include "storage/sqlite/schema.h"

namespace muster::storage::sqlite::reads {

std::optional<Workspace> only_workspace(Connection& db) {
  std::vector<core::WorkspaceId> ids;
  {
    Query row(db, "SELECT id FROM workspace ORDER BY id LIMIT 2");
    while (row.step()) ids.emplace_back(row.integer(0));
  }
  return ids.size() == 1 ? load_workspace(db, ids.front()) : std::nullopt;
}

std::optional<core::Incident> by_number(Connection& db, core::WorkspaceId workspace, int number) {
  Query row(db, "SELECT id, workspace, number, head FROM incident WHERE workspace = ?1 AND number = ?2",
            workspace, number);
  if (!row.step()) return std::nullopt;
  return incident_from(db, row);
}

namespace {

/// With the columns id, workspace, number, head.
std::vector<core::Incident> incidents_where(Connection& db, const char* query, core::WorkspaceId workspace,
                                            const core::ChannelId& channel) {
  std::vector<core::Incident> found;
  if (channel.empty()) return found;
  Query row(db, query, workspace, channel);
  while (row.step()) found.push_back(incident_from(db, row));
  return found;
}

}  // namespace

std::vector<core::Incident> in_channel(Connection& db, core::WorkspaceId workspace,
                                       const core::ChannelId& channel) {
  return incidents_where(db,
                         "SELECT id, workspace, number, head FROM incident WHERE workspace = ?1 AND "
                         "place = ?2 ORDER BY is_open DESC, number DESC",
                         workspace, channel);
}

std::vector<core::Incident> that_left(Connection& db, core::WorkspaceId workspace,
                                      const core::ChannelId& channel) {
  return incidents_where(db,
                         "SELECT id, workspace, number, head FROM incident WHERE workspace = ?1 AND "
                         "left_place = ?2 ORDER BY number DESC",
                         workspace, channel);
}

namespace {

/// The first of each service are the first of all, however many there are.
std::vector<TodoPlace> todos_of_services(Connection& db, core::WorkspaceId workspace,
                                         const TodoFilter& filter) {
  std::set<std::tuple<core::Time, core::IncidentId, core::EntryId>> first;
  for (const auto& service : filter.services) {
    Query row(db,
              "SELECT due, incident, id FROM wound WHERE workspace = ?1 AND service = ?2 AND due <= ?3 "
              "AND incident <> ?4 ORDER BY due, incident, id LIMIT ?5",
              workspace, service, filter.follow_ups_due_by, filter.but_of, filter.limit);
    while (row.step())
      first.emplace(row.time(0), core::IncidentId(row.integer(1)), core::EntryId(row.integer(2)));
  }
  std::vector<TodoPlace> found;
  for (const auto& [due, incident, id] : first)
    if (std::ssize(found) < filter.limit) found.push_back({incident, id});
  return found;
}

}  // namespace

std::vector<TodoPlace> todos(Connection& db, core::WorkspaceId workspace, const TodoFilter& filter) {
  if (filter.owner.empty() && !filter.services.empty()) return todos_of_services(db, workspace, filter);
  std::vector<TodoPlace> found;
  const auto collect = [&](Query row) {
    while (row.step()) found.push_back({core::IncidentId(row.integer(0)), core::EntryId(row.integer(1))});
  };
  if (!filter.owner.empty()) {
    collect(Query(db,
                  "SELECT incident, id FROM todo WHERE workspace = ?1 AND owner = ?2 "
                  "ORDER BY due IS NULL, due, incident, id LIMIT ?3",
                  workspace, filter.owner, filter.limit));
  } else {
    collect(Query(db,
                  "SELECT incident, id FROM todo WHERE workspace = ?1 AND follow_up = 1 AND due <= ?2 "
                  "ORDER BY due, incident, id LIMIT ?3",
                  workspace, filter.follow_ups_due_by, filter.limit));
  }
  return found;
}

std::optional<core::Time> last_said(Connection& db, core::IncidentId incident) {
  Query row(db, "SELECT MAX(minute) FROM activity WHERE incident = ?1 AND kind = 'message'", incident);
  if (!row.step() || row.null(0)) return std::nullopt;
  return core::Time(std::chrono::minutes(row.integer(0)));
}

std::vector<core::Incident> list(Connection& db, core::WorkspaceId workspace, const IncidentFilter& filter) {
  const int before = filter.before_number > 0 ? filter.before_number : std::numeric_limits<int>::max();
  std::vector<core::Incident> found;
  Query row(db,
            filter.open_only ? "SELECT id, workspace, number, head, (SELECT occurred_at FROM event WHERE "
                               "incident = incident.id AND seq = 1) FROM incident WHERE workspace = ?1 AND "
                               "number < ?2 AND is_open = 1 ORDER BY number DESC"
                             : "SELECT id, workspace, number, head, (SELECT occurred_at FROM event WHERE "
                               "incident = incident.id AND seq = 1) FROM incident WHERE workspace = ?1 AND "
                               "number < ?2 ORDER BY number DESC",
            workspace, before);
  while (static_cast<int>(found.size()) < filter.limit && row.step()) {
    if (filter.since && row.time(4) < *filter.since) break;
    core::Incident incident = incident_from(db, row);
    if (is_visible(db, incident, filter)) found.push_back(std::move(incident));
  }
  return found;
}

bool is_visible(Connection& db, const core::Incident& incident, const IncidentFilter& filter) {
  const bool for_all = !filter.insiders_only && (core::is_public(incident) || filter.include_private);
  return for_all || is_insider(db, incident, filter.visible_to);
}

std::vector<core::IncidentId> all_incidents(Connection& db) {
  std::vector<core::IncidentId> ids;
  Query row(db, "SELECT id FROM incident ORDER BY id");
  while (row.step()) ids.emplace_back(row.integer(0));
  return ids;
}

bool is_insider(Connection& db, const core::Incident& incident, const core::UserId& person) {
  if (person.empty()) return false;
  const auto party = core::party_since(incident, person);
  std::optional<core::Time> left;
  {
    Query member(db, "SELECT is_member, at FROM member WHERE incident = ?1 AND person = ?2", incident.id,
                 person);
    // Who was chosen when it became private may be on their way there.
    if (!member.step()) return party || incident.chosen.contains(person);
    if (member.flag(0)) return true;
    left = member.time(1);
  }
  if (!party) return false;
  if (!incident.is_private || *party > *left) return true;
  // Who left, or was removed, is out until they are given something again. But for the last one of all:
  // nobody else could let anybody in.
  Query somebody(db, "SELECT 1 FROM member WHERE incident = ?1 AND is_member = 1 LIMIT 1", incident.id);
  return !somebody.step();
}

std::vector<core::UserId> members(Connection& db, core::IncidentId incident) {
  std::vector<core::UserId> people;
  Query row(db, "SELECT person FROM member WHERE incident = ?1 AND is_member = 1 ORDER BY person", incident);
  while (row.step()) people.emplace_back(row.text(0));
  return people;
}

std::optional<core::Time> left_at(Connection& db, core::IncidentId incident, const core::UserId& person) {
  Query row(db, "SELECT at FROM member WHERE incident = ?1 AND person = ?2 AND is_member = 0", incident,
            person);
  return row.step() ? std::optional(row.time(0)) : std::nullopt;
}

core::Presence presence_of(Connection& db, core::IncidentId incident, const core::UserId& person) {
  core::Presence presence;
  presence.left = left_at(db, incident, person);
  Query row(db, "SELECT MAX(minute) FROM activity WHERE incident = ?1 AND person = ?2 AND kind = 'message'",
            incident, person);
  if (row.step() && !row.null(0)) presence.wrote = core::Time(std::chrono::minutes(row.integer(0)));
  return presence;
}

EntryPage entries(Connection& db, core::IncidentId incident, core::EntryId before, int limit,
                  bool with_hidden) {
  std::int64_t at = std::numeric_limits<std::int64_t>::max();
  if (!before.empty()) {
    Query row(db, "SELECT occurred_at FROM entry WHERE incident = ?1 AND id = ?2", incident, before);
    if (row.step()) at = row.integer(0);
  }
  EntryPage page;
  Query row(db,
            "SELECT entry.id, entry.body, text.body, entry.hidden FROM entry "
            "LEFT JOIN text ON text.id = entry.text_id "
            "WHERE entry.incident = ?1 AND (entry.occurred_at, entry.id) < (?2, ?3) "
            "ORDER BY entry.occurred_at DESC, entry.id DESC",
            incident, at, before);
  while (row.step()) {
    if (row.flag(3) && !with_hidden) continue;
    if (static_cast<int>(page.entries.size()) >= limit) {
      page.more = true;
      break;
    }
    page.entries.push_back(entry_from(db, row, 0));
  }
  return page;
}

std::vector<core::Entry> all_entries(Connection& db, core::IncidentId incident) {
  std::vector<core::Entry> found;
  Query row(db,
            "SELECT entry.id, entry.body, text.body FROM entry LEFT JOIN text ON text.id = entry.text_id "
            "WHERE entry.incident = ?1 ORDER BY entry.occurred_at, entry.id",
            incident);
  while (row.step()) found.push_back(entry_from(db, row, 0));
  return found;
}

std::optional<core::Record> record(Connection& db, core::IncidentId incident, std::int64_t seq) {
  Query row(db,
            "SELECT seq, kind, version, occurred_at, recorded_at, actor, event.body, text.body FROM event "
            "LEFT JOIN text ON text.id = event.text_id WHERE incident = ?1 AND seq = ?2",
            incident, seq);
  if (!row.step()) return std::nullopt;
  return record_from(row);
}

std::vector<core::Record> log(Connection& db, core::IncidentId incident) {
  std::vector<core::Record> records;
  Query row(db,
            "SELECT seq, kind, version, occurred_at, recorded_at, actor, event.body, text.body FROM event "
            "LEFT JOIN text ON text.id = event.text_id WHERE incident = ?1 ORDER BY seq",
            incident);
  while (row.step()) records.push_back(record_from(row));
  return records;
}

std::string chain_head(Connection& db, core::IncidentId incident) {
  Query row(db, "SELECT chain FROM incident WHERE id = ?1", incident);
  return row.step() ? hex(row.blob(0)) : std::string();
}

std::string chain_at(Connection& db, core::IncidentId incident, std::int64_t seq) {
  Query row(db, "SELECT hash FROM event WHERE incident = ?1 AND seq = ?2", incident, seq);
  return row.step() ? hex(row.blob(0)) : std::string();
}

std::optional<EventPlace> find_hash(Connection& db, std::string_view digits) {
  constexpr std::size_t fewest = 12;
  if (digits.size() < fewest) return std::nullopt;
  Query row(
      db, "SELECT incident, seq FROM event WHERE substr(lower(hex(hash)), 1, length(?1)) = lower(?1) LIMIT 1",
      digits);
  if (!row.step()) return std::nullopt;
  return EventPlace{core::IncidentId(row.integer(0)), row.integer(1)};
}

std::vector<std::pair<core::UserId, int>> message_counts(Connection& db, core::IncidentId incident) {
  std::vector<std::pair<core::UserId, int>> counts;
  Query row(db,
            "SELECT person, SUM(count) FROM activity WHERE incident = ?1 AND kind = 'message' "
            "GROUP BY person ORDER BY person",
            incident);
  while (row.step()) counts.emplace_back(core::UserId(row.text(0)), static_cast<int>(row.integer(1)));
  return counts;
}

int bot_posts(Connection& db, core::IncidentId incident) {
  Query row(db, "SELECT count FROM bot_post WHERE incident = ?1", incident);
  return row.step() ? static_cast<int>(row.integer(0)) : 0;
}

std::optional<User> user(Connection& db, core::WorkspaceId workspace, const core::UserId& id) {
  Query row(db,
            "SELECT id, name, zone, deleted, guest, external, bot, updated FROM user "
            "WHERE workspace = ?1 AND id = ?2",
            workspace, id);
  if (!row.step()) return std::nullopt;
  return User{core::UserId(row.text(0)),
              row.text(1),
              row.text(2),
              row.flag(3),
              row.flag(4),
              row.flag(5),
              row.flag(6),
              row.integer(7)};
}

std::vector<Group> groups(Connection& db, core::WorkspaceId workspace) {
  std::vector<Group> found;
  Query row(db, "SELECT id, handle, name, people FROM user_group WHERE workspace = ?1 ORDER BY handle, id",
            workspace);
  while (row.step()) {
    Group group{row.text(0), row.text(1), row.text(2), {}};
    std::istringstream people(row.text(3));
    for (std::string person; people >> person;) group.people.emplace_back(person);
    found.push_back(std::move(group));
  }
  return found;
}

std::vector<Delivery> deliveries(Connection& db, core::IncidentId incident, std::int64_t seq) {
  std::vector<Delivery> found;
  // The keys of one event's one-shots begin alike and stand together in the index that keeps them unique.
  const auto prefix = std::to_string(incident.value) + ":" + std::to_string(seq);
  Query row(
      db, "SELECT kind, person, state, posted, error FROM one_shot WHERE key >= ?1 AND key < ?2 ORDER BY key",
      prefix + ":", prefix + ";");
  while (row.step()) {
    const auto kind = core::parse_one_shot(row.text(0));
    if (!kind) continue;
    using State = Delivery::State;
    const auto state = static_cast<TaskState>(row.integer(2));
    found.push_back({*kind, core::UserId(row.text(1)),
                     // What was given up for good is settled, too, but keeps why.
                     state == TaskState::settled && row.text(4).empty()          ? State::done
                     : state == TaskState::settled || state == TaskState::parked ? State::failed
                                                                                 : State::waiting,
                     row.text(3), row.text(4)});
  }
  return found;
}

std::string surface_ref(Connection& db, core::IncidentId incident, core::Surface kind) {
  Query row(db, "SELECT ref FROM surface WHERE incident = ?1 AND kind = ?2", incident, core::to_string(kind));
  return row.step() ? row.text(0) : std::string();
}

}  // namespace muster::storage::sqlite::reads
