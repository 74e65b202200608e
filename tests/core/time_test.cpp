#include "core/time.h"

#include <limits>

#include "core/week.h"
#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using muster::core::test::utc;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

TEST_CASE("times are shown in UTC, in ISO and in a zone") {
  const Time t = utc(2026, 3, 1, 2, 17, 9, 123);
  CHECK(format_utc(t) == "2026-03-01 02:17 UTC");
  CHECK(format_iso(t) == "2026-03-01T02:17:09.123Z");
  CHECK(format_in_zone(t, "Europe/Berlin") == "2026-03-01 03:17 Europe/Berlin");
  CHECK(format_in_zone(utc(2026, 7, 1, 23, 0), "Europe/Berlin") == "2026-07-02 01:00 Europe/Berlin");
  CHECK(format_in_zone(t, "Nowhere/Else") == "2026-03-01 02:17 UTC");
  CHECK(format_in_zone(t, "") == "2026-03-01 02:17 UTC");
  CHECK(format_iso(utc(1969, 12, 31, 23, 59, 59, 999)) == "1969-12-31T23:59:59.999Z");
}

TEST_CASE("a broken clock's times are shown as the calendar's ends") {
  const Time least{Duration(std::numeric_limits<std::int64_t>::min())};
  const Time most{Duration(std::numeric_limits<std::int64_t>::max())};
  CHECK(format_iso(least) == "0000-01-01T00:00:00.000Z");
  CHECK(format_iso(most) == "9999-12-31T23:59:59.999Z");
  CHECK(format_in_zone(most, "Asia/Tokyo") == "9999-12-31 23:59 Asia/Tokyo");
  CHECK(format_in_zone(least, "America/New_York") == "0000-01-01 00:00 America/New_York");
  CHECK(latest_wall_time("12:00", "Europe/Berlin", least) != Time{});
  CHECK(latest_wall_time("12:00", "Europe/Berlin", most).has_value());
}

TEST_CASE("a zone is one of the machine's database, and no file") {
  CHECK(zone_exists("UTC"));
  CHECK(zone_exists("Europe/Berlin"));
  for (const char* name : {"", "Europe/Atlantis", "../../../etc/passwd", "/etc/passwd", "europe", "\xff\xfe"})
    CHECK_FALSE(zone_exists(name));
  CHECK_FALSE(zone_exists(std::string(100000, 'x')));
}

TEST_CASE("durations are said in at most two units, rounded down") {
  CHECK(format_duration(hours(2) + minutes(5)) == "2h 5m");
  CHECK(format_duration(hours(2) + minutes(5) + seconds(59)) == "2h 5m");
  CHECK(format_duration(seconds(45)) == "45s");
  CHECK(format_duration(days(3) + hours(4) + minutes(59)) == "3d 4h");
  CHECK(format_duration(hours(2)) == "2h");
  CHECK(format_duration(days(1) + minutes(5)) == "1d");
  CHECK(format_duration(minutes(1) + seconds(1)) == "1m 1s");
  CHECK(format_duration(milliseconds(999)) == "0s");
  CHECK(format_duration(-hours(5)) == "0s");
  CHECK(format_duration(Duration::min()) == "0s");
}

TEST_CASE("durations are read as people type them") {
  CHECK(parse_duration("90s") == seconds(90));
  CHECK(parse_duration("30m") == minutes(30));
  CHECK(parse_duration("2h") == hours(2));
  CHECK(parse_duration("1h30m") == minutes(90));
  CHECK(parse_duration("2d") == days(2));
  CHECK(parse_duration("1d2h3m4s") == days(1) + hours(2) + minutes(3) + seconds(4));
  CHECK(parse_duration("366d") == days(366));
  for (const char* none : {"",
                           "0m",
                           "0s",
                           "367d",
                           "366d1s",
                           "5",
                           "m",
                           "m5",
                           "5 m",
                           " 5m",
                           "5m ",
                           "-5m",
                           "+5m",
                           "30m1h",
                           "5m5m",
                           "1.5h",
                           "5x",
                           "5M",
                           "99999999999999999999d",
                           "999999999d",
                           "5m\n",
                           "\xff",
                           "0x5m"})
    CHECK_FALSE(parse_duration(none));
}

