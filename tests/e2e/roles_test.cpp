#include <algorithm>
#include <thread>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;

namespace {

/// How many of somebody's direct messages have this button.
int offers(const e2e::Screen& screen, const std::string& button) {
  int count = 0;
  for (const auto& direct : screen.direct)
    for (const auto& message : direct.messages)
      count += static_cast<int>(std::ranges::count(message.buttons, button));
  return count;
}

}  // namespace

TEST_CASE(
    "a role is taken by its button: one line, the checklist as a DM, the control message edited in place") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto before = town.control(channel);
  town.slack.people().join(town.grace, channel);
  REQUIRE(town.press(town.grace, "I'll take it", channel, "Lead").ok());
  REQUIRE(town.quiet());

  CHECK(town.incident(1).roles.at("lead").user.value == town.grace);
  const auto after = town.control(channel);
  CHECK(after.ts == before.ts);
  CHECK(after.says("grace"));
  CHECK(std::count(after.buttons.begin(), after.buttons.end(), "I'll take it") == 2);
  const auto screen = town.slack.screen(town.grace);
  CHECK(screen.find("You are *Lead* of", {}) != nullptr);
  const auto all = town.all_that(town.ada);
  INFO(all);
  INFO(town.all_that(town.grace));
  CHECK(all.find("is *Lead*.") != std::string::npos);
  CHECK(screen.channel(channel)->topic.find("grace") != std::string::npos);
}

TEST_CASE(
    "of two people who press at once one wins, and the other is told who was faster and how to take over") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.slack.people().join(town.grace, channel);
  town.slack.people().join(town.linus, channel);
  REQUIRE(town.quiet());
  std::thread one([&] { town.press(town.grace, "I'll take it", channel, "Scribe"); });
  std::thread two([&] { town.press(town.linus, "I'll take it", channel, "Scribe"); });
  one.join();
  two.join();
  REQUIRE(town.quiet());
  const auto holder = town.incident(1).roles.at("scribe").user.value;
  CHECK((holder == town.grace || holder == town.linus));
  const auto loser = holder == town.grace ? town.linus : town.grace;
  const auto screen = town.slack.screen(loser);
  const auto* told = screen.find("Take over Scribe", channel);
  REQUIRE(told);
  CHECK(told->ephemeral);
  int taken = 0;
  for (const auto& record : town.store->log(town.incident(1).id)) {
    if (std::holds_alternative<core::RoleAssigned>(record.event)) ++taken;
  }
  CHECK(taken == 1);

  SECTION("taking over tells the former holder") {
    town.press(loser, "Take over Scribe", channel);
    REQUIRE(town.quiet());
    CHECK(town.incident(1).roles.at("scribe").user.value == loser);
    CHECK(town.all_that(holder).find("over from you") != std::string::npos);
  }
}

TEST_CASE("who names another for a role that is held can have that one asked, or take it") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.slack.people().join(town.grace, channel);
  town.slack.people().join(town.linus, channel);
  town.type(town.grace, "lead", channel);
  REQUIRE(town.quiet());
  const auto answer = town.type(town.linus, "lead @ada", channel);
  CHECK(answer.body.find("Ask who you named") != std::string::npos);
  SECTION("that one") {
    REQUIRE(town.press(town.linus, "Ask who you named", channel).ok());
    REQUIRE(town.quiet());
    CHECK(town.incident(1).roles.at("lead").user.value == town.ada);
    CHECK(town.incident(1).roles.at("lead").asked);
  }
  SECTION("who presses") {
    REQUIRE(town.press(town.linus, "I take over Lead", channel).ok());
    REQUIRE(town.quiet());
    CHECK(town.incident(1).roles.at("lead").user.value == town.linus);
  }
  SECTION("whoever can't hand it over can take it over") {
    CHECK(town.type(town.linus, "handoff lead @ada", channel).body.find("Take over Lead") !=
          std::string::npos);
  }
}

