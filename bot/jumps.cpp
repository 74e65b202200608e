#include "bot/jumps.h"

#include "bot/log.h"

namespace muster::bot {

namespace {
/// Less is drift, and harms nobody.
constexpr std::chrono::seconds noticed{5};
}  // namespace

void Jumps::look() {
  if (!steady_) return;
  const std::lock_guard lock(mutex_);
  const auto now = wall_();
  const auto apart =
      now.time_since_epoch() - std::chrono::duration_cast<core::Duration>(steady_().time_since_epoch());
  const auto by = apart_ ? apart - *apart_ : core::Duration(0);
  if (apart_ && std::chrono::abs(by) < noticed) return;
  store_.clock_moved(by, now);
  if (apart_) log::warn("the clock was set", {{"ms", by.count()}});
  apart_ = apart;
}

}  // namespace muster::bot
