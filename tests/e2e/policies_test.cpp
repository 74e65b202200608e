// What the configuration wants done in a severity or a status.
#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;
using muster::e2e::TownOptions;

namespace {

/// SEV1 invites @sre, is announced in #big, and has something to think of.
struct Strict {
  Town town{options()};
  std::string big = town.slack.add_channel("big", {town.linus});

  Strict() {
    town.slack.add_group("sre", {town.grace, town.linus});
    REQUIRE(
        town.until_stored([&] { return town.store->groups(town.store->only_workspace()->id).size() == 1; }));
  }
  static TownOptions options() {
    TownOptions options;
    options.configure = [](bot::Config& config) {
      config.policy.severities[0].measures = {{"sre"}, "#big", {"Is the status page right?"}};
    };
    return options;
  }
  const slack::standin::Shown* announced(const slack::standin::Screen& screen) {
    return screen.find("INC-1", big);
  }
};

}  // namespace

TEST_CASE("SEV1 invites whoever is in the group, is announced elsewhere, and reminds of what to think of") {
  Strict s;
  const auto channel = s.town.declare("checkout is down");
  CHECK(s.town.slack.screen(s.town.linus).channel(channel) == nullptr);
  s.town.type(s.town.ada, "severity sev1", channel);
  REQUIRE(s.town.quiet());
  const auto screen = s.town.slack.screen(s.town.linus);
  REQUIRE(screen.channel(channel) != nullptr);
  CHECK(screen.find("I invite the people of @sre", channel) != nullptr);
  CHECK(screen.find("Is the status page right?", channel) != nullptr);
  REQUIRE(s.announced(screen));
  CHECK(s.announced(screen)->says("SEV1"));

  SECTION("what stands there follows, and a second time nobody is called") {
    s.town.type(s.town.ada, "severity sev3 it is only the report", channel);
    s.town.type(s.town.ada, "severity sev1", channel);
    s.town.type(s.town.ada, "resolve", channel);
    REQUIRE(s.town.quiet());
    const auto after = s.town.slack.screen(s.town.linus);
    CHECK(s.announced(after)->says("Resolved"));
    int in_big = 0;
    for (const auto& message : after.channel(s.big)->messages) in_big += message.system ? 0 : 1;
    CHECK(in_big == 1);
  }
  SECTION("updates stand in its thread, are corrected there, and who asks who got them hears of it") {
    s.town.type(s.town.ada, "lead", channel);
    // With a severity for which everybody is there now: more follows in the same commit.
    s.town.type(s.town.ada, "update", channel);
    REQUIRE(s.town.until([&] { return s.town.slack.screen(s.town.ada).form() != nullptr; }));
    REQUIRE(s.town.slack.people()
                .submit(s.town.ada, {{"words", {"all regions are down"}}, {"severity", {"sev3"}}})
                .ok());
    REQUIRE(s.town.quiet());
    REQUIRE(s.town.incident(1).roles_filled_at);
    const auto announcement = [&] {
      const auto now = s.town.slack.screen(s.town.linus);
      for (const auto& message : now.channel(s.big)->messages)
        if (message.says("checkout is down")) return message;
      return slack::standin::Shown{};
    };
    REQUIRE(announcement().replies.size() == 1);
    CHECK(announcement().replies[0].says("all regions are down"));
    CHECK(s.town.type(s.town.ada, "update --who", channel).body.find("The announcement in #big  got it") !=
          std::string::npos);

    s.town.type(s.town.ada, "correct: only the EU is down", channel);
    REQUIRE(s.town.quiet());
    REQUIRE(announcement().replies.size() == 2);
    CHECK(announcement().replies[0].says("only the EU is down"));
    CHECK(announcement().replies[1].says("Correction"));

    s.town.type(s.town.ada, "private --yes", channel);
    REQUIRE(s.town.quiet());
    CHECK(s.town.all_that(s.town.linus).find("the EU is down") == std::string::npos);
  }
  SECTION("one that can't be edited is said to have failed") {
    s.town.slack.people().archive(s.town.linus, s.big);
    s.town.type(s.town.ada, "update: all regions are down", channel);
    REQUIRE(s.town.quiet());
    CHECK(s.town.type(s.town.ada, "update --who", channel).body.find("The announcement in #big  failed") !=
          std::string::npos);
  }
  SECTION("and is taken back there when it becomes private") {
    s.town.type(s.town.ada, "private --yes", channel);
    REQUIRE(s.town.quiet());
    CHECK(s.announced(s.town.slack.screen(s.town.linus))->says("is private now"));
    CHECK_FALSE(s.announced(s.town.slack.screen(s.town.linus))->says("checkout"));
  }
}

TEST_CASE("of a private one nobody hears, and a drill is announced nowhere") {
  Strict s;
  s.town.declare("payroll leaked", "--private --sev 1");
  REQUIRE(s.town.quiet());
  CHECK(s.town.all_that(s.town.linus).find("INC-1") == std::string::npos);
  const auto channel = s.town.declare("practice", "--drill --sev 1");
  REQUIRE(s.town.quiet());
  const auto screen = s.town.slack.screen(s.town.linus);
  CHECK(screen.channel(channel) != nullptr);
  CHECK(screen.find("INC-2", s.big) == nullptr);
}

TEST_CASE(
    "a group or a channel that isn't there keeps nothing from happening, and doctor says what to mend") {
  TownOptions options;
  options.configure = [](bot::Config& config) {
    config.policy.severities[0].measures = {{"nobody"}, "#nowhere", {}};
    config.attempts = 1;
  };
  Town town(options);
  const auto channel = town.declare("checkout is down", "--sev 1");
  town.type(town.ada, "doctor", channel);
  REQUIRE(town.until(
      [&] { return town.slack.screen(town.ada).find("no user group @nobody", channel) != nullptr; }));
  REQUIRE(town.until_stored([&] { return !town.store->parked(5).empty(); }));
  CHECK(town.store->parked(5).front().what == "elsewhere");
}

TEST_CASE("a status promises updates of its own, and names who is needed") {
  TownOptions options;
  options.configure = [](bot::Config& config) {
    for (auto& status : config.policy.statuses) {
      if (status.key != "fixing") continue;
      status.update_every = std::chrono::minutes(20);
      status.required_roles = {"scribe"};
    }
  };
  Town town(options);
  const auto channel = town.declare("checkout is down", "--sev 4");
  REQUIRE(town.quiet());
  CHECK(town.control(channel).says("No update is promised"));
  CHECK_FALSE(town.control(channel).says("one is needed"));
  town.type(town.ada, "status fixing", channel);
  REQUIRE(town.quiet());
  CHECK(town.control(channel).says("Next update due"));
  CHECK(town.control(channel).says("one is needed"));
}
