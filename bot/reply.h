// The seam between the ways in (HTTP, later others) and everything behind: a request goes in with a Reply,
// and the Reply is called once, later, by whoever has the answer: usually the commit.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "core/time.h"
#include "slack/request.h"

namespace muster::bot {

/// What goes back to Slack as the acknowledgement.
struct Ack {
  int status = 200;
  std::string body;  ///< JSON, or empty
};
/// Called exactly once, from any thread.
using Reply = std::function<void(Ack)>;

/// A verified, parsed request on its way in.
struct Envelope {
  slack::Request request;
  core::Time received_at{};
  std::string request_id;
  std::string
      replay_key;  ///< the same bytes with the same signature again have the same; empty: cannot be replayed
};

/// What takes nearly as long as Slack waits is answered honestly in time, and what came of it is told
/// afterwards. (product rule 1)
class Patience {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  /// For the way back to Slack.
  static constexpr std::chrono::milliseconds margin{500};

  explicit Patience(std::chrono::milliseconds limit);
  /// On somebody else's clock and without a thread: whoever made it calls step().
  Patience(std::function<Moment()> now, std::chrono::milliseconds limit);
  ~Patience();
  Patience(const Patience&) = delete;
  Patience& operator=(const Patience&) = delete;

  /// A Reply that passes the answer on if it comes within the limit. Else `meanwhile` is passed on at the
  /// limit, and the answer, when it comes, goes to `after` (which may be empty).
  Reply wrap(Reply reply, Ack meanwhile, std::function<void(Ack)> after);
  /// Answers those whose limit has come; when the next one's does, or none while nobody waits.
  std::optional<Moment> step();

 private:
  struct Pending;
  void loop();

  const std::function<Moment()> now_;
  const std::chrono::milliseconds limit_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::pair<Moment, std::shared_ptr<Pending>>> waiting_;  ///< by deadline
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace muster::bot
