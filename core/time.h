// Time is an argument everywhere in core; nothing here reads a clock. Milliseconds, UTC.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace muster::core {

using Duration = std::chrono::milliseconds;
using Time = std::chrono::sys_time<Duration>;

inline Time from_millis(std::int64_t ms) {
  return Time{Duration{ms}};
}
inline std::int64_t to_millis(Time t) {
  return t.time_since_epoch().count();
}
inline std::int64_t to_seconds(Time t) {
  return std::chrono::floor<std::chrono::seconds>(t.time_since_epoch()).count();
}

/// `2026-03-01 02:17 UTC`
std::string format_utc(Time t);
/// `2026-03-01T02:17:09.123Z`
std::string format_iso(Time t);
/// `2026-03-01 03:17 Europe/Berlin`; an unknown zone is shown as UTC.
std::string format_in_zone(Time t, std::string_view zone);
/// True for a zone of the machine's time zone database ("Europe/Berlin", "UTC").
bool zone_exists(std::string_view zone);

/// `2h 5m`, `45s`, `3d 4h`: at most two units, rounded down. Negative durations are shown as `0s`.
std::string format_duration(Duration d);
/// `90s`, `30m`, `2h`, `1h30m`, `2d`. None for anything else, for zero and for more than 366 days.
std::optional<Duration> parse_duration(std::string_view text);

/// The latest moment, not after `now`, at which a clock on the wall in `zone` showed `hh:mm`. Across a change
/// to or from summer time: a time that was shown twice is its latest showing, one that was never shown that
/// day is the day before's. None when `hhmm` is not `H:MM` or `HH:MM` of a day. An unknown zone counts as
/// UTC.
std::optional<Time> latest_wall_time(std::string_view hhmm, std::string_view zone, Time now);

/// Noon of a day to come, or of today, on a clock on the wall in `zone`: `today`, `tomorrow`, `friday` (the
/// next one, not today's), `2026-12-24`, or so many days or weeks from now, as `3d` and `2w`. None for
/// anything else, and for a day that has passed.
std::optional<Time> parse_due_day(std::string_view text, std::string_view zone, Time now);

/// When something was.
struct Period {
  Time began{};
  std::optional<Time> ended = {};

  bool operator==(const Period&) const = default;
};
/// `14:05`, or `14:05 to 15:30`, on a clock on the wall in `zone`: each the latest such moment, not after
/// `now`. With a day before it (`today`, `yesterday`, `2026-03-01`) it is that day's, which may be to come;
/// an end without a day is then the first such moment after the beginning. None for anything else, and for a
/// moment that no clock showed. Whether the end is after the beginning is not looked at.
std::optional<Period> parse_period(std::string_view text, std::string_view zone, Time now);

}  // namespace muster::core
