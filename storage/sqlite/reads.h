// What readers ask. Each runs inside a ReadTransaction and throws SQLite::Exception. See storage/store.h for
// what they promise.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "storage/sqlite/connection.h"
#include "storage/store.h"

namespace muster::storage::sqlite::reads {

std::optional<Workspace> only_workspace(Connection& db);
std::optional<core::Incident> by_number(Connection& db, core::WorkspaceId workspace, int number);
std::vector<core::Incident> in_channel(Connection& db, core::WorkspaceId workspace,
                                       const core::ChannelId& channel);
std::vector<core::Incident> that_left(Connection& db, core::WorkspaceId workspace,
                                      const core::ChannelId& channel);
std::vector<TodoPlace> todos(Connection& db, core::WorkspaceId workspace, const TodoFilter& filter);
/// When somebody last wrote in its channel, to the minute; none: nobody did.
std::optional<core::Time> last_said(Connection& db, core::IncidentId incident);
std::vector<core::Incident> list(Connection& db, core::WorkspaceId workspace, const IncidentFilter& filter);
/// Whether a filter's person may see it.
bool is_visible(Connection& db, const core::Incident& incident, const IncidentFilter& filter);
std::vector<core::IncidentId> all_incidents(Connection& db);
bool is_insider(Connection& db, const core::Incident& incident, const core::UserId& person);
std::vector<core::UserId> members(Connection& db, core::IncidentId incident);
std::optional<core::Time> left_at(Connection& db, core::IncidentId incident, const core::UserId& person);
core::Presence presence_of(Connection& db, core::IncidentId incident, const core::UserId& person);
EntryPage entries(Connection& db, core::IncidentId incident, core::EntryId before, int limit,
                  bool with_hidden);
std::vector<core::Entry> all_entries(Connection& db, core::IncidentId incident);
std::optional<core::Record> record(Connection& db, core::IncidentId incident, std::int64_t seq);
std::vector<core::Record> log(Connection& db, core::IncidentId incident);
std::string chain_head(Connection& db, core::IncidentId incident);
std::string chain_at(Connection& db, core::IncidentId incident, std::int64_t seq);
std::optional<EventPlace> find_hash(Connection& db, std::string_view digits);
std::vector<std::pair<core::UserId, int>> message_counts(Connection& db, core::IncidentId incident);
int bot_posts(Connection& db, core::IncidentId incident);
std::optional<User> user(Connection& db, core::WorkspaceId workspace, const core::UserId& id);
std::vector<Group> groups(Connection& db, core::WorkspaceId workspace);
std::string surface_ref(Connection& db, core::IncidentId incident, core::Surface kind);
std::vector<Delivery> deliveries(Connection& db, core::IncidentId incident, std::int64_t seq);
/// What is wrong with the stored log: gaps, a broken chain, texts that are not those of their digests.
std::vector<std::string> audit(Connection& db, core::IncidentId incident);

}  // namespace muster::storage::sqlite::reads
