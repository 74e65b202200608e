// An incident became private: what stands of it elsewhere, in messages to people, under other incidents,
// above a channel, in the week's digest and on Home tabs.
#include <algorithm>
#include <atomic>
#include <memory>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;
using muster::e2e::TownOptions;

namespace {

/// All that the bot has written to this person by message, as it stands now.
std::string written_to(Town& town, const std::string& who) {
  std::string all;
  const auto screen = town.slack.screen(who);
  for (const auto& dm : screen.direct)
    for (const auto& message : dm.messages) {
      all += message.text + "\n" + message.blocks + "\n";
      for (const auto& line : message.lines) all += line + "\n";
    }
  return all;
}

std::string home_of(Town& town, const std::string& who) {
  std::string all;
  const auto screen = town.slack.screen(who);
  if (!screen.home) return all;
  for (const auto& line : screen.home->lines) all += line + "\n";
  return all;
}

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

std::string todo_about(Town& town, const std::string& words) {
  const auto todos = town.incident(1).todos;
  for (const auto& [id, todo] : todos)
    if (has(core::to_plain(core::shown(todo.words)), words)) return std::to_string(id.value);
  FAIL("nothing to do about " << words);
  return {};
}

}  // namespace

TEST_CASE("messages to who can't see it any more say that it is private, and nothing else") {
  Town town;
  const auto channel = town.declare("payroll leaked", "--sev 2");
  town.slack.people().join(town.grace, channel);
  town.type(town.linus, "subscribe INC-1", town.general);
  town.type(town.ada, "action lock the share @linus", channel);
  town.type(town.ada, "action tell the lawyers @grace", channel);
  town.type(town.ada, "update: salaries are on a share", channel);
  REQUIRE(town.quiet());
  REQUIRE(has(written_to(town, town.linus), "salaries"));
  REQUIRE(has(written_to(town, town.linus), "lock the share"));
  town.type(town.ada, "task " + todo_about(town, "lock") + " done", channel);
  REQUIRE(town.quiet());

  SECTION("as it moves") {
    town.type(town.ada, "private INC-1 --yes", town.general);
  }
  SECTION("and when its channel is converted in Slack") {
    REQUIRE(town.slack.people().kick(town.ada, channel, town.linus));
    REQUIRE(town.quiet());
    town.slack.people().make_private(town.ada, channel);
  }
  REQUIRE(town.until_stored([&] { return town.incident(1).is_private; }));
  REQUIRE(town.quiet());
  const auto outside = written_to(town, town.linus);
  INFO(outside);
  for (const char* words : {"payroll", "salaries", "share"}) {
    CAPTURE(words);
    CHECK_FALSE(has(outside, words));
  }
  CHECK(has(outside, "This is private now"));
  // Who has something to do there keeps what they were given.
  CHECK(has(written_to(town, town.grace), "tell the lawyers"));

  // What becomes of it later reaches nobody outside either, old message or new.
  const auto edits = [&] {
    int count = 0;
    const auto screen = town.slack.screen(town.linus);
    for (const auto& dm : screen.direct)
      for (const auto& message : dm.messages) count += message.edits;
    return count;
  };
  const auto before = edits();
  const auto own = town.incident(1).channel.value;
  for (const char* line :
       {"update: it was the payroll of the board", "correct: it was the payroll of everybody", "resolve"})
    town.type(town.ada, line, own);
  REQUIRE(town.quiet());
  CHECK(edits() == before);
  CHECK_FALSE(has(written_to(town, town.linus), "payroll"));
}

TEST_CASE("more messages than may be edited at once are all taken back") {
  TownOptions options;
  // An edit in a tenth of a second, and no two at once.
  options.configure = [](bot::Config& config) { config.pacing.methods["chat.update"] = {600, 1}; };
  Town town(options);
  const auto channel = town.declare("payroll leaked", "--sev 2");
  town.type(town.linus, "subscribe INC-1", town.general);
  for (const char* words : {"one", "two", "three", "four", "five"})
    town.type(town.ada, std::string("update: salaries, part ") + words, channel);
  REQUIRE(town.quiet());
  REQUIRE(has(written_to(town, town.linus), "part five"));
  town.type(town.ada, "private INC-1 --yes", town.general);
  REQUIRE(town.quiet());
  const auto outside = written_to(town, town.linus);
  INFO(outside);
  CHECK_FALSE(has(outside, "salaries"));
  CHECK_FALSE(has(outside, "payroll"));
}

