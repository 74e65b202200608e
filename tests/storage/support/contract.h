// What storage/store.h promises, as tests that every engine passes. To be called from a TEST_CASE; `open`
// opens fresh data for each run of the test case, and the same data again within one.
#pragma once

#include "tests/storage/support/world.h"

namespace muster::storage::testing {

void executing_contract(const Open& open);
void reading_contract(const Open& open);
void searching_contract(const Open& open);
void surfaces_contract(const Open& open);
void one_shots_contract(const Open& open);

}  // namespace muster::storage::testing
