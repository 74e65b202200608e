// Is what is kept what the log says? Works with every engine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/store.h"

namespace muster::storage {

/// What was found of one incident. Holds nobody's words.
struct Verified {
  std::string name;                 ///< `INC-42`; `incident 7` when its head can't be read
  std::int64_t events = 0;          ///< in its log
  std::string head{};               ///< hex, of its last event
  std::vector<std::string> faults;  ///< empty: all is well
};

/// Checks an incident: its log's chain and texts, and that replaying the log gives the head and the entries
/// that are stored, words included. What is written meanwhile is no fault: an incident that changes while it
/// is looked at is looked at again. Throws StoreError when the database can't be read.
Verified verify(Store& store, core::IncidentId incident);

/// The same for every incident: `INC-42: <fault>` for each fault.
std::vector<std::string> verify(Store& store);

}  // namespace muster::storage
