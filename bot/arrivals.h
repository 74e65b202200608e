// Whether Slack tells us of what happens: its events come on a way of their own, and when that is closed
// people can type and press, but reactions, edits and joins go unnoticed. Of each message that the bot posts
// in a channel Slack sends an event, too; so silence after a post means something. In memory, of this
// process.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "core/time.h"

namespace muster::bot {

/// Any thread.
class Arrivals {
 public:
  /// This process is the one that Slack talks to.
  void listening() { listening_ = true; }
  void event(core::Time at) { event_ = core::to_millis(at); }
  void posted(core::Time at) { posted_ = core::to_millis(at); }

  bool is_listening() const { return listening_; }
  std::optional<core::Time> last_event() const { return time(event_); }
  /// Slack sends it within seconds.
  bool is_silent(core::Time now) const {
    const auto post = time(posted_);
    const auto heard = last_event();
    const bool told = heard && post && *heard >= *post;
    return listening_ && post && now - *post > patience && !told;
  }

 private:
  static constexpr std::chrono::minutes patience{2};
  static std::optional<core::Time> time(const std::atomic<std::int64_t>& millis) {
    const auto value = millis.load();
    return value == 0 ? std::nullopt : std::optional(core::from_millis(value));
  }

  std::atomic<bool> listening_{false};
  std::atomic<std::int64_t> event_{0}, posted_{0};  ///< 0: none yet
};

}  // namespace muster::bot
