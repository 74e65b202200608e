// What people do about an incident: given by command, form and button, asked about, done.
#include <atomic>
#include <memory>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;

namespace {

core::Todo only(Town& town, int number = 1) {
  const auto todos = town.incident(number).todos;
  REQUIRE(todos.size() == 1);
  return todos.begin()->second;
}

}  // namespace

TEST_CASE("an action reaches who is to do it, stands on the control message, and is done from either") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto answer = town.type(town.ada, "action restart the pods @grace in 10m", channel);
  CHECK(answer.text.find("restart the pods") != std::string::npos);
  CHECK(answer.text.find("until") != std::string::npos);
  REQUIRE(town.quiet());
  const auto todo = only(town);
  CHECK(todo.owner.value == town.grace);
  CHECK(todo.due);
  CHECK(town.control(channel).says("restart the pods"));
  // Whoever is to do it is let into the channel.
  CHECK(town.slack.screen(town.grace).channel(channel) != nullptr);
  const auto* given = town.slack.screen(town.grace).find("asks you to do this");
  REQUIRE(given);

  SECTION("from the message") {
    REQUIRE(town.press(town.grace, "Done", {}, "restart the pods").ok());
    REQUIRE(town.quiet());
    CHECK(town.incident(1).todos.empty());
    CHECK_FALSE(town.control(channel).says("restart the pods"));
    CHECK(town.slack.screen(town.grace).find("Done, said") != nullptr);
  }
  SECTION("more time") {
    REQUIRE(town.press(town.grace, "10 minutes more", {}, "restart the pods").ok());
    REQUIRE(town.quiet());
    CHECK(*only(town).due == *todo.due + std::chrono::minutes(10));
  }
  SECTION("who can't says so, and it looks for somebody") {
    REQUIRE(town.press(town.grace, "I can't", {}, "restart the pods").ok());
    REQUIRE(town.quiet());
    CHECK(only(town).owner.empty());
    CHECK(town.slack.screen(town.ada).find("can't do this action") != nullptr);
    REQUIRE(town.press(town.ada, "I'll do it", {}, "restart the pods").ok());
    REQUIRE(town.quiet());
    CHECK(only(town).owner.value == town.ada);
    CHECK(town.slack.screen(town.grace).find("Not yours any more") != nullptr);
  }
  SECTION("undone, nobody has it any more") {
    town.type(town.ada, "undo", channel);
    REQUIRE(town.quiet());
    CHECK(town.incident(1).todos.empty());
    CHECK(town.slack.screen(town.grace).find("Nothing to do any more") != nullptr);
  }
}

TEST_CASE("only what stands at the end is a person, a time box or a day") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "action ask @grace in 10m what she saw", channel);
  CHECK(core::to_plain(*only(town).words.body).find("in 10m what she saw") != std::string::npos);
  CHECK(only(town).owner.empty());
  town.type(town.ada, "task " + std::to_string(only(town).id.value) + " done", channel);
  town.type(town.ada, "followup pay what is due friday --fix --high", channel);
  const auto todo = only(town);
  CHECK(core::to_plain(*todo.words.body) == "pay what is");
  CHECK(todo.due);
  CHECK(todo.fix);
  CHECK(todo.priority == core::Priority::high);
}

TEST_CASE("the forms ask for the same") {
  Town town;
  const auto channel = town.declare("checkout is down");
  REQUIRE(town.press(town.ada, "Action", channel).ok());
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  REQUIRE(town.slack.people()
              .submit(town.ada,
                      {{"What is to be done?", {"restart the pods in 10m"}}, {"By whom?", {town.grace}}})
              .ok());
  REQUIRE(town.quiet());
  CHECK(core::to_plain(*only(town).words.body) == "restart the pods in 10m");
  CHECK_FALSE(only(town).due);
  CHECK(only(town).owner.value == town.grace);
  town.type(town.ada, "followup", channel);
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  const auto refused = town.slack.people().submit(
      town.ada, {{"What is to be done?", {"write it down"}}, {"By when?", {"whenever"}}});
  CHECK(refused.body.find("A day to come") != std::string::npos);
  REQUIRE(town.slack.people().submit(town.ada, {{"By when?", {"2w"}}}).ok());
  REQUIRE(town.quiet());
  CHECK(town.incident(1).todos.size() == 2);
}

TEST_CASE("a message becomes a follow-up, and an action is given to somebody, by form") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto said = town.slack.people().say(town.ada, channel, "we should watch when certificates end");
  REQUIRE(town.slack.people().message_shortcut(town.ada, "follow_up", channel, said).ok());
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  REQUIRE(town.slack.people().submit(town.ada, {{"By when?", {"friday"}}}).ok());
  REQUIRE(town.quiet());
  CHECK(core::to_plain(*only(town).words.body) == "we should watch when certificates end");
  CHECK(only(town).follow_up);

  const auto id = std::to_string(only(town).id.value);
  town.type(town.ada, "task " + id + " give", channel);
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  REQUIRE(town.slack.people().submit(town.ada, {{"To whom?", {town.grace}}}).ok());
  REQUIRE(town.quiet());
  CHECK(only(town).owner.value == town.grace);
  CHECK(town.slack.screen(town.grace).find("wants you to do this") != nullptr);
  town.type(town.ada, "task " + id + " drop", channel);
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  REQUIRE(town.slack.people().submit(town.ada, {{"Why not?", {"the supplier does"}}}).ok());
  REQUIRE(town.quiet());
  CHECK(town.incident(1).todos.empty());
}