TEST_CASE("a wall time is its latest showing that isn't in the future") {
  const Time now = utc(2026, 6, 15, 22, 5, 30);  // 00:05:30 on the 16th in Berlin
  CHECK(latest_wall_time("23:58", "Europe/Berlin", now) == utc(2026, 6, 15, 21, 58));
  CHECK(latest_wall_time("00:05", "Europe/Berlin", now) == utc(2026, 6, 15, 22, 5));
  CHECK(latest_wall_time("0:06", "Europe/Berlin", now) == utc(2026, 6, 14, 22, 6));
  CHECK(latest_wall_time("9:30", "UTC", now) == utc(2026, 6, 15, 9, 30));
  CHECK(latest_wall_time("22:06", "No/Such", now) == utc(2026, 6, 14, 22, 6));
  CHECK(latest_wall_time("22:05", "UTC", utc(2026, 6, 15, 22, 5)) == utc(2026, 6, 15, 22, 5));
  for (const char* none : {"", ":", "24:00", "12:60", "1:5", "12:345", "123:45", "1234", "12:3a", "-1:30",
                           "12 30", "12:30 ", "\xff:30", "12:-5"})
    CHECK_FALSE(latest_wall_time(none, "UTC", now));
}

TEST_CASE("wall times across a change to or from summer time") {
  SECTION("Berlin") {
    // 2026-03-29 02:00 became 03:00; 2026-10-25 03:00 became 02:00.
    CHECK(latest_wall_time("02:30", "Europe/Berlin", utc(2026, 3, 29, 10)) == utc(2026, 3, 28, 1, 30));
    CHECK(latest_wall_time("03:30", "Europe/Berlin", utc(2026, 3, 29, 10)) == utc(2026, 3, 29, 1, 30));
    CHECK(latest_wall_time("01:59", "Europe/Berlin", utc(2026, 3, 29, 1, 0)) == utc(2026, 3, 29, 0, 59));
    CHECK(latest_wall_time("02:30", "Europe/Berlin", utc(2026, 10, 25, 10)) == utc(2026, 10, 25, 1, 30));
    CHECK(latest_wall_time("02:30", "Europe/Berlin", utc(2026, 10, 25, 1, 10)) == utc(2026, 10, 25, 0, 30));
    CHECK(latest_wall_time("02:30", "Europe/Berlin", utc(2026, 10, 25, 0, 29)) == utc(2026, 10, 24, 0, 30));
  }
  SECTION("New York") {
    // 2026-03-08 02:00 became 03:00; 2026-11-01 02:00 became 01:00.
    CHECK(latest_wall_time("02:15", "America/New_York", utc(2026, 3, 8, 12)) == utc(2026, 3, 7, 7, 15));
    CHECK(latest_wall_time("01:30", "America/New_York", utc(2026, 11, 1, 12)) == utc(2026, 11, 1, 6, 30));
    CHECK(latest_wall_time("01:30", "America/New_York", utc(2026, 11, 1, 6, 29)) == utc(2026, 11, 1, 5, 30));
  }
  SECTION("Lord Howe, by half an hour") {
    // 2026-04-05 02:00 became 01:30; 2026-10-04 02:00 became 02:30.
    CHECK(latest_wall_time("01:45", "Australia/Lord_Howe", utc(2026, 4, 4, 20)) == utc(2026, 4, 4, 15, 15));
    CHECK(latest_wall_time("01:45", "Australia/Lord_Howe", utc(2026, 4, 4, 15, 5)) ==
          utc(2026, 4, 4, 14, 45));
    CHECK(latest_wall_time("02:15", "Australia/Lord_Howe", utc(2026, 10, 3, 20)) == utc(2026, 10, 2, 15, 45));
  }
  SECTION("over midnight: Newfoundland went from 00:01 back to 23:01 of the day before") {
    CHECK(latest_wall_time("00:00", "America/St_Johns", utc(2008, 11, 2, 3, 0)) == utc(2008, 11, 2, 2, 30));
  }
  SECTION("a day that never was: Samoa crossed the date line") {
    CHECK(latest_wall_time("12:00", "Pacific/Apia", utc(2011, 12, 30, 10, 30)) == utc(2011, 12, 29, 22, 0));
  }
}

