// Slack's rate limits, enforced: 429 with Retry-After. https://docs.slack.dev/apis/web-api/rate-limits
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace slack::standin {

/// Any thread.
class Limits {
 public:
  /// 1: Slack's own table; 10: ten times as much; 0: none at all.
  explicit Limits(double factor) : factor_(factor) {}

  /// Takes a turn, or says after how many whole seconds to come again. `channel` counts for posting only.
  std::optional<int> refuse_for(std::string_view method, std::string_view channel, std::int64_t now_micros);

 private:
  struct Bucket {
    double level = 0;
    std::int64_t at = 0;
  };
  std::optional<int> take(const std::string& key, double per_minute, double burst, std::int64_t now);

  const double factor_;
  std::mutex mutex_;
  std::map<std::string, Bucket> buckets_;
};

}  // namespace slack::standin