TEST_CASE("roles by verb: taken, given and asked, left") {
  Town town;
  const auto channel = town.declare("checkout is down");
  CHECK(town.type(town.ada, "lead", channel).text.find("You are *Lead*") != std::string::npos);
  town.type(town.ada, "comms @grace", channel);
  REQUIRE(town.quiet());
  CHECK(town.incident(1).roles.at("comms").asked);
  CHECK(town.slack.screen(town.grace).channel(channel) != nullptr);
  CHECK(town.control(channel).says("asked"));

  SECTION("whoever was asked and says something in the channel has come") {
    town.slack.people().say(town.grace, channel, "here");
    REQUIRE(town.until([&] { return !town.incident(1).roles.at("comms").asked; }));
  }
  SECTION("whoever was asked presses the button of the DM") {
    town.press(town.grace, "I'll do it", {});
    REQUIRE(town.quiet());
    CHECK_FALSE(town.incident(1).roles.at("comms").asked);
    // It asks nothing any more.
    const auto screen = town.slack.screen(town.grace);
    CHECK(screen.find("asks you to be") == nullptr);
    CHECK(offers(screen, "I'll do it") == 0);
    CHECK(offers(screen, "Give it up") == 1);
  }
  SECTION("whoever was asked can't: who asked reads so, with a way on") {
    town.press(town.grace, "I can't", {});
    REQUIRE(town.quiet());
    CHECK_FALSE(town.incident(1).roles.contains("comms"));
    const auto hers = town.slack.screen(town.grace);
    CHECK(hers.find("You said that you can't be *Comms*") != nullptr);
    CHECK(offers(hers, "I'll do it") == 0);
    CHECK(hers.find("can't be *Comms*.", channel) != nullptr);
    CHECK(town.type(town.ada, "timeline", channel).body.find("can't be Comms") != std::string::npos);
    CHECK(town.slack.screen(town.ada).find("Nobody is now") != nullptr);
    REQUIRE(town.press(town.ada, "Ask somebody else", {}).ok());
    REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  }
  SECTION("somebody else has it: whoever was asked reads so, and is asked again when that is undone") {
    town.type(town.ada, "comms --take-over", channel);
    REQUIRE(town.quiet());
    CHECK(town.slack.screen(town.grace).find("Nothing to do any more") != nullptr);
    CHECK(offers(town.slack.screen(town.grace), "I'll do it") == 0);
    town.type(town.ada, "undo", channel);
    REQUIRE(town.quiet());
    CHECK(town.incident(1).roles.at("comms").asked);
    CHECK(offers(town.slack.screen(town.grace), "I'll do it") == 1);
  }
  SECTION("whoever asked takes it back") {
    town.type(town.ada, "undo", channel);
    REQUIRE(town.quiet());
    CHECK(town.slack.screen(town.grace).find("took back that you were asked") != nullptr);
    CHECK(offers(town.slack.screen(town.grace), "I'll do it") == 0);
  }
  SECTION("leaving") {
    CHECK(town.type(town.ada, "leave lead", channel).text.find("no longer") != std::string::npos);
    CHECK_FALSE(town.incident(1).roles.contains("lead"));
    CHECK(town.type(town.ada, "leave comms", channel).text.find("grace") == std::string::npos);
    CHECK(town.incident(1).roles.contains("comms"));
  }
}

TEST_CASE("roles in the form, several at once") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "lead", channel);
  town.type(town.ada, "roles --form", channel);
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  const auto sent = town.slack.people().submit(
      town.ada, {{"Comms", {town.grace}}, {"Scribe", {town.linus}}, {"Lead", {town.grace}}});
  INFO(sent.body);
  CHECK(sent.ok());
  REQUIRE(town.quiet());
  const auto incident = town.incident(1);
  CHECK(incident.roles.at("comms").user.value == town.grace);
  CHECK(incident.roles.at("scribe").user.value == town.linus);
  CHECK(incident.roles.at("lead").user.value == town.grace);
}

TEST_CASE("what the roles form can't do is said at the field that it is about, and what went before stays") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.grace, "lead INC-1", channel);
  town.type(town.ada, "roles INC-1 --form", channel);
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  // Nobody gives up a role for somebody else.
  const auto sent = town.slack.people().submit(town.ada, {{"Comms", {town.linus}}, {"Lead", {}}});
  INFO(sent.body);
  REQUIRE(sent.errors.size() == 1);
  CHECK(sent.errors.begin()->first == "lead:" + town.grace);
  CHECK(town.incident(1).roles.at("lead").user.value == town.grace);
  CHECK(town.incident(1).roles.at("comms").user.value == town.linus);

  SECTION("and the form, with that wish taken back, can be sent again") {
    const auto again = town.slack.people().submit(town.ada, {{"Lead", {town.grace}}});
    INFO(again.body);
    CHECK(again.errors.empty());
    CHECK(town.slack.screen(town.ada).form() == nullptr);
    CHECK(town.incident(1).roles.at("comms").user.value == town.linus);
  }
}

