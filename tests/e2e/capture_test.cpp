#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Fault;
using muster::e2e::Town;

namespace {

const core::Entry* message_entry(const std::vector<core::Entry>& entries) {
  const core::Entry* found = nullptr;
  for (const auto& entry : entries) {
    if (entry.kind != core::EntryKind::message) continue;
    CHECK_FALSE(found);
    found = &entry;
  }
  return found;
}

std::string words_of(const core::Entry& entry) {
  return core::to_plain(core::shown(entry.words));
}

}  // namespace

TEST_CASE(
    "a pushpin puts a message into the timeline, with its time, author, text and link, and is confirmed") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.slack.people().join(town.grace, channel);
  const auto ts = town.slack.people().say(town.grace, channel, "rolled back @ada's deploy &amp; waiting");
  town.slack.people().react(town.ada, channel, ts, "pushpin");
  REQUIRE(town.quiet());
  const auto entries = town.entries(1);
  const auto* entry = message_entry(entries);
  REQUIRE(entry);
  CHECK(entry->author.value == town.grace);
  CHECK_FALSE(entry->captured->pending);
  CHECK(entry->captured->permalink.find("http") == 0);
  CHECK(words_of(*entry).find("rolled back") == 0);
  const auto* shown = town.slack.screen(town.ada).find("rolled back", channel);
  (void)shown;
  CHECK(town.count_calls("reactions.add") == 1);

  SECTION("it follows what its author makes of it") {
    town.slack.people().edit(town.grace, channel, ts, "rolled forward");
    REQUIRE(town.until([&] { return words_of(*message_entry(town.entries(1))) == "rolled forward"; }));
    town.slack.people().remove(town.grace, channel, ts);
    REQUIRE(town.until([&] { return message_entry(town.entries(1))->captured->deleted; }));
  }
  SECTION("taking the last reaction away hides it, putting one back shows it") {
    town.slack.people().react(town.grace, channel, ts, "pushpin");
    REQUIRE(town.quiet());
    town.slack.people().unreact(town.ada, channel, ts, "pushpin");
    REQUIRE(town.quiet());
    CHECK_FALSE(message_entry(town.entries(1))->hidden);
    town.slack.people().unreact(town.grace, channel, ts, "pushpin");
    REQUIRE(town.quiet());
    CHECK(message_entry(town.entries(1))->hidden);
    town.slack.people().react(town.ada, channel, ts, "pushpin");
    REQUIRE(town.quiet());
    CHECK_FALSE(message_entry(town.entries(1))->hidden);
  }
}

TEST_CASE("a Slack pin counts as a pushpin, and un-pinning hides") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto ts = town.slack.people().say(town.ada, channel, "error rate is 40 %");
  town.slack.people().pin(town.ada, channel, ts);
  REQUIRE(town.quiet());
  const auto entries = town.entries(1);
  REQUIRE(message_entry(entries));
  CHECK(words_of(*message_entry(entries)) == "error rate is 40 %");
  town.slack.people().unpin(town.ada, channel, ts);
  REQUIRE(town.quiet());
  CHECK(message_entry(town.entries(1))->hidden);
}

TEST_CASE("a reply in a thread is captured as what it is") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto parent = town.slack.people().say(town.ada, channel, "who knows the cart?");
  const auto reply = town.slack.people().say(town.ada, channel, "Linus does", parent);
  town.slack.people().react(town.ada, channel, reply, "pushpin");
  REQUIRE(town.quiet());
  const auto entries = town.entries(1);
  REQUIRE(message_entry(entries));
  CHECK(words_of(*message_entry(entries)) == "Linus does");
  CHECK(message_entry(entries)->captured->thread_ts == parent);
}

TEST_CASE("once, however often Slack delivers it") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto ts = town.slack.people().say(town.ada, channel, "error rate is 40 %");
  REQUIRE(town.quiet());
  SECTION("three times") {
    town.slack.events().tamper({.times = 3});
  }
  SECTION("under two ids") {
    town.slack.events().tamper({.times = 2, .new_ids = true});
  }
  town.slack.people().react(town.ada, channel, ts, "pushpin");
  REQUIRE(town.quiet());
  const auto entries = town.entries(1);
  REQUIRE(message_entry(entries));
  CHECK(town.count_calls("reactions.add") == 1);
  int requested = 0;
  for (const auto& record : town.store->log(town.incident(1).id)) {
    if (std::holds_alternative<core::CaptureRequested>(record.event)) ++requested;
  }
  CHECK(requested == 1);
}

TEST_CASE("a message is counted once, however often Slack delivers it") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto counted = [&] {
    int sum = 0;
    for (const auto& [person, count] : town.store->message_counts(town.incident(1).id)) sum += count;
    return sum;
  };
  const auto before = counted();
  town.slack.events().tamper({.times = 3, .new_ids = true});
  town.slack.people().say(town.ada, channel, "error rate is 40 %");
  REQUIRE(town.quiet());
  town.store->probe();  // behind the writer: nobody waits for a count
  CHECK(counted() == before + 1);
}

TEST_CASE("a message whose text can't be fetched stays in the timeline as a place where something stood") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto ts = town.slack.people().say(town.ada, channel, "gone soon");
  town.slack.faults().next("conversations.history", Fault::error("missing_scope"), 20);
  town.slack.people().react(town.ada, channel, ts, "pushpin");
  REQUIRE(town.until_stored([&] {
    const auto entries = town.entries(1);
    const auto* entry = message_entry(entries);
    return entry && entry->captured->unreadable;
  }));
}

TEST_CASE("a channel without an incident is nobody's business") {
  Town town;
  town.declare("checkout is down");
  const auto before = town.store->log(town.incident(1).id).size();
  const auto ts = town.slack.people().say(town.ada, town.announce, "hello");
  town.slack.people().react(town.ada, town.announce, ts, "pushpin");
  REQUIRE(town.quiet());
  CHECK(town.store->log(town.incident(1).id).size() == before);
}
