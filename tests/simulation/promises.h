// What must be true at the end of a simulation, whatever happened in it.
#pragma once

#include <string>
#include <vector>

#include "slack/standin/standin.h"
#include "tests/simulation/crowd.h"
#include "tests/simulation/machine.h"

namespace muster::simulation {

/// The promises that are broken, a line each.
std::vector<std::string> broken_promises(slack::standin::Standin& slack, Machine& machine, const Crowd& crowd,
                                         const Plan& plan);

}  // namespace muster::simulation
