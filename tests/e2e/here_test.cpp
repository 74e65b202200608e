// Incidents that live where they were declared, in a channel that isn't public.
#include <algorithm>
#include <chrono>

#include "slack/standin/world.h"
#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;

namespace {

bool says(const std::string& text, std::string_view words) {
  return text.find(words) != std::string::npos;
}

/// A private channel of ada and grace.
std::string board(Town& town, bool with_bot) {
  auto board = town.slack.add_channel("board", {town.ada, town.grace}, true);
  if (with_bot) town.slack.people().invite(town.ada, board, town.slack.bot_user());
  return board;
}

/// As by a request that says nothing of what kind of channel it came from.
void declare_unmarked(Town& town, const std::string& where) {
  core::Declare command;
  command.title = core::plain("payroll leaked");
  command.declared_in = core::ChannelId(where);
  command.here = true;
  storage::Request request;
  request.workspace = town.store->only_workspace()->id;
  request.actor = core::UserId(town.ada);
  request.command = std::move(command);
  request.now = bot::system_now();
  request.policy = std::make_shared<const core::Policy>(core::default_policy());
  REQUIRE_FALSE(town.store->execute(std::move(request)).outcome.refusal);
}

}  // namespace

TEST_CASE("what lives in a private channel is private from the start, and its answer says so") {
  Town town;
  const auto channel = board(town, true);
  const auto answer = town.type(town.ada, "declare payroll leaked --here", channel);
  CHECK(says(answer.body, "It lives in this channel"));
  CHECK(says(answer.body, "private"));
  REQUIRE(town.quiet());
  CHECK(town.incident(1).is_private);
  CHECK_FALSE(town.incident(1).unseen);
  CHECK(town.control(channel).says("payroll leaked"));
  CHECK_FALSE(says(town.all_that(town.linus), "payroll"));
  CHECK_FALSE(says(town.type(town.linus, "list", town.general).body, "payroll"));
  // Whoever is in the channel may see it elsewhere, too.
  CHECK(says(town.type(town.grace, "list", town.general).body, "payroll"));
}

TEST_CASE("the form knows where it was opened: what is to live in a private channel is private") {
  Town town;
  const auto channel = board(town, true);
  town.type(town.ada, "declare --here", channel);
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  CHECK(town.slack.people().submit(town.ada, {{"title", {"payroll leaked"}}}).ok());
  REQUIRE(town.until_stored(
      [&] { return town.store->by_number(town.store->only_workspace()->id, 1).has_value(); }));
  CHECK(town.incident(1).is_private);
  REQUIRE(town.quiet());
  CHECK(town.incident(1).channel.value == channel);
  CHECK_FALSE(says(town.all_that(town.linus), "payroll"));
}

TEST_CASE("where the bot isn't, who declared it is told how to let it in, and then it goes on") {
  Town town;
  const auto channel = board(town, false);
  SECTION("Slack says that it is private") {
    CHECK(town.type(town.ada, "declare payroll leaked --here", channel).ok());
  }
  SECTION("nothing says so") {
    declare_unmarked(town, channel);
  }
  REQUIRE(town.until_stored([&] { return town.slack.screen(town.ada).find("/invite") != nullptr; }));
  const auto told = town.incident(1);
  CHECK(told.is_private);
  CHECK(told.unseen);
  CHECK_FALSE(told.channel_usable);
  // It isn't knocked at in vain.
  CHECK(town.control(channel).text.empty());
  // Every command works there meanwhile.
  CHECK(town.type(town.grace, "note it is the old share", channel).ok());

  town.slack.people().invite(town.ada, channel, town.slack.bot_user());
  REQUIRE(town.until_stored([&] { return !town.incident(1).unseen; }));
  REQUIRE(town.quiet());
  CHECK(town.incident(1).channel_usable);
  CHECK(town.control(channel).says("payroll leaked"));
  CHECK_FALSE(says(town.all_that(town.linus), "payroll"));
}

TEST_CASE("what no request says is looked at before anybody hears of it") {
  Town town;
  const auto channel = board(town, true);
  const auto gate = town.slack.faults().hold("conversations.info");
  declare_unmarked(town, channel);
  REQUIRE(town.until_stored([&] { return town.count_calls("conversations.info") == 1; }));
  CHECK(town.count_calls("chat.postMessage") == 0);
  CHECK(town.count_calls("conversations.invite") == 0);
  // Nor does anybody find it who isn't there.
  for (const char* line : {"list", "status INC-1", "search payroll"}) {
    CAPTURE(line);
    CHECK_FALSE(says(town.type(town.linus, line, town.general).body, "payroll leaked"));
  }
  CHECK(says(town.type(town.ada, "list", town.general).body, "payroll leaked"));
  CHECK(says(town.type(town.grace, "status", channel).body, "INC-1"));
  gate->open();
  REQUIRE(town.quiet());
  CHECK(town.incident(1).is_private);
  CHECK(town.control(channel).says("payroll leaked"));
  // What he searched for is said back to him.
  CHECK_FALSE(says(town.all_that(town.linus), "payroll leaked"));
}

