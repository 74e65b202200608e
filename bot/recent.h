// What was seen lately, in memory: for counts that nobody acknowledges, where one too many after a restart
// does no harm.
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <unordered_set>

namespace muster::bot {

class Recent {
 public:
  /// Whether this key is new; the last 10,000 are known. Any thread.
  bool first(const std::string& key) {
    const std::lock_guard lock(mutex_);
    if (!known_.insert(key).second) return false;
    order_.push_back(key);
    if (order_.size() > most) {
      known_.erase(order_.front());
      order_.pop_front();
    }
    return true;
  }

 private:
  static constexpr std::size_t most = 10000;
  std::mutex mutex_;
  std::unordered_set<std::string> known_;
  std::deque<std::string> order_;
};

}  // namespace muster::bot
