// Two people declare the same thing; two incidents become one; one is declared from a message.
#include <algorithm>
#include <atomic>
#include <memory>

#include "bot/export.h"
#include "core/debrief.h"
#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;

namespace {

bool is_in(Town& town, const std::string& who, const std::string& channel) {
  return town.slack.screen(who).channel(channel) != nullptr;
}

bool form_opens(Town& town, const std::string& who) {
  return town.until([&] { return town.slack.screen(who).form() != nullptr; });
}

}  // namespace

TEST_CASE("who declares what is open already sees it at once, and ends in one place with one press") {
  Town town;
  // Within seconds: nothing of the first one is in Slack yet.
  town.type(town.ada, "declare checkout is down", town.general);
  const auto second = town.type(town.grace, "declare Checkout fails for all --sev 1", town.general);
  CHECK(second.text.find("INC-2") != std::string::npos);
  CHECK(second.body.find("checkout is down") != std::string::npos);
  REQUIRE(town.press(town.grace, "Join and merge", town.general).ok());
  REQUIRE(town.quiet());

  CHECK(town.incident(2).category == core::Category::merged);
  REQUIRE(town.incident(2).merged_into);
  CHECK(town.incident(2).merged_into->number == 1);
  CHECK_FALSE(town.incident(2).next_update_due);
  CHECK(town.incident(1).merged_in.size() == 1);
  CHECK(is_in(town, town.grace, "inc-1-checkout-is-down"));
  CHECK(town.all_that(town.grace).find("goes on in INC-1") != std::string::npos);

  SECTION("the first one's declarer is told in its channel") {
    CHECK(town.slack.screen(town.ada).find("merged INC-2", town.incident(1).channel.value) != nullptr);
    CHECK(town.control(town.incident(1).channel.value).says("Merged in: INC-2"));
  }
  SECTION("an unlike one is offered nothing") {
    const auto other = town.type(town.linus, "declare login is slow", town.announce);
    CHECK(other.body.find("Join") == std::string::npos);
  }
}

TEST_CASE("a look-alike is joined without a merge") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.grace, "declare checkout fails", town.general);
  REQUIRE(town.press(town.grace, "Join", town.general).ok());
  REQUIRE(town.quiet());
  CHECK(is_in(town, town.grace, channel));
  CHECK(town.incident(2).category == core::Category::active);
}

TEST_CASE("the form offers what is open before it is sent, and after it") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.grace, "checkout returns 500s", town.general);
  REQUIRE(form_opens(town, town.grace));
  SECTION("joined instead of declared") {
    REQUIRE(town.press(town.grace, "Join", "").ok());
    REQUIRE(town.quiet());
    CHECK(is_in(town, town.grace, channel));
    CHECK(town.store->list(town.store->only_workspace()->id, {}).size() == 1);
    // The form says so, in its own place.
    REQUIRE(town.until([&] { return town.slack.screen(town.grace).form()->callback_id == "message"; }));
  }
  SECTION("declared all the same, and merged from what the form says then") {
    town.slack.people().submit(town.grace, {});
    REQUIRE(town.slack.screen(town.grace).form() != nullptr);
    CHECK(town.slack.screen(town.grace).form()->callback_id == "message");
    REQUIRE(town.press(town.grace, "Join and merge", "").ok());
    REQUIRE(town.quiet());
    CHECK(town.incident(2).category == core::Category::merged);
    CHECK(is_in(town, town.grace, channel));
  }
}

TEST_CASE("a private incident looks like nothing to those who aren't in it, and drills like drills") {
  Town town;
  town.declare("payroll of the board leaked", "--private");
  const auto answer = town.type(town.grace, "declare payroll is late", town.general);
  CHECK(answer.body.find("board") == std::string::npos);
  CHECK(answer.body.find("Join") == std::string::npos);
  town.type(town.grace, "payroll", town.general);
  REQUIRE(form_opens(town, town.grace));
  REQUIRE(town.quiet());
  CHECK(town.all_that(town.grace).find("board") == std::string::npos);
  // Its own declarer is offered to join, and no merge, which would tell of it.
  const auto own = town.type(town.ada, "declare board meeting leaked", town.general);
  CHECK(own.body.find("payroll of the board") != std::string::npos);
  CHECK(own.body.find("join INC-1") != std::string::npos);
  CHECK(own.body.find("INC-1 --yes") == std::string::npos);
  const auto drill = town.type(town.grace, "declare payroll exercise --drill", town.general);
  CHECK(drill.body.find("payroll is late") == std::string::npos);
}

