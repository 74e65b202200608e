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

Patience::Patience(std::chrono::milliseconds limit)
    : now_(&std::chrono::steady_clock::now), limit_(limit), thread_([this] { loop(); }) {}

Patience::Patience(std::function<Moment()> now, std::chrono::milliseconds limit)
    : now_(std::move(now)), limit_(limit) {}

Patience::~Patience() {
  if (!thread_.joinable()) return;
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
    waiting_.emplace_back(now_() + limit_, pending);
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

std::optional<Patience::Moment> Patience::step() {
  std::unique_lock lock(mutex_);
  for (;;) {
    // Answered ones leave in order; the list is at most as long as what 2.5 s of requests make.
    while (!waiting_.empty() && waiting_.front().second->answered) waiting_.pop_front();
    if (waiting_.empty()) return std::nullopt;
    if (now_() < waiting_.front().first) return waiting_.front().first;
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

void Patience::loop() {
  for (;;) {
    const auto next = step();
    std::unique_lock lock(mutex_);
    if (stopping_) return;
    if (next) {
      wake_.wait_until(lock, *next);
    } else if (waiting_.empty()) {
      wake_.wait(lock);
    }
  }
}

}  // namespace muster::bot