TEST_CASE("to whom a role is offered is told nothing more once they have declined what became private") {
  Town town;
  const auto channel = town.declare("payroll leaked", "--sev 2");
  town.type(town.ada, "lead", channel);
  town.type(town.ada, "summary salaries are on a share", channel);
  town.type(town.ada, "handoff lead @linus", channel);
  REQUIRE(town.quiet());
  REQUIRE(has(written_to(town, town.linus), "salaries"));
  town.type(town.ada, "private INC-1 --yes", town.general);
  REQUIRE(town.quiet());
  // They still may take it.
  CHECK(has(written_to(town, town.linus), "salaries"));
  town.type(town.linus, "handoff INC-1 --decline too tired", town.general);
  REQUIRE(town.quiet());
  const auto left = written_to(town, town.linus);
  INFO(left);
  CHECK_FALSE(has(left, "salaries"));
  CHECK_FALSE(has(left, "payroll"));
  CHECK(has(left, "This is private now"));
}

TEST_CASE("who declines a role of what became private reads their own answer, and nothing else of it") {
  Town town;
  const auto channel = town.declare("payroll leaked", "--sev 2");
  town.type(town.ada, "comms @linus", channel);
  REQUIRE(town.quiet());
  REQUIRE(has(written_to(town, town.linus), "payroll"));
  town.type(town.ada, "private INC-1 --yes", town.general);
  REQUIRE(town.quiet());
  town.type(town.linus, "leave INC-1 comms", town.general);
  REQUIRE(town.quiet());
  CHECK_FALSE(town.incident(1).roles.contains("comms"));
  const auto left = written_to(town, town.linus);
  INFO(left);
  CHECK(has(left, "You said that you can't be *Comms* of INC-1"));
  CHECK_FALSE(has(left, "payroll"));
  CHECK_FALSE(has(left, "This is private now"));
}

TEST_CASE("it is no open wound of another incident any more") {
  const auto ahead = std::make_shared<std::atomic<std::int64_t>>(0);
  TownOptions options;
  options.ahead = [ahead] { return core::Duration(ahead->load()); };
  options.configure = [](bot::Config& config) { config.policy.services = {{"checkout", "Checkout"}}; };
  Town town(options);
  town.declare("checkout is down");
  town.type(town.ada, "affects INC-1 checkout", town.general);
  town.type(town.ada, "followup INC-1 mend the pool --fix due tomorrow", town.general);
  REQUIRE(town.quiet());
  *ahead += core::Duration(std::chrono::days(3)).count();
  town.type(town.ada, "declare carts are lost", town.general);
  REQUIRE(town.quiet());
  town.type(town.ada, "affects INC-2 checkout", town.general);
  REQUIRE(town.quiet());
  const auto channel = town.incident(2).channel.value;
  REQUIRE(town.control(channel).says("mend the pool"));
  town.type(town.ada, "private INC-1 --yes", town.general);
  REQUIRE(town.quiet());
  CHECK_FALSE(town.control(channel).says("mend the pool"));
  CHECK_FALSE(town.control(channel).says("open wound"));
}

TEST_CASE("above a channel of others nothing is left of what the bot wrote there") {
  Town town;
  const auto team = town.slack.add_channel("team", {town.ada, town.grace});
  town.type(town.ada, "declare payroll leaked --here --sev 2", team);
  REQUIRE(town.quiet());
  const auto topic = [&] {
    const auto screen = town.slack.screen(town.grace);
    return screen.channel(team)->topic;
  };
  REQUIRE(has(topic(), "SEV2"));
  std::string left;
  SECTION("it goes") {}
  SECTION("what somebody has written there since stays") {
    left = "lunch at noon";
    REQUIRE(town.slack.people().set_topic(town.grace, team, left));
  }
  town.type(town.ada, "private INC-1 --yes", town.general);
  REQUIRE(town.quiet());
  CHECK(topic() == left);
}