TEST_CASE("merging asks first, moves the people, and points across everywhere") {
  Town town;
  const auto into = town.declare("checkout is down");
  const auto guest = town.slack.add_person("guest", {.guest = true});
  town.type(town.grace, "declare payments fail", town.general);
  REQUIRE(town.quiet());
  const auto from = town.incident(2).channel.value;
  town.slack.people().join(town.linus, from);
  town.slack.people().invite(town.grace, from, guest);
  town.type(town.linus, "scribe", from);
  town.type(town.grace, "subscribe", from);
  town.type(town.grace, "note the bank sees nothing", from);
  REQUIRE(town.quiet());

  const std::string way = GENERATE("in its own channel", "naming both", "by the panel's button");
  CAPTURE(way);
  if (way == "in its own channel") {
    CHECK(town.type(town.linus, "merge INC-1", from).text.find("nothing yet") != std::string::npos);
    CHECK(town.incident(2).category == core::Category::active);
    REQUIRE(town.press(town.linus, "Yes: merge", from).ok());
  } else if (way == "naming both") {
    town.type(town.linus, "merge INC-2 INC-1 --yes", town.announce);
  } else {
    town.type(town.linus, "", from);
    REQUIRE(town.press(town.linus, "Merge", from).ok());
    REQUIRE(town.until([&] { return town.slack.screen(town.linus).find("Which one", from) != nullptr; }));
    REQUIRE(town.press(town.linus, "INC-1 checkout", from).ok());
    REQUIRE(town.until([&] { return town.slack.screen(town.linus).find("Shall", from) != nullptr; }));
    REQUIRE(town.press(town.linus, "Yes: merge", from).ok());
  }
  REQUIRE(town.quiet());
  CHECK(town.incident(2).category == core::Category::merged);
  CHECK(is_in(town, town.grace, into));
  CHECK(is_in(town, town.linus, into));
  CHECK_FALSE(is_in(town, guest, into));
  const auto screen = town.slack.screen(town.grace);
  CHECK(screen.find("It goes on in INC-1", from) != nullptr);
  CHECK(screen.find("merged INC-2", into) != nullptr);
  CHECK(town.control(from, town.grace).says("goes on in INC-1"));
  CHECK(screen.find("payments fail", "incidents")->says("goes on in INC-1"));
  // Whoever subscribed hears of it.
  CHECK(std::ranges::any_of(screen.direct, [](const auto& dm) {
    return std::ranges::any_of(dm.messages, [](const auto& m) { return m.says("It goes on in INC-1"); });
  }));
  const auto entries = town.entries(1);
  CHECK(std::ranges::any_of(
      entries, [](const core::Entry& e) { return e.kind == core::EntryKind::merge && e.to == "INC-2"; }));
  // What was noted there is read here, too, until it is taken out again.
  const auto exported = [&] {
    return core::render_debrief(bot::debrief_input(*town.store, town.incident(1)), core::default_policy(),
                                core::Format::markdown);
  };
  CHECK(exported().find("INC-2: the bank sees nothing") != std::string::npos);
  CHECK(town.type(town.grace, "timeline", into).body.find("Timeline of INC-2") != std::string::npos);
  CHECK(town.type(town.grace, "list", town.general).body.find("payments fail") == std::string::npos);

  SECTION("and is taken out again as it was") {
    REQUIRE(town.press(town.linus, "Unmerge", from).ok());
    REQUIRE(town.quiet());
    CHECK(town.incident(2).status == "investigating");
    CHECK(town.incident(2).next_update_due);
    CHECK(town.incident(1).merged_in.empty());
    CHECK(exported().find("the bank sees nothing") == std::string::npos);
    CHECK_FALSE(town.control(into).says("Merged in"));
    CHECK(town.slack.screen(town.ada).find("took INC-2", into) != nullptr);
  }
}