TEST_CASE("lists: an incident's own in its channel, elsewhere what is mine") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "action restart the pods @ada", channel);
  town.type(town.ada, "followup write the runbook due tomorrow", channel);
  town.type(town.ada, "declare search is slow", town.general);
  REQUIRE(town.quiet());
  town.type(town.grace, "action INC-2 look at the index @ada", town.general);
  REQUIRE(town.quiet());

  const auto here = town.type(town.ada, "actions", channel);
  CHECK(here.body.find("restart the pods") != std::string::npos);
  CHECK(here.body.find("look at the index") == std::string::npos);
  CHECK(town.type(town.ada, "followups INC-1", town.general).body.find("write the runbook") !=
        std::string::npos);
  const auto mine = town.type(town.ada, "actions", town.general);
  CHECK(mine.body.find("restart the pods") != std::string::npos);
  CHECK(mine.body.find("look at the index") != std::string::npos);
  CHECK(town.type(town.grace, "followups", town.general).text.find("Nothing is yours") != std::string::npos);
  CHECK(town.type(town.ada, "actions INC-9", town.general).text.find("There is no INC-9") !=
        std::string::npos);
}

TEST_CASE("nothing is asked of a bot, and a private action's words go to nobody but its people") {
  Town town;
  town.type(town.ada, "declare payroll leaked --private", town.general);
  REQUIRE(town.quiet());
  CHECK(town.type(town.ada, "action INC-1 mend it @muster", town.general).body.find("is a bot") !=
        std::string::npos);
  town.type(town.ada, "action INC-1 close the share", town.general);
  REQUIRE(town.quiet());
  CHECK(town.all_that(town.linus).find("close the share") == std::string::npos);
  CHECK(town.type(town.linus, "actions INC-1", town.general).text.find("There is no INC-1") !=
        std::string::npos);
  // Who is given something is let in, as with a role.
  town.type(town.ada, "action INC-1 ask the auditors @grace", town.general);
  REQUIRE(town.quiet());
  CHECK(town.all_that(town.grace).find("ask the auditors") != std::string::npos);
  CHECK(town.slack.screen(town.grace).channel(town.incident(1).channel.value) != nullptr);
}

TEST_CASE("a merge takes open actions along, and their owners read where they are") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "action restart the pods @grace", channel);
  town.type(town.ada, "declare payments fail", town.general);
  REQUIRE(town.quiet());
  town.type(town.ada, "merge INC-1 INC-2 --yes", town.general);
  REQUIRE(town.quiet());
  CHECK(town.incident(1).todos.empty());
  CHECK(town.slack.screen(town.grace).find("This goes on in INC-2") != nullptr);
  CHECK(only(town, 2).owner.value == town.grace);
  CHECK(town.control(town.incident(2).channel.value).says("restart the pods"));
  town.type(town.ada, "unmerge INC-1", town.general);
  REQUIRE(town.quiet());
  CHECK(town.incident(2).todos.empty());
  CHECK(only(town).owner.value == town.grace);
}

TEST_CASE("the time box is asked about, days pass, and a follow-up is asked for when it is due") {
  const auto ahead = std::make_shared<std::atomic<std::int64_t>>(0);
  muster::e2e::TownOptions options;
  options.ahead = [ahead] { return core::Duration(ahead->load()); };
  Town town(std::move(options));
  const auto pass = [&](core::Duration time) { *ahead += time.count(); };
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "lead", channel);
  town.type(town.ada, "action restart the pods @grace in 10m", channel);
  town.type(town.ada, "followup write the runbook @grace due tomorrow", channel);
  REQUIRE(town.quiet());
  pass(std::chrono::minutes(11));
  REQUIRE(
      town.until([&] { return town.slack.screen(town.grace).find("The time for this is over") != nullptr; }));
  pass(std::chrono::minutes(9));
  REQUIRE(
      town.until([&] { return town.slack.screen(town.ada).find("hasn't said what came of it") != nullptr; }));
  REQUIRE(town.press(town.grace, "Done", {}, "The time for this is over").ok());
  town.type(town.grace, "action watch the graphs", channel);
  const auto resolved = town.type(town.ada, "resolve", channel);
  CHECK(resolved.body.find("1 action, 1 follow-up") != std::string::npos);
  REQUIRE(town.quiet());
  pass(std::chrono::hours(48));
  REQUIRE(town.until([&] { return town.slack.screen(town.grace).find("A follow-up of yours") != nullptr; }));
}