TEST_CASE("a role that many can have: everybody is in, and each for themselves") {
  muster::e2e::TownOptions options;
  options.configure = [](bot::Config& config) {
    config.policy.roles.push_back({"helper", "Helpers", "Lend a hand", {"Say what you do."}, true});
  };
  Town town(options);
  const auto channel = town.declare("checkout is down");
  for (const auto& who : {town.grace, town.linus}) town.slack.people().join(who, channel);
  REQUIRE(town.quiet());
  REQUIRE(town.press(town.grace, "I'm in", channel, "Helpers").ok());
  REQUIRE(town.quiet());
  REQUIRE(town.press(town.linus, "I'm in", channel, "Helpers").ok());
  REQUIRE(town.quiet());
  const auto control = town.control(channel);
  CHECK(control.says("grace"));
  CHECK(control.says("linus"));
  CHECK(control.says("I'm in"));

  SECTION("each has a checklist of their own") {
    slack::standin::Target boxes;
    boxes.action_id = "do checklist INC-1 helper --part 0";
    REQUIRE(town.slack.people().choose(town.linus, boxes, {"Say what you do."}).ok());
    REQUIRE(town.quiet());
    CHECK(core::held_by(town.incident(1), "helper", core::UserId(town.linus))->done.size() == 1);
    CHECK(core::held_by(town.incident(1), "helper", core::UserId(town.grace))->done.empty());
    // Not the answer to the press, which begins with the same words.
    const auto screen = town.slack.screen(town.linus);
    const auto* checklist = screen.find("Lend a hand");
    REQUIRE(checklist != nullptr);
    CHECK(checklist->edits == 1);
  }
  SECTION("one goes by a button, the other stays") {
    town.type(town.grace, "roles", channel);
    REQUIRE(town.press(town.grace, "Give it up", channel, "Helpers").ok());
    REQUIRE(town.quiet());
    CHECK(core::held_by(town.incident(1), "helper", core::UserId(town.grace)) == nullptr);
    CHECK(core::held_by(town.incident(1), "helper", core::UserId(town.linus)) != nullptr);
  }
  SECTION("others are asked by the form, who is in stays in") {
    town.type(town.grace, "roles --form", channel);
    REQUIRE(town.until([&] { return town.slack.screen(town.grace).form() != nullptr; }));
    REQUIRE(town.slack.people().submit(town.grace, {{"Helpers", {town.ada, town.linus}}}).ok());
    REQUIRE(town.quiet());
    CHECK(core::holders_of(town.incident(1), "helper").size() == 3);
    CHECK(core::held_by(town.incident(1), "helper", core::UserId(town.ada))->asked);
  }
  SECTION("there is nothing to hand over") {
    CHECK(town.type(town.grace, "handoff helper @ada", channel).text.find("hand it over") !=
          std::string::npos);
    CHECK(town.type(town.grace, "leave helper", channel).text.find("You are no longer") != std::string::npos);
  }
}

TEST_CASE("no role is given to a bot, or to somebody who left: by command, button and form") {
  Town town;
  const auto gone = town.slack.add_person("gone", {.deleted = true});
  const auto robot = town.slack.bot_user();
  const auto channel = town.declare("checkout is down");
  REQUIRE(town.until_stored([&] {
    const auto known = town.store->user(town.store->only_workspace()->id, core::UserId(gone));
    return known && known->deleted;
  }));
  town.type(town.ada, "comms", channel);
  REQUIRE(town.quiet());
  const auto roles = town.incident(1).roles;
  const auto version = town.incident(1).version;
  for (const char* line : {"lead @muster", "role scribe @muster", "handoff comms @muster",
                           "private @muster --yes", "private @muster"}) {
    CAPTURE(line);
    CHECK(town.type(town.ada, line, channel).text.find("is a bot") != std::string::npos);
  }
  CHECK(town.type(town.ada, "lead @gone", channel).text.find("is deactivated") != std::string::npos);
  // The way out.
  CHECK(town.type(town.ada, "lead @muster", channel).text.find("role lead") != std::string::npos);
  const auto refused = [&](const std::string& line, const std::string& where,
                           const std::vector<slack::standin::Field>& fields) {
    CAPTURE(line);
    town.type(town.ada, line, where);
    REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
    CHECK(town.slack.people().submit(town.ada, fields).errors.size() == 1);
    town.slack.people().close(town.ada, true);
  };
  for (const auto& who : {robot, gone}) {
    refused("roles --form", channel, {{"Lead", {who}}});
    refused("handoff comms", channel, {{"person", {who}}});
    refused("private", channel, {{"people", {town.ada, who}}});
    refused("login is slow", town.general, {{"lead", {who}}});
  }
  REQUIRE(town.quiet());
  CHECK(town.incident(1).roles == roles);
  CHECK(town.incident(1).version == version);
  CHECK(town.store->list(town.store->only_workspace()->id, {}).size() == 1);
}