TEST_CASE("what can't be merged says why, and does nothing") {
  Town town;
  const auto first = town.declare("checkout is down");
  const auto secret = town.declare("payroll leaked", "--private");
  const auto said = [&](const std::string& who, const std::string& line, const std::string& where) {
    const auto answer = town.type(who, line, where);
    REQUIRE(answer.ok());
    return answer.text;
  };
  CHECK(said(town.ada, "merge INC-1", first).find("itself") != std::string::npos);
  CHECK(said(town.ada, "merge INC-9", first).find("no INC-9") != std::string::npos);
  CHECK(said(town.ada, "merge INC-2", first).find("private") != std::string::npos);
  CHECK(said(town.ada, "merge INC-1", secret).find("private") != std::string::npos);
  // To others there is no such incident.
  CHECK(said(town.grace, "merge INC-1 INC-2 --yes", town.general).find("no INC-2") != std::string::npos);
  CHECK(said(town.ada, "unmerge", first).find("merged with no other") != std::string::npos);
  town.slack.people().join(town.grace, first);
  town.declare("practice", "--drill");
  CHECK(said(town.ada, "merge INC-3", first).find("drill") != std::string::npos);
  town.declare("old one");
  town.type(town.ada, "resolve INC-4", town.general);
  CHECK(said(town.ada, "merge INC-4", first).find("Resolved") != std::string::npos);
  CHECK(town.incident(1).category == core::Category::active);
  REQUIRE(town.quiet());
  CHECK(town.slack.screen(town.grace).find("INC-2", first) == nullptr);
}

TEST_CASE("of two private ones that are merged, each keeps its people") {
  Town town;
  const auto into = town.declare("payroll leaked", "--private");
  const auto from = town.declare("payroll copied", "--private");
  town.slack.people().invite(town.ada, from, town.grace);
  REQUIRE(town.quiet());
  town.type(town.ada, "merge INC-1 --yes", from);
  REQUIRE(town.quiet());
  CHECK(town.incident(2).category == core::Category::merged);
  CHECK_FALSE(is_in(town, town.grace, into));
  CHECK(town.all_that(town.grace).find("payroll leaked") == std::string::npos);
  // And is let in by nobody but its own people.
  CHECK(town.type(town.grace, "join INC-1", from).text.find("no INC-1") != std::string::npos);
}

TEST_CASE("joining by command, and what is merged sends on") {
  Town town;
  const auto into = town.declare("checkout is down");
  const auto from = town.declare("payments fail");
  CHECK(town.type(town.linus, "join INC-1", town.announce).text.find("Come to INC-1") != std::string::npos);
  REQUIRE(town.quiet());
  CHECK(is_in(town, town.linus, into));
  town.type(town.ada, "merge INC-2 INC-1 --yes", town.general);
  REQUIRE(town.quiet());
  CHECK(town.type(town.grace, "join INC-2", town.general).body.find("join INC-1") != std::string::npos);
  REQUIRE(town.press(town.grace, "Join INC-1", town.general).ok());
  REQUIRE(town.quiet());
  CHECK(is_in(town, town.grace, into));
  CHECK_FALSE(is_in(town, town.grace, from));
}

