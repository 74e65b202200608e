// Who is in the channels of private incidents, by Slack's own word. Events say it first; but one that Slack
// gave up after its three tries would leave somebody in for ever, or out.
#pragma once

#include <string>
#include <vector>

#include "bot/app.h"

namespace muster::bot {

/// A part of the housekeeping, with its thread (bot/background.h).
class Insiders {
 public:
  explicit Insiders(App& app) : app_(app) {}

  /// Fetches one page, if one is due; says when to call again. All open private incidents once an hour, and
  /// at the start. Throws StoreError.
  core::Time step(core::Time now);

 private:
  struct Asked {
    core::IncidentId incident;
    slack::ChannelId channel;
  };
  std::vector<Asked> open_private_ones() const;

  App& app_;
  core::Time due_{};
  std::vector<Asked> todo_;  ///< the last one first
  std::vector<core::UserId> so_far_;
  std::string cursor_;
  core::Time asked_at_{};
};

}  // namespace muster::bot
