#include "bot/reply.h"

#include <atomic>
#include <utility>
#include <vector>

#include "bot/log.h"

namespace muster::bot {

struct Patience::Pending {
  Reply reply;
  Ack meanwhile;
  std::function<void(Ack)> after;
  std::atomic<bool> answered{false};  ///< whoever sets it calls `reply`
};

Patience::Patience(std::chrono::milliseconds limit) : limit_(limit), thread_([this] { loop(); }) {}

Patience::~Patience() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

Reply Patience::wrap(Reply reply, Ack meanwhile, std::function<void(Ack)> after) {
  auto pending = std::make_shared<Pending>();
  pending->reply = std::move(reply);
  pending->meanwhile = std::move(meanwhile);
  pending->after = std::move(after);
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    // Those that were answered leave here: waking the thread for each request would cost more than the rest.
    while (!waiting_.empty() && waiting_.front().second->answered) waiting_.pop_front();
    first = waiting_.empty();
    waiting_.emplace_back(std::chrono::steady_clock::now() + limit_, pending);
  }
  if (first) wake_.notify_one();
  return [pending](Ack ack) {
    if (!pending->answered.exchange(true)) {
      pending->reply(std::move(ack));
    } else if (pending->after) {
      pending->after(std::move(ack));
    }
  };
}

void Patience::loop() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    // Answered ones leave in order; the list is at most as long as what 2.5 s of requests make.
    while (!waiting_.empty() && waiting_.front().second->answered) waiting_.pop_front();
    if (waiting_.empty()) {
      wake_.wait(lock);
      continue;
    }
    const auto deadline = waiting_.front().first;
    if (std::chrono::steady_clock::now() < deadline) {
      wake_.wait_until(lock, deadline);
      continue;
    }
    const auto pending = std::move(waiting_.front().second);
    waiting_.pop_front();
    lock.unlock();
    if (!pending->answered.exchange(true)) {
      log::warn("not saved in time");
      try {
        pending->reply(pending->meanwhile);
      } catch (...) {
        log::error("reply threw");
      }
    }
    lock.lock();
  }
}

}  // namespace muster::bot
