// Whoever leads and is in the weeds, gone, or up at night.
#include <atomic>
#include <chrono>

#include "core/nudges.h"
#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;
using muster::e2e::TownOptions;

namespace {

/// A town whose time can be moved on.
struct Later {
  std::shared_ptr<std::atomic<std::int64_t>> ahead = std::make_shared<std::atomic<std::int64_t>>(0);
  Town town{options()};
  std::string channel = town.declare("checkout is down", "--sev 4");

  TownOptions options() const {
    TownOptions options;
    options.ahead = [ahead = ahead] { return core::Duration(ahead->load()); };
    return options;
  }
  void pass(core::Duration time) { *ahead += time.count(); }
  bool asked(const std::string& words) { return town.slack.screen(town.ada).find(words) != nullptr; }
};

}  // namespace

TEST_CASE("a lead who writes a lot and leads nothing is asked whether somebody else should") {
  Later l;
  l.town.type(l.town.ada, "lead", l.channel);
  l.pass(std::chrono::minutes(16));
  for (int i = 0; i < core::much_talk - 1; ++i)
    l.town.slack.people().say(l.town.ada, l.channel, "trying this");
  REQUIRE(l.town.quiet());
  CHECK_FALSE(l.asked("You write a lot"));
  l.town.slack.people().say(l.town.ada, l.channel, "and that");
  REQUIRE(l.town.until([&] { return l.asked("You write a lot"); }));
  REQUIRE(l.town.quiet());
  REQUIRE(l.town.press(l.town.ada, "Hand over", {}, "You write a lot").ok());
  REQUIRE(l.town.until([&] { return l.town.slack.screen(l.town.ada).form() != nullptr; }));
}

TEST_CASE("a lead who leaves the channel is noticed there, and one press takes over") {
  Later l;
  l.town.slack.people().join(l.town.grace, l.channel);
  l.town.type(l.town.ada, "lead", l.channel);
  REQUIRE(l.town.quiet());
  REQUIRE(l.town.slack.people().leave(l.town.ada, l.channel));
  REQUIRE(l.town.until([&] {
    return l.town.slack.screen(l.town.grace).find("left this channel and still has *Lead*", l.channel) !=
           nullptr;
  }));
  CHECK(l.town.incident(1).roles.at("lead").user.value == l.town.ada);
  REQUIRE(l.town.press(l.town.grace, "Take Lead", l.channel).ok());
  REQUIRE(l.town.quiet());
  CHECK(l.town.incident(1).roles.at("lead").user.value == l.town.grace);

  SECTION("who has no role may leave without a word") {
    const auto before = l.town.incident(1).version;
    REQUIRE(l.town.slack.people().join(l.town.linus, l.channel));
    REQUIRE(l.town.quiet());
    REQUIRE(l.town.slack.people().leave(l.town.linus, l.channel));
    REQUIRE(l.town.quiet());
    CHECK(l.town.incident(1).version == before);
  }
}

TEST_CASE("who has a role for two hours, or at night where they are, is asked once") {
  Later l;
  l.town.type(l.town.ada, "lead", l.channel);
  REQUIRE(l.town.quiet());
  CHECK(l.town.incident(1).roles.at("lead").zone == "Europe/Berlin");
  l.pass(std::chrono::hours(26));
  // However it was when it was taken, there was a night since, and two hours.
  REQUIRE(l.town.until(
      [&] { return l.asked("you are *Lead*. Somebody who is awake") || l.asked("You have been *Lead*"); }));
  REQUIRE(l.town.quiet());
  int messages = 0;
  for (const auto& direct : l.town.slack.screen(l.town.ada).direct)
    for (const auto& message : direct.messages) messages += message.says("Hand over") ? 1 : 0;
  CHECK(messages <= 2);  // the checklist has the button, too
}

TEST_CASE("somebody who was asked to lead and doesn't come: who asked her hears of it, and may lead") {
  Later l;
  l.town.type(l.town.ada, "lead @grace", l.channel);
  REQUIRE(l.town.quiet());
  l.pass(std::chrono::minutes(6));
  REQUIRE(l.town.until([&] { return l.asked("to lead, and hasn't done anything here since"); }));
  REQUIRE(l.town.quiet());
  CHECK(l.town.slack.screen(l.town.grace).find("hasn't done anything here since") == nullptr);

  SECTION("takes it over") {
    REQUIRE(l.town.press(l.town.ada, "I'll lead", {}, "hasn't done anything here since").ok());
    REQUIRE(l.town.quiet());
    CHECK(l.town.incident(1).roles.at("lead").user.value == l.town.ada);
  }
  SECTION("asks somebody else") {
    REQUIRE(l.town.press(l.town.ada, "Ask somebody else", {}, "hasn't done anything here since").ok());
    REQUIRE(l.town.until([&] { return l.town.slack.screen(l.town.ada).form() != nullptr; }));
  }
}
