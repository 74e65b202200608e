// Taking back what one did.
#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;

TEST_CASE("what was done by mistake is taken back, in words and on every surface") {
  Town town;
  const auto channel = town.declare("checkout is down", "--sev 3");
  town.type(town.grace, "resolve", channel);
  REQUIRE(town.quiet());

  SECTION("by the button beside the answer") {
    town.press(town.grace, "Undo", channel);
    REQUIRE(town.quiet());
  }
  SECTION("by word") {
    CHECK(town.type(town.grace, "undo", channel).text.find("Undone: INC-1 is *Investigating* again") !=
          std::string::npos);
  }
  REQUIRE(town.quiet());
  CHECK(town.incident(1).category == core::Category::active);
  CHECK_FALSE(town.incident(1).resolved_at);
  CHECK(town.control(channel).text.find("Investigating") != std::string::npos);
  const auto screen = town.slack.screen(town.ada);
  CHECK(screen.find("undid a change of status", channel) != nullptr);
  CHECK(screen.find("Resolved", "incidents") == nullptr);
  // Once is enough.
  CHECK(town.type(town.grace, "undo", channel).text.find("You did nothing in INC-1") != std::string::npos);
}

TEST_CASE("nobody undoes what another did, and nobody an update") {
  Town town;
  const auto channel = town.declare("checkout is down", "--sev 3");
  town.type(town.grace, "severity 1", channel);
  CHECK(town.type(town.linus, "undo", channel).text.find("You did nothing in INC-1") != std::string::npos);
  CHECK(town.incident(1).severity == "sev1");
  town.type(town.grace, "update: it is fixed", channel);
  CHECK(town.type(town.grace, "undo", channel).text.find("people have read it") != std::string::npos);
  CHECK(town.type(town.ada, "undo", channel).text.find("standdown") != std::string::npos);
  CHECK(town.type(town.ada, "undo button is broken", channel).text.find("I did nothing yet") !=
        std::string::npos);
  CHECK(town.incident(1).severity == "sev1");
}

TEST_CASE("a note that was a slip leaves the timeline") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.grace, "note the wrong window", channel);
  town.press(town.grace, "Undo", channel, "Noted");
  REQUIRE(town.quiet());
  CHECK(town.entries(1).back().hidden);
  // Whoever hides something may want it back.
  CHECK(town.type(town.grace, "timeline", channel).body.find("_hidden_  ") != std::string::npos);
}

TEST_CASE("a promise that was put off is promised again, and what was done before it stays") {
  Town town;
  const auto channel = town.declare("checkout is down", "--sev 3");
  town.type(town.grace, "severity 1", channel);
  const auto due = town.incident(1).next_update_due;
  town.type(town.grace, "postpone 10m", channel);
  CHECK(town.incident(1).next_update_due != due);
  CHECK(town.type(town.grace, "undo", channel).text.find("is due") != std::string::npos);
  CHECK(town.incident(1).next_update_due == due);
  CHECK(town.incident(1).severity == "sev1");
}

TEST_CASE("a pause that was a slip is gone from the channel's message and the timeline") {
  Town town;
  const auto channel = town.declare("checkout is down", "--sev 3");
  town.type(town.grace, "pause 30m the vendor", channel);
  REQUIRE(town.quiet());
  CHECK(town.control(channel).says("Paused"));
  town.press(town.grace, "Undo", channel, "is paused until");
  REQUIRE(town.quiet());
  CHECK_FALSE(town.control(channel).says("Paused"));
  CHECK(town.slack.screen(town.ada).find("undid the pause of INC-1", channel) != nullptr);
  CHECK(town.entries(1).back().hidden);
}
