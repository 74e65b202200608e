// What is being done to the system and what people believe: on the control message until somebody says what
// came of it.
#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;

TEST_CASE("a change stands in the channel and on the control message until it is said what came of it") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.slack.people().join(town.grace, channel);
  const auto answer = town.type(town.ada, "doing roll checkout back to v41", channel);
  CHECK(answer.body.find("It worked") != std::string::npos);
  REQUIRE(town.quiet());
  CHECK(town.control(channel).says("roll checkout back to v41"));
  REQUIRE(town.slack.screen(town.grace).find("is doing this", channel));

  SECTION("a second one on the same thing hears of the first") {
    const auto second = town.type(town.grace, "doing restart checkout", channel);
    CHECK(second.body.find("The same thing may be under way") != std::string::npos);
    CHECK(second.body.find("roll checkout back") != std::string::npos);
    const auto third = town.type(town.grace, "doing shed load", channel);
    CHECK(third.body.find("Under way, too") != std::string::npos);
  }
  SECTION("said by a button on its line, which then tells it") {
    REQUIRE(town.press(town.grace, "No effect", channel, "is doing this").ok());
    REQUIRE(town.quiet());
    CHECK_FALSE(town.control(channel).says("Under way"));
    const auto screen = town.slack.screen(town.grace);
    const auto* line = screen.find("did this: roll checkout back to v41", channel);
    REQUIRE(line);
    CHECK(line->says("no effect"));
    CHECK(line->blocks.find("It worked") == std::string::npos);
    CHECK(town.control(channel).says("Change had no effect"));
    // The other one who presses is told that it is said already.
    town.type(town.ada, "result worked", channel);
    CHECK(town.incident(1).changes.empty());
  }
  SECTION("taken back") {
    town.type(town.ada, "undo", channel);
    REQUIRE(town.quiet());
    CHECK(town.slack.screen(town.grace).find("Taken back", channel) != nullptr);
  }
}

TEST_CASE("the usual changes are offered in a form") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "doing", channel);
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  REQUIRE(
      town.slack.people()
          .submit(town.ada, {{"Usual changes", {"Roll back"}}, {"Which, or what else?", {"checkout to v41"}}})
          .ok());
  REQUIRE(town.quiet());
  CHECK(town.control(channel).says("Roll back: checkout to v41"));
}

TEST_CASE("a theory is held until it is ruled out, by command or from the control message") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "theory the cache is cold", channel);
  REQUIRE(town.quiet());
  CHECK(town.control(channel).says("the cache is cold"));
  SECTION("by command") {
    town.type(town.ada, "rule out it was off since ten", channel);
  }
  SECTION("from the control message, with why") {
    const auto id = town.incident(1).theories.begin()->first;
    slack::standin::Target target;
    target.action_id = "do";
    target.near = "the cache is cold";
    REQUIRE(town.slack.people()
                .choose(town.ada, target, {"rule INC-1 " + std::to_string(id.value) + " out --form"})
                .ok());
    REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
    REQUIRE(town.slack.people().submit(town.ada, {{"How do you know?", {"it was off since ten"}}}).ok());
  }
  REQUIRE(town.quiet());
  CHECK(town.incident(1).theories.empty());
  CHECK_FALSE(town.control(channel).says("Theory"));
  CHECK(town.type(town.ada, "timeline", channel).body.find("ruled out") != std::string::npos);
}

TEST_CASE("people come together over where it stands, and take what waits for somebody") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.slack.people().join(town.grace, channel);
  town.type(town.ada, "theory the cache is cold", channel);
  town.type(town.ada, "action look at the graphs", channel);
  town.type(town.ada, "regroup", channel);
  REQUIRE(town.quiet());
  const auto screen = town.slack.screen(town.grace);
  const auto* message = screen.find("Regroup.", channel);
  REQUIRE(message);
  CHECK(message->says("the cache is cold"));
  CHECK(message->says("look at the graphs"));
  REQUIRE(town.press(town.grace, "I'll do it", channel, "look at the graphs").ok());
  REQUIRE(town.quiet());
  CHECK(town.incident(1).todos.begin()->second.owner.value == town.grace);
}

TEST_CASE("the hand-over's brief has what is under way, what is believed and what is to be done") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "lead", channel);
  town.type(town.ada, "theory the cache is cold", channel);
  town.type(town.ada, "doing roll back to v41", channel);
  town.type(town.ada, "action look at the graphs", channel);
  town.type(town.ada, "handoff lead @grace", channel);
  REQUIRE(town.quiet());
  const auto screen = town.slack.screen(town.grace);
  const auto* brief = screen.find("asks you to take");
  REQUIRE(brief);
  CHECK(brief->says("the cache is cold"));
  CHECK(brief->says("roll back to v41"));
  CHECK(brief->says("look at the graphs"));
}

TEST_CASE("a corrected update of a channel that was left is corrected where it goes on") {
  Town town;
  const auto channel = town.declare("payroll leaked", "--sev 2");
  town.type(town.ada, "update: two people are affected", channel);
  REQUIRE(town.quiet());
  town.type(town.ada, "private INC-1 --yes", town.general);
  REQUIRE(town.quiet());
  const auto home = town.incident(1).channel.value;
  REQUIRE(home != channel);
  town.type(town.ada, "correct INC-1: three people are affected", town.general);
  REQUIRE(town.quiet());
  CHECK(town.incident(1).channel_usable);
  CHECK(town.slack.screen(town.ada).find("three people are affected", home) != nullptr);
}
