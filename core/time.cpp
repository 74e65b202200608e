#include "core/time.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>

#include "core/ascii.h"
#include "core/week.h"

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

namespace {

/// Each moment at which the wall's clock showed this: none, one or two.
template <class Found>
void each_showing(const date::time_zone* zone, Duration shown, Found found) {
  if (!zone) return found(Time(shown));
  const auto info = zone->get_info(date::local_seconds(std::chrono::floor<seconds>(shown)));
  if (info.result == date::local_info::nonexistent) return;
  found(Time(shown - info.first.offset));
  if (info.result == date::local_info::ambiguous) found(Time(shown - info.second.offset));
}

/// Since the epoch, on the wall.
days today(const date::time_zone* zone, Time now) {
  return std::chrono::floor<days>(now + offset(zone, now)).time_since_epoch();
}

std::optional<int> digits(std::string_view text) {
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

/// `today`, `yesterday`, `2026-03-01`
std::optional<days> parse_day(std::string_view text, days today) {
  if (text == "today") return today;
  if (text == "yesterday") return today - days(1);
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  const auto day = digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch();
}

std::string_view without_spaces(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

struct Moment {
  Time at{};
  bool with_day = false;
};

std::optional<Moment> parse_moment(std::string_view text, std::string_view zone, Time now) {
  text = without_spaces(text);
  const auto space = text.rfind(' ');
  if (space == std::string_view::npos) {
    const auto at = latest_wall_time(text, zone, now);
    return at ? std::optional(Moment{*at, false}) : std::nullopt;
  }
  const auto* found = find_zone(zone);
  const auto day = parse_day(without_spaces(text.substr(0, space)), today(found, within_calendar(now)));
  const auto clock = parse_clock(text.substr(space + 1));
  if (!day || !clock) return std::nullopt;
  std::optional<Time> latest;
  each_showing(found, *day + *clock, [&](Time t) { latest = std::max(latest.value_or(t), t); });
  return latest ? std::optional(Moment{*latest, true}) : std::nullopt;
}

/// The first such moment that isn't before `from`.
std::optional<Time> next_wall_time(std::string_view hhmm, std::string_view zone, Time from) {
  const auto clock = parse_clock(without_spaces(hhmm));
  if (!clock) return std::nullopt;
  const auto* found = find_zone(zone);
  const auto first = today(found, from);
  std::optional<Time> next;
  for (int day = 0; day <= 2 && !next; ++day) {
    each_showing(found, first + days(day) + *clock, [&](Time t) {
      if (t >= from) next = std::min(next.value_or(t), t);
    });
  }
  return next;
}

constexpr std::array<std::string_view, 7> weekdays{"sunday",   "monday", "tuesday", "wednesday",
                                                   "thursday", "friday", "saturday"};

/// `3d`, `2w`
std::optional<days> parse_days_ahead(std::string_view text) {
  if (text.size() < 2 || text.size() > 4) return std::nullopt;
  const auto number = digits(text.substr(0, text.size() - 1));
  if (!number) return std::nullopt;
  if (text.back() == 'd') return days(*number);
  if (text.back() == 'w') return days(7 * *number);
  return std::nullopt;
}

std::optional<days> parse_day_ahead(std::string_view text, days today) {
  if (text == "tomorrow") return today + days(1);
  if (const auto ahead = parse_days_ahead(text)) return today + *ahead;
  if (const auto weekday = parse_weekday(text)) {
    const auto now = std::chrono::weekday(std::chrono::sys_days(today)).c_encoding();
    const auto wait = (static_cast<unsigned>(*weekday) + 7 - now) % 7;
    return today + days(wait == 0 ? 7 : wait);
  }
  return parse_day(text, today);
}

}  // namespace

std::optional<int> parse_weekday(std::string_view text) {
  const auto typed = ascii::lower(std::string(text));
  for (std::size_t i = 0; i < weekdays.size(); ++i) {
    // Three letters tell them apart.
    if (typed.size() >= 3 && weekdays[i].starts_with(typed)) return static_cast<int>(i);
  }
  return std::nullopt;
}

std::optional<Time> latest_weekly(int weekday, std::string_view hhmm, std::string_view zone, Time now) {
  const auto* found = find_zone(zone);
  for (int back = 0; back <= 7; ++back) {
    const auto at = latest_wall_time(hhmm, zone, now - days(back));
    if (!at) return std::nullopt;
    const auto day = std::chrono::weekday(std::chrono::sys_days(today(found, *at)));
    if (static_cast<int>(day.c_encoding()) == weekday) return at;
  }
  return std::nullopt;
}

std::optional<Time> parse_due_day(std::string_view text, std::string_view zone, Time now) {
  const auto* found = find_zone(zone);
  const auto from = today(found, within_calendar(now));
  const auto typed = ascii::lower(std::string(text));
  const auto day = parse_day_ahead(typed, from);
  if (!day || *day < from) return std::nullopt;
  std::optional<Time> noon;
  each_showing(found, *day + hours(12), [&](Time t) { noon = std::max(noon.value_or(t), t); });
  return noon;
}

std::optional<Period> parse_period(std::string_view text, std::string_view zone, Time now) {
  constexpr std::string_view between = " to ";
  const auto to = text.find(between);
  const auto began = parse_moment(text.substr(0, to), zone, now);
  if (!began) return std::nullopt;
  if (to == std::string_view::npos) return Period{began->at, std::nullopt};
  const auto rest = text.substr(to + between.size());
  if (began->with_day)
    if (const auto ended = next_wall_time(rest, zone, began->at)) return Period{began->at, ended};
  const auto ended = parse_moment(rest, zone, now);
  if (!ended) return std::nullopt;
  return Period{began->at, ended->at};
}

std::optional<Time> latest_wall_time(std::string_view hhmm, std::string_view zone, Time now) {
  const auto clock = parse_clock(hhmm);
  if (!clock) return std::nullopt;
  now = within_calendar(now);
  const date::time_zone* found = find_zone(zone);
  const days this_day = today(found, now);
  std::optional<Time> latest;
  const auto consider = [&](Time t) {
    if (t <= now && (!latest || t > *latest)) latest = t;
  };
  // From tomorrow, because a clock put back over midnight has shown it, to as far back as the skipped day of
  // a zone that moved across the date line.
  for (int day = 1; day >= -3; --day) each_showing(found, this_day + days(day) + *clock, consider);
  return latest;
}

}  // namespace muster::core