TEST_CASE("an incident is declared from a message, which is linked and answered") {
  Town town;
  const auto ts =
      town.slack.people().say(town.grace, town.general, "Customers say checkout is down\nin the EU");
  town.slack.people().message_shortcut(town.ada, "declare_from", town.general, ts);
  REQUIRE(form_opens(town, town.ada));

  SECTION("with its words as the title") {
    REQUIRE(town.slack.people().submit(town.ada, {}).ok());
    REQUIRE(town.quiet());
    const auto incident = town.incident(1);
    CHECK(core::to_plain(core::shown(incident.title)) == "Customers say checkout is down in the EU");
    CHECK(incident.source.ts == ts);
    CHECK(incident.source_link.find("/archives/" + town.general + "/p") != std::string::npos);
    CHECK(town.control(incident.channel.value).says("this message"));
    const auto* answered = town.slack.screen(town.grace).find("was declared from this", town.general);
    REQUIRE(answered);
    REQUIRE(town.press(town.grace, "Join", town.general).ok());
    REQUIRE(town.quiet());
    CHECK(is_in(town, town.grace, incident.channel.value));
  }
  SECTION("without a channel it is answered all the same") {
    town.slack.faults().next("conversations.create", slack::standin::Fault::error("restricted_action"), 100);
    REQUIRE(town.slack.people().submit(town.ada, {}).ok());
    REQUIRE(town.until([&] {
      return town.slack.screen(town.grace).find("It has no channel yet", town.general) != nullptr;
    }));
    REQUIRE(town.press(town.grace, "Show it", town.general).ok());
    REQUIRE(town.until([&] { return town.all_that(town.grace).find("only you") != std::string::npos; }));
  }
  SECTION("a private one is told to nobody there") {
    REQUIRE(town.slack.people().submit(town.ada, {{"options", {"private"}}}).ok());
    REQUIRE(town.quiet());
    REQUIRE(town.incident(1).is_private);
    CHECK(town.slack.screen(town.grace).find("declared from this", town.general) == nullptr);
    CHECK_FALSE(town.incident(1).source_link.empty());
  }
}

TEST_CASE("a reply in a thread is answered in its thread, and a channel without the bot is left in peace") {
  Town town;
  const auto parent = town.slack.people().say(town.ada, town.general, "is something wrong?");
  const auto reply = town.slack.people().say(town.grace, town.general, "checkout is down", parent);
  town.slack.people().message_shortcut(town.grace, "declare_from", town.general, reply);
  REQUIRE(form_opens(town, town.grace));
  town.slack.people().submit(town.grace, {});
  REQUIRE(town.quiet());
  CHECK(town.incident(1).source_thread == parent);
  CHECK(town.slack.screen(town.ada).find("was declared from this", "general") != nullptr);

  const auto closed = town.slack.add_channel("closed-door", {town.ada}, true);
  const auto said = town.slack.people().say(town.ada, closed, "login fails");
  town.slack.people().message_shortcut(town.ada, "declare_from", closed, said);
  REQUIRE(form_opens(town, town.ada));
  town.slack.people().submit(town.ada, {});
  REQUIRE(town.quiet());
  CHECK(town.incident(2).source.ts == said);
  CHECK(town.store->parked(10).empty());
}

namespace {

core::Call call_in(Town& town, int number, const std::string& who) {
  const auto incident = town.incident(number);
  for (const auto& page : incident.pages)
    if (const auto* called = core::called_in(page, core::UserId(who))) return called->call;
  FAIL("never asked");
  return {};
}

/// How many of their direct messages have this button.
int offers_to(Town& town, const std::string& who, const std::string& button) {
  const auto screen = town.slack.screen(who);
  int count = 0;
  for (const auto& direct : screen.direct)
    for (const auto& message : direct.messages)
      count += static_cast<int>(std::ranges::count(message.buttons, button));
  return count;
}

}  // namespace

