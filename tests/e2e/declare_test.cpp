#include <algorithm>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Fault;
using muster::e2e::Town;

TEST_CASE("declaring by command opens a channel with everything in it") {
  Town town;
  const auto answer = town.type(town.ada, "declare checkout is down --sev 2", town.general);
  CHECK(answer.text.find("INC-1") != std::string::npos);
  REQUIRE(town.quiet());

  const auto incident = town.incident(1);
  CHECK(incident.severity == "sev2");
  CHECK(incident.declared_by.value == town.ada);
  const auto screen = town.slack.screen(town.ada);
  const auto* channel = screen.channel("inc-1-checkout-is-down");
  REQUIRE(channel);
  CHECK(channel->topic.find("SEV2") != std::string::npos);
  CHECK(channel->topic.find("nobody yet") != std::string::npos);
  CHECK_FALSE(channel->bookmarks.empty());

  const auto control = town.control(channel->id);
  CHECK(control.pinned);
  CHECK(control.says("INC-1 checkout is down"));
  CHECK(std::count(control.buttons.begin(), control.buttons.end(), "I'll take it") == 3);

  const auto* announced = screen.find("checkout is down", "incidents");
  REQUIRE(announced);
  CHECK(announced->says("SEV2"));
  // "ready" where it was typed.
  const auto* ready = screen.find("is ready", "general");
  REQUIRE(ready);
  CHECK(ready->ephemeral);
}

TEST_CASE("what was chosen without a title stands in the form, also when that comes late") {
  Town town;
  const bool late = GENERATE(false, true);
  if (late) town.slack.faults().next("views.open", Fault::error("expired_trigger_id"));
  CHECK(town.type(town.ada, "declare --private --drill --sev 1", town.general).ok());
  if (late) {
    REQUIRE(town.until([&] { return town.slack.screen(town.ada).find("came too late") != nullptr; }));
    CHECK(town.press(town.ada, "Open the form", town.general).ok());
  }
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  CHECK(town.slack.people().submit(town.ada, {{"title", {"payroll leaked"}}}).ok());
  REQUIRE(town.quiet());
  CHECK(town.incident(1).is_private);
  CHECK(town.incident(1).drill);
  CHECK(town.incident(1).severity == "sev1");
}

TEST_CASE("declaring by form: one required field, and the title that was typed stands in it") {
  Town town;
  const auto typed = town.type(town.ada, "checkout is down", town.general);
  CHECK(typed.ok());
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  CHECK(town.slack.screen(town.ada).form()->callback_id == "declare");
  SECTION("sent as it is") {
    const auto sent = town.slack.people().submit(town.ada, {});
    CHECK(sent.ok());
    REQUIRE(town.quiet());
    CHECK(core::to_plain(core::shown(town.incident(1).title)) == "checkout is down");
    CHECK(town.incident(1).severity == "unsure");
    CHECK(town.slack.screen(town.ada).form() == nullptr);
    CHECK(town.slack.screen(town.ada).find("is ready", "general") != nullptr);
  }
  SECTION("with a severity and a lead") {
    town.slack.people().submit(town.ada, {{"severity", {"sev1"}}, {"lead", {town.grace}}});
    REQUIRE(town.quiet());
    CHECK(town.incident(1).severity == "sev1");
    REQUIRE(town.incident(1).roles.contains("lead"));
    CHECK(town.incident(1).roles.at("lead").user.value == town.grace);
    CHECK(town.incident(1).roles.at("lead").asked);
    CHECK(town.slack.screen(town.grace).channel("inc-1-checkout-is-down") != nullptr);
  }
  SECTION("without a title it says what to mend, and nothing is declared") {
    const auto sent = town.slack.people().submit(town.ada, {{"title", {""}}});
    CHECK(town.store->list(town.store->only_workspace()->id, {}).empty());
    CHECK(town.slack.screen(town.ada).form() != nullptr);
    (void)sent;
  }
}

TEST_CASE("the same person pressing Enter twice declares once") {
  Town town;
  town.type(town.ada, "declare checkout is down", town.general);
  const auto second = town.type(town.ada, "declare Checkout is  DOWN!", town.general);
  CHECK(second.text.find("INC-1") != std::string::npos);
  REQUIRE(town.quiet());
  CHECK(town.store->list(town.store->only_workspace()->id, {}).size() == 1);
  town.type(town.grace, "declare checkout is down", town.general);
  REQUIRE(town.quiet());
  CHECK(town.store->list(town.store->only_workspace()->id, {}).size() == 2);
  // Another thing is asked for, though by the same words.
  town.type(town.ada, "declare --drill checkout is down", town.general);
  REQUIRE(town.quiet());
  CHECK(town.store->list(town.store->only_workspace()->id, {}).size() == 3);
}

TEST_CASE("any title makes a legal channel, and none of them pings anybody") {
  Town town;
  const std::string long_title(300, 'x');
  const std::vector<std::string> titles = {"!!! ???",
                                           "データベースが落ちています",
                                           "🔥🔥🔥",
                                           "&lt;!channel&gt; checkout &amp; pay",
                                           "Ünïcödé ßtraße is lost",
                                           "a",
                                           "inc-1",
                                           "-- drop table"};
  int number = 0;
  for (const auto& title : titles) {
    CAPTURE(title);
    ++number;
    const auto channel = town.declare(title);
    const auto* shown = town.slack.screen(town.ada).channel(channel);
    (void)shown;
    CHECK(town.incident(number).channel_name.find(std::to_string(number)) != std::string::npos);
    CHECK(town.incident(number).channel_name.size() <= 80);
  }
  for (const auto& call : town.slack.calls("chat.postMessage")) {
    const auto blocks = call.args.find("blocks");
    if (blocks != call.args.end()) CHECK(blocks->second.find("<!channel>") == std::string::npos);
    CHECK(call.args.at("text").find("<!channel>") == std::string::npos);
  }
  // Too long is refused with the limit, and nothing is lost or declared.
  const auto refused = town.type(town.ada, "declare " + long_title, town.general);
  CHECK(refused.text.find("150") != std::string::npos);
  CHECK_FALSE(town.store->by_number(town.store->only_workspace()->id, number + 1));
}

