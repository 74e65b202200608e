// What doctor finds out that only a running server can know.
#include <atomic>
#include <chrono>
#include <memory>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;
using muster::e2e::TownOptions;

namespace {

std::string doctor(Town& town) {
  const auto before = town.slack.screen(town.ada);
  REQUIRE(town.type(town.ada, "doctor", town.general).ok());
  std::string said;
  REQUIRE(town.until([&] {
    const auto screen = town.slack.screen(town.ada);
    const auto* shown = screen.find("Slack knows the token", town.general);
    if (shown) said = shown->text;
    return shown != nullptr;
  }));
  return said;
}

}  // namespace

TEST_CASE("doctor says whether Slack's events arrive") {
  auto ahead = std::make_shared<std::atomic<std::int64_t>>(0);
  TownOptions options;
  options.ahead = [ahead] { return core::Duration(ahead->load()); };
  Town town(options);
  SECTION("they do") {
    town.declare("checkout is down");
    REQUIRE(town.quiet());
    CHECK(doctor(town).find("Slack's events arrive") != std::string::npos);
  }
  SECTION("none was due yet") {
    CHECK(doctor(town).find("No event of Slack's was due yet") != std::string::npos);
  }
  SECTION("none comes, whatever is posted") {
    town.slack.events().hold();
    town.type(town.ada, "declare checkout is down", town.general);
    REQUIRE(town.until([&] { return town.count_calls("chat.postMessage") >= 2; }));
    REQUIRE(town.quiet());
    *ahead += core::Duration(std::chrono::minutes(5)).count();
    const auto said = doctor(town);
    INFO(said);
    CHECK(said.find("Slack sends no events") != std::string::npos);
    town.slack.events().release();
  }
}
