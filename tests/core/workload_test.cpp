#include "core/workload.h"

#include <numeric>

#include "tests/catch.h"

using namespace muster::core;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

Time on_day(int month, int day, Duration since_midnight) {
  return Time{std::chrono::sys_days{std::chrono::year{2026} / month / day}} + since_midnight;
}
Time at(int hour, int minute) {
  return on_day(3, 2, hours{hour} + minutes{minute});
}

Duration total(const std::vector<Stretch>& all) {
  Duration sum{0};
  for (const Stretch& each : all) sum += each.to - each.from;
  return sum;
}

}  // namespace

TEST_CASE("activities at 10:11 and 10:15 make 14 minutes") {
  CHECK(total(stretches({at(10, 11), at(10, 15)})) == minutes{14});
}

TEST_CASE("nothing done is no work; one act is worth ten minutes, done twice at once too") {
  CHECK(stretches({}).empty());
  CHECK(total(stretches({at(10, 0)})) == minutes{10});
  CHECK(total(stretches({at(10, 0), at(10, 0)})) == minutes{10});
}

TEST_CASE("twenty minutes apart is one stretch, a second more is two") {
  CHECK(stretches({at(10, 0), at(10, 20)}) == std::vector<Stretch>{{at(10, 0), at(10, 30)}});
  const auto parted = stretches({at(10, 0), at(10, 20) + seconds{1}});
  CHECK(parted.size() == 2);
  CHECK(total(parted) == minutes{20});
}

TEST_CASE("activities may come in any order") {
  CHECK(stretches({at(11, 0), at(10, 0), at(10, 15)}) == stretches({at(10, 0), at(10, 15), at(11, 0)}));
}

TEST_CASE("nobody works more than an hour in an hour") {
  std::vector<Time> busy;
  for (int minute = 0; minute < 60; ++minute) busy.push_back(at(10, minute));
  CHECK(total(stretches(busy)) == minutes{69});
}

TEST_CASE("a stretch is split where the part of the day changes") {
  const std::vector<Stretch> evening{{at(18, 30), at(23, 15)}};
  CHECK(by_day_part(evening, "UTC") == std::array<Duration, day_parts>{minutes{30}, hours{4}, minutes{15}});
  // In Berlin it is an hour later.
  CHECK(by_day_part(evening, "Europe/Berlin") ==
        std::array<Duration, day_parts>{minutes{0}, hours{3} + minutes{30}, hours{1} + minutes{15}});
}

TEST_CASE("half-hour zones are split on their own clock, unknown ones on that of UTC") {
  const std::vector<Stretch> morning{{at(2, 0), at(3, 0)}};  // 7:30 to 8:30 in Kolkata
  CHECK(by_day_part(morning, "Asia/Kolkata") ==
        std::array<Duration, day_parts>{minutes{30}, minutes{0}, minutes{30}});
  CHECK(by_day_part(morning, "Nowhere/Land") == by_day_part(morning, "UTC"));
}

TEST_CASE("no minute is lost or made when the clocks change") {
  for (const auto& [month, day] : {std::pair{3, 29}, std::pair{10, 25}}) {
    const std::vector<Stretch> night{{on_day(month, day, hours{-12}), on_day(month, day, hours{24})}};
    const auto parts = by_day_part(night, "Europe/Berlin");
    CHECK(std::accumulate(parts.begin(), parts.end(), Duration{0}) == hours{36});
  }
}

TEST_CASE("the next sleeping hour is by the clock on the wall") {
  CHECK(next_sleeping(at(12, 0), "UTC") == at(23, 0));
  CHECK(next_sleeping(at(23, 30), "UTC") == at(23, 30));
  CHECK(next_sleeping(at(12, 0), "Asia/Kolkata") == at(17, 30));
  CHECK_FALSE(next_sleeping(at(12, 0), "Nowhere/Land"));
  // Summer time begins at 01:00 UTC: the evening comes an hour sooner.
  CHECK(next_sleeping(on_day(3, 29, hours{8}), "Europe/Berlin") == on_day(3, 29, hours{21}));
}
