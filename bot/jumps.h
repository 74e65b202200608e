// The machine's clock was set: by its operator, or by the network after hours without one. What waits was
// given a time to wait for; it is moved along, so that nothing stands still for the hour that the clock went
// back, and nothing that is under way is taken up a second time because an hour seems to have passed.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>

#include "core/time.h"
#include "storage/store.h"

namespace muster::bot {

class Jumps {
 public:
  using Steady = std::function<std::chrono::steady_clock::time_point()>;

  /// `wall` is what may jump, `steady` what can't. Without a `steady` nothing is ever noticed.
  Jumps(storage::Store& store, std::function<core::Time()> wall, Steady steady)
      : store_(store), wall_(std::move(wall)), steady_(std::move(steady)) {}

  /// Before anything is looked for that may be due; any thread. Costs two looks at a clock, and waits for a
  /// commit after a jump, and once at the beginning: it may have been set while the program was away. Throws
  /// StoreError.
  void look();

 private:
  storage::Store& store_;
  const std::function<core::Time()> wall_;
  const Steady steady_;
  std::mutex mutex_;
  std::optional<core::Duration> apart_;
};

}  // namespace muster::bot
