#include "core/workload.h"

#include <date/tz.h>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace muster::core {

namespace {

const date::time_zone* zone_or_utc(std::string_view name) {
  try {
    return date::locate_zone(std::string{name});
  } catch (const std::runtime_error&) {
    return date::locate_zone("UTC");
  }
}

DayPart part_at(std::chrono::hours hour) {
  if (hour.count() < 8 || hour.count() >= 23) return DayPart::sleeping;
  return hour.count() < 19 ? DayPart::working : DayPart::late;
}

}  // namespace

std::vector<Stretch> stretches(std::vector<Time> activities) {
  std::sort(activities.begin(), activities.end());
  std::vector<Stretch> result;
  for (const Time at : activities) {
    // The end of the last stretch is its last activity and what that is worth.
    const bool joins = !result.empty() && at - (result.back().to - activity_worth) <= activity_join;
    if (joins) {
      result.back().to = at + activity_worth;
    } else {
      result.push_back({at, at + activity_worth});
    }
  }
  return result;
}

std::optional<Time> next_sleeping(Time from, std::string_view zone) {
  if (!zone_exists(zone)) return std::nullopt;
  const date::time_zone* const where = zone_or_utc(zone);
  Time at = from;
  for (;;) {
    // A change of the offset may skip or repeat what was expected: looked at again from there.
    const date::sys_info info = where->get_info(std::chrono::floor<std::chrono::seconds>(at));
    const Duration on_wall = at.time_since_epoch() + info.offset;
    const auto day = std::chrono::floor<std::chrono::duration<int, std::ratio<86400>>>(on_wall);
    const auto hour = std::chrono::floor<std::chrono::hours>(on_wall) - day;
    if (part_at(hour) == DayPart::sleeping) return at;
    const Time next =
        at + (std::chrono::floor<std::chrono::hours>(on_wall) + std::chrono::hours{1} - on_wall);
    at = std::min(next, Time{info.end.time_since_epoch()});
  }
}

std::array<Duration, day_parts> by_day_part(const std::vector<Stretch>& worked, std::string_view zone) {
  const date::time_zone* const where = zone_or_utc(zone);
  std::array<Duration, day_parts> result{};
  for (const Stretch& stretch : worked) {
    Time at = stretch.from;
    while (at < stretch.to) {
      // Up to the next full hour on the wall, or to a change of the offset inside that hour.
      const date::sys_info info = where->get_info(std::chrono::floor<std::chrono::seconds>(at));
      const Duration on_wall = at.time_since_epoch() + info.offset;
      const auto hour = std::chrono::floor<std::chrono::hours>(on_wall);
      const Duration left = hour + std::chrono::hours{1} - on_wall;
      const Time next = std::min({stretch.to, at + left, Time{info.end.time_since_epoch()}});
      const auto day = std::chrono::floor<std::chrono::duration<int, std::ratio<86400>>>(on_wall);
      result[static_cast<std::size_t>(part_at(hour - day))] += next - at;
      at = next;
    }
  }
  return result;
}

}  // namespace muster::core