TEST_CASE("who is being asked to come when an incident is merged is asked on from where it goes on") {
  const auto minutes = std::make_shared<std::atomic<std::int64_t>>(0);
  e2e::TownOptions options;
  options.ahead = [minutes]() -> core::Duration { return std::chrono::minutes(minutes->load()); };
  Town town(std::move(options));
  const auto into = town.declare("checkout is down", "--sev 4");
  const auto from = town.declare("payments fail", "--sev 4");
  town.type(town.ada, "page @linus the cart loses orders", from);
  REQUIRE(town.quiet());
  REQUIRE(offers_to(town, town.linus, "On my way") == 1);
  const bool on_the_way = GENERATE(false, true);
  CAPTURE(on_the_way);
  if (on_the_way) town.press(town.linus, "On my way", {});
  REQUIRE(town.quiet());
  town.type(town.ada, "merge INC-1 --yes", from);
  REQUIRE(town.quiet());
  REQUIRE(town.incident(1).pages.size() == 1);
  CHECK(is_in(town, town.linus, into));
  CHECK(town.all_that(town.linus).find("takes the place of this one") != std::string::npos);
  // One message that can be answered, and not two.
  CHECK(offers_to(town, town.linus, "Can't") == 1);
  CHECK(offers_to(town, town.linus, "On my way") == (on_the_way ? 0 : 1));

  if (on_the_way) {
    CHECK(town.slack.screen(town.linus).find("please come there", {}) != nullptr);
    CHECK(call_in(town, 1, town.linus) == core::Call::coming);
    CHECK(town.control(into).says("on the way"));
    town.press(town.linus, "Can't", {});
    REQUIRE(town.quiet());
    CHECK(call_in(town, 1, town.linus) == core::Call::cant);
    CHECK(town.slack.screen(town.ada).find("Nobody comes to", {}) != nullptr);
    return;
  }
  const auto screen = town.slack.screen(town.linus);
  const auto* asked = screen.find("for which you were asked, goes on there", {});
  REQUIRE(asked);
  CHECK(asked->says("the cart loses orders"));
  CHECK(asked->says("checkout is down"));
  SECTION("their answer is one to that") {
    town.press(town.linus, "On my way", {});
    REQUIRE(town.quiet());
    CHECK(call_in(town, 1, town.linus) == core::Call::coming);
    CHECK(town.control(into).says("on the way"));
  }
  SECTION("without an answer they are asked again") {
    *minutes = 4;
    REQUIRE(town.until_stored([&] { return town.incident(1).pages.front().people.front().times == 2; }));
    REQUIRE(town.quiet());
    CHECK(offers_to(town, town.linus, "On my way") == 2);
    CHECK(town.incident(2).pages.front().people.front().times == 1);
  }
  SECTION("taken out again, it asks by itself") {
    town.type(town.ada, "unmerge", from);
    REQUIRE(town.quiet());
    CHECK(offers_to(town, town.linus, "On my way") == 1);
    CHECK(town.all_that(town.linus).find("who is still needed is asked from there") != std::string::npos);
    CHECK(call_in(town, 1, town.linus) == core::Call::spared);
    // Nothing sends them there any more.
    const auto now = town.slack.screen(town.linus);
    CHECK(now.find("takes the place of this one", {}) == nullptr);
    CHECK(now.find("INC-2 goes on by itself again", {}) != nullptr);
    town.press(town.linus, "On my way", {});
    REQUIRE(town.quiet());
    CHECK(call_in(town, 2, town.linus) == core::Call::coming);
  }
}

TEST_CASE("a merge doesn't ask guests into another channel, nor anybody into what is private") {
  Town town;
  const bool is_private = GENERATE(false, true);
  CAPTURE(is_private);
  const auto guest = town.slack.add_person("guest", {.guest = true});
  REQUIRE(town.until_stored(
      [&] { return town.store->user(town.store->only_workspace()->id, core::UserId(guest)).has_value(); }));
  const auto into = town.declare("payroll leaked", is_private ? "--private" : "");
  const auto from = town.declare("payroll copied", is_private ? "--private" : "");
  const auto who = is_private ? town.linus : guest;
  town.type(town.ada, is_private ? "page @linus" : "page @guest", from);
  REQUIRE(town.quiet());
  REQUIRE(call_in(town, 2, who) == core::Call::asked);
  town.type(town.ada, "merge INC-1 --yes", from);
  REQUIRE(town.quiet());
  CHECK(town.incident(2).category == core::Category::merged);
  CHECK(town.incident(1).pages.empty());
  CHECK_FALSE(is_in(town, who, into));
  CHECK(town.all_that(who).find("payroll leaked") == std::string::npos);
  CHECK(town.all_that(who).find("goes on in another incident") != std::string::npos);
  CHECK(offers_to(town, who, "On my way") == 0);
  CHECK(offers_to(town, who, "Join INC-1") == 0);
}
