// Once a week, in the channel of announcements: what is open, what is late, what is missing. Nothing private.
#pragma once

#include <optional>

#include "bot/app.h"
#include "bot/todos.h"

namespace muster::bot {

/// What it says.
struct DigestContent {
  std::vector<core::Incident> open, paused, without_debrief;
  std::vector<TodoOf> late;

  bool empty() const { return open.empty() && paused.empty() && without_debrief.empty() && late.empty(); }
};
/// As it is at `now`.
DigestContent digest_content(App& app, const Config& config, core::Time now);

/// The digests that stand in the channel of announcements since `since` named what became private since: the
/// newest is made anew, and what an older one said is taken back. Blocks for calls to Slack; may be called
/// again.
slack::Result<void> renew_digests(App& app, core::Time since);

/// A function of time, like the workers. What was posted is looked for in the channel, so that a restart
/// posts nothing twice; half a day late, it is left out.
class Digest {
 public:
  explicit Digest(App& app) : app_(app) {}

  /// When to be called again. Blocks for calls to Slack.
  core::Time step(core::Time now);

 private:
  App& app_;
  std::optional<core::Time> settled_;  ///< the last time for which it was posted, or left out
};

}  // namespace muster::bot
