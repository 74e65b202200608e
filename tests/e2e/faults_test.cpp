// Slack at its worst: the incident goes on, nothing is doubled, nothing is lost.
#include <array>
#include <atomic>
#include <string>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Fault;
using muster::e2e::Town;

namespace {

/// What must be true of an incident whatever Slack did meanwhile.
void check_whole(Town& town, const std::string& channel) {
  REQUIRE(town.quiet());
  CHECK(town.control(channel).pinned);
  int channels = 0, announcements = 0;
  town.slack.world().read([&](const slack::standin::State& state) {
    for (const auto& [id, c] : state.channels) {
      if (c.name.rfind("inc-1", 0) == 0) ++channels;
      if (c.name != "incidents") continue;
      for (const auto& [ts, message] : c.messages) {
        if (message.by_app && message.subtype.empty()) ++announcements;
      }
    }
  });
  CHECK(channels == 1);
  CHECK(announcements == 1);
  CHECK_FALSE(town.slack.screen(town.ada).channel(channel)->topic.empty());
}

}  // namespace

TEST_CASE("each call of a declaration may fail once in any way, and the incident is whole in the end") {
  const auto method = GENERATE(as<std::string>{}, "conversations.create", "conversations.invite",
                               "chat.postMessage", "pins.add", "conversations.setTopic", "bookmarks.add");
  const auto kind = GENERATE(0, 1, 2, 3, 4, 5);
  const std::array faults = {Fault::http(500),      Fault::http(500).done(),
                             Fault::garbage(),      Fault::drop_reply(),
                             Fault::close_unread(), Fault::error("internal_error").done()};
  CAPTURE(method, kind);
  Town town;
  town.slack.faults().next(method, faults.at(static_cast<std::size_t>(kind)));
  town.type(town.ada, "declare checkout is down", town.general);
  REQUIRE(town.until([&] { return !town.incident(1).channel.empty(); }));
  check_whole(town, town.incident(1).channel.value);
}

TEST_CASE("a control message that was posted without our hearing of it is found, and brought up to date") {
  Town town;
  // The post is made, its answer is lost, and before it is looked for the incident changes.
  town.slack.faults().next("chat.postMessage", Fault::drop_reply(), 2);
  auto gate = town.slack.faults().hold("chat.postMessage");
  town.type(town.ada, "declare checkout is down", town.general);
  REQUIRE(gate->wait_for(2));
  town.type(town.ada, "status INC-1 fixing", town.general);
  gate->open();
  gate.reset();
  REQUIRE(town.quiet());
  CHECK(town.control(town.incident(1).channel.value).says("Fixing"));
  const auto screen = town.slack.screen(town.ada);
  const auto* announced = screen.find("checkout is down", "incidents");
  REQUIRE(announced);
  CHECK(announced->says("Fixing"));
}

TEST_CASE("each call may be answered too late, or not at all") {
  const auto method =
      GENERATE(as<std::string>{}, "conversations.create", "conversations.invite", "chat.postMessage",
               "pins.add", "conversations.setTopic", "bookmarks.add", "response_url");
  const auto kind = GENERATE(0, 1, 2);
  const std::array faults = {Fault::slow(std::chrono::milliseconds(600)).done(), Fault::hang().done(),
                             Fault::lose()};
  CAPTURE(method, kind);
  Town town({.configure = {}, .slack_deadline = std::chrono::milliseconds(250)});
  town.slack.faults().next(method, faults.at(static_cast<std::size_t>(kind)));
  town.type(town.ada, "declare checkout is down", town.general);
  REQUIRE(town.until([&] { return !town.incident(1).channel.empty(); }));
  REQUIRE(town.until_stored([&] {
    const auto stats = town.store->queue_stats();
    return stats.surfaces_behind == 0 && stats.one_shots_waiting == 0;
  }));
  // What hung is answered in the end, when nobody waits for it any more.
  town.slack.faults().release_hung();
  town.slack.settle();
  check_whole(town, town.incident(1).channel.value);
}

