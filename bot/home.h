// The Home tab: what Slack shows to who opens the bot itself. It is published when they open it, turn its
// pages or have done something from there; in memory and at most once, since the next opening makes it anew.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <vector>

#include "bot/app.h"
#include "core/ids.h"

namespace muster::bot {

/// Whose Home tab shows which incidents, since the start, of the people who opened theirs last. Any thread.
class Homes {
 public:
  struct Place {
    core::UserId user;
    bool limited = false;
    int page = 0;
  };

  void published(const Place& place, std::set<core::IncidentId> shown);
  std::vector<Place> that_show(core::IncidentId incident) const;

 private:
  struct Tab {
    Place place;
    std::set<core::IncidentId> shown;
    std::uint64_t turn = 0;
  };
  static constexpr std::size_t most = 5000;
  mutable std::mutex mutex_;
  std::map<core::UserId, Tab> tabs_;
  std::map<std::uint64_t, core::UserId> order_;  ///< by turn: the oldest is forgotten first
  std::uint64_t turns_ = 0;
};

/// Publishes, from the urgent lane, what this person may see now. Any thread; returns at once. `limited`: as
/// in Ask. `page`: of views::Home.
void publish_home_soon(App& app, const core::UserId& user, bool limited, int page);
/// The same for everybody whose tab shows this incident, which may not be for them any more.
void publish_homes_that_show(App& app, core::IncidentId incident);

}  // namespace muster::bot
