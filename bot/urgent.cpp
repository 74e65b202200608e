#include "bot/urgent.h"

#include <utility>

#include "bot/log.h"

namespace muster::bot {

namespace {
constexpr std::size_t max_waiting = 256;
}

Urgent::Urgent(int threads) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { loop(); });
}

Urgent::~Urgent() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_) thread.join();
}

bool Urgent::run(std::function<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || tasks_.size() >= max_waiting) return false;
    tasks_.push_back(std::move(task));
  }
  wake_.notify_one();
  return true;
}

bool Urgent::step() {
  std::function<void()> task;
  {
    const std::lock_guard lock(mutex_);
    if (tasks_.empty()) return false;
    task = std::move(tasks_.front());
    tasks_.pop_front();
  }
  try {
    task();
  } catch (...) {
    log::error("urgent task threw");
  }
  return true;
}

bool Urgent::waiting() {
  const std::lock_guard lock(mutex_);
  return !tasks_.empty();
}

void Urgent::loop() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
      if (stopping_) return;
    }
    step();
  }
}

}  // namespace muster::bot
