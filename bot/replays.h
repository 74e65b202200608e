// The exact same signed request again, within Slack's window of 300 s, is answered alike and does nothing a
// second time. What was committed is remembered by the store, over restarts; this is for what commits
// nothing: forms that were opened, lists that were shown. In memory and bounded.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "bot/reply.h"

namespace muster::bot {

class Replays {
 public:
  /// If `key` is new: the Reply to go on with, which remembers its answer. If it is known: none, and `reply`
  /// is (or will be) called with the first one's answer. Any thread.
  std::optional<Reply> begin(const std::string& key, core::Time now, Reply reply);

 private:
  struct Known {
    core::Time at{};
    std::optional<Ack> ack;      ///< none while the first is under way
    std::vector<Reply> waiting;  ///< others that came meanwhile
  };
  void settle(const std::string& key, const Ack& ack);
  void forget(core::Time now);

  std::mutex mutex_;
  std::map<std::string, Known> known_;
  std::deque<std::string> order_;
  std::size_t bytes_ = 0;
};

}  // namespace muster::bot
