// What the configuration keeps to some people, by every way in.
#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;

namespace {

/// Only ada may.
void keep(Town& town, core::Permit what) {
  town.stop();
  town.keep_to(what, town.ada);
  town.start();
}

}  // namespace

TEST_CASE("who may not declare is told who can, by command and by form") {
  Town town;
  keep(town, core::Permit::declare);
  CHECK(town.type(town.grace, "declare the cart is empty", town.general).text.find(town.ada) !=
        std::string::npos);
  town.type(town.grace, "the cart is empty", town.general);
  REQUIRE(town.until([&] { return town.slack.screen(town.grace).form() != nullptr; }));
  const auto sent = town.slack.people().submit(town.grace, {});
  INFO(sent.body);
  CHECK(sent.body.find("lets only some people") != std::string::npos);
  REQUIRE(town.quiet());
  CHECK_FALSE(town.store->by_number(town.store->only_workspace()->id, 1));
  town.declare("the cart is empty");
}

TEST_CASE("who may not take roles is told who can, by command, button and form") {
  Town town;
  keep(town, core::Permit::roles);
  const auto channel = town.declare("checkout is down");
  town.slack.people().join(town.grace, channel);
  REQUIRE(town.quiet());
  CHECK(town.type(town.grace, "lead", channel).text.find("lets only some people") != std::string::npos);
  town.press(town.grace, "I'll take it", channel, "Lead");
  REQUIRE(town.until(
      [&] { return town.slack.screen(town.grace).find("lets only some people", channel) != nullptr; }));
  town.type(town.grace, "roles --form", channel);
  REQUIRE(town.until([&] { return town.slack.screen(town.grace).form() != nullptr; }));
  CHECK(town.slack.people().submit(town.grace, {{"Lead", {town.grace}}}).errors.size() == 1);
  CHECK(town.incident(1).roles.empty());
  town.type(town.ada, "lead @grace", channel);
  REQUIRE(town.quiet());
  town.press(town.grace, "I'll do it", {});
  REQUIRE(town.quiet());
  CHECK_FALSE(town.incident(1).roles.at("lead").asked);
}

TEST_CASE("who may see private incidents sees them without being in them, and nobody else does") {
  Town town;
  town.stop();
  town.keep_to(core::Permit::see_private, town.linus);
  town.start();
  town.declare("payroll leaked", "--private");
  CHECK(town.type(town.linus, "catchup INC-1", town.general).text.find("payroll") != std::string::npos);
  CHECK(town.type(town.linus, "list", town.general).body.find("payroll") != std::string::npos);
  CHECK(town.type(town.grace, "catchup INC-1", town.general).text.find("There is no INC-1") !=
        std::string::npos);
  CHECK(town.type(town.grace, "list", town.general).body.find("payroll") == std::string::npos);
}
