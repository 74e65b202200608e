// Takes what Slack sends to the bot's URL: signed, within Slack's three seconds. Any thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "slack/standin/world.h"

namespace slack::standin {

/// How a request is falsified.
struct Seal {
  bool forged = false;  ///< signed with another secret
  bool stale = false;   ///< signed ten minutes ago
  bool unsigned_ = false;
};

struct Sent {
  int status = 0;  ///< 0: no answer
  std::string body, content_type;
  std::string failure;  ///< http_timeout or connection_failed, as x-slack-retry-reason has them; else empty
  bool no_retry = false;
  bool ok() const { return status >= 200 && status < 300; }
};

/// A request to the bot as it goes over the wire.
struct Sending {
  std::string content_type, body;
  std::vector<std::pair<std::string, std::string>> headers;  ///< signature and timestamp among them
};
/// Another way to the bot than HTTP; says what came of it within Slack's three seconds.
using Door = std::function<Sent(const Sending&)>;

class Courier {
 public:
  Courier(std::string secret, Clock clock, std::chrono::milliseconds limit);

  /// http://host:port/path of the bot; empty: nothing is sent.
  void set_url(const std::string& url);
  /// Instead of a URL.
  void set_door(Door door);
  bool has_way() const;
  Sent send(const std::string& content_type, const std::string& body, const Seal& seal = {},
            const std::vector<std::pair<std::string, std::string>>& headers = {}) const;

 private:
  const std::string secret_;
  const Clock clock_;
  const std::chrono::milliseconds limit_;
  mutable std::mutex mutex_;
  std::string origin_, path_;
  Door door_;
};

}  // namespace slack::standin
