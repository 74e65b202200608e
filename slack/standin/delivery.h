// The events, on their way to the bot: one thread that takes them from the world and posts them, with Slack's
// retry rule: again at once, then twice more, but when the test says so rather than after minutes.
// https://docs.slack.dev/apis/events-api
#pragma once

#include <atomic>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "slack/standin/courier.h"
#include "slack/standin/world.h"

namespace slack::standin {

struct Delivered {
  std::string id, type, channel;
  int retry = 0;  ///< 0: the first time
  int status = 0;
  std::string failure;  ///< empty: delivered
};
/// What happens to an event on its way.
struct Tamper {
  int times = 1;         ///< delivered so often
  bool new_ids = false;  ///< each time under another event id
  Seal seal{};
};
enum class Order { as_happened, reversed };

/// All methods: any thread.
class Delivery {
 public:
  Delivery(World& world, const Courier& courier);
  Delivery(const Delivery&) = delete;
  Delivery& operator=(const Delivery&) = delete;
  ~Delivery();

  void start();
  void stop();
  /// Delivers one, in the calling thread, where it was not started; false when none waits. Not to be called
  /// while it is under way.
  bool step();
  bool due() const;

  void tamper(const Tamper& how, int events = 1);  ///< the next events
  void hold();                                     ///< events wait ...
  void release(Order order = Order::as_happened);  ///< ... and go in this order
  /// What failed is tried once more; how many events that are. Each has three retries, the first of which it
  /// had at once.
  std::size_t retry();
  /// Nothing is waiting or under way (held ones don't count).
  bool idle() const;
  std::vector<Delivered> log() const;

 private:
  struct Failed {
    Event event;
    int retries;
    std::string reason;
  };
  void run();
  void deliver(const Event& event, const Tamper& how);
  /// True if it needs no further try.
  bool attempt(const Event& event, const Tamper& how, int retry, std::string& reason);

  World& world_;
  const Courier& courier_;
  std::thread thread_;
  std::atomic<bool> stop_{false}, held_{false}, busy_{false};
  mutable std::mutex mutex_;  ///< what follows
  std::deque<Tamper> tampers_;
  std::deque<Failed> failed_, again_;
  std::vector<Delivered> log_;
};

}  // namespace slack::standin
