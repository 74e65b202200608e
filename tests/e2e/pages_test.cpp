// Asking people to come: by command, button and form, with their answers, the next on the list, and refusals.
#include <algorithm>
#include <thread>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;
using muster::e2e::TownOptions;

namespace {

/// The town's clock, to be put forward.
struct Ahead {
  std::shared_ptr<std::atomic<std::int64_t>> minutes = std::make_shared<std::atomic<std::int64_t>>(0);
  TownOptions options() const {
    TownOptions options;
    options.ahead = [minutes = minutes]() -> core::Duration { return std::chrono::minutes(minutes->load()); };
    options.configure = [](bot::Config& config) {
      core::ServiceDef checkout{"checkout", "Checkout"};
      checkout.group = "oncall";
      config.policy.services = {checkout, {"search", "Search API"}};
    };
    return options;
  }
};

core::Call call_of(Town& town, const std::string& who) {
  const auto incident = town.incident(1);
  for (const auto& page : incident.pages)
    if (const auto* called = core::called_in(page, core::UserId(who))) return called->call;
  FAIL("never asked");
  return {};
}

bool knows_groups(Town& town, std::size_t count) {
  return town.until_stored(
      [&] { return town.store->groups(town.store->only_workspace()->id).size() == count; });
}

int messages_to(Town& town, const std::string& who, const std::string& words) {
  const auto all = town.all_that(who);
  int count = 0;
  for (auto at = all.find(words); at != std::string::npos; at = all.find(words, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE(
    "page: the person is invited and asked by message, and their answer stands on the control message") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto answer = town.type(town.ada, "page @linus the cart loses orders", channel);
  CHECK(answer.text.find("asked") != std::string::npos);
  REQUIRE(town.quiet());
  CHECK(town.slack.screen(town.linus).channel(channel) != nullptr);
  const auto screen = town.slack.screen(town.linus);
  const auto* asked = screen.find("asks you to come", {});
  REQUIRE(asked);
  CHECK(asked->says("the cart loses orders"));
  CHECK(town.control(channel).says("Asked to come"));
  // Being invited isn't coming.
  CHECK(call_of(town, town.linus) == core::Call::asked);

  SECTION("on the way, then here as soon as they say something") {
    town.press(town.linus, "On my way", {});
    REQUIRE(town.quiet());
    CHECK(call_of(town, town.linus) == core::Call::coming);
    CHECK(town.control(channel).says("on the way"));
    town.slack.people().say(town.linus, channel, "looking");
    REQUIRE(town.until_stored([&] { return call_of(town, town.linus) == core::Call::came; }));
    REQUIRE(town.quiet());
    CHECK_FALSE(town.control(channel).says("Asked to come"));
  }
  SECTION("can't: nobody is left, so who asked hears of it with a way on") {
    town.press(town.linus, "Can't", {});
    REQUIRE(town.quiet());
    CHECK(call_of(town, town.linus) == core::Call::cant);
    const auto hers = town.slack.screen(town.ada);
    const auto* told = hers.find("Nobody comes to", {});
    REQUIRE(told);
    CHECK(told->says("can't"));
    town.press(town.ada, "Page somebody else", {});
    REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  }
  SECTION("doing something in the incident is coming, too") {
    town.type(town.linus, "note INC-1 restarted the cart", town.general);
    CHECK(call_of(town, town.linus) == core::Call::came);
  }
  SECTION("asked again while they are being asked: refused, and nobody gets another message") {
    CHECK(town.type(town.grace, "page INC-1 @linus", town.general).text.find("already") != std::string::npos);
    REQUIRE(town.quiet());
    CHECK(messages_to(town, town.linus, "asks you to come") == 1);
  }
}

TEST_CASE("who was there, left, and is asked or given a role again, is invited again; nobody else is") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto is_there = [&](const std::string& who) {
    const auto all = town.store->members(town.incident(1).id);
    return std::ranges::find(all, core::UserId(who)) != all.end();
  };
  town.type(town.ada, "page @linus", channel);
  REQUIRE(town.until_stored([&] { return is_there(town.linus); }));
  town.slack.people().say(town.linus, channel, "here");
  REQUIRE(town.until_stored([&] { return call_of(town, town.linus) == core::Call::came; }));
  REQUIRE(town.quiet());
  town.slack.people().leave(town.linus, channel);
  REQUIRE(town.until_stored([&] { return !is_there(town.linus); }));
  REQUIRE(town.quiet());
  SECTION("asked to come") {
    CHECK(town.type(town.ada, "page @linus", channel).ok());
  }
  SECTION("given a role") {
    CHECK(town.type(town.ada, "scribe @linus", channel).ok());
  }
  REQUIRE(town.until_stored([&] { return is_there(town.linus); }));
  REQUIRE(town.quiet());
}

TEST_CASE("of a group those are asked who aren't there, and of many it is said whom") {
  Town town;
  auto& people = town.slack.people();
  town.slack.add_group("oncall", {town.grace, town.linus});
  std::vector<std::string> many;
  for (int i = 0; i < 14; ++i) many.push_back(town.slack.add_person("many-" + std::to_string(i)));
  town.slack.add_group("everyone", many);
  REQUIRE(knows_groups(town, 2));
  const auto channel = town.declare("checkout is down");
  people.join(town.grace, channel);
  people.say(town.grace, channel, "looking");
  REQUIRE(town.quiet());
  REQUIRE(town.until_stored([&] { return !town.store->message_counts(town.incident(1).id).empty(); }));
  const auto answer = town.type(town.ada, "page @oncall", channel);
  CHECK(answer.body.find("being here already") != std::string::npos);
  CHECK(call_of(town, town.linus) == core::Call::asked);
  town.type(town.ada, "page --stop", channel);
  people.join(town.linus, channel);
  people.say(town.linus, channel, "me, too");
  REQUIRE(town.until_stored([&] { return town.store->message_counts(town.incident(1).id).size() == 2; }));
  const auto all = town.type(town.ada, "page @oncall", channel);
  CHECK(all.body.find("are here already") != std::string::npos);

  const auto of_many = town.type(town.ada, "page @everyone", channel);
  CHECK(of_many.body.find("They are 14") != std::string::npos);
  CHECK(of_many.body.find("the first 10") != std::string::npos);
}

TEST_CASE("a page is called off: whoever was asked reads so, and nobody else is asked") {
  Ahead ahead;
  Town town(ahead.options());
  town.slack.add_group("oncall", {town.grace, town.linus});
  REQUIRE(knows_groups(town, 1));
  const auto channel = town.declare("checkout is down", "--sev 4");
  CHECK(town.type(town.ada, "page --stop", channel).text.find("Nobody is being asked") != std::string::npos);
  town.type(town.ada, "page INC-1 @oncall", town.general);
  REQUIRE(town.quiet());
  *ahead.minutes = 4;
  REQUIRE(town.until_stored([&] { return town.incident(1).pages.front().people.front().times == 2; }));
  REQUIRE(town.quiet());

  SECTION("where it was asked for") {
    REQUIRE(town.press(town.ada, "Stop asking", town.general).ok());
  }
  SECTION("in the panel") {
    town.type(town.ada, "", channel);
    REQUIRE(town.press(town.ada, "Stop asking", channel).ok());
  }
  SECTION("by word") {
    CHECK(town.type(town.ada, "page --stop", channel).text.find("aren't needed any more") !=
          std::string::npos);
  }
  SECTION("by undoing it") {
    town.type(town.ada, "undo", channel);
  }
  REQUIRE(town.quiet());
  CHECK(call_of(town, town.grace) == core::Call::spared);
  // Both messages, the first and the second.
  CHECK(messages_to(town, town.grace, "to come to") == 0);
  CHECK(messages_to(town, town.grace, "You aren't needed any more for INC-1") >= 2);
  const auto screen = town.slack.screen(town.grace);
  for (const auto& direct : screen.direct)
    for (const auto& message : direct.messages)
      CHECK(std::ranges::find(message.buttons, "On my way") == message.buttons.end());
  CHECK_FALSE(town.control(channel).says("Asked to come"));
  *ahead.minutes = 30;
  REQUIRE(town.quiet());
  CHECK(town.slack.screen(town.linus).find("asks you", {}) == nullptr);
}

TEST_CASE("page by its button: a form that asks for one of them") {
  Ahead ahead;
  Town town(ahead.options());
  town.slack.add_group("oncall", {town.grace, town.linus});
  REQUIRE(knows_groups(town, 1));
  const auto channel = town.declare("checkout is down");
  const auto open = [&] {
    town.press(town.ada, "Page", channel);
    REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  };
  open();
  CHECK(town.slack.people().submit(town.ada, {{"why", {"orders"}}}).errors.contains("person"));
  CHECK(town.slack.people()
            .submit(town.ada, {{"person", {town.linus}}, {"listed", {"Checkout"}}})
            .errors.contains("listed"));
  CHECK(town.incident(1).pages.empty());
  SECTION("a person") {
    town.slack.people().submit(town.ada, {{"person", {town.linus}}, {"listed", {}}, {"why", {"a < b"}}});
    REQUIRE(town.quiet());
    CHECK(call_of(town, town.linus) == core::Call::asked);
    CHECK(town.slack.screen(town.linus).find("a < b", {}) != nullptr);
  }
  SECTION("whoever is on call for a service") {
    town.slack.people().submit(town.ada, {{"person", {}}, {"listed", {"Checkout"}}});
    REQUIRE(town.quiet());
    CHECK(call_of(town, town.grace) == core::Call::asked);
    CHECK(town.incident(1).pages.front().service == "checkout");
  }
  SECTION("a user group; what can't be done is said in the form") {
    town.slack.people().submit(town.ada, {{"person", {}}, {"listed", {"@oncall"}}});
    REQUIRE(town.quiet());
    CHECK(town.incident(1).pages.front().group == "oncall");
    open();
    const auto again = town.slack.people().submit(town.ada, {{"person", {town.grace}}});
    CHECK(again.errors.contains("person"));
  }
}

TEST_CASE("a group's people are asked one after the other, each twice, three minutes apart") {
  Ahead ahead;
  Town town(ahead.options());
  const auto group = town.slack.add_group("oncall", {town.grace, town.linus});
  REQUIRE(knows_groups(town, 1));
  const auto channel = town.declare("checkout is down", "--sev 4");
  town.type(town.ada, "page checkout: orders are lost", channel);
  CHECK(town.incident(1).pages.empty());  // could be a title
  town.type(town.ada, "page: checkout orders are lost", channel);
  REQUIRE(town.quiet());
  CHECK(call_of(town, town.grace) == core::Call::asked);
  CHECK(town.slack.screen(town.linus).find("asks you", {}) == nullptr);

  *ahead.minutes = 4;
  REQUIRE(town.until_stored([&] { return town.incident(1).pages.front().people.front().times == 2; }));
  REQUIRE(town.quiet());
  CHECK(messages_to(town, town.grace, "to come to") == 2);
  *ahead.minutes = 8;
  REQUIRE(town.until_stored([&] { return town.incident(1).pages.front().people.size() == 2; }));
  REQUIRE(town.quiet());
  CHECK(call_of(town, town.grace) == core::Call::silent);
  const auto screen = town.slack.screen(town.linus);
  const auto* asked = screen.find("asks you", {});
  REQUIRE(asked);
  CHECK(asked->says("orders are lost"));
  CHECK(asked->says("Checkout"));
  town.press(town.linus, "On my way", {});
  REQUIRE(town.quiet());
  *ahead.minutes = 60;
  REQUIRE(town.quiet());
  CHECK(messages_to(town, town.linus, "to come to") == 1);
  // Who comes late has come all the same.
  town.slack.people().say(town.grace, channel, "sorry, I'm here");
  REQUIRE(town.until_stored([&] { return call_of(town, town.grace) == core::Call::came; }));
}

TEST_CASE("who is on call is known from Slack's events, and changes at once") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto group = town.slack.add_group("oncall", {town.grace});
  REQUIRE(knows_groups(town, 1));
  town.slack.set_group(group, {town.linus, town.grace});
  REQUIRE(town.until_stored(
      [&] { return town.store->groups(town.store->only_workspace()->id).front().people.size() == 2; }));
  town.type(town.ada, "page @oncall", channel);
  REQUIRE(town.quiet());
  CHECK(call_of(town, town.linus) == core::Call::asked);
  // Of two who ask for the same group at once, one asks.
  std::thread one([&] { town.type(town.ada, "page INC-1 @oncall", town.general); });
  std::thread two([&] { town.type(town.grace, "page INC-1 @oncall", town.general); });
  one.join();
  two.join();
  REQUIRE(town.quiet());
  CHECK(town.incident(1).pages.size() == 1);
  town.slack.set_group(group, {});
  REQUIRE(knows_groups(town, 0));
}

TEST_CASE("who can't come is not asked: bots, the deactivated, the empty group, the unknown one") {
  Town town;
  const auto gone = town.slack.add_person("gone", {.deleted = true});
  const auto channel = town.declare("checkout is down");
  town.slack.add_group("leavers", {gone});
  REQUIRE(knows_groups(town, 1));
  REQUIRE(town.until_stored([&] {
    const auto known = town.store->user(town.store->only_workspace()->id, core::UserId(gone));
    return known && known->deleted;
  }));
  const auto version = town.incident(1).version;
  CHECK(town.type(town.ada, "page @gone", channel).text.find("deactivated") != std::string::npos);
  CHECK(town.type(town.ada, "page @muster", channel).text.find("bot") != std::string::npos);
  CHECK(town.type(town.ada, "page @leavers", channel).text.find("nobody who could come") !=
        std::string::npos);
  CHECK(town.type(town.ada, "page @nosuchgroup", channel).text.find("no user group") != std::string::npos);
  CHECK(town.type(town.ada, "page @ada", channel).text.find("you are here") != std::string::npos);
  CHECK(town.type(town.ada, "page @grace @linus", channel).body.find("one person") != std::string::npos);
  CHECK(town.type(town.ada, "page load is slow", channel).body.find("Declare") != std::string::npos);
  CHECK(town.incident(1).version == version);
  town.type(town.ada, "resolve", channel);
  CHECK(town.type(town.ada, "page @grace", channel).text.find("nobody is needed") != std::string::npos);
}

TEST_CASE("a private incident is shown to who was asked to come to it, and to nobody else") {
  Town town;
  town.type(town.ada, "declare payroll leaked --private", town.general);
  REQUIRE(town.until([&] { return !town.incident(1).channel.empty(); }));
  REQUIRE(town.quiet());
  CHECK(town.type(town.grace, "page INC-1 @linus", town.general).text.find("no INC-1") != std::string::npos);
  town.type(town.ada, "page INC-1 @linus", town.general);
  REQUIRE(town.quiet());
  CHECK(town.slack.screen(town.linus).find("payroll leaked", {}) != nullptr);
  CHECK(town.all_that(town.grace).find("payroll") == std::string::npos);
  town.press(town.linus, "On my way", {});
  REQUIRE(town.quiet());
  CHECK(call_of(town, town.linus) == core::Call::coming);
}

TEST_CASE("guests ask others only into a channel that they are in") {
  Town town;
  const auto guest = town.slack.add_person("guest", {.guest = true});
  const auto channel = town.declare("checkout is down");
  REQUIRE(town.until_stored(
      [&] { return town.store->user(town.store->only_workspace()->id, core::UserId(guest)).has_value(); }));
  town.type(guest, "page INC-1 @linus", town.general);
  CHECK(town.incident(1).pages.empty());
  // With a role it is theirs to see, but they are no more in the channel for that.
  town.slack.people().invite(town.ada, channel, guest);
  REQUIRE(town.quiet());
  town.type(guest, "page @linus", channel);
  REQUIRE(town.quiet());
  CHECK(call_of(town, town.linus) == core::Call::asked);
}

TEST_CASE("a service whose group has nobody left asks its owner") {
  // Each town gives its people the same ids.
  const auto grace = Town(TownOptions{.configure = {}, .start_bot = false}).grace;
  TownOptions options;
  options.configure = [grace](bot::Config& config) {
    core::ServiceDef checkout{"checkout", "Checkout"};
    checkout.group = "oncall";
    checkout.owner = grace;
    config.policy.services = {checkout};
  };
  Town town(options);
  REQUIRE(town.grace == grace);
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "page checkout", channel);
  REQUIRE(town.quiet());
  CHECK(call_of(town, grace) == core::Call::asked);
}
