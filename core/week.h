// What happens once a week.
#pragma once

#include <optional>
#include <string_view>

#include "core/time.h"

namespace muster::core {

/// 0 for Sunday to 6; by its English name in any case, or the first three letters or more of it.
std::optional<int> parse_weekday(std::string_view text);
/// The latest such weekday and time of day, not after `now`, on a clock on the wall in `zone`. `hhmm`: see
/// latest_wall_time; none when it is no time.
std::optional<Time> latest_weekly(int weekday, std::string_view hhmm, std::string_view zone, Time now);

}  // namespace muster::core
