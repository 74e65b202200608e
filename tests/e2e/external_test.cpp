// What people outside may be told: drafted, approved by the lead, put where it is copied from.
#include <algorithm>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;

namespace {

std::string led(Town& town) {
  const auto channel = town.declare("checkout is down");
  town.type(town.grace, "lead INC-1", town.general);
  REQUIRE(town.quiet());
  return channel;
}

bool form_open(Town& town, const std::string& who) {
  return town.until([&] { return town.slack.screen(who).form() != nullptr; });
}

}  // namespace

TEST_CASE(
    "an external update is drafted in a form, approved by the lead, and stands in the channel to copy") {
  Town town;
  const auto channel = led(town);
  town.type(town.ada, "update --external", channel);
  REQUIRE(form_open(town, town.ada));
  REQUIRE(town.slack.people().submit(town.ada, {{"words", {"Checkout & co are slow."}}}).ok());
  REQUIRE(town.quiet());
  // Before it is approved it is in nobody's sight but the lead's.
  CHECK(town.slack.screen(town.ada).find("Checkout & co are slow.", channel) == nullptr);
  REQUIRE(town.slack.screen(town.grace).find("Checkout & co are slow."));

  SECTION("as it is") {
    REQUIRE(town.press(town.grace, "Approve", {}).ok());
    REQUIRE(town.quiet());
    const auto screen = town.slack.screen(town.ada);
    const auto* said = screen.find("External update", channel);
    REQUIRE(said);
    CHECK(said->says("Checkout & co are slow."));
    CHECK(said->says("drafted by @ada, approved by @grace"));
    CHECK(said->blocks.find("```") != std::string::npos);
  }
  SECTION("edited") {
    town.press(town.grace, "Edit", {});
    REQUIRE(form_open(town, town.grace));
    town.slack.people().submit(town.grace, {{"words", {"Checkout is slow for some."}}});
    REQUIRE(town.quiet());
    const auto screen = town.slack.screen(town.ada);
    const auto* said = screen.find("External update", channel);
    REQUIRE(said);
    CHECK(said->says("Checkout is slow for some."));
    CHECK(said->says("edited and approved by @grace"));
  }
  // Nowhere else, and the request has no buttons any more.
  CHECK(town.slack.screen(town.ada).find("External update", "incidents") == nullptr);
  const auto screen = town.slack.screen(town.grace);
  const auto* settled = screen.find("is approved");
  REQUIRE(settled);
  CHECK(settled->buttons.empty());
}

TEST_CASE("who doesn't lead approves nothing, and is told who can") {
  Town town;
  const auto channel = led(town);
  town.type(town.ada, "update --external Checkout is slow.", channel);
  CHECK(town.type(town.ada, "update --external --approve", channel).text.find(town.grace) !=
        std::string::npos);
  CHECK(town.type(town.ada, "update --external --edit", channel).text.find(town.grace) != std::string::npos);
  REQUIRE(town.quiet());
  CHECK_FALSE(town.incident(1).external_draft.empty());
  CHECK(town.type(town.grace, "update INC-1 --external --approve", town.general).text.find("Approved") !=
        std::string::npos);
  CHECK(town.type(town.grace, "update INC-1 --external --approve", town.general).text.find("No external") !=
        std::string::npos);
}

TEST_CASE("nobody leads: the draft waits, and whoever takes the lead is asked") {
  Town town;
  const auto channel = town.declare("checkout is down");
  CHECK(town.type(town.ada, "update --external Checkout is slow.", channel).text.find("waits for somebody") !=
        std::string::npos);
  town.type(town.grace, "lead INC-1", town.general);
  REQUIRE(town.quiet());
  REQUIRE(town.press(town.grace, "Approve", {}).ok());
  REQUIRE(town.quiet());
  CHECK(town.slack.screen(town.ada).find("Ready to copy", channel) != nullptr);
}

TEST_CASE("the lead's own words need no second look, and a long text with fences stays whole") {
  Town town;
  const auto channel = led(town);
  std::string text = "begin ``` ";
  for (int i = 0; i < 400; ++i) text += "a & b ";
  text += "end";
  CHECK(town.type(town.grace, "update INC-1 --external " + text, town.general).text.find("Approved") !=
        std::string::npos);
  REQUIRE(town.quiet());
  const auto screen = town.slack.screen(town.ada);
  const auto* said = screen.find("Ready to copy", channel);
  REQUIRE(said);
  CHECK(said->says("begin '''"));
  CHECK(said->says("a & b end"));
}

TEST_CASE("the debrief lists what people outside were told, by whom it was written and approved") {
  Town town;
  const auto channel = led(town);
  town.type(town.ada, "update --external Checkout is slow.", channel);
  town.type(town.grace, "update INC-1 --external --approve", town.general);
  town.type(town.ada, "export md", channel);
  REQUIRE(town.quiet());
  const auto debrief = town.slack.world().read([](const slack::standin::State& state) {
    return state.files.empty() ? std::string() : state.files.begin()->second.bytes;
  });
  INFO(debrief);
  CHECK(debrief.find("Said to people outside") != std::string::npos);
  CHECK(debrief.find("drafted by ada, approved by grace") != std::string::npos);
  CHECK(debrief.find("Checkout is slow.") != std::string::npos);
}
