#include "tests/torture/torture.h"

#include <fmt/core.h>

#include "tests/catch.h"

using namespace muster::torture;

TEST_CASE(
    "killed again and again, with a Slack that fails: nothing acknowledged is lost, nothing is doubled") {
  Plan plan;
  plan.binary = MUSTER_BINARY;
  const auto result = torture(plan);
  std::string broken;
  for (const auto& each : result.broken) broken += each + "\n";
  INFO(result.log << broken);
  CHECK(result.broken.empty());
  fmt::print("{} acts, {} acknowledged, {} incidents, {} kills, {} calls, {} faults, {} lost or doubled\n",
             result.acts, result.acknowledged, result.incidents, result.kills, result.calls, result.faults,
             result.broken.size());
  CHECK(result.kills == plan.kills);
  CHECK(result.acknowledged > 50);
  CHECK(result.faults > 5);
}