TEST_CASE("what Slack refuses to say of a channel is asked again, and all goes on once it is said") {
  Town town;
  town.slack.faults().next("conversations.info", slack::standin::Fault::error("missing_scope"), 2);
  CHECK(town.type(town.ada, "declare checkout is down --here", town.general).ok());
  REQUIRE(town.until_stored([&] { return !town.incident(1).unseen; }));
  REQUIRE(town.quiet());
  CHECK_FALSE(town.incident(1).is_private);
  CHECK(town.incident(1).failing.empty());
  CHECK(town.control(town.general).says("checkout is down"));
}

TEST_CASE("an incident in a public channel is announced once the bot has seen that") {
  Town town;
  const auto gate = town.slack.faults().hold("conversations.info");
  CHECK(town.type(town.ada, "declare checkout is down --here", town.general).ok());
  REQUIRE(town.until_stored([&] { return town.count_calls("conversations.info") == 1; }));
  CHECK(town.count_calls("chat.postMessage") == 0);
  gate->open();
  REQUIRE(town.quiet());
  CHECK_FALSE(town.incident(1).is_private);
  const auto screen = town.slack.screen(town.grace);
  CHECK(screen.find("checkout is down", town.announce) != nullptr);
  CHECK(town.control(town.general).says("checkout is down"));
}

TEST_CASE(
    "what is marked and said in a team's channel is no ended incident's, and what was captured stays its") {
  Town town;
  auto& people = town.slack.people();
  const auto team = town.slack.add_channel("team", {town.ada, town.grace});
  town.type(town.ada, "declare checkout is down --here", team);
  REQUIRE(town.quiet());
  const auto captured = people.say(town.grace, team, "rolled back the deploy");
  people.react(town.ada, team, captured, "pushpin");
  REQUIRE(town.quiet());
  town.type(town.ada, "standdown: not ours", team);
  REQUIRE(town.quiet());

  const auto before = town.entries(1).size();
  const auto lunch = people.say(town.grace, team, "TODO: order lunch");
  people.react(town.ada, team, lunch, "pushpin");
  people.pin(town.ada, team, lunch);
  REQUIRE(town.quiet());
  CHECK(town.entries(1).size() == before);
  CHECK(town.incident(1).offers.empty());
  // What was captured follows its author for ever.
  people.edit(town.grace, team, captured, "rolled forward");
  REQUIRE(town.quiet());
  const auto says_so = [&](int number, const char* words) {
    return std::ranges::any_of(town.entries(number), [&](const core::Entry& entry) {
      return entry.words.body && says(core::to_plain(*entry.words.body), words) && !entry.hidden;
    });
  };
  CHECK(says_so(1, "rolled forward"));
  // And the next one's has what is marked from then on.
  town.type(town.ada, "declare search is slow --here", team);
  REQUIRE(town.quiet());
  const auto index = people.say(town.grace, team, "rebuilding the index");
  people.react(town.ada, team, index, "pushpin");
  people.unreact(town.ada, team, captured, "pushpin");
  REQUIRE(town.quiet());
  CHECK(says_so(2, "rebuilding the index"));
  CHECK_FALSE(says_so(1, "rebuilding the index"));
  CHECK_FALSE(says_so(1, "rolled forward"));
}

TEST_CASE("in an incident's own channel its timeline is kept when it is over, too") {
  Town town;
  auto& people = town.slack.people();
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "resolve", channel);
  REQUIRE(town.quiet());
  const auto late = people.say(town.ada, channel, "it was the cache");
  people.react(town.ada, channel, late, "pushpin");
  REQUIRE(town.quiet());
  CHECK(std::ranges::any_of(town.entries(1), [](const core::Entry& entry) {
    return entry.words.body && says(core::to_plain(*entry.words.body), "it was the cache");
  }));
}

TEST_CASE("in a group of direct messages no incident can live, and the answer says what to do") {
  Town town;
  const auto group = town.slack.world().change([&](slack::standin::State& state) {
    return state.open_direct({town.ada, town.grace, town.linus});
  });
  const auto answer = town.type(town.ada, "declare mail is down --here", group);
  CHECK(says(answer.text, "Leave `--here` out"));
  CHECK_FALSE(town.store->by_number(town.store->only_workspace()->id, 1));
  CHECK(says(town.type(town.ada, "declare mail is down", group).text, "INC-1"));
  REQUIRE(town.quiet());
  CHECK(town.incident(1).channel.value != group);
}
