// What is said in the channel and wanted done: by a reaction, or by a line that says so.
#include <algorithm>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;

namespace {

core::Todo only(Town& town) {
  const auto todos = town.incident(1).todos;
  REQUIRE(todos.size() == 1);
  return todos.begin()->second;
}

/// `hammer_and_wrench 2`
std::vector<std::string> reactions(Town& town, const std::string& channel, const std::string& words) {
  const auto screen = town.slack.screen(town.ada);
  const auto* message = screen.find(words, channel);
  return message ? message->reactions : std::vector<std::string>();
}
bool has(const std::vector<std::string>& all, const std::string& one) {
  return std::ranges::find(all, one) != all.end();
}

}  // namespace

TEST_CASE("a hammer makes an action of a message, is confirmed by the same, and taking it away undoes it") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.slack.people().join(town.grace, channel);
  const auto ts = town.slack.people().say(town.grace, channel, "somebody should restart the pods");
  town.slack.people().react(town.ada, channel, ts, "hammer_and_wrench");
  REQUIRE(town.quiet());
  const auto todo = only(town);
  CHECK(core::to_plain(*todo.words.body) == "somebody should restart the pods");
  CHECK(todo.by.value == town.ada);
  CHECK(town.control(channel).says("somebody should restart the pods"));
  CHECK(reactions(town, channel, "restart the pods") == std::vector<std::string>{"hammer_and_wrench 2"});

  SECTION("taken away") {
    town.slack.people().unreact(town.ada, channel, ts, "hammer_and_wrench");
    REQUIRE(town.quiet());
    CHECK(town.incident(1).todos.empty());
    CHECK(reactions(town, channel, "restart the pods").empty());
    CHECK_FALSE(town.control(channel).says("somebody should restart the pods"));
  }
  SECTION("somebody does it: it stays, whoever lets go of the message") {
    town.type(town.grace, "task " + std::to_string(todo.id.value) + " take", channel);
    town.slack.people().unreact(town.ada, channel, ts, "hammer_and_wrench");
    REQUIRE(town.quiet());
    CHECK(only(town).owner.value == town.grace);
    CHECK(has(reactions(town, channel, "somebody should restart"), "hammer_and_wrench 1"));
  }
  SECTION("it follows its author, to the end") {
    town.slack.people().edit(town.grace, channel, ts, "restart db-3 instead");
    REQUIRE(
        town.until_stored([&] { return core::to_plain(*only(town).words.body) == "restart db-3 instead"; }));
    REQUIRE(town.quiet());
    CHECK(town.control(channel).says("restart db-3 instead"));
    town.slack.people().remove(town.grace, channel, ts);
    REQUIRE(town.until_stored([&] { return !only(town).words.body; }));
    REQUIRE(town.quiet());
    CHECK_FALSE(town.control(channel).says("db-3"));
    const auto answer = town.type(town.ada, "actions", channel);
    CHECK(answer.body.find("erased") != std::string::npos);
    CHECK(answer.body.find("db-3") == std::string::npos);
  }
}

TEST_CASE("what is done says what it was, until its author deletes that") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto ts = town.slack.people().say(town.ada, channel, "ask Mallory for the keys");
  town.slack.people().react(town.ada, channel, ts, "hammer_and_wrench");
  REQUIRE(town.quiet());
  town.type(town.ada, "task " + std::to_string(only(town).id.value) + " done", channel);
  CHECK(town.type(town.ada, "timeline", channel).body.find("Mallory") != std::string::npos);
  town.slack.people().remove(town.ada, channel, ts);
  REQUIRE(town.until_stored([&] {
    const auto all = town.entries(1);
    return std::ranges::any_of(all, [](const auto& e) { return e.captured && e.captured->deleted; });
  }));
  CHECK(town.type(town.ada, "timeline", channel).body.find("Mallory") == std::string::npos);
}

TEST_CASE("fast forward makes a follow-up, also when it is over; an action is refused then, and says why") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto ts = town.slack.people().say(town.ada, channel, "write the runbook");
  town.type(town.ada, "resolve: it is back", channel);
  REQUIRE(town.quiet());
  town.slack.people().react(town.ada, channel, ts, "hammer_and_wrench");
  REQUIRE(town.until([&] {
    return town.slack.screen(town.ada).find("What is to be done after it is a follow-up", channel) != nullptr;
  }));
  CHECK(town.incident(1).todos.empty());
  town.slack.people().react(town.ada, channel, ts, "fast_forward");
  REQUIRE(town.quiet());
  CHECK(only(town).follow_up);
  CHECK(has(reactions(town, channel, "write the runbook"), "fast_forward 2"));
}