TEST_CASE("the week's digest that named it is made anew without it") {
  const auto ahead = std::make_shared<std::atomic<std::int64_t>>(0);
  TownOptions options;
  options.ahead = [ahead] { return core::Duration(ahead->load()); };
  options.configure = [](bot::Config& config) {
    constexpr const char* days[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
    const auto due = std::chrono::floor<core::Duration>(std::chrono::system_clock::now()) +
                     std::chrono::days(8) - std::chrono::minutes(2);
    const std::chrono::weekday day(std::chrono::floor<std::chrono::days>(due));
    config.digest_day = days[day.c_encoding()];
    config.digest_time = core::format_utc(due).substr(11, 5);
    config.pacing.methods["chat.update"] = {600, 1};
  };
  Town town(options);
  town.declare("payroll leaked");
  town.declare("checkout is down");
  REQUIRE(town.quiet());
  const auto later = [&](int days) {
    town.stop();
    *ahead += core::Duration(std::chrono::days(days)).count();
    town.start();
  };
  later(8);
  const auto digests = [&](const char* words) {
    const auto screen = town.slack.screen(town.grace);
    const auto& all = screen.channel(town.announce)->messages;
    return std::ranges::count_if(
        all, [&](const auto& one) { return one.says("The week in incidents") && one.says(words); });
  };
  REQUIRE(town.until([&] { return digests("payroll leaked") == 1; }));
  REQUIRE(town.quiet());
  bool two = false;
  SECTION("once") {}
  SECTION("and again, and one edit is made at a time") {
    two = true;
    later(7);
    REQUIRE(town.until([&] { return digests("payroll leaked") == 2; }));
    REQUIRE(town.quiet());
  }
  town.type(town.ada, "private INC-1 --yes", town.general);
  REQUIRE(town.quiet());
  CHECK(digests("payroll leaked") == 0);
  CHECK(digests("checkout is down") == 1);
  const auto screen = town.slack.screen(town.grace);
  const auto taken_back = std::ranges::count_if(screen.channel(town.announce)->messages, [](const auto& one) {
    return one.says("digest said is taken back");
  });
  CHECK(taken_back == (two ? 1 : 0));
}

TEST_CASE("Home tabs that show it are published without it") {
  Town town;
  town.declare("payroll leaked");
  town.declare("checkout is down");
  town.slack.people().open_home(town.linus);
  REQUIRE(town.until([&] { return has(home_of(town, town.linus), "payroll leaked"); }));
  town.type(town.ada, "private INC-1 --yes", town.general);
  REQUIRE(town.until([&] {
    const auto tab = home_of(town, town.linus);
    return !has(tab, "payroll") && has(tab, "checkout is down");
  }));
  REQUIRE(town.quiet());
}

TEST_CASE("the form names everybody who keeps it without being chosen") {
  Town town;
  town.keep_to(core::Permit::see_private, town.linus);
  town.stop();
  town.start();
  const auto channel = town.declare("payroll leaked", "--sev 2");
  town.type(town.ada, "action tell the lawyers @grace", channel);
  REQUIRE(town.quiet());
  town.type(town.ada, "private", channel);
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  const auto screen = town.slack.screen(town.ada);
  std::string lines;
  for (const auto& line : screen.form()->lines) lines += line + "\n";
  INFO(lines);
  const auto keeps = lines.find("Sees it in any case");
  const auto permitted = lines.find("May see every private one");
  REQUIRE(keeps != std::string::npos);
  REQUIRE(permitted != std::string::npos);
  const auto parties = lines.substr(keeps, permitted - keeps);
  CHECK(has(parties, "ada"));
  CHECK(has(parties, "grace"));
  CHECK_FALSE(has(parties, "linus"));
  CHECK(has(lines.substr(permitted), "linus"));
}
