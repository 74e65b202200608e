// A load generator that costs little, since it shares the machine with what it measures: one thread, as many
// connections as asked for, one request on each at a time, everything that is sent prepared beforehand.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace muster::bench {

struct Loaded {
  std::size_t answered = 0;                            ///< with status 200
  std::size_t failed = 0;                              ///< any other, or a connection that broke
  double seconds = 0;                                  ///< from the first request to the last answer
  std::vector<std::chrono::microseconds> latencies{};  ///< of those that were answered, ascending

  double rate() const { return seconds > 0 ? static_cast<double>(answered) / seconds : 0; }
  std::chrono::microseconds percentile(double part) const;
};

/// Sends requests (whole, with their heads) to 127.0.0.1 over connections that stay open, until `limit` is
/// over or there are no more. `repeat`: begins again with the first one.
Loaded load(int port, int connections, const std::vector<std::string>& requests,
            std::chrono::milliseconds limit, bool repeat = false);

/// A request as Slack makes it, signed for `timestamp` (Unix seconds).
std::string signed_request(const std::string& secret, std::int64_t timestamp,
                           const std::vector<std::pair<std::string, std::string>>& form);
std::string get_request(const std::string& path);
/// One GET; its status, 0 when nobody answers.
int get(int port, const std::string& path);

}  // namespace muster::bench
