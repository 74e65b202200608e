// The real program, many people at once, a Slack that fails at random, and kill -9 at random moments; and
// then Slack is compared with the record.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace muster::torture {

struct Plan {
  std::uint64_t seed = 1;  ///< of what people do and what fails; how threads meet is the machine's
  int incidents = 12;
  int clients = 8;
  int kills = 10;
  int acts_per_life = 40;  ///< answered ones between two kills, about
  double fault_rate = 0.1;
  std::string binary;  ///< of muster
};

struct Result {
  long acts = 0, acknowledged = 0, faults = 0, kills = 0, calls = 0, incidents = 0;
  std::vector<std::string> broken;  ///< lost, doubled or not up to date, a line each
  std::string log;                  ///< what the program said, when something is broken
};

/// Ends by itself: bounded in acts, not in time. Everything on the loopback.
Result torture(const Plan& plan);

}  // namespace muster::torture
