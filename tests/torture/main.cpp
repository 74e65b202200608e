// muster-torture: as much of it as one likes.
#include <fmt/core.h>

#include <CLI/CLI.hpp>

#include "tests/torture/torture.h"

int main(int argc, char** argv) {
  CLI::App cli{
      "Kills the real program at random moments while Slack fails at random, and looks what is lost"};
  muster::torture::Plan plan;
  plan.binary = MUSTER_BINARY;
  plan.incidents = 200;
  plan.clients = 16;
  plan.kills = 50;
  plan.acts_per_life = 100;
  cli.add_option("--seed", plan.seed)->capture_default_str();
  cli.add_option("--incidents", plan.incidents)->capture_default_str();
  cli.add_option("--clients", plan.clients)->capture_default_str();
  cli.add_option("--kills", plan.kills)->capture_default_str();
  cli.add_option("--acts-per-life", plan.acts_per_life, "About so many between two kills")
      ->capture_default_str();
  cli.add_option("--fault-rate", plan.fault_rate, "Of Slack's answers")->capture_default_str();
  cli.add_option("--binary", plan.binary)->capture_default_str();
  CLI11_PARSE(cli, argc, argv);
  const auto result = muster::torture::torture(plan);
  if (!result.broken.empty()) fmt::print("{}", result.log);
  for (const auto& broken : result.broken) fmt::print("BROKEN  {}\n", broken);
  fmt::print("{} acts, {} acknowledged, {} incidents, {} kills, {} calls, {} faults, {} lost or doubled\n",
             result.acts, result.acknowledged, result.incidents, result.kills, result.calls, result.faults,
             result.broken.size());
  return result.broken.empty() ? 0 : 1;
}