TEST_CASE("429 is obeyed to the second, and nothing is lost by it") {
  Town town;
  town.slack.faults().next("conversations.create", Fault::rate_limited(std::chrono::seconds(1)));
  town.slack.faults().next("chat.postMessage", Fault::rate_limited(std::chrono::seconds(1)));
  town.type(town.ada, "declare checkout is down", town.general);
  REQUIRE(town.until([&] { return !town.incident(1).channel.empty(); }));
  check_whole(town, town.incident(1).channel.value);
  CHECK(town.count_calls("conversations.create") == 2);
}

TEST_CASE("an ornament that Slack refuses never stands in the incident's way") {
  Town town;
  town.slack.faults().next("pins.add", Fault::error("restricted_action"), 50);
  town.slack.faults().next("bookmarks.add", Fault::error("permission_denied"), 50);
  town.slack.faults().next("conversations.setTopic", Fault::error("user_is_restricted"), 50);
  const auto channel = town.declare("checkout is down");
  CHECK(town.incident(1).failing.size() == 3);
  CHECK(town.type(town.ada, "lead", channel).text.find("You are *Lead*") != std::string::npos);
  REQUIRE(town.quiet());
  CHECK(town.control(channel).says("ada"));
}

TEST_CASE("while Slack is away commands are taken, and when it is back it is brought up to date") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.slack.faults().whenever([](const slack::standin::CallView&) { return true; }, Fault::http(503));
  CHECK(town.type(town.ada, "lead", channel).ok());
  CHECK(town.type(town.ada, "status fixing", channel).ok());
  CHECK(town.type(town.ada, "severity 1", channel).ok());
  CHECK(town.incident(1).severity == "sev1");
  REQUIRE(town.until([&] { return town.slack.calls("chat.update").size() > 0; }));
  town.slack.faults().clear();
  REQUIRE(town.quiet());
  const auto control = town.control(channel);
  CHECK(control.says("SEV1"));
  CHECK(control.says("Fixing"));
  CHECK(control.says("ada"));
}

TEST_CASE("after an outage each incident gets one message with all that happened meanwhile") {
  std::atomic<long long> ahead{0};
  Town town({.configure = {}, .ahead = [&] { return core::Duration(ahead.load()); }});
  const auto channel = town.declare("checkout is down");
  const auto lines = [&] {
    int count = 0;
    const auto screen = town.slack.screen(town.ada);
    for (const auto& message : screen.channel(channel)->messages)
      count += message.by == "muster" && !message.system && !message.ephemeral ? 1 : 0;
    return count;
  };
  const auto before = lines();
  town.slack.faults().whenever([](const slack::standin::CallView&) { return true; }, Fault::http(503));
  town.type(town.ada, "status fixing", channel);
  town.type(town.ada, "update: the supplier confirms", channel);
  town.type(town.ada, "severity 1", channel);
  town.type(town.ada, "status monitoring", channel);
  REQUIRE(town.until([&] { return !town.slack.calls("chat.update").empty(); }));
  ahead = std::chrono::milliseconds(std::chrono::hours(2)).count();
  town.slack.faults().clear();
  REQUIRE(town.quiet());
  CHECK(lines() == before + 1);
  const auto screen = town.slack.screen(town.ada);
  const auto* told = screen.find("Meanwhile", channel);
  REQUIRE(told);
  CHECK(told->says("the supplier confirms"));
  CHECK(told->says("SEV1"));
  CHECK(told->says("Monitoring"));
  CHECK(town.store->queue_stats().parked == 0);
}

TEST_CASE("the bot thrown out of its channel notices, says so in doctor, and goes on when it is back") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.slack.people().kick(town.ada, channel, town.slack.bot_user());
  REQUIRE(town.until([&] { return !town.incident(1).channel_usable; }));
  CHECK(town.type(town.ada, "status INC-1 fixing", town.general).ok());
  town.type(town.ada, "doctor", town.general);
  REQUIRE(town.until([&] {
    return town.slack.screen(town.ada).find("The bot is not in the channel of INC-1", "general") != nullptr;
  }));
  town.slack.people().invite(town.ada, channel, town.slack.bot_user());
  REQUIRE(town.until([&] { return town.incident(1).channel_usable; }));
  REQUIRE(town.quiet());
  CHECK(town.control(channel).says("Fixing"));
}

