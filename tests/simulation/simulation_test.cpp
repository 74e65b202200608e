#include "tests/simulation/simulation.h"

#include <fmt/core.h>

#include <cstdlib>

#include "tests/catch.h"

using namespace muster::simulation;

namespace {

std::uint64_t seeds() {
  const char* given = std::getenv("MUSTER_SIMULATION_SEEDS");
  return given ? std::strtoull(given, nullptr, 10) : 4;  // muster-simulate runs many, optimised
}

std::string told(const Plan& plan, const Report& report) {
  std::string text;
  for (const auto& promise : report.broken) text += promise + "\n";
  const auto shorter = shortened(plan);
  text += "muster-simulate " + describe(shorter) + "\n";
  for (const auto& line : simulate(shorter).trace) text += line + "\n";
  return text;
}

}  // namespace

TEST_CASE("whatever fails and whenever it crashes: what was acknowledged is there once, and Slack shows it") {
  Counts all;
  for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
    const auto plan = plan_of(seed);
    const auto report = simulate(plan);
    all += report.counts;
    if (!report.broken.empty()) FAIL(told(plan, report));
  }
  fmt::print("{} simulated hours, {} acts, {} acknowledged, {} calls, {} faults, {} crashes\n",
             all.simulated_ms / 3600000, all.acts, all.acknowledged, all.calls, all.faults, all.crashes);
  // A simulation in which nothing happens would prove nothing.
  CHECK(all.acknowledged > static_cast<long>(seeds()) * 5);
  CHECK(all.faults > static_cast<long>(seeds()) * 5);
  CHECK(all.crashes > 0);
}

TEST_CASE("a seed says everything: run again, it is the same to the last line") {
  auto plan = plan_of(3);
  plan.crashes = plan.slack_fails = plan.disk_fails = plan.network_fails = true;
  const auto once = simulate(plan);
  const auto again = simulate(plan);
  CHECK(once.trace.size() > 100);
  CHECK(once.trace == again.trace);
}
