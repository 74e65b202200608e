#include "slack/pacing.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <utility>

namespace slack {
namespace {

constexpr std::string_view posting = "chat.postMessage";
// Above this many keys, those that have nothing left to remember are dropped.
constexpr std::size_t max_keys = 4096;

/// A tier as Slack states it: so many in any minute. What may go at once is part of that number, so that no
/// minute sees more.
constexpr Pace tier(int per_minute, int burst) {
  return Pace{static_cast<double>(per_minute - burst), burst};
}

/// One limit, as the time at which it would be used up to the last call (generic cell rate algorithm): a
/// single number for each key. Milliseconds as double: a microsecond's exactness for centuries.
class Bucket {
 public:
  /// Zero if a call may go now.
  double wait(const Pace& pace, double now) const {
    const double allowance = interval(pace) * (std::max(pace.burst, 1) - 1);
    return std::max({0.0, full_at_ - allowance - now, blocked_until_ - now});
  }
  void use(const Pace& pace, double now) { full_at_ = std::max(full_at_, now) + interval(pace); }
  void block(double until) { blocked_until_ = std::max(blocked_until_, until); }
  bool idle(double now) const { return full_at_ <= now && blocked_until_ <= now; }

 private:
  static double interval(const Pace& pace) {
    return pace.per_minute > 0 ? 60000.0 / pace.per_minute : 60000.0;
  }
  double full_at_ = 0;
  double blocked_until_ = 0;
};

}  // namespace

PacingTable slack_pacing() {
  PacingTable table;
  const Pace tier2 = tier(20, 5);
  const Pace tier3 = tier(50, 10);
  const Pace tier4 = tier(100, 20);
  for (const char* method :
       {"conversations.create", "conversations.setTopic", "conversations.setPurpose", "conversations.archive",
        "conversations.unarchive", "conversations.rename", "conversations.list", "pins.add", "pins.list",
        "bookmarks.add", "bookmarks.edit", "users.list", "usergroups.list", "usergroups.users.list"}) {
    table.methods[method] = tier2;
  }
  for (const char* method :
       {"conversations.members", "chat.postEphemeral", "views.open", "views.push", "views.update",
        "views.publish", "users.info", "files.getUploadURLExternal", "files.completeUploadExternal"}) {
    table.methods[method] = tier4;
  }
  // Special tiers: several hundred a minute. A response_url takes one a second, but each is another's, so
  // that only a bound against a runaway loop is needed here.
  for (const char* method : {"chat.postMessage", "chat.getPermalink", "auth.test", "response_url"}) {
    table.methods[method] = tier(300, 30);
  }
  table.other = tier3;
  return table;
}

struct Pacer::Impl {
  PacingTable table;
  std::mutex mutex;
  std::map<std::string, Bucket, std::less<>> methods;
  std::map<std::string, Bucket, std::less<>> channels;  // of posting

  const Pace& pace(std::string_view method) const {
    const auto found = table.methods.find(method);
    return found == table.methods.end() ? table.other : found->second;
  }

  static Bucket& at(std::map<std::string, Bucket, std::less<>>& buckets, std::string_view key, double now) {
    const auto found = buckets.find(key);
    if (found != buckets.end()) {
      return found->second;
    }
    if (buckets.size() >= max_keys) {
      std::erase_if(buckets, [&](const auto& entry) { return entry.second.idle(now); });
    }
    return buckets[std::string(key)];
  }
};

Pacer::Pacer(PacingTable table) : impl_(std::make_unique<Impl>()) {
  impl_->table = std::move(table);
}
Pacer::~Pacer() = default;

std::chrono::milliseconds Pacer::take(std::string_view method, std::string_view channel,
                                      std::chrono::milliseconds now) {
  const std::lock_guard lock(impl_->mutex);
  const auto at = static_cast<double>(now.count());
  const Pace& pace = impl_->pace(method);
  Bucket& whole = Impl::at(impl_->methods, method, at);
  Bucket* one = method == posting && !channel.empty() ? &Impl::at(impl_->channels, channel, at) : nullptr;

  double wait = whole.wait(pace, at);
  if (one != nullptr) {
    wait = std::max(wait, one->wait(impl_->table.post_per_channel, at));
  }
  if (wait > 0) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(wait)));
  }
  whole.use(pace, at);
  if (one != nullptr) {
    one->use(impl_->table.post_per_channel, at);
  }
  return std::chrono::milliseconds(0);
}

void Pacer::blocked(std::string_view method, std::string_view channel, std::chrono::milliseconds now,
                    std::chrono::milliseconds retry_after) {
  const std::lock_guard lock(impl_->mutex);
  const auto at = static_cast<double>(now.count());
  const bool one = method == posting && !channel.empty();
  Bucket& bucket = one ? Impl::at(impl_->channels, channel, at) : Impl::at(impl_->methods, method, at);
  bucket.block(static_cast<double>((now + retry_after).count()));
}

}  // namespace slack
