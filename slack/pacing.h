// Slack's rate limits, kept before Slack has to say 429. https://docs.slack.dev/apis/web-api/rate-limits
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace slack {

struct Pace {
  double per_minute = 50;
  int burst = 5;  ///< calls that may go at once after a quiet time
};
/// Tier by method, plus one message per second and channel for chat.postMessage.
struct PacingTable {
  std::map<std::string, Pace, std::less<>> methods;
  Pace other{50, 5};
  Pace post_per_channel{60, 5};
};
PacingTable slack_pacing();

/// Any thread. Time is the caller's (milliseconds since any epoch, not decreasing).
class Pacer {
 public:
  explicit Pacer(PacingTable table);
  ~Pacer();
  /// Takes a turn for this call, or says how long to wait before asking again (then nothing is taken).
  /// `channel` only matters for posting.
  std::chrono::milliseconds take(std::string_view method, std::string_view channel,
                                 std::chrono::milliseconds now);
  /// Slack said 429: nothing of this method (and channel, for posting) before now + retry_after.
  void blocked(std::string_view method, std::string_view channel, std::chrono::milliseconds now,
               std::chrono::milliseconds retry_after);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace slack
