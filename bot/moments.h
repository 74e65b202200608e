// The entries that an incident's head names as its latest key moments.
#pragma once

#include <vector>

#include "core/incident.h"
#include "storage/store.h"

namespace muster::bot {

inline std::vector<core::Entry> moments_of(storage::Store& store, const core::Incident& incident) {
  std::vector<core::Entry> entries;
  for (const auto& moment : incident.moments) {
    if (auto entry = store.entry(incident.id, moment.entry); entry && !entry->hidden)
      entries.push_back(*std::move(entry));
  }
  return entries;
}

}  // namespace muster::bot
