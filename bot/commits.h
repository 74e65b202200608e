// What one commit wrote: what somebody did, and behind it what follows by itself.
#pragma once

#include <cstdint>
#include <optional>

#include "storage/store.h"

namespace muster::bot {

inline bool follows_by_itself(const core::Record& record) {
  return std::holds_alternative<core::MeasuresTaken>(record.event) ||
         std::holds_alternative<core::RequiredRolesFilled>(record.event);
}

/// What was done, from the last event of its commit.
inline std::optional<core::Record> done_by(storage::Store& store, core::IncidentId incident,
                                           std::int64_t last) {
  auto record = store.record(incident, last);
  while (record && follows_by_itself(*record)) record = store.record(incident, record->seq - 1);
  return record;
}

/// The last event of the commit that `seq` did.
inline std::int64_t last_with(storage::Store& store, core::IncidentId incident, std::int64_t seq) {
  for (auto next = store.record(incident, seq + 1); next && follows_by_itself(*next);
       next = store.record(incident, seq + 1))
    ++seq;
  return seq;
}

}  // namespace muster::bot
