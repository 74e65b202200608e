// The only way in which an incident changes. Reads no configuration, so that a log replays alike for ever.
#pragma once

#include <span>
#include <vector>

#include "core/event.h"
#include "core/incident.h"

namespace muster::core {

/// Of the rows that it makes; raised with every change of meaning, so that the
/// rows of an older one are derived again when the file is opened (storage/sqlite/derived.h).
inline constexpr int apply_version = 6;

/// Applies a record to the head and to the entries that are loaded. An entry that the record creates is
/// inserted; one that it changes must be loaded. Throws std::logic_error for a sequence number that does not
/// follow, for a log that doesn't begin with its declaration, and for an entry that is not loaded.
void apply(State& state, const Record& record);

/// Replays a whole log from nothing. `id` and `workspace` are not part of any event.
State replay(IncidentId id, WorkspaceId workspace, std::span<const Record> log);

}  // namespace muster::core
