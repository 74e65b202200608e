#include "bot/arrivals.h"

#include "tests/catch.h"

using muster::bot::Arrivals;
using std::chrono::minutes;

namespace {
const auto start = muster::core::from_millis(1'772'329'020'000);
}

TEST_CASE("silence means something only after a post of which Slack should have told") {
  Arrivals arrivals;
  arrivals.posted(start);
  CHECK_FALSE(arrivals.is_silent(start + minutes(10)));  // Slack talks to another process
  arrivals.listening();
  CHECK_FALSE(arrivals.is_silent(start + minutes(1)));
  CHECK(arrivals.is_silent(start + minutes(10)));
  arrivals.event(start + minutes(1));
  CHECK_FALSE(arrivals.is_silent(start + minutes(600)));
  // It stops later.
  arrivals.posted(start + minutes(60));
  CHECK(arrivals.is_silent(start + minutes(70)));
  CHECK(arrivals.last_event() == start + minutes(1));
}

TEST_CASE("where nothing is posted nothing is missed") {
  Arrivals arrivals;
  arrivals.listening();
  CHECK_FALSE(arrivals.is_silent(start));
  CHECK_FALSE(arrivals.last_event());
}
