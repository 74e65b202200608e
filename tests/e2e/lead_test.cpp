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

TEST_CASE("whoever has a role and is deactivated is noticed wherever it is open, and one press takes over") {
  Later l;
  auto& town = l.town;
  town.declare("search is slow");
  const auto over = town.declare("login is slow");
  const auto secret = town.declare("payroll leaked", "--private");
  REQUIRE(town.slack.people().invite(town.ada, secret, town.linus));
  town.slack.people().join(town.grace, l.channel);
  REQUIRE(town.quiet());
  for (const auto* line : {"role INC-1 lead", "role INC-1 scribe", "role INC-3 lead", "role INC-4 comms"})
    CHECK(town.type(town.linus, line, town.general).ok());
  town.type(town.ada, "resolve", over);
  REQUIRE(town.quiet());
  REQUIRE(town.incident(1).roles.at("lead").user.value == town.linus);
  REQUIRE(town.incident(4).roles.at("comms").user.value == town.linus);
  const auto departures = [&](int number) {
    const auto log = town.store->log(town.incident(number).id);
    return std::ranges::count_if(
        log, [](const core::Record& r) { return std::holds_alternative<core::HolderLeft>(r.event); });
  };
  const auto deactivate = [&] {
    town.slack.world().change([&](auto& state) { state.change_person(town.linus, {.deleted = true}); });
    REQUIRE(town.quiet());
  };
  // Any other change of a person is none.
  town.slack.world().change([&](auto& state) { state.change_person(town.linus, {.real_name = "Linus"}); });
  REQUIRE(town.quiet());
  CHECK(departures(1) == 0);

  deactivate();
  REQUIRE(town.until_stored([&] { return departures(1) == 1 && departures(4) == 1; }));
  REQUIRE(town.quiet());
  const auto screen = town.slack.screen(town.grace);
  const auto* line = screen.find("Who takes over?", l.channel);
  REQUIRE(line);
  CHECK(line->says("*Lead*, *Scribe*"));
  CHECK(line->says("was deactivated"));
  CHECK_FALSE(line->says("left this channel"));
  // What is over has nobody to lose, and where they had no role nothing is said.
  CHECK(departures(2) == 0);
  CHECK(departures(3) == 0);
  // The private one is told in its own channel.
  CHECK(town.slack.screen(town.ada).find("Who takes over?", secret) != nullptr);
  CHECK(screen.find("INC-4") == nullptr);

  SECTION("taken over, and nobody can give it back to them") {
    REQUIRE(town.press(town.grace, "Take Lead", l.channel).ok());
    REQUIRE(town.quiet());
    CHECK(town.incident(1).roles.at("lead").user.value == town.grace);
    CHECK(town.incident(1).roles.at("scribe").user.value == town.linus);
    CHECK(town.type(town.ada, "lead INC-1 @linus", town.general).text.find("is deactivated") !=
          std::string::npos);
    CHECK(town.incident(1).roles.at("lead").user.value == town.grace);
  }
  SECTION("said once, however often Slack says so") {
    deactivate();
    CHECK(departures(1) == 1);
    CHECK(departures(4) == 1);
  }
  SECTION("back, given another role and gone again, they are missed again") {
    town.slack.world().change([&](auto& state) { state.change_person(town.linus, {.deleted = false}); });
    REQUIRE(town.quiet());
    CHECK(town.type(town.linus, "role INC-1 comms", town.general).ok());
    REQUIRE(town.quiet());
    REQUIRE(town.incident(1).roles.at("comms").user.value == town.linus);
    deactivate();
    REQUIRE(town.until_stored([&] { return departures(1) == 2; }));
    REQUIRE(town.quiet());
    // Where nothing was given to them since, it stands already.
    CHECK(departures(4) == 1);
  }
  SECTION("who is faster has it") {
    REQUIRE(town.press(town.grace, "Take Lead", l.channel).ok());
    const auto version = town.incident(1).version;
    REQUIRE(town.press(town.ada, "Take Lead", l.channel).ok());
    REQUIRE(town.until(
        [&] { return town.slack.screen(town.ada).find("was faster and has Lead now", l.channel); }));
    CHECK(town.incident(1).roles.at("lead").user.value == town.grace);
    CHECK(town.incident(1).version >= version);
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
