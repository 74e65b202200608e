// What happens when time passes: promises, watches, pauses, and who is asked about them.
#include <atomic>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;
using muster::e2e::TownOptions;

namespace {

/// A town whose time can be moved on.
struct Clock {
  std::atomic<long long> minutes{0};

  TownOptions options() {
    TownOptions options;
    options.ahead = [this] { return std::chrono::minutes(minutes); };
    return options;
  }
};

}  // namespace

TEST_CASE("the keeper of a promise is asked for the update, and ends the question by posting it") {
  Clock clock;
  Town town(clock.options());
  const auto channel = town.declare("checkout is down", "--sev 1");
  town.type(town.grace, "lead", channel);
  REQUIRE(town.quiet());
  clock.minutes = 26;
  REQUIRE(town.until(
      [&] { return town.all_that(town.grace).find("The next update is due") != std::string::npos; }));
  CHECK(town.all_that(town.ada).find("The next update is due") == std::string::npos);

  SECTION("with its form") {
    town.press(town.grace, "Post it", {}, "The next update is due");
    REQUIRE(town.until([&] { return town.slack.screen(town.grace).form() != nullptr; }));
    town.slack.people().submit(town.grace, {{"words", {"Rolled back."}}});
    REQUIRE(town.quiet());
    CHECK(town.incident(1).updates == 1);
  }
  SECTION("or puts it off") {
    const auto due = *town.incident(1).next_update_due;
    town.press(town.grace, "In 10 minutes", {}, "The next update is due");
    REQUIRE(town.quiet());
    CHECK(*town.incident(1).next_update_due == due + std::chrono::minutes(10));
  }
  SECTION("and if nobody does, the message in the channel says so") {
    clock.minutes = 31;
    REQUIRE(town.until_stored([&] { return town.incident(1).overdue.has_value(); }));
    REQUIRE(town.quiet());
    CHECK(town.slack.screen(town.ada).find("An update was due", channel) != nullptr);
    // Asked once, however long it takes.
    const auto told = town.all_that(town.grace);
    CHECK(told.find("The next update is due") == told.rfind("The next update is due"));
  }
}

TEST_CASE("a watch ends with the question whether it is over") {
  Clock clock;
  Town town(clock.options());
  const auto channel = town.declare("checkout is down", "--sev 3");
  town.type(town.grace, "lead", channel);
  const auto answer = town.type(town.grace, "monitoring --watch 20m", channel);
  CHECK(answer.text.find("Watched until") != std::string::npos);
  REQUIRE(town.quiet());
  CHECK(town.incident(1).category == core::Category::mitigated);
  CHECK(town.slack.screen(town.ada).find("Watched until", channel) != nullptr);
  clock.minutes = 21;
  REQUIRE(town.until([&] { return town.all_that(town.grace).find("Is it resolved?") != std::string::npos; }));
  town.press(town.grace, "Resolve", {}, "Is it resolved?");
  REQUIRE(town.quiet());
  CHECK(town.incident(1).category == core::Category::resolved);
}

TEST_CASE("a pause is refused where it is rarely meant, until it is meant") {
  Clock clock;
  Town town(clock.options());
  const auto channel = town.declare("checkout is down", "--sev 1");
  const auto answer = town.type(town.ada, "pause 2h the supplier's fix", channel);
  CHECK_FALSE(town.incident(1).paused);
  CHECK(answer.text.find("SEV1") != std::string::npos);
  town.press(town.ada, "Pause it all the same", channel);
  REQUIRE(town.quiet());
  REQUIRE(town.incident(1).paused);
  CHECK(town.slack.screen(town.ada).find("the supplier's fix", channel) != nullptr);
  CHECK(town.slack.screen(town.ada).find("paused INC-1 until", channel) != nullptr);

  SECTION("it ends by itself") {
    clock.minutes = 121;
    REQUIRE(town.until_stored([&] { return !town.incident(1).paused; }));
    REQUIRE(town.quiet());
    CHECK(town.slack.screen(town.ada).find("The pause of INC-1 is over", channel) != nullptr);
  }
  SECTION("or when somebody says so") {
    CHECK(town.type(town.grace, "resume INC-1", town.general).text.find("goes on") != std::string::npos);
    CHECK_FALSE(town.incident(1).paused);
  }
  REQUIRE(town.quiet());
  CHECK(town.slack.screen(town.ada).find("Paused", channel) == nullptr);
}

TEST_CASE("what begins like a pause or a snooze is still a title") {
  Town town;
  const auto channel = town.declare("checkout is down");
  for (const auto* title : {"pause button broken", "snooze alarms fail", "resume upload fails",
                            "monitoring is down", "postpone emails never sent"}) {
    INFO(title);
    const auto before = town.incident(1).version;
    const auto answer = town.type(town.ada, title, channel);
    CHECK(answer.text.find("I did nothing yet") != std::string::npos);
    CHECK(town.incident(1).version == before);
  }
}

