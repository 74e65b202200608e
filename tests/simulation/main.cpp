// muster-simulate: as many simulations as one likes, or one of them with everything that happened.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <chrono>

#include "tests/simulation/month.h"
#include "tests/simulation/simulation.h"

namespace {

using namespace muster::simulation;

int show(const Plan& plan, bool whole) {
  const auto report = simulate(plan);
  if (whole) {
    for (const auto& line : report.trace) fmt::print("{}\n", line);
  }
  for (const auto& promise : report.broken) fmt::print("BROKEN  {}\n", promise);
  fmt::print("{} acts, {} acknowledged, {} incidents, {} calls, {} faults, {} crashes, {} parked\n",
             report.counts.acts, report.counts.acknowledged, report.counts.incidents, report.counts.calls,
             report.counts.faults, report.counts.crashes, report.counts.parked);
  return report.broken.empty() ? 0 : 1;
}

/// Of forty incidents and three hundred people, what each of them had to read.
int show_month() {
  const auto month = busy_month(40, 300);
  fmt::print("{}", told(month));
  int broken = static_cast<int>(month.objections.size());
  for (const auto& objection : month.objections) fmt::print("BROKEN  Slack objects: {}\n", objection);
  for (const auto& [person, got] : month.people) {
    if (got.idle <= 1) continue;
    ++broken;
    for (const auto& text : got.idle_texts) fmt::print("BROKEN  {} can't act on: {}\n", person, text);
  }
  return broken == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App cli{"Simulates Muster, Slack, people, faults and crashes; a seed says everything"};
  Plan one;
  std::uint64_t seeds = 100;
  std::uint64_t from = 1;
  int limit = 0;
  bool quiet = false;
  auto* seed = cli.add_option("--seed", one.seed, "One simulation, with its trace");
  auto* acts = cli.add_option("--acts", one.acts, "Things that people do");
  const auto without = [&](const char* name, bool& what) {
    cli.add_flag_callback(name, [&what] { what = false; });
  };
  without("--no-slack-fails", one.slack_fails);
  without("--no-network-fails", one.network_fails);
  without("--no-crashes", one.crashes);
  without("--no-disk-fails", one.disk_fails);
  without("--no-clock-jumps", one.clock_jumps);
  cli.add_flag("--drift", one.drift, "People delete, rename, archive");
  cli.add_flag("--quiet", quiet, "Without the trace");
  cli.add_option("--seeds", seeds, "So many simulations")->capture_default_str();
  cli.add_option("--from", from, "Beginning with this seed")->capture_default_str();
  cli.add_option("--seconds", limit, "No longer than this");
  bool whole_month = false;
  cli.add_flag("--month", whole_month, "A busy month, and what each person had to read of it");
  CLI11_PARSE(cli, argc, argv);
  if (whole_month) return show_month();
  if (*seed) return show(*acts ? one : plan_of(one.seed), !quiet);

  const auto begin = std::chrono::steady_clock::now();
  const auto passed = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  Counts all;
  std::uint64_t done = 0;
  int broken = 0;
  for (; done < seeds && (limit == 0 || passed() < limit); ++done) {
    const auto plan = plan_of(from + done);
    const auto report = simulate(plan);
    all += report.counts;
    if (report.broken.empty()) continue;
    ++broken;
    fmt::print("BROKEN  seed {}: {}\n        muster-simulate {}\n", plan.seed, report.broken.front(),
               describe(shortened(plan)));
  }
  const auto hours = static_cast<double>(all.simulated_ms) / 3.6e6;
  fmt::print(
      "{} seeds, {:.0f} simulated hours in {:.1f} s ({:.0f} a second), {} incidents, {} acts, {} "
      "acknowledged, "
      "{} calls, {} faults, {} crashes, {} parked, {} broken\n",
      done, hours, passed(), hours / passed(), all.incidents, all.acts, all.acknowledged, all.calls,
      all.faults, all.crashes, all.parked, broken);
  return broken == 0 ? 0 : 1;
}
