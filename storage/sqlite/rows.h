// Rows as the domain's values, for the writer and the readers alike. All throw SQLite::Exception.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/event.h"
#include "core/incident.h"
#include "storage/sqlite/connection.h"
#include "storage/store.h"

namespace muster::storage::sqlite {

struct Head {
  core::Incident incident;
  std::string chain;  ///< hash of the last event, 32 raw bytes
};

/// Fills in the body, which stays empty when the text was erased or there is none.
void load_body(Connection& db, core::Words& words);

std::optional<Head> load_head(Connection& db, core::IncidentId id);
std::optional<core::Entry> load_entry(Connection& db, core::IncidentId incident, core::EntryId id);
std::optional<core::Entry> load_entry_of(Connection& db, core::IncidentId incident,
                                         const core::MessageRef& message);
std::optional<Workspace> load_workspace(Connection& db, core::WorkspaceId id);

/// From the columns id, entry.body, text.body, which start at `column`.
core::Entry entry_from(Connection& db, const Query& row, int column);
/// From the columns seq, kind, version, occurred_at, recorded_at, actor, event.body, text.body.
core::Record record_from(const Query& row);
/// From the columns id, workspace, number, head.
core::Incident incident_from(Connection& db, const Query& row);

/// The channel that an incident is found by: its own, or, while that could not be made, where it was
/// declared. A private one is found by its own only.
std::optional<std::string> place_of(const core::Incident& incident);
/// Whether its messages have somewhere to stand: its place, once the bot has seen that, or, for a private one
/// whose channel could not be made, the direct messages with its declarer.
bool has_home(const core::Incident& incident);

/// Whether a key is known at this time; the answer that its request got.
std::optional<std::string> find_known(Connection& db, std::span<const InboxKey> keys, core::Time now);
/// What the inbox keeps of a key.
std::string key_hash(const std::string& key);

}  // namespace muster::storage::sqlite
