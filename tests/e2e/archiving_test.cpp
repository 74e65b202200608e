// What becomes of the channel when the incident is over and nobody writes there any more.
#include <algorithm>
#include <atomic>
#include <chrono>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Fault;
using muster::e2e::Town;
using muster::e2e::TownOptions;

namespace {

constexpr const char* notice = "I archive this channel";

/// A town with a closed incident, whose time can be moved on.
struct Closed {
  std::atomic<long long> hours{0};
  Town town{options()};
  std::string channel;

  explicit Closed(const std::string& flags = "--sev 3") : channel(town.declare("checkout is down", flags)) {
    town.type(town.ada, "resolve", channel);
    town.type(town.ada, "close --yes nothing to add", channel);
    REQUIRE(town.quiet());
    REQUIRE(town.incident(1).category == core::Category::closed);
  }

  TownOptions options() {
    TownOptions options;
    options.ahead = [this] { return std::chrono::hours(hours); };
    return options;
  }
  bool has_notice() { return town.slack.screen(town.ada).find(notice, channel) != nullptr; }
  bool is_archived() { return town.slack.screen(town.ada).channel(channel)->archived; }
  void wait_for_notice() {
    hours = 7 * 24 + 1;
    REQUIRE(town.until([&] { return has_notice(); }));
    REQUIRE(town.until_stored([&] { return town.incident(1).quiet.stage == core::Quiet::Stage::announced; }));
  }
  /// All that is due by now is done.
  bool quiet() {
    return town.until_stored([&] {
      const auto next = town.store->next_timer();
      return !next || *next > bot::system_now() + std::chrono::hours(hours);
    }) && town.quiet();
  }
  int count(const char* kind) {
    const auto log = town.store->log(town.incident(1).id);
    return static_cast<int>(
        std::ranges::count_if(log, [&](const core::Record& r) { return core::kind_of(r.event) == kind; }));
  }
};

}  // namespace

TEST_CASE("a quiet channel is told that it will be archived, and a day later it is") {
  Closed c;
  c.hours = 6 * 24;
  REQUIRE(c.quiet());
  CHECK_FALSE(c.has_notice());
  c.wait_for_notice();
  CHECK_FALSE(c.is_archived());
  c.hours += 25;
  REQUIRE(c.town.until([&] { return c.is_archived(); }));
  REQUIRE(c.quiet());
  CHECK_FALSE(c.town.incident(1).channel_usable);
  CHECK(c.town.incident(1).quiet.stage == core::Quiet::Stage::settled);
  CHECK(c.town.count_calls("conversations.archive") == 1);

  SECTION("who reopens it is told what to do, since Slack doesn't let the bot open the channel") {
    CHECK(c.town.type(c.town.grace, "reopen INC-1", c.town.general).text.find("is now") != std::string::npos);
    REQUIRE(c.town.until(
        [&] { return c.town.all_that(c.town.grace).find("doesn't let me unarchive") != std::string::npos; }));
    CHECK(c.town.count_calls("conversations.unarchive") == 1);
    REQUIRE(c.town.slack.people().unarchive(c.town.ada, c.channel));
    REQUIRE(c.town.until_stored([&] { return c.town.incident(1).channel_usable; }));
    REQUIRE(c.quiet());
    CHECK(c.town.control(c.channel).says("Investigating"));
  }
}

TEST_CASE("somebody keeps a channel open, and the notice says who") {
  Closed c;
  c.wait_for_notice();
  c.town.press(c.town.ada, "Keep open", c.channel);
  REQUIRE(c.quiet());
  CHECK(c.town.all_that(c.town.ada).find("I don't ask again") != std::string::npos);
  CHECK_FALSE(c.has_notice());
  CHECK(c.town.slack.screen(c.town.ada).find("keeps this channel open", c.channel) != nullptr);
  c.hours += 25;
  REQUIRE(c.quiet());
  c.hours += 90 * 24;
  REQUIRE(c.quiet());
  CHECK_FALSE(c.is_archived());
  CHECK(c.count("ArchivePlanned") == 1);
}

TEST_CASE("what a person writes puts it off; it is recorded once a day, and what the bot writes never") {
  Closed c;
  c.hours = 5 * 24;
  for (int i = 0; i < 5; ++i)
    c.town.slack.people().say(c.town.ada, c.channel, "still looking into the cause");
  REQUIRE(c.quiet());
  CHECK(c.count("ChannelStirred") == 1);
  c.hours = 8 * 24;
  REQUIRE(c.quiet());
  CHECK_FALSE(c.has_notice());
  c.hours = 13 * 24 + 1;
  REQUIRE(c.town.until([&] { return c.has_notice(); }));

  SECTION("also after the notice") {
    REQUIRE(c.town.until_stored([&] { return c.count("ArchiveAnnounced") == 1; }));
    c.town.slack.people().say(c.town.ada, c.channel, "not yet, please");
    REQUIRE(c.town.until([&] { return !c.has_notice(); }));
    c.hours += 25;
    REQUIRE(c.quiet());
    CHECK_FALSE(c.is_archived());
  }
}

TEST_CASE("after weeks without the bot there is one notice, and what was written meanwhile counts") {
  Closed c;
  c.wait_for_notice();
  c.town.stop();
  c.town.slack.people().say(c.town.ada, c.channel, "does anybody still read this?");
  c.hours += 30 * 24;
  c.town.start();
  REQUIRE(c.town.until_stored([&] { return c.count("ChannelStirred") == 1; }));
  REQUIRE(c.quiet());
  CHECK_FALSE(c.is_archived());
  CHECK(c.count("ArchivePlanned") == 1);
}

TEST_CASE("a channel in which another incident lives by now is not archived") {
  Closed c;
  c.town.type(c.town.ada, "declare: it is back --here", c.channel);
  REQUIRE(c.quiet());
  c.hours = 8 * 24;
  REQUIRE(c.town.until_stored([&] { return c.count("ChannelStirred") == 1; }));
  REQUIRE(c.quiet());
  CHECK_FALSE(c.has_notice());
}

TEST_CASE("what Slack refuses for good is said in the notice's place, and not tried again") {
  Closed c;
  c.wait_for_notice();
  c.town.slack.faults().next("conversations.archive", Fault::error("restricted_action"));
  c.hours += 25;
  REQUIRE(c.town.until(
      [&] { return c.town.slack.screen(c.town.ada).find("could not archive", c.channel) != nullptr; }));
  REQUIRE(c.quiet());
  c.hours += 30 * 24;
  REQUIRE(c.quiet());
  CHECK(c.count("ArchiveFailed") == 1);
  CHECK(c.town.count_calls("conversations.archive") == 1);
  CHECK_FALSE(c.is_archived());
}
