// Handing a role over: the brief, its answers, and who is told.
#include <algorithm>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;

namespace {

std::string led(Town& town, const std::string& flags = "--sev 2") {
  const auto channel = town.declare("checkout is down", flags);
  town.type(town.ada, "lead", channel);
  town.type(town.ada, "impact nobody in the EU can pay", channel);
  town.type(town.ada, "summary a bad deploy of the cart", channel);
  town.type(town.ada, "update: rolling back --next 20m", channel);
  return channel;
}

bool holds(Town& town, const std::string& who) {
  return town.incident(1).roles.at("lead").user.value == who;
}

}  // namespace

TEST_CASE("a role is handed over with a brief, and passes when it is accepted") {
  Town town;
  const auto channel = led(town);
  const auto answer = town.type(town.ada, "handoff lead @grace", channel);
  CHECK(answer.text.find("stays with you until they accept") != std::string::npos);
  REQUIRE(town.quiet());
  CHECK(holds(town, town.ada));
  const auto screen = town.slack.screen(town.grace);
  const auto* brief = screen.find("asks you to take");
  REQUIRE(brief);
  for (const char* words :
       {"ada", "Lead", "checkout is down", "SEV2", "Investigating", "nobody in the EU can pay",
        "a bad deploy of the cart", "rolling back", "Next update due", "Comms", "nobody yet"}) {
    CAPTURE(words);
    CHECK(brief->says(words));
  }
  // Nobody else is told of what may come to nothing.
  CHECK(town.all_that(town.ada).find("asks you to take") == std::string::npos);

  REQUIRE(town.press(town.grace, "Accept", {}).ok());
  REQUIRE(town.quiet());
  CHECK(holds(town, town.grace));
  CHECK(town.all_that(town.ada).find("accepted, and is *Lead*") != std::string::npos);
  CHECK(town.all_that(town.ada).find("handed *Lead* over to") != std::string::npos);
  const auto after = town.slack.screen(town.grace);
  const auto* settled = after.find("You took");
  REQUIRE(settled);
  CHECK(settled->ts == brief->ts);
  CHECK(settled->says("nobody in the EU can pay"));
  CHECK(std::ranges::count(settled->buttons, "Accept") == 0);
  CHECK(after.find("You are *Lead* of") != nullptr);
}

TEST_CASE("whoever declines says why in a form, and the role stays where it is") {
  Town town;
  const auto channel = led(town);
  town.type(town.ada, "handoff @grace", channel);  // ada has one role only
  REQUIRE(town.quiet());
  town.press(town.grace, "Decline", {});
  REQUIRE(town.until([&] { return town.slack.screen(town.grace).form() != nullptr; }));
  SECTION("with words") {
    town.slack.people().submit(town.grace, {{"words", {"I'm on a train"}}});
    REQUIRE(town.quiet());
    CHECK(town.all_that(town.ada).find("I'm on a train") != std::string::npos);
  }
  SECTION("without") {
    town.slack.people().submit(town.grace, {});
    REQUIRE(town.quiet());
  }
  CHECK(holds(town, town.ada));
  CHECK(town.all_that(town.ada).find("It stays with you.") != std::string::npos);
  // The brief is taken back.
  CHECK(town.all_that(town.grace).find("asks you to take") == std::string::npos);
  CHECK(town.all_that(town.grace).find("You declined to take") != std::string::npos);
}

TEST_CASE("handing over by buttons: the lead's message, the roles, the panel") {
  Town town;
  const auto channel = led(town);
  REQUIRE(town.quiet());
  SECTION("the message that came with the role") {
    town.press(town.ada, "Hand over", {}, "Coordinates");
  }
  SECTION("the roles") {
    town.type(town.ada, "roles", channel);
    town.press(town.ada, "Hand over", channel, "Lead");
  }
  SECTION("the panel") {
    town.type(town.ada, "", channel);
    town.press(town.ada, "Hand over", channel);
  }
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  const auto sent = town.slack.people().submit(town.ada, {{"person", {town.linus}}});
  INFO(sent.body);
  CHECK(sent.ok());
  REQUIRE(town.quiet());
  REQUIRE(town.press(town.linus, "Accept", {}).ok());
  REQUIRE(town.quiet());
  CHECK(holds(town, town.linus));
}

TEST_CASE("who holds several roles chooses, and who holds none is told so") {
  Town town;
  const auto channel = led(town);
  town.type(town.ada, "scribe", channel);
  CHECK(town.type(town.grace, "handoff INC-1", town.general).text.find("no role") != std::string::npos);
  town.type(town.ada, "handoff", channel);
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  town.slack.people().submit(town.ada, {{"role", {"scribe"}}, {"person", {town.grace}}});
  REQUIRE(town.quiet());
  CHECK(town.incident(1).handoffs.contains("scribe"));
  CHECK(town.type(town.ada, "handoff comms @grace", channel).text.find("Nobody has Comms") !=
        std::string::npos);
  CHECK(town.type(town.grace, "handoff INC-1 lead @linus", town.general).text.find("only they can") !=
        std::string::npos);
}

