#include "tests/simulation/month.h"

#include <fmt/core.h>

#include <algorithm>

#include "tests/catch.h"

using namespace muster::simulation;

// muster-simulate --month plays all of it: 40 incidents, 300 people.
TEST_CASE("in a busy month nobody gets more than one message that they can't act on") {
  const auto month = busy_month(3, 30);  // muster-simulate has a whole one, optimised
  fmt::print("{}", told(month));
  CHECK(month.incidents >= 2);
  CHECK(month.acts > month.incidents * 15);
  CAPTURE(month.objections);
  CHECK(month.objections.empty());
  int messages = 0;
  for (const auto& [person, got] : month.people) {
    messages += got.messages;
    CAPTURE(person, got.idle_texts);
    CHECK(got.idle <= 1);
  }
  CHECK(messages > month.incidents * 5);
  CHECK(month.digests >= 1);
  CHECK(month.busiest <= 60);
}
