// What became of the incidents' channels, by Slack's own word: lost, come back, made private, and who is in
// the private ones. Events say all that first; but Slack gives up an event after three tries, and who was
// removed would then stay in a private incident for ever.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "bot/app.h"

namespace muster::bot {

/// A part of the housekeeping, with its thread (bot/background.h).
class Channels {
 public:
  explicit Channels(App& app) : app_(app) {}

  /// Fetches one page, if one is due; says when to call again. All open incidents at the start, and once an
  /// hour. Throws StoreError.
  core::Time step(core::Time now);

 private:
  struct Open {
    core::IncidentId incident;
    slack::ChannelId channel;
    bool usable = false, is_private = false;
  };
  enum class Stage { none, listing, members };

  std::vector<Open> open_ones(core::Time now) const;
  core::Time list(core::Time now);
  core::Time ask_members(core::Time now);
  void compare(Open& one, core::Time now) const;
  core::Time next(core::Time now);
  core::Time later(core::Time now, const slack::Error& error);

  App& app_;
  Stage stage_ = Stage::none;
  core::Time due_{};
  std::vector<Open> open_;  ///< the last one first
  std::map<std::string, bool>
      mine_;  ///< channels that the bot is in and that aren't archived; is it private?
  std::vector<core::UserId> members_;
  std::string cursor_;
  core::Time asked_at_{};
};

}  // namespace muster::bot
