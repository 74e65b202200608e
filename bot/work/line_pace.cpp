#include "bot/work/line_pace.h"

#include <algorithm>

namespace muster::bot {

namespace {

core::Duration part(int per_hour) {
  // Rounded up, or an hour would have room for one more.
  const core::Duration hour = std::chrono::hours(1);
  const int parts = per_hour / 2;
  return (hour + core::Duration(parts - 1)) / parts;
}

}  // namespace

core::Time next_line(core::Time lines_until, core::Time now, int per_hour) {
  const auto each = part(per_hour);
  const int at_once = per_hour / 2;
  if (lines_until > now + each * (at_once + 1)) return now;
  return std::max(now, lines_until - each * (at_once - 1));
}

core::Time after_line(core::Time lines_until, core::Time now, int per_hour) {
  return std::clamp(lines_until, now, now + part(per_hour) * (per_hour / 2)) + part(per_hour);
}

}  // namespace muster::bot
