// How long people worked on something, from the moments at which they did something. Pure.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "core/time.h"

namespace muster::core {

/// What one activity is worth when nothing follows it.
inline constexpr Duration activity_worth = std::chrono::minutes{10};
/// Activities at most this far apart belong to one stretch.
inline constexpr Duration activity_join = std::chrono::minutes{20};

/// A time in which a person was at work: `from` included, `to` not.
struct Stretch {
  Time from{};
  Time to{};

  bool operator==(const Stretch&) const = default;
};

/// Stretches in order, which never overlap. Activities may come in any order and more than once. Two
/// activities at 10:11 and 10:15 make one stretch of 14 minutes.
std::vector<Stretch> stretches(std::vector<Time> activities);

/// Parts of a person's day, by the clock on their wall.
enum class DayPart { working, late, sleeping };  ///< 8 to 19, 19 to 23, 23 to 8
inline constexpr std::size_t day_parts = 3;

/// The first moment, not before `from`, at which a clock on the wall in `zone` shows a sleeping hour; none
/// for an unknown zone.
std::optional<Time> next_sleeping(Time from, std::string_view zone);

/// How much of the stretches fell into each part of the day in `zone`, in the order of DayPart. An unknown
/// zone counts as UTC.
std::array<Duration, day_parts> by_day_part(const std::vector<Stretch>& worked, std::string_view zone);

}  // namespace muster::core
