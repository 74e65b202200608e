// What an incident affects: by command and by button, on the control message, the announcement and the call
// sheet.
#include "bot/without_slack.h"
#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;
using muster::e2e::TownOptions;

namespace {

TownOptions with_services() {
  TownOptions options;
  options.configure = [](bot::Config& config) {
    core::ServiceDef checkout{"checkout", "Checkout"};
    checkout.owner = "Team Payments";
    checkout.runbook = "https://wiki.example.com/checkout";
    checkout.phones = {"Payments on call: +44 20 7946 0001"};
    config.policy.services = {checkout, {"search", "Search API"}};
  };
  return options;
}

}  // namespace

TEST_CASE(
    "what is affected stands on the control message and the announcement, with the runbook, and is no news") {
  Town town(with_services());
  const auto channel = town.declare("checkout is down");
  const auto posts = town.count_calls("chat.postMessage");
  const auto answer = town.type(town.ada, "affects checkout, Search API", channel);
  CHECK(answer.text.find("affects Checkout") != std::string::npos);
  REQUIRE(town.quiet());
  CHECK(town.incident(1).affected == std::set<std::string>{"checkout", "search"});
  CHECK(town.count_calls("chat.postMessage") == posts);
  CHECK(town.control(channel).says("runbook"));
  CHECK(town.control(channel).says("Search API"));
  const auto screen = town.slack.screen(town.grace);
  const auto* announced = screen.find("checkout is down", "incidents");
  REQUIRE(announced);
  CHECK(announced->says("Affects"));
  CHECK(announced->says("runbook"));

  SECTION("taken back by command") {
    town.type(town.grace, "affects INC-1 --not search api", town.general);
    REQUIRE(town.quiet());
    CHECK(town.incident(1).affected == std::set<std::string>{"checkout"});
    CHECK_FALSE(town.control(channel).says("Search API"));
  }
  SECTION("taken back and added by button") {
    town.press(town.ada, "More", channel);
    REQUIRE(town.until([&] { return town.slack.screen(town.ada).find("Services", channel) != nullptr; }));
    town.press(town.ada, "Services", channel);
    REQUIRE(town.until([&] { return town.slack.screen(town.ada).find("Not affected", channel) != nullptr; }));
    town.press(town.ada, "Not affected", channel, "Search API");
    REQUIRE(town.quiet());
    CHECK(town.incident(1).affected == std::set<std::string>{"checkout"});
    town.type(town.ada, "affects", channel);
    town.slack.people().choose(town.ada, {.text = "Add a service", .channel = channel}, {"Search API"});
    REQUIRE(town.until_stored([&] { return town.incident(1).affected.size() == 2; }));
  }
}

TEST_CASE("a service that isn't configured is refused with the nearest, and nothing is done") {
  Town town(with_services());
  const auto channel = town.declare("checkout is down");
  const auto version = town.incident(1).version;
  const auto answer = town.type(town.ada, "affects chekout", channel);
  CHECK(answer.body.find("Checkout") != std::string::npos);
  CHECK(town.type(town.ada, "affects checkout and everything", channel).body.find("Declare") !=
        std::string::npos);
  CHECK(town.incident(1).version == version);

  Town without;
  const auto other = without.declare("checkout is down");
  CHECK(without.type(without.ada, "affects", other).text.find("No services are configured") !=
        std::string::npos);
  CHECK(without.type(without.ada, "affects INC-1 checkout", other).text.find("No services") !=
        std::string::npos);
}

TEST_CASE("the call sheet has whom to call for what is affected, except of a private incident") {
  Town town(with_services());
  TownOptions options = with_services();
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "affects checkout", channel);
  town.declare("payroll leaked", "--private");
  town.type(town.ada, "affects INC-2 search", town.general);
  REQUIRE(town.quiet());
  REQUIRE(town.incident(2).affected.size() == 1);
  bot::Config config;
  config.policy = core::default_policy();
  options.configure(config);
  config.database = town.folder.path() / "muster.db";
  const auto sheet = bot::callsheet(config, town.incident(1).declared_at);
  INFO(sheet.text);
  CHECK(sheet.text.find("Checkout (Team Payments)") != std::string::npos);
  CHECK(sheet.text.find("+44 20 7946 0001") != std::string::npos);
  CHECK(sheet.text.find("Search API") == std::string::npos);
}

TEST_CASE("an empty role that the severity requires says so on the control message") {
  Town town;
  const auto channel = town.declare("checkout is down", "--sev 2");
  const auto needed = [&] {
    const auto text = town.all_that(town.ada);
    std::size_t count = 0;
    for (std::size_t at = text.find("and one is needed"); at != std::string::npos;
         at = text.find("and one is needed", at + 1))
      ++count;
    return count;
  };
  CHECK(needed() == 2);
  town.type(town.ada, "lead", channel);
  REQUIRE(town.quiet());
  CHECK(needed() == 1);
  town.type(town.ada, "comms", channel);
  REQUIRE(town.quiet());
  CHECK(needed() == 0);
  CHECK(town.incident(1).roles_filled_at);
}
