#include "bot/talk.h"

#include "tests/catch.h"

using namespace muster;
using std::chrono::minutes;

namespace {
const core::IncidentId one{1}, two{2};
const core::UserId ada("U1"), grace("U2");
constexpr core::Duration window = minutes(15);

core::Time at(int minute) {
  return core::from_millis(1'772'000'000'000) + minutes(minute);
}
}  // namespace

TEST_CASE("what somebody said lately is counted for each person and each incident") {
  bot::Talk talk;
  CHECK(talk.said(one, ada, at(0), window) == 1);
  CHECK(talk.said(one, ada, at(5), window) == 2);
  CHECK(talk.said(one, grace, at(5), window) == 1);
  CHECK(talk.said(two, ada, at(5), window) == 1);
  CHECK(talk.said(one, ada, at(14), window) == 3);
  CHECK(talk.said(one, ada, at(16), window) == 3);  // the first is history
  CHECK(talk.said(one, ada, at(60), window) == 1);
}

TEST_CASE("what comes late counts for its own time") {
  bot::Talk talk;
  talk.said(one, ada, at(20), window);
  CHECK(talk.said(one, ada, at(7), window) == 1);
  CHECK(talk.said(one, ada, at(21), window) == 3);
}

TEST_CASE("however much is said, what is remembered has an end") {
  bot::Talk talk;
  int last = 0;
  for (int i = 0; i < 1000; ++i) last = talk.said(one, ada, at(0), window);
  CHECK(last == 64);
}
