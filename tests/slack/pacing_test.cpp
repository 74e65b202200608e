#include "slack/pacing.h"

#include <rapidcheck.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.h"

using namespace std::chrono_literals;
using slack::Pace;
using slack::Pacer;
using slack::PacingTable;
using std::chrono::milliseconds;

namespace {

PacingTable table_of(double per_minute, int burst) {
  PacingTable table;
  table.other = Pace{per_minute, burst};
  table.post_per_channel = Pace{60, 2};
  return table;
}

}  // namespace

TEST_CASE("a burst goes at once, then one at a time") {
  Pacer pacer(table_of(60, 3));
  const milliseconds now = 1000000ms;
  CHECK(pacer.take("m", "", now) == 0ms);
  CHECK(pacer.take("m", "", now) == 0ms);
  CHECK(pacer.take("m", "", now) == 0ms);
  CHECK(pacer.take("m", "", now) == 1000ms);
  CHECK(pacer.take("m", "", now + 400ms) == 600ms);
  CHECK(pacer.take("m", "", now + 1000ms) == 0ms);
  CHECK(pacer.take("m", "", now + 1000ms) == 1000ms);
  // After a quiet time the burst is there again.
  CHECK(pacer.take("m", "", now + 60000ms) == 0ms);
  CHECK(pacer.take("m", "", now + 60000ms) == 0ms);
  CHECK(pacer.take("m", "", now + 60000ms) == 0ms);
  CHECK(pacer.take("m", "", now + 60000ms) > 0ms);
}

TEST_CASE("methods don't wait for each other, posts to one channel do") {
  Pacer pacer(table_of(6000, 100));
  CHECK(pacer.take("chat.postMessage", "C1", 0ms) == 0ms);
  CHECK(pacer.take("chat.postMessage", "C1", 0ms) == 0ms);
  CHECK(pacer.take("chat.postMessage", "C1", 0ms) == 1000ms);
  CHECK(pacer.take("chat.postMessage", "C2", 0ms) == 0ms);
  CHECK(pacer.take("chat.update", "C1", 0ms) == 0ms);
  CHECK(pacer.take("chat.update", "C1", 0ms) == 0ms);
  CHECK(pacer.take("chat.update", "C1", 0ms) == 0ms);
}

TEST_CASE("a turn that was not given is not taken from the method") {
  PacingTable table = table_of(60, 3);
  Pacer pacer(table);
  CHECK(pacer.take("chat.postMessage", "C1", 0ms) == 0ms);
  CHECK(pacer.take("chat.postMessage", "C1", 0ms) == 0ms);
  for (int i = 0; i < 10; ++i) {
    CHECK(pacer.take("chat.postMessage", "C1", 0ms) > 0ms);
  }
  CHECK(pacer.take("chat.postMessage", "C2", 0ms) == 0ms);
  CHECK(pacer.take("chat.postMessage", "C2", 0ms) == 1000ms);
}

TEST_CASE("what Slack blocked waits as long as Slack said") {
  Pacer pacer(table_of(6000, 100));
  pacer.blocked("users.list", "", 1000ms, 30s);
  CHECK(pacer.take("users.list", "", 1000ms) == 30s);
  CHECK(pacer.take("users.list", "", 30999ms) == 1ms);
  CHECK(pacer.take("users.list", "", 31000ms) == 0ms);
  CHECK(pacer.take("users.info", "", 1000ms) == 0ms);

  pacer.blocked("chat.postMessage", "C1", 1000ms, 5s);
  CHECK(pacer.take("chat.postMessage", "C1", 1000ms) == 5s);
  CHECK(pacer.take("chat.postMessage", "C2", 1000ms) == 0ms);
  // A shorter block doesn't lift a longer one.
  pacer.blocked("chat.postMessage", "C1", 1000ms, 1s);
  CHECK(pacer.take("chat.postMessage", "C1", 1000ms) == 5s);
}

TEST_CASE("a pace of nothing still lets a call through now and then") {
  Pacer pacer(table_of(0, 0));
  CHECK(pacer.take("m", "", 0ms) == 0ms);
  CHECK(pacer.take("m", "", 0ms) == 60s);
}

TEST_CASE("Slack's own figures: no minute sees more than the tier") {
  const auto [method, tier] = GENERATE(table<std::string, int>({{"conversations.create", 20},
                                                                {"pins.add", 20},
                                                                {"conversations.invite", 50},
                                                                {"chat.update", 50},
                                                                {"views.open", 100},
                                                                {"chat.postEphemeral", 100}}));
  Pacer pacer(slack::slack_pacing());
  std::vector<milliseconds> taken;
  for (milliseconds now = 0ms; now < 5min; now += 50ms) {
    while (pacer.take(method, "C1", now) == 0ms) {
      taken.push_back(now);
    }
  }
  std::size_t most = 0;
  for (std::size_t first = 0, last = 0; last < taken.size(); ++last) {
    while (taken[last] - taken[first] >= 1min) {
      ++first;
    }
    most = std::max(most, last - first + 1);
  }
  CAPTURE(method);
  CHECK(most <= static_cast<std::size_t>(tier));
  CHECK(most * 10 >= static_cast<std::size_t>(tier) * 9);  // and the tier is made use of
}

TEST_CASE("Slack's own figures: one post a second and channel after a short burst") {
  Pacer pacer(slack::slack_pacing());
  int posts = 0;
  for (milliseconds now = 0ms; now < 1min; now += 10ms) {
    posts += pacer.take("chat.postMessage", "C1", now) == 0ms ? 1 : 0;
  }
  CHECK(posts >= 60);
  CHECK(posts <= 65);
}

TEST_CASE("who waits as long as told gets the next turn") {
  CHECK(rc::check("waiting as told suffices", [] {
    const double per_minute = *rc::gen::inRange(1, 600);
    Pacer pacer(table_of(per_minute, *rc::gen::inRange(1, 20)));
    milliseconds now(*rc::gen::inRange(0, 1000000));
    for (int i = 0; i < 100; ++i) {
      const milliseconds wait = pacer.take("m", "", now);
      if (wait > 0ms) {
        now += wait;
        RC_ASSERT(pacer.take("m", "", now) == 0ms);
      }
    }
  }));
}

TEST_CASE("channels without number are forgotten when they have nothing to remember") {
  Pacer pacer(table_of(60e6, 1000000));
  milliseconds now = 0ms;
  for (int i = 0; i < 20000; ++i) {
    now += 1ms;
    REQUIRE(pacer.take("chat.postMessage", "C" + std::to_string(i), now) == 0ms);
  }
  // A channel's own limit is remembered as long as it matters.
  CHECK(pacer.take("chat.postMessage", "C", now) == 0ms);
  CHECK(pacer.take("chat.postMessage", "C", now) == 0ms);
  CHECK(pacer.take("chat.postMessage", "C", now) == 1s);
}

TEST_CASE("threads together get no more than one would") {
  Pacer pacer(table_of(1, 100));
  std::atomic<int> turns{0};
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) {
        turns += pacer.take("m", "", 0ms) == 0ms ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(turns == 100);
}