TEST_CASE("a name that is taken gets a suffix, never someone else's channel") {
  Town town;
  const auto strangers = town.slack.add_channel("inc-1-checkout-is-down", {town.grace});
  const auto channel = town.declare("checkout is down");
  CHECK(channel != strangers);
  CHECK(town.incident(1).channel_name == "inc-1-checkout-is-down-2");
}

TEST_CASE("one who can't be invited keeps nobody else out, and it stands in the activity log") {
  Town town;
  const auto gone = town.slack.add_person("gone");
  const auto workspace = town.store->only_workspace()->id;
  // The bot has its list of people: it is in it itself.
  for (const auto& known : {gone, town.slack.bot_user()})
    REQUIRE(town.until_stored([&] { return town.store->user(workspace, core::UserId(known)).has_value(); }));
  // Just now: the bot has heard nothing of it.
  town.slack.world().change([&](slack::standin::State& state) { state.people.at(gone).is.deleted = true; });
  town.type(town.ada, "checkout is down", town.general);
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  const auto sent = town.slack.people().submit(town.ada, {{"lead", {gone}}});
  INFO(sent.body << sent.error);
  REQUIRE(town.quiet());
  CHECK(town.slack.screen(town.ada).channel("inc-1-checkout-is-down") != nullptr);
  CHECK(town.incident(1).failing.contains("members"));

  SECTION("and with the next change of roles it is tried again, and the warning goes") {
    town.slack.world().change(
        [&](slack::standin::State& state) { state.people.at(gone).is.deleted = false; });
    town.type(town.grace, "comms INC-1", town.general);
    REQUIRE(town.quiet());
    CHECK_FALSE(town.incident(1).failing.contains("members"));
    CHECK(town.slack.screen(gone).channel("inc-1-checkout-is-down") != nullptr);
  }
}

TEST_CASE("without permission to make a channel the incident lives where it was declared, and says so") {
  Town town;
  town.slack.people().invite(town.ada, town.general, town.slack.bot_user());
  town.slack.faults().next("conversations.create", Fault::error("restricted_action"), 100);
  town.type(town.ada, "declare checkout is down", town.general);
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).find("restricted_action") != nullptr; }));
  const auto incident = town.incident(1);
  CHECK(incident.channel_failed);
  CHECK(incident.channel.empty());
  // Every verb works there, without a name.
  const auto answer = town.type(town.ada, "status monitoring", town.general);
  CHECK(answer.text.find("Monitoring") != std::string::npos);
}

TEST_CASE("a private incident is announced nowhere, and its title is in no channel's name") {
  Town town;
  const auto channel = town.declare("payroll leaked", "--private");
  CHECK(town.incident(1).channel_name == "inc-1");
  CHECK(town.slack.screen(town.ada).channel(channel)->is_private);
  CHECK(town.all_that(town.linus).find("payroll") == std::string::npos);
  CHECK(town.all_that(town.grace).find("payroll") == std::string::npos);
  const auto list = town.type(town.grace, "list", town.general);
  CHECK(list.body.find("payroll") == std::string::npos);
  const auto status = town.type(town.grace, "status INC-1 monitoring", town.general);
  CHECK(status.body.find("payroll") == std::string::npos);
  CHECK(status.text.find("no INC-1 that you can see") != std::string::npos);
  CHECK(town.type(town.ada, "list", town.general).body.find("payroll") != std::string::npos);
}

TEST_CASE("a drill says so everywhere and is announced nowhere") {
  Town town;
  const auto channel = town.declare("practice", "--drill");
  CHECK(town.incident(1).channel_name.find("drill") != std::string::npos);
  CHECK(town.control(channel).says("DRILL"));
  CHECK(town.slack.screen(town.ada).find("practice", "incidents") == nullptr);
}

TEST_CASE("Enter pressed when the store has the row already is answered as the first was") {
  Town town;
  const auto first = town.type(town.ada, "declare checkout is down", town.general);
  const auto again = town.slack.people().repeat_last(town.ada);
  CHECK(again.body == first.body);
  REQUIRE(town.quiet());
  CHECK(town.count_calls("conversations.create") == 1);
}

TEST_CASE("the announcement channel may be configured by its name") {
  Town town({.configure = [](bot::Config& config) { config.announce = "#incidents"; }});
  town.declare("checkout is down");
  CHECK(town.slack.screen(town.ada).find("checkout is down", "incidents") != nullptr);
}

TEST_CASE("told to live in a public channel that it isn't in, the bot comes in") {
  // Several times, since which of the surfaces comes first is chance.
  for (int i = 0; i < 5; ++i) {
    Town town;
    const auto team = town.slack.add_channel("team", {town.ada, town.grace});
    town.type(town.ada, "declare checkout is down --here", team);
    REQUIRE(town.quiet());
    CHECK(town.incident(1).channel_usable);
    CHECK(town.incident(1).failing.empty());
    CHECK(town.control(team).pinned);
    CHECK(town.slack.screen(town.ada).channel(team)->topic.find("Investigating") != std::string::npos);
  }
}
