// A role's checklist: boxes whose state is kept, wherever it is looked at.
#include <algorithm>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;
using slack::standin::Target;

namespace {

constexpr const char* first_item = "Say in the channel that you lead.";

Target boxes(const std::string& near = {}) {
  Target target;
  target.action_id = "do checklist INC-1 lead --part 0";
  target.near = near;
  return target;
}

std::set<std::string> done(Town& town) {
  return town.incident(1).roles.at("lead").done;
}

}  // namespace

TEST_CASE("a tick is kept, shown on every device, and says nothing to anybody") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "lead", channel);
  REQUIRE(town.quiet());
  const auto posted = town.incident(1).version;
  const auto ephemerals = town.count_calls("chat.postEphemeral") + town.count_calls("response_url");
  REQUIRE(town.slack.people().choose(town.ada, boxes(), {first_item}).ok());
  REQUIRE(town.quiet());
  CHECK(done(town) == std::set<std::string>{first_item});
  CHECK(town.incident(1).version == posted + 1);
  CHECK(town.count_calls("chat.postEphemeral") + town.count_calls("response_url") == ephemerals);
  const auto screen = town.slack.screen(town.ada);
  const auto* message = screen.find("You are *Lead*");
  REQUIRE(message);
  CHECK(message->edits == 1);
  CHECK(message->blocks.find("initial_options") != std::string::npos);

  SECTION("and taken back") {
    REQUIRE(town.slack.people().choose(town.ada, boxes(), {}).ok());
    REQUIRE(town.quiet());
    CHECK(done(town).empty());
    CHECK(town.slack.screen(town.ada).find("You are *Lead*")->blocks.find("initial_options") ==
          std::string::npos);
  }
  SECTION("asked for, the list shows it, too") {
    const auto answer = town.type(town.ada, "checklist", channel);
    CHECK(answer.body.find("initial_options") != std::string::npos);
    CHECK(town.type(town.grace, "checklist INC-1", town.general).text.find("You have no role") !=
          std::string::npos);
  }
  SECTION("who has the role no longer is told so") {
    town.type(town.grace, "lead INC-1 --take-over", town.general);
    REQUIRE(town.quiet());
    town.slack.people().choose(town.ada, boxes(), {});
    REQUIRE(town.quiet());
    CHECK(town.all_that(town.ada).find("nobody's to keep here") != std::string::npos);
    CHECK(done(town).empty());
  }
}

TEST_CASE("an item that is longer than a label goes on below it, and a long list has several rows of boxes") {
  muster::e2e::TownOptions options;
  std::vector<std::string> items;
  for (int i = 0; i < 23; ++i)
    items.push_back(
        "Item " + std::to_string(i) +
        ": ask everybody who is in the channel, one after the other, whether they have what they need");
  options.configure = [&](bot::Config& config) { config.policy.roles.front().checklist = items; };
  Town town(options);
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "lead", channel);
  REQUIRE(town.quiet());
  auto last = boxes();
  last.action_id = "do checklist INC-1 lead --part 2";
  REQUIRE(town.slack.people().choose(town.ada, last, {"Item 21"}).ok());
  REQUIRE(town.quiet());
  CHECK(done(town) == std::set<std::string>{items[21]});
}
