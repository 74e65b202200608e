// The rows that are made from the log, and from nothing else: the head of an incident and its entries.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/incident.h"
#include "storage/sqlite/connection.h"

namespace muster::storage::sqlite {

/// A row for an incident that was just declared; update_head() fills it.
void insert_head(Connection& db, const core::Incident& incident);
/// `chain`: the hash of the last event, 32 raw bytes.
void update_head(Connection& db, const core::Incident& before, const core::Incident& after,
                 const std::string& chain);
void put_entry(Connection& db, core::IncidentId incident, const core::Entry& entry);

/// NULL for words that have no row.
std::optional<std::int64_t> text_id_of(const core::Words& words);

/// Derives anew what an older apply() made, each incident in a transaction of its own: a newer one may keep
/// more of the same events. An incident whose log can't be replayed stays as it is, for `muster verify` to
/// tell. Only while nobody else writes. Throws SQLite::Exception.
void derive_older(Connection& db);

}  // namespace muster::storage::sqlite
