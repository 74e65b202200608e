// A form that was opened by a command is answered where the command was typed. Its response_url is a secret,
// and a form carries none: it carries a token, and this remembers what for. In memory: after a restart the
// answer goes to the channel or to the person's messages instead.
#pragma once

#include <deque>
#include <mutex>
#include <string>

#include "core/time.h"

namespace muster::bot {

class ResponseUrls {
 public:
  /// A token for this address; empty for an empty one. Kept for 30 minutes, as long as Slack takes answers;
  /// of more than 1000 the oldest goes. Any thread.
  std::string keep(const std::string& url, core::Time now);
  /// Empty when there is none (any more).
  std::string find(const std::string& token, core::Time now);

 private:
  struct Kept {
    std::string token, url;
    core::Time at{};
  };
  std::mutex mutex_;
  std::deque<Kept> kept_;
};

}  // namespace muster::bot