TEST_CASE("reminders can be kept away for a while") {
  Clock clock;
  Town town(clock.options());
  const auto channel = town.declare("checkout is down", "--sev 1");
  town.type(town.grace, "lead", channel);
  CHECK(town.type(town.grace, "snooze 1h", channel).text.find("remind nobody") != std::string::npos);
  REQUIRE(town.quiet());
  clock.minutes = 31;
  REQUIRE(town.until_stored([&] { return town.incident(1).overdue.has_value(); }));
  REQUIRE(town.quiet());
  CHECK(town.all_that(town.grace).find("wait for it") == std::string::npos);
  clock.minutes = 62;
  REQUIRE(town.until([&] { return town.all_that(town.grace).find("wait for it") != std::string::npos; }));
}

TEST_CASE("what happens in a busy hour is said together, when the channel has had its share") {
  Clock clock;
  auto options = clock.options();
  options.configure = [](bot::Config& config) { config.lines_per_hour = 6; };
  Town town(options);
  const auto channel = town.declare("checkout is down");
  const auto lines = [&] {
    int count = 0;
    for (const auto& call : town.slack.calls("chat.postMessage")) count += call.args.at("channel") == channel;
    return count;
  };
  for (const auto* line : {"lead", "severity 2 some see errors", "severity 1 all do"}) {
    town.type(town.grace, line, channel);
    REQUIRE(town.quiet());
  }
  const int before = lines();
  for (const auto* line : {"severity 2 only some", "status fixing", "severity 3 few now", "comms"})
    CHECK(town.type(town.grace, line, channel).ok());
  // All that is left waits for longer than a worker may take for it: while one tries, no time is to pass, or
  // another would take it for stuck.
  REQUIRE(town.until_stored([&] {
    const auto due = town.store->queue_stats().oldest_due;
    return due && *due > std::chrono::system_clock::now() + std::chrono::minutes(12);
  }));
  CHECK(lines() == before);
  // The message at the top of the channel says it meanwhile.
  CHECK(town.control(channel).text.find("SEV3") != std::string::npos);
  clock.minutes = 25;
  REQUIRE(town.until([&] { return lines() > before; }));
  REQUIRE(town.quiet());
  CHECK(lines() == before + 1);
  const auto said = town.all_that(town.ada);
  for (const auto* part : {"Meanwhile", "only some", "few now", "Fixing"})
    CHECK(said.find(part) != std::string::npos);
}

TEST_CASE("a burst of clicks is one edit, after the first of them") {
  Clock clock;
  auto options = clock.options();
  options.edits_apart = std::chrono::seconds(50);
  Town town(options);
  const auto channel = town.declare("checkout is down");
  clock.minutes = 1;
  REQUIRE(town.quiet());
  const auto edits = [&] { return town.count_calls("chat.update"); };
  const auto topics = [&] { return town.count_calls("conversations.setTopic"); };
  clock.minutes = 2;
  const int edits_before = edits();
  const int topics_before = topics();
  town.type(town.grace, "lead", channel);
  REQUIRE(town.until([&] { return town.control(channel).says("grace"); }));
  for (const auto* line : {"severity 2 some see errors", "severity 1 all do", "comms", "status fixing"})
    CHECK(town.type(town.grace, line, channel).ok());
  REQUIRE(town.until_stored([&] {
    const auto due = town.store->queue_stats().oldest_due;
    return due && *due > std::chrono::system_clock::now() + clock.minutes.load() * std::chrono::minutes(1);
  }));
  // The announcement and the message at the top, once each; the topic names no lead.
  CHECK(edits() - edits_before <= 2);
  clock.minutes = 4;
  REQUIRE(town.quiet());
  CHECK(town.control(channel).text.find("SEV1") != std::string::npos);
  CHECK(edits() - edits_before <= 4);
  CHECK(topics() - topics_before <= 2);
}

TEST_CASE("files and calls to regroup count, too, and wait for their turn") {
  Clock clock;
  auto options = clock.options();
  options.configure = [](bot::Config& config) { config.lines_per_hour = 6; };
  Town town(options);
  const auto channel = town.declare("checkout is down");
  for (const auto* line : {"lead", "severity 2 some see errors", "severity 1 all do"}) {
    town.type(town.grace, line, channel);
    REQUIRE(town.quiet());
  }
  // Three of six went at once.
  CHECK(town.type(town.grace, "regroup", channel).ok());
  CHECK(town.type(town.grace, "export md", channel).ok());
  REQUIRE(town.until_stored([&] {
    const auto due = town.store->queue_stats().oldest_due;
    return due && *due > std::chrono::system_clock::now() + std::chrono::minutes(12);
  }));
  CHECK(town.count_calls("files.completeUploadExternal") == 0);
  clock.minutes = 65;
  REQUIRE(town.quiet());
  CHECK(town.count_calls("files.completeUploadExternal") == 1);
}
