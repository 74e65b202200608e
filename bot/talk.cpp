#include "bot/talk.h"

#include <algorithm>
#include <iterator>

namespace muster::bot {

namespace {
/// However much one person says, no more of it is remembered.
constexpr std::size_t most_times = 64;
}  // namespace

int Talk::said(core::IncidentId incident, const core::UserId& person, core::Time at, core::Duration window) {
  const std::lock_guard lock(mutex_);
  // Who says nothing for so long is forgotten, a look at all of them for each such time.
  if (at - window > forgotten_) forget(at - window);
  auto& times = times_[{incident, person}];
  times.push_back(at);
  if (times.size() > most_times) times.pop_front();
  return static_cast<int>(
      std::count_if(times.begin(), times.end(), [&](core::Time t) { return t > at - window && t <= at; }));
}

void Talk::forget(core::Time before) {
  for (auto one = times_.begin(); one != times_.end();) {
    std::erase_if(one->second, [&](core::Time t) { return t <= before; });
    one = one->second.empty() ? times_.erase(one) : std::next(one);
  }
  forgotten_ = before + std::chrono::minutes(1);
}

}  // namespace muster::bot
