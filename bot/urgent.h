// The urgent lane: what must happen right after an acknowledgement and is worth nothing later, in memory and
// at most once: opening a form before its trigger ends, telling someone that their click is saved after all.
// The slow lane is another one, for what may take seconds (App::slow).
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "core/time.h"

namespace muster::bot {

class Urgent {
 public:
  /// No threads: whoever made it calls step().
  explicit Urgent(int threads = 4);
  /// Runs what was begun to its end, drops the rest.
  ~Urgent();
  Urgent(const Urgent&) = delete;
  Urgent& operator=(const Urgent&) = delete;

  /// Runs `task` soon on a thread of the lane. Any thread; never blocks. A full lane (256 waiting) drops it
  /// and says so with false.
  bool run(std::function<void()> task);
  /// Runs one task; false when none waits.
  bool step();
  bool waiting();

 private:
  void loop();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace muster::bot
