#include "core/pace.h"

#include <algorithm>

namespace muster::core {

namespace {

Duration part(int per_hour) {
  // Rounded up, or an hour would have room for one more.
  const Duration hour = std::chrono::hours(1);
  const int parts = per_hour / 2;
  return (hour + Duration(parts - 1)) / parts;
}

}  // namespace

Time next_post(Time posts_until, Time now, int per_hour) {
  const auto each = part(per_hour);
  const int at_once = per_hour / 2;
  if (posts_until > now + each * (at_once + 1)) return now;
  return std::max(now, posts_until - each * (at_once - 1));
}

Time after_post(Time posts_until, Time now, int per_hour) {
  return std::clamp(posts_until, now, now + part(per_hour) * (per_hour / 2)) + part(per_hour);
}

}  // namespace muster::core