TEST_CASE("a day to come is noon of it where it is said") {
  const Time now = utc(2026, 6, 15, 22, 30);  // Tuesday, half past midnight, in Berlin
  const auto berlin = [&](std::string_view text) { return parse_due_day(text, "Europe/Berlin", now); };
  CHECK(berlin("today") == utc(2026, 6, 16, 10, 0));
  CHECK(berlin("tomorrow") == utc(2026, 6, 17, 10, 0));
  CHECK(berlin("friday") == utc(2026, 6, 19, 10, 0));
  CHECK(berlin("Fri") == utc(2026, 6, 19, 10, 0));
  CHECK(berlin("tuesday") == utc(2026, 6, 23, 10, 0));  // the next one
  CHECK(berlin("3d") == utc(2026, 6, 19, 10, 0));
  CHECK(berlin("2w") == utc(2026, 6, 30, 10, 0));
  CHECK(berlin("2026-12-24") == utc(2026, 12, 24, 11, 0));
  CHECK(parse_due_day("today", "nowhere", now) == utc(2026, 6, 15, 12, 0));
  for (const char* none :
       {"", "yesterday", "2026-06-15", "fr", "friyay", "d", "w", "-1d", "1234d", "2026-02-30", "soon"}) {
    CAPTURE(none);
    CHECK_FALSE(berlin(none));
  }
}

TEST_CASE("what comes once a week came last at its day and time, wherever that is") {
  const Time now = utc(2026, 6, 15, 8, 0);  // a Monday, ten in Berlin
  CHECK(latest_weekly(1, "09:00", "Europe/Berlin", now) == utc(2026, 6, 15, 7, 0));
  CHECK(latest_weekly(1, "09:00", "UTC", now) == utc(2026, 6, 8, 9, 0));
  CHECK(latest_weekly(0, "09:00", "UTC", now) == utc(2026, 6, 14, 9, 0));
  CHECK(latest_weekly(2, "09:00", "UTC", now) == utc(2026, 6, 9, 9, 0));
  CHECK_FALSE(latest_weekly(1, "noon", "UTC", now));
  CHECK(parse_weekday("Monday") == 1);
  CHECK(parse_weekday("sun") == 0);
  CHECK_FALSE(parse_weekday("mo"));
  CHECK_FALSE(parse_weekday("off"));
}

TEST_CASE("when something was: one time or two, with a day before them or without") {
  const Time now = utc(2026, 6, 15, 14, 0);  // 16:00 in Berlin
  const auto berlin = [&](std::string_view text) { return parse_period(text, "Europe/Berlin", now); };
  CHECK(berlin("14:05") == Period{utc(2026, 6, 15, 12, 5), {}});
  CHECK(berlin("14:05 to 15:30") == Period{utc(2026, 6, 15, 12, 5), utc(2026, 6, 15, 13, 30)});
  // Each the latest: what hasn't come today was yesterday.
  CHECK(berlin("23:50 to 0:20") == Period{utc(2026, 6, 14, 21, 50), utc(2026, 6, 14, 22, 20)});
  CHECK(berlin("17:00") == Period{utc(2026, 6, 14, 15, 0), {}});
  // The order is the rules' business.
  CHECK(berlin("15:30 to 14:05") == Period{utc(2026, 6, 15, 13, 30), utc(2026, 6, 15, 12, 5)});

  CHECK(berlin("yesterday 14:05") == Period{utc(2026, 6, 14, 12, 5), {}});
  CHECK(berlin(" today  14:05 to today 15:30 ") == Period{utc(2026, 6, 15, 12, 5), utc(2026, 6, 15, 13, 30)});
  CHECK(berlin("2026-01-02 23:00 to 00:30") == Period{utc(2026, 1, 2, 22, 0), utc(2026, 1, 2, 23, 30)});
  CHECK(berlin("yesterday 23:00 to today 00:30") ==
        Period{utc(2026, 6, 14, 21, 0), utc(2026, 6, 14, 22, 30)});
  CHECK(berlin("today 18:00") == Period{utc(2026, 6, 15, 16, 0), {}});  // to come: said, not judged
  CHECK(berlin("2026-10-25 02:30") == Period{utc(2026, 10, 25, 1, 30), {}});

  for (const char* none :
       {"", " ", "to", " to ", "14:05 to", "14:05 to ", "to 15:30", " to 15:30", "lunch", "14:05 to lunch",
        "monday 14:05", "2026-02-30 14:05", "2026-2-3 14:05", "2026-03-29 02:30", "yesterday",
        "2026-01-01 25:00", "14:05 to 15:30 to 16:00", "99999-01-01 10:00"}) {
    CAPTURE(none);
    CHECK_FALSE(berlin(none));
  }
}
