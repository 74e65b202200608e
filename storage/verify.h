// Is what is kept what the log says? Works with every engine.
#pragma once

#include <string>
#include <vector>

#include "storage/store.h"

namespace muster::storage {

/// Checks every incident: its log's chain and texts, and that replaying the log gives the head and the
/// entries that are stored, words included. One line for each fault, without anybody's words; empty when all
/// is well. To be run while nothing is written. Throws StoreError when the database can't be read.
std::vector<std::string> verify(Store& store);

}  // namespace muster::storage
