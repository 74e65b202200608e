#include "core/pace.h"

#include <random>
#include <vector>

#include "tests/catch.h"

using namespace muster;
using namespace std::chrono_literals;

TEST_CASE("half of an hour's posts go at once, the rest one after the other") {
  const core::Time now{10h};
  core::Time until{};
  for (int i = 0; i < 6; ++i) {
    CHECK(core::next_post(until, now, 12) == now);
    until = core::after_post(until, now, 12);
  }
  CHECK(core::next_post(until, now, 12) == now + 10min);
  until = core::after_post(until, now + 10min, 12);
  CHECK(core::next_post(until, now + 10min, 12) == now + 20min);
  // Whoever was quiet may say as much as at first.
  for (int i = 0; i < 6; ++i) {
    CHECK(core::next_post(until, now + 90min, 12) == now + 90min);
    until = core::after_post(until, now + 90min, 12);
  }
}

TEST_CASE("no hour has more posts than were granted, and none waits for long") {
  for (const int per_hour : {2, 3, 7, 12, 60}) {
    std::mt19937 random(static_cast<unsigned>(per_hour));
    core::Time now{100h}, until{};
    std::vector<core::Time> said;
    const core::Duration longest = core::Duration(1h) / (per_hour / 2) + 1ms;
    for (int i = 0; i < 2000; ++i) {
      now += std::chrono::seconds(random() % 3 == 0 ? random() % 4000 : random() % 5);
      const auto may = core::next_post(until, now, per_hour);
      REQUIRE(may - now <= longest);
      now = may;
      until = core::after_post(until, now, per_hour);
      said.push_back(now);
    }
    for (std::size_t first = 0; first < said.size(); ++first) {
      std::size_t next = first;
      while (next < said.size() && said[next] < said[first] + 1h) ++next;
      REQUIRE(next - first <= static_cast<std::size_t>(per_hour));
    }
  }
}

TEST_CASE("a clock that is set back by hours silences nobody") {
  const core::Time then{20h};
  core::Time until{};
  for (int i = 0; i < 40; ++i) until = core::after_post(until, then, 12);
  const core::Time now{10h};
  CHECK(core::next_post(until, now, 12) == now);
  until = core::after_post(until, now, 12);
  CHECK(core::next_post(until, now, 12) - now <= 20min);
}