TEST_CASE("a channel that is lost, and comes back, is noticed without the events that said so") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto archive = [&](bool archived) {
    town.slack.world().change(
        [&](slack::standin::State& state) { state.channels.at(channel).archived = archived; });
  };
  archive(true);
  town.type(town.ada, "summary INC-1 the supplier confirms", town.general);
  REQUIRE(town.until_stored([&] { return !town.incident(1).channel_usable; }));
  archive(false);
  town.slack.people().say(town.ada, channel, "can anybody hear me?");
  REQUIRE(town.until_stored([&] { return town.incident(1).channel_usable; }));
  REQUIRE(town.quiet());
  CHECK(town.control(channel).says("the supplier confirms"));
}

TEST_CASE("a message that is found again may be older than what it followed, by the clocks") {
  // Ours is four minutes ahead of Slack's, as far as signatures allow.
  Town town({.configure = {}, .ahead = [] { return std::chrono::minutes(4); }});
  town.slack.faults().next("chat.postMessage", Fault::drop_reply(), 2);
  const auto channel = town.declare("checkout is down");
  int controls = 0;
  town.slack.world().read([&](const slack::standin::State& state) {
    for (const auto& [ts, message] : state.channels.at(channel).messages)
      controls += message.metadata.find("control:") != std::string::npos ? 1 : 0;
  });
  CHECK(controls == 1);
}

TEST_CASE("a control message that someone deletes is posted again") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto ts = town.control(channel).ts;
  town.slack.world().change([&](slack::standin::State& state) { return state.remove(channel, ts); });
  REQUIRE(town.until([&] { return !town.control(channel).ts.empty() && town.control(channel).ts != ts; }));
  REQUIRE(town.quiet());
  CHECK(town.control(channel).pinned);
}

TEST_CASE("a form that comes too late for Slack leaves a button to open it") {
  Town town;
  town.slack.faults().next("views.open", Fault::error("expired_trigger_id"));
  town.type(town.ada, "checkout is down", town.general);
  REQUIRE(
      town.until([&] { return town.slack.screen(town.ada).find("Open the form", "general") != nullptr; }));
  town.press(town.ada, "Open the form", town.general);
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
}

TEST_CASE("no message or form that was sent is against Slack's rules") {
  Town town;
  const auto channel = town.declare("checkout is down");
  for (const char* line : {"lead", "comms @grace", "note something", "update: all is well", "timeline",
                           "roles", "list", "severity", "status", "help", "help --more", "statsu x",
                           "status page is down", "resolve", "export", "timeline", ""}) {
    CAPTURE(line);
    CHECK(town.type(town.ada, line, channel).ok());
  }
  REQUIRE(town.quiet());
  for (const auto& call : town.slack.calls()) {
    CAPTURE(call.method);
    CHECK(call.result.find("invalid") == std::string::npos);
  }
}

TEST_CASE(
    "a private incident whose channel can't be made lives with its declarer, and nobody else hears of it") {
  Town town;
  town.slack.people().invite(town.ada, town.general, town.slack.bot_user());
  town.slack.faults().next("conversations.create", Fault::error("restricted_action"), 3);
  town.type(town.ada, "declare payroll leaked --private", town.general);
  REQUIRE(town.until([&] { return town.incident(1).channel_failed; }));
  town.type(town.ada, "status INC-1 fixing", town.general);
  REQUIRE(town.until([&] { return town.all_that(town.ada).find("payroll") != std::string::npos; }));
  CHECK(town.all_that(town.grace).find("payroll") == std::string::npos);
  CHECK(town.all_that(town.linus).find("payroll") == std::string::npos);

  SECTION("once it may, the next thing that somebody does makes the channel") {
    town.slack.faults().clear();
    town.type(town.ada, "status INC-1 monitoring", town.general);
    REQUIRE(town.until([&] { return !town.incident(1).channel.empty(); }));
    REQUIRE(town.quiet());
    CHECK_FALSE(town.incident(1).channel_failed);
    CHECK(town.slack.screen(town.ada).channel(town.incident(1).channel.value)->is_private);
    CHECK(town.all_that(town.grace).find("payroll") == std::string::npos);
  }
}
