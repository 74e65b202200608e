// How much people say in the channels of incidents, lately. In memory only: after a restart it is counted
// anew.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <utility>

#include "core/ids.h"
#include "core/time.h"

namespace muster::bot {

/// Any thread.
class Talk {
 public:
  /// Somebody said something at `at`: how often they did within `window` up to then, this time included.
  int said(core::IncidentId incident, const core::UserId& person, core::Time at, core::Duration window);

 private:
  using Who = std::pair<core::IncidentId, core::UserId>;
  void forget(core::Time before);

  std::mutex mutex_;
  std::map<Who, std::deque<core::Time>> times_;
  core::Time forgotten_{};
};

}  // namespace muster::bot
