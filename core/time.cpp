#include "core/time.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>

namespace muster::core {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Duration longest = days(366);

/// Calendars are sound for the years 0 to 9999; what a broken clock says beyond that is shown as their end.
Time within_calendar(Time t) {
  constexpr Time first = std::chrono::sys_days(std::chrono::year(0) / 1 / 1);
  constexpr Time last = std::chrono::sys_days(std::chrono::year(10000) / 1 / 1) - Duration(1);
  return std::clamp(t, first, last);
}

struct Wall {
  int year = 0;
  unsigned month = 0, day = 0;
  std::chrono::hh_mm_ss<Duration> clock;
};

Wall wall(Time t) {
  const auto day = std::chrono::floor<days>(t);
  const std::chrono::year_month_day ymd(day);
  return {static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
          std::chrono::hh_mm_ss<Duration>(t - day)};
}

std::string date_and_minute(Time t, std::string_view zone) {
  const Wall w = wall(t);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02} {}", w.year, w.month, w.day, w.clock.hours().count(),
                     w.clock.minutes().count(), zone);
}

/// A null pointer when there is no such zone, or its file can't be read: the library throws for both, and
/// reads a zone's file only when it is first asked something.
const date::time_zone* find_zone(std::string_view name) noexcept {
  try {
    const date::time_zone* zone = date::locate_zone(name);
    (void)zone->get_info(date::sys_seconds{});
    return zone;
  } catch (const std::exception&) {
    return nullptr;
  }
}

Duration offset(const date::time_zone* zone, Time t) {
  return zone ? Duration(zone->get_info(std::chrono::floor<seconds>(t)).offset) : Duration(0);
}

std::optional<Duration> parse_clock(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon < 1 || colon > 2 || text.size() != colon + 3)
    return std::nullopt;
  int hour = 0;
  int minute = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == colon) continue;
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    int& part = i < colon ? hour : minute;
    part = part * 10 + (text[i] - '0');
  }
  if (hour > 23 || minute > 59) return std::nullopt;
  return hours(hour) + minutes(minute);
}

}  // namespace

std::string format_utc(Time t) {
  return date_and_minute(within_calendar(t), "UTC");
}

std::string format_iso(Time t) {
  const Wall w = wall(within_calendar(t));
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", w.year, w.month, w.day,
                     w.clock.hours().count(), w.clock.minutes().count(), w.clock.seconds().count(),
                     w.clock.subseconds().count());
}

std::string format_in_zone(Time t, std::string_view zone) {
  const date::time_zone* found = find_zone(zone);
  if (!found) return format_utc(t);
  t = within_calendar(t);
  return date_and_minute(within_calendar(t + offset(found, t)), zone);
}

bool zone_exists(std::string_view zone) {
  return find_zone(zone) != nullptr;
}

std::string format_duration(Duration d) {
  struct Unit {
    Duration length;
    char letter;
  };
  static constexpr std::array<Unit, 4> units{
      {{days(1), 'd'}, {hours(1), 'h'}, {minutes(1), 'm'}, {seconds(1), 's'}}};
  d = std::max(d, Duration(0));
  const auto first =
      std::find_if(units.begin(), units.end(), [&](const Unit& unit) { return d >= unit.length; });
  if (first == units.end()) return "0s";
  std::string text = fmt::format("{}{}", d / first->length, first->letter);
  if (const auto second = first + 1; second != units.end())
    if (const auto count = d % first->length / second->length; count > 0)
      text += fmt::format(" {}{}", count, second->letter);
  return text;
}

std::optional<Duration> parse_duration(std::string_view text) {
  Duration total{0};
  Duration previous = Duration::max();  // units come in falling order, each once
  while (!text.empty()) {
    std::int64_t count = 0;
    std::size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
      if (digits == 9) return std::nullopt;
      count = count * 10 + (text[digits++] - '0');
    }
    if (digits == 0 || digits == text.size()) return std::nullopt;
    Duration unit{};
    switch (text[digits]) {
      case 'd':
        unit = days(1);
        break;
      case 'h':
        unit = hours(1);
        break;
      case 'm':
        unit = minutes(1);
        break;
      case 's':
        unit = seconds(1);
        break;
      default:
        return std::nullopt;
    }
    if (unit >= previous) return std::nullopt;
    previous = unit;
    total += count * unit;
    text.remove_prefix(digits + 1);
  }
  if (total <= Duration(0) || total > longest) return std::nullopt;
  return total;
}

std::optional<Time> latest_wall_time(std::string_view hhmm, std::string_view zone, Time now) {
  const auto clock = parse_clock(hhmm);
  if (!clock) return std::nullopt;
  now = within_calendar(now);
  const date::time_zone* found = find_zone(zone);
  const auto today = std::chrono::floor<days>(now + offset(found, now));
  std::optional<Time> latest;
  const auto consider = [&](Time t) {
    if (t <= now && (!latest || t > *latest)) latest = t;
  };
  // From tomorrow, because a clock put back over midnight has shown it, to as far back as the skipped day of
  // a zone that moved across the date line.
  for (int day = 1; day >= -3; --day) {
    const Duration shown = today.time_since_epoch() + days(day) + *clock;
    if (!found) {
      consider(Time(shown));
      continue;
    }
    const auto info = found->get_info(date::local_seconds(std::chrono::floor<seconds>(shown)));
    if (info.result == date::local_info::nonexistent) continue;
    consider(Time(shown - info.first.offset));
    if (info.result == date::local_info::ambiguous) consider(Time(shown - info.second.offset));
  }
  return latest;
}

}  // namespace muster::core
