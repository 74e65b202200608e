// The whole bot, its database and a Slack, in one thread, on a clock, a network and a disk that are
// simulated: days pass in milliseconds, and a seed says everything that happens. The idea is FoundationDB's
// and TigerBeetle's: https://apple.github.io/foundationdb/testing.html,
// https://docs.tigerbeetle.com/concepts/safety/#simulation-testing
//
// What is real: everything from the signed bytes of a request to the commit, SQLite itself, the workers, and
// the stand-in for Slack. What is not: time, threads, sockets, the disk.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace muster::simulation {

/// What may happen. All of it is drawn from the seed.
struct Plan {
  std::uint64_t seed = 1;
  int acts = 120;             ///< things that people do
  bool slack_fails = true;    ///< errors, 429, 500, slowness, lost requests and replies, outages of hours
  bool network_fails = true;  ///< what Slack sends is lost, late, doubled, in another order
  bool crashes = true;        ///< the power fails at any moment, also within a commit
  bool disk_fails = true;     ///< full, broken, slow
  bool clock_jumps = true;    ///< the machine's clock is set, by minutes or by hours, and back
  bool drift = false;         ///< people delete, rename, archive, and throw the bot out
};

struct Counts {
  long long simulated_ms = 0;
  long acts = 0, acknowledged = 0, incidents = 0, calls = 0, faults = 0, crashes = 0, retries = 0, parked = 0;

  Counts& operator+=(const Counts& other);
};

struct Report {
  std::vector<std::string> broken;  ///< promises that were not kept; empty: all is well
  std::vector<std::string> trace;   ///< what happened, a line each, with its time
  Counts counts;
};

Report simulate(const Plan& plan);

/// A plan that breaks a promise, made as small as it still does: fewer acts, fewer kinds of trouble.
Plan shortened(const Plan& plan);

/// The plan of a seed: which kinds of trouble it brings follows from the seed, too.
Plan plan_of(std::uint64_t seed);
/// As it is given to the command line again.
std::string describe(const Plan& plan);

}  // namespace muster::simulation