TEST_CASE("the bot takes its pushpin back when nobody holds the message any more") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto ts = town.slack.people().say(town.ada, channel, "error rate is 40 %");
  town.slack.people().react(town.ada, channel, ts, "pushpin");
  REQUIRE(town.quiet());
  CHECK(reactions(town, channel, "error rate") == std::vector<std::string>{"pushpin 2"});
  town.slack.people().unreact(town.ada, channel, ts, "pushpin");
  REQUIRE(town.quiet());
  CHECK(reactions(town, channel, "error rate").empty());
  town.slack.people().react(town.ada, channel, ts, "pushpin");
  REQUIRE(town.quiet());
  CHECK(reactions(town, channel, "error rate") == std::vector<std::string>{"pushpin 2"});
}

TEST_CASE("lines that say what is to be done, or was decided, wait for the scribe in one list") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.slack.people().join(town.grace, channel);
  town.slack.people().say(town.grace, channel, "so:\nTODO: call the vendor @ada\nDECISION: no failover");
  const auto later = town.slack.people().say(town.grace, channel, "hm");
  REQUIRE(town.until_stored([&] { return town.incident(1).offers.size() == 2; }));
  CHECK(town.type(town.ada, "timeline", channel).body.find("no failover") == std::string::npos);
  const auto list = town.type(town.ada, "review", channel);
  CHECK(list.body.find("call the vendor") != std::string::npos);
  CHECK(list.body.find("no failover") != std::string::npos);
  const auto offers = town.incident(1).offers;
  const auto todo = std::to_string(offers.begin()->first.value);
  const auto decision = std::to_string(offers.rbegin()->first.value);

  SECTION("by command") {
    const auto answer = town.type(town.ada, "review " + todo + " action", channel);
    CHECK(answer.body.find("call the vendor") != std::string::npos);
    CHECK(answer.body.find("1 more waits") != std::string::npos);
    CHECK(only(town).owner.value == town.ada);
    CHECK(only(town).by.value == town.grace);
    const auto kept = town.type(town.ada, "review " + decision + " timeline", channel);
    CHECK(kept.body.find("Shown again") == std::string::npos);
    REQUIRE(town.quiet());
    const auto marks = reactions(town, channel, "DECISION: no failover");
    CHECK(town.type(town.ada, "timeline", channel).body.find("no failover") != std::string::npos);
    CHECK(has(marks, "hammer_and_wrench 1"));
    CHECK(has(marks, "pushpin 1"));
    CHECK(town.type(town.ada, "review", channel).body.find("Nothing waits") != std::string::npos);
  }
  SECTION("by the menu beside it, once") {
    REQUIRE(town.slack.people()
                .choose(town.ada, {.near = "call the vendor", .channel = channel}, {"A follow-up"})
                .ok());
    REQUIRE(town.quiet());
    CHECK(only(town).follow_up);
    const auto again = town.type(town.ada, "review " + todo + " skip", channel);
    CHECK(again.body.find("doesn't wait any more") != std::string::npos);
  }
  SECTION("an edit takes a line back, and brings one") {
    town.slack.people().edit(town.grace, channel, later, "hm. TODO");
    town.slack.people().edit(town.grace, channel, later, "TODO: ask legal");
    REQUIRE(town.until_stored([&] { return town.incident(1).offers.size() == 3; }));
    town.slack.people().remove(town.grace, channel, later);
    REQUIRE(town.until_stored([&] { return town.incident(1).offers.size() == 2; }));
  }
  SECTION("neither") {
    town.type(town.ada, "review " + todo + " skip", channel);
    CHECK(town.incident(1).offers.size() == 1);
    CHECK(town.type(town.ada, "undo", channel).ok());
    CHECK(town.incident(1).offers.size() == 2);
  }
}

TEST_CASE("a title that begins with review does nothing by itself") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto answer = town.type(town.ada, "review page is down", channel);
  CHECK(answer.body.find("Declare") != std::string::npos);
}
