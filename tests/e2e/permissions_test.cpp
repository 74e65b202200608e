// What the configuration keeps to some people, by every way in.
#include <algorithm>

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

TEST_CASE("who may not export is told who can, by command and by button, and gets nothing") {
  Town town;
  keep(town, core::Permit::export_debrief);
  const auto channel = town.declare("checkout is down");
  town.slack.people().join(town.grace, channel);
  town.type(town.ada, "resolve", channel);
  REQUIRE(town.quiet());
  CHECK(town.type(town.grace, "export", channel).text.find("lets only some people") != std::string::npos);
  REQUIRE(town.press(town.grace, "Export", channel).ok());
  REQUIRE(town.until(
      [&] { return town.slack.screen(town.grace).find("lets only some people", channel) != nullptr; }));
  REQUIRE(town.quiet());
  CHECK(town.count_calls("files.getUploadURLExternal") == 0);
  town.type(town.ada, "export", channel);
  REQUIRE(town.quiet());
  CHECK(town.count_calls("files.getUploadURLExternal") > 0);
}

TEST_CASE("who may not close past a gate is told who can, by command and by button, and it stays resolved") {
  Town town;
  keep(town, core::Permit::close_past_gate);
  const auto channel = town.declare("checkout is down");
  town.slack.people().join(town.grace, channel);
  town.type(town.ada, "resolve", channel);
  REQUIRE(town.quiet());
  CHECK(town.type(town.grace, "close --yes it is late", channel).text.find("lets only some people") !=
        std::string::npos);
  REQUIRE(town.press(town.grace, "Close", channel).ok());
  REQUIRE(town.until(
      [&] { return town.slack.screen(town.grace).find("Close all the same", channel) != nullptr; }));
  REQUIRE(town.press(town.grace, "Close all the same", channel).ok());
  REQUIRE(town.until([&] { return town.slack.screen(town.grace).form() != nullptr; }));
  const auto sent = town.slack.people().submit(town.grace, {{"words", {"it is late"}}});
  INFO(sent.body);
  CHECK(sent.body.find("lets only some people") != std::string::npos);
  REQUIRE(town.quiet());
  CHECK(town.incident(1).category == core::Category::resolved);
  town.type(town.ada, "close --yes it is late", channel);
  CHECK(town.incident(1).category == core::Category::closed);
}

TEST_CASE("who may not give roles declares all the same, and reads that nobody leads, and why") {
  Town town;
  keep(town, core::Permit::roles);
  town.type(town.grace, "the cart is empty", town.general);
  REQUIRE(town.until([&] { return town.slack.screen(town.grace).form() != nullptr; }));
  const auto sent = town.slack.people().submit(town.grace, {{"lead", {town.linus}}});
  INFO(sent.body);
  CHECK(sent.errors.empty());
  REQUIRE(town.quiet());
  CHECK(town.incident(1).roles.empty());
  // The form stays to say so, and who can help.
  const auto screen = town.slack.screen(town.grace);
  REQUIRE(screen.form() != nullptr);
  CHECK(screen.form()->callback_id == "message");
  CHECK(sent.body.find("Nobody leads it yet") != std::string::npos);
  CHECK(sent.body.find(town.ada) != std::string::npos);
  CHECK(town.slack.calls("conversations.create").size() == 1);
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

TEST_CASE("who may see private incidents is offered them wherever open ones are offered") {
  Town town;
  town.stop();
  town.keep_to(core::Permit::see_private, town.linus);
  town.start();
  town.declare("payroll leaked", "--private");
  town.declare("payroll is on a share", "--private");
  CHECK(town.type(town.linus, "merge INC-2 which", town.general).body.find("payroll leaked") !=
        std::string::npos);
  const auto form_says = [&](const std::string& who) {
    town.type(who, "payroll leaked", town.general);
    REQUIRE(town.until([&] { return town.slack.screen(who).form() != nullptr; }));
    const auto screen = town.slack.screen(who);
    return std::ranges::any_of(screen.form()->lines,
                               [](const auto& line) { return line.find("INC-1") != std::string::npos; });
  };
  CHECK(form_says(town.linus));
  CHECK_FALSE(form_says(town.grace));
}

TEST_CASE("a permission of a user group follows its people") {
  muster::e2e::TownOptions options;
  options.configure = [](bot::Config& config) {
    config.policy.permissions[core::Permit::declare].groups = {"sre"};
  };
  Town town(options);
  int carts = 0;  // the same words again would get the same answer
  const auto may = [&](const std::string& who) {
    const auto line = "declare cart " + std::to_string(++carts) + " is empty";
    return town.type(who, line, town.general).text.find("anybody in @sre") == std::string::npos;
  };
  const auto told_of = [&](const std::string& who) {
    return town.until_stored([&] {
      const auto groups = town.store->groups(town.store->only_workspace()->id);
      return groups.size() == 1 && groups.front().people.front().value == who;
    });
  };
  CHECK_FALSE(may(town.ada));
  const auto group = town.slack.add_group("sre", {town.ada});
  REQUIRE(told_of(town.ada));
  CHECK(may(town.ada));
  CHECK_FALSE(may(town.grace));
  town.slack.set_group(group, {town.grace});
  REQUIRE(told_of(town.grace));
  CHECK(may(town.grace));
  CHECK_FALSE(may(town.ada));
}