TEST_CASE("an offer that was a slip is taken back, and whom it was made to reads so") {
  Town town;
  const auto channel = led(town);
  town.type(town.ada, "handoff lead @grace", channel);
  REQUIRE(town.quiet());
  town.press(town.ada, "Undo", channel, "has the brief");
  REQUIRE(town.quiet());
  CHECK(town.incident(1).handoffs.empty());
  CHECK(holds(town, town.ada));
  const auto screen = town.slack.screen(town.grace);
  const auto* settled = screen.find("after all");
  REQUIRE(settled);
  CHECK(settled->says("Nothing to do any more"));
  CHECK(std::ranges::count(settled->buttons, "Accept") == 0);
  CHECK(screen.find("asks you to take") == nullptr);
}

TEST_CASE("the brief has who was asked to come, what is watched, and how long is left of what is done") {
  Town town;
  const auto channel = led(town);
  town.type(town.ada, "page @linus the cart loses orders", channel);
  town.type(town.ada, "action restart the pods @ada in 40m", channel);
  town.type(town.ada, "monitoring --watch 20m", channel);
  town.type(town.ada, "handoff lead @grace", channel);
  REQUIRE(town.quiet());
  const auto screen = town.slack.screen(town.grace);
  const auto* brief = screen.find("asks you to take");
  REQUIRE(brief);
  for (const char* words : {"Asked to come", "linus", "Watched until", "restart the pods", "40m left"}) {
    CAPTURE(words);
    CHECK(brief->says(words));
  }
}

TEST_CASE("an answer to an offer that stands no longer does nothing and says why") {
  Town town;
  const auto channel = led(town);
  town.type(town.ada, "handoff lead @grace", channel);
  REQUIRE(town.quiet());
  const auto offer = town.incident(1).handoffs.at("lead").offer;
  const auto line = "handoff INC-1 lead --accept --offer " + std::to_string(offer);

  SECTION("somebody else was asked instead") {
    town.type(town.ada, "handoff lead @linus", channel);
    REQUIRE(town.quiet());
    CHECK(town.all_that(town.grace).find("somebody else is asked") != std::string::npos);
    CHECK(town.type(town.grace, line, town.general).text.find("stands no longer") != std::string::npos);
    CHECK(holds(town, town.ada));
    REQUIRE(town.press(town.linus, "Accept", {}).ok());
    REQUIRE(town.quiet());
    CHECK(holds(town, town.linus));
  }
  SECTION("somebody took it over") {
    town.type(town.linus, "lead INC-1 --take-over", town.general);
    REQUIRE(town.quiet());
    CHECK(town.type(town.grace, line, town.general).text.find(town.linus) != std::string::npos);
    CHECK(holds(town, town.linus));
    CHECK(town.all_that(town.grace).find("Nothing to do any more") != std::string::npos);
  }
  SECTION("it is over") {
    town.type(town.ada, "resolve", channel);
    REQUIRE(town.quiet());
    CHECK(town.type(town.grace, line, town.general).text.find("by now") != std::string::npos);
    CHECK(holds(town, town.ada));
  }
}

TEST_CASE("whom a private incident's role is offered to sees it until they answer, and no longer") {
  Town town;
  const auto channel = led(town, "--private");
  CHECK(town.type(town.grace, "catchup INC-1", town.general).text.find("There is no INC-1") !=
        std::string::npos);
  town.type(town.ada, "handoff lead @grace", channel);
  REQUIRE(town.quiet());
  CHECK(town.type(town.grace, "catchup INC-1", town.general).text.find("checkout is down") !=
        std::string::npos);
  town.type(town.grace, "handoff INC-1 --decline too tired", town.general);
  REQUIRE(town.quiet());
  CHECK(town.type(town.grace, "catchup INC-1", town.general).text.find("There is no INC-1") !=
        std::string::npos);
  for (const auto& dm : town.slack.screen(town.grace).direct) {
    for (const auto& message : dm.messages) CHECK_FALSE(message.says("checkout is down"));
  }
  CHECK(town.all_that(town.ada).find("too tired") != std::string::npos);
}

TEST_CASE("when the end is undone, the offer stands again where it was made, with its buttons") {
  Town town;
  const auto channel = led(town);
  town.type(town.ada, "handoff lead @grace", channel);
  REQUIRE(town.quiet());
  town.type(town.ada, "resolve", channel);
  REQUIRE(town.quiet());
  REQUIRE(town.all_that(town.grace).find("asks you to take") == std::string::npos);
  town.type(town.ada, "undo", channel);
  REQUIRE(town.quiet());
  CHECK(town.all_that(town.grace).find("asks you to take") != std::string::npos);
  REQUIRE(town.press(town.grace, "Accept", {}).ok());
  REQUIRE(town.quiet());
  CHECK(holds(town, town.grace));
}

TEST_CASE("the debrief says how each role was handed over") {
  Town town;
  const auto channel = led(town);
  town.type(town.ada, "handoff lead @linus", channel);
  town.type(town.linus, "handoff INC-1 --decline in a meeting", town.general);
  town.type(town.ada, "handoff lead @grace", channel);
  REQUIRE(town.quiet());
  town.press(town.grace, "Accept", {});
  town.type(town.ada, "export md", channel);
  REQUIRE(town.quiet());
  const auto debrief = town.slack.world().read([](const slack::standin::State& state) {
    return state.files.empty() ? std::string() : state.files.begin()->second.bytes;
  });
  INFO(debrief);
  CHECK(debrief.find("Lead: ada asked linus, who declined after") != std::string::npos);
  CHECK(debrief.find("in a meeting") != std::string::npos);
  CHECK(debrief.find("Lead: ada asked grace, who accepted after") != std::string::npos);
  CHECK(debrief.find("handed over by ada") != std::string::npos);
}
