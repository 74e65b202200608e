#include "slack/standin/limits.h"

#include <algorithm>
#include <cmath>

namespace slack::standin {

namespace {

struct Rate {
  double per_minute, burst;
};
// Slack promises "20+ per minute" and publishes no burst; these are cautious ones.
constexpr Rate tier2{20, 10}, tier3{50, 15}, tier4{100, 25}, special{300, 50}, per_channel{60, 5};

Rate rate_of(std::string_view method) {
  static const std::map<std::string, Rate, std::less<>> rates{
      {"auth.test", special},
      {"chat.postMessage", special},
      {"chat.getPermalink", special},
      {"response_url", {60, 10}},
      {"conversations.create", tier2},
      {"conversations.setTopic", tier2},
      {"conversations.setPurpose", tier2},
      {"conversations.rename", tier2},
      {"conversations.archive", tier2},
      {"conversations.unarchive", tier2},
      {"conversations.list", tier2},
      {"pins.add", tier2},
      {"pins.list", tier2},
      {"bookmarks.add", tier2},
      {"bookmarks.edit", tier2},
      {"users.list", tier2},
      {"usergroups.list", tier2},
      {"usergroups.users.list", tier2},
      {"conversations.members", tier4},
      {"chat.postEphemeral", tier4},
      {"views.open", tier4},
      {"views.push", tier4},
      {"views.update", tier4},
      {"views.publish", tier4},
      {"users.info", tier4},
      {"files.getUploadURLExternal", tier4},
      {"files.completeUploadExternal", tier4},
  };
  const auto found = rates.find(method);
  return found == rates.end() ? tier3 : found->second;
}

}  // namespace

std::optional<int> Limits::take(const std::string& key, double per_minute, double burst, std::int64_t now) {
  auto& bucket = buckets_[key];
  const double passed = static_cast<double>(std::max<std::int64_t>(0, now - bucket.at)) / 6e7;
  bucket.level = std::max(0.0, bucket.level - passed * per_minute);
  bucket.at = now;
  if (bucket.level + 1 > burst) {
    return std::max(1, static_cast<int>(std::ceil((bucket.level + 1 - burst) / per_minute * 60)));
  }
  bucket.level += 1;
  return std::nullopt;
}

std::optional<int> Limits::refuse_for(std::string_view method, std::string_view channel, std::int64_t now) {
  if (factor_ <= 0 || method == "upload") return std::nullopt;
  const std::lock_guard lock(mutex_);
  const auto rate = rate_of(method);
  if (const auto wait =
          take(std::string(method), rate.per_minute * factor_, std::max(1.0, rate.burst * factor_), now)) {
    return wait;
  }
  if (method != "chat.postMessage") return std::nullopt;
  return take("chat.postMessage " + std::string(channel), per_channel.per_minute * factor_,
              std::max(1.0, per_channel.burst * factor_), now);
}

}  // namespace slack::standin
