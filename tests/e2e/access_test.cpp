// Asking to be let into an incident that one may not see: nobody learns from it whether there is one.
#include <atomic>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;
using muster::e2e::TownOptions;

namespace {

int requests(Town& town, const std::string& who) {
  int count = 0;
  for (const auto& direct : town.slack.screen(who).direct) {
    for (const auto& message : direct.messages) count += message.says("let into") ? 1 : 0;
  }
  return count;
}

std::string without_number(std::string text) {
  for (auto at = text.find("INC-"); at != std::string::npos; at = text.find("INC-", at)) {
    auto end = at + 4;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    text.replace(at, end - at, "#");
  }
  return text;
}

}  // namespace

TEST_CASE("a private incident and one that there isn't look alike, and so does asking for them") {
  Town town;
  town.declare("payroll leaked", "--private");
  for (const char* line : {"catchup INC-", "note INC-", "access INC-", "update INC-", "handoff INC-"}) {
    CAPTURE(line);
    const auto there = town.type(town.linus, line + std::string("1"), town.general);
    const auto nowhere = town.type(town.linus, line + std::string("77"), town.general);
    CHECK(without_number(there.body) == without_number(nowhere.body));
  }
  REQUIRE(town.quiet());
  CHECK(town.all_that(town.linus).find("payroll") == std::string::npos);
}

TEST_CASE("who asks by the button of the neutral answer is let in by the lead, and only then hears of it") {
  Town town;
  const auto channel = town.declare("payroll leaked", "--private");
  town.type(town.ada, "lead @grace", channel);
  REQUIRE(town.quiet());
  REQUIRE(town.press(town.grace, "I'll do it", {}).ok());
  REQUIRE(town.quiet());
  town.type(town.linus, "catchup INC-1", town.general);
  REQUIRE(town.press(town.linus, "Ask to be let in", town.general).ok());
  REQUIRE(town.quiet());
  CHECK(requests(town, town.grace) == 1);
  CHECK(requests(town, town.ada) == 0);
  CHECK(town.all_that(town.linus).find("payroll") == std::string::npos);

  SECTION("yes") {
    REQUIRE(town.press(town.grace, "Let in", {}).ok());
    REQUIRE(town.quiet());
    CHECK(town.slack.screen(town.linus).channel(channel) != nullptr);
    CHECK(town.all_that(town.linus).find("let you into") != std::string::npos);
    CHECK(town.type(town.linus, "access INC-1", town.general).text.find("can see") != std::string::npos);
  }
  SECTION("no") {
    REQUIRE(town.press(town.grace, "No", {}).ok());
    REQUIRE(town.quiet());
    CHECK(town.slack.screen(town.linus).channel(channel) == nullptr);
    CHECK(town.all_that(town.linus).find("payroll") == std::string::npos);
    CHECK(town.all_that(town.linus).find("said no") == std::string::npos);
  }
  // What is answered has no buttons any more, and is answered once.
  const auto screen = town.slack.screen(town.grace);
  const auto* settled = screen.find("asked to be let into");
  REQUIRE(settled);
  CHECK(settled->buttons.empty());
  CHECK(town.type(town.grace, "access INC-1 --let-in @linus", channel).text.find("answered already") !=
        std::string::npos);
}

TEST_CASE("nobody leads: the declarer is asked, at most once in 15 minutes for each person") {
  auto ahead = std::make_shared<std::atomic<std::int64_t>>(0);
  TownOptions options;
  options.ahead = [ahead] { return core::Duration(ahead->load()); };
  Town town(options);
  town.declare("payroll leaked", "--private");
  for (int i = 0; i < 3; ++i) town.type(town.linus, "access INC-1", town.general);
  REQUIRE(town.quiet());
  CHECK(requests(town, town.ada) == 1);
  town.type(town.grace, "access INC-1", town.general);
  REQUIRE(town.quiet());
  CHECK(requests(town, town.ada) == 2);
  *ahead += core::Duration(std::chrono::minutes(16)).count();
  town.type(town.linus, "access INC-1", town.general);
  REQUIRE(town.quiet());
  CHECK(requests(town, town.ada) == 3);
}

TEST_CASE("whoever is not in it answers no request") {
  Town town;
  town.declare("payroll leaked", "--private");
  town.type(town.linus, "access INC-1", town.general);
  CHECK(town.type(town.grace, "access INC-1 --let-in @linus", town.general).text.find("There is no INC-1") !=
        std::string::npos);
  CHECK(town.type(town.linus, "access INC-1 --let-in @linus", town.general).text.find("There is no INC-1") !=
        std::string::npos);
  REQUIRE(town.quiet());
  CHECK(town.all_that(town.linus).find("payroll") == std::string::npos);
}

TEST_CASE("who is removed from a private incident's channel stays out, whoever comes next") {
  Town town;
  const auto channel = town.declare("payroll leaked", "--private");
  town.type(town.ada, "comms INC-1 @grace", channel);
  REQUIRE(town.quiet());
  REQUIRE(town.slack.screen(town.grace).channel(channel));
  REQUIRE(town.slack.people().kick(town.ada, channel, town.grace));
  REQUIRE(town.quiet());
  town.type(town.ada, "scribe @linus", channel);
  REQUIRE(town.quiet());
  CHECK(town.slack.screen(town.linus).channel(channel) != nullptr);
  CHECK(town.slack.screen(town.grace).channel(channel) == nullptr);
  CHECK(town.type(town.grace, "catchup INC-1", town.general).text.find("There is no INC-1") !=
        std::string::npos);
  SECTION("until they are asked again") {
    town.type(town.ada, "page @grace", channel);
    REQUIRE(town.quiet());
    CHECK(town.slack.screen(town.grace).channel(channel) != nullptr);
  }
}
