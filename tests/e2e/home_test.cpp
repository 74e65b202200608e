// The Home tab: what it shows to whom, and what can be done from there.
#include <algorithm>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Fault;
using muster::e2e::Town;
using slack::standin::Target;

namespace {

bool is_published(Town& town, const std::string& who) {
  return town.slack.screen(who).home.has_value();
}

/// Without what makes words bold.
std::string plain(std::string line) {
  std::erase(line, '*');
  return line;
}

/// Everything on the person's Home tab as it is now, lines and then buttons.
std::string tab_of(Town& town, const std::string& who) {
  std::string all;
  const auto screen = town.slack.screen(who);
  if (!screen.home) return all;
  for (const auto& line : screen.home->lines) all += plain(line) + "\n";
  for (const auto& button : screen.home->buttons) all += "[" + button + "]";
  return all;
}

/// The same once Slack's event of its opening has been answered.
std::string open_tab(Town& town, const std::string& who) {
  const auto before = town.count_calls("views.publish");
  town.slack.people().open_home(who);
  REQUIRE(town.until([&] { return town.count_calls("views.publish") > before; }));
  REQUIRE(town.slack.settle());
  return tab_of(town, who);
}

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

slack::standin::Answer press_there(Town& town, const std::string& who, const std::string& button) {
  Target target{.text = button};
  target.home = true;
  return town.slack.people().press(who, target);
}

/// The form that is open before this person, once it says this.
bool form_says(Town& town, const std::string& who, const std::string& words) {
  return town.until([&] {
    const auto screen = town.slack.screen(who);
    if (!screen.form()) return false;
    return std::ranges::any_of(screen.form()->lines,
                               [&](const auto& line) { return has(plain(line), words); });
  });
}

bool form_is(Town& town, const std::string& who, const std::string& callback_id) {
  return town.until([&] {
    const auto screen = town.slack.screen(who);
    return screen.form() && screen.form()->callback_id == callback_id;
  });
}

bool tab_says(Town& town, const std::string& who, const std::string& words) {
  return town.until([&] { return has(tab_of(town, who), words); });
}

bool is_told(Town& town, const std::string& who, const std::string& words) {
  return town.until([&] { return town.slack.screen(who).find(words) != nullptr; });
}

std::string add_guest(Town& town) {
  const auto guest = town.slack.add_person("visitor", {.guest = true});
  town.store->upsert_users(town.store->only_workspace()->id,
                           {{core::UserId(guest), "visitor", {}, false, true, false, false}});
  town.store->probe();  // behind the writer, so that it knows the guest
  return guest;
}

}  // namespace

TEST_CASE("who opens the Home tab sees how to declare, and that nothing is open") {
  Town town;
  const auto tab = open_tab(town, town.ada);
  CHECK(has(tab, "Nothing is open."));
  CHECK(has(tab, "[Declare an incident][Start a drill]"));
  CHECK(town.count_calls("views.publish") == 1);
  SECTION("the Messages tab is Slack's own") {
    town.slack.people().open_home(town.ada, "messages");
    REQUIRE(town.slack.settle());
    CHECK(town.count_calls("views.publish") == 1);
  }
  SECTION("a second opening is a second time") {
    open_tab(town, town.ada);
    CHECK(town.count_calls("views.publish") == 2);
  }
}

TEST_CASE("an opening that Slack tells of twice is answered once, and before anything is asked of Slack") {
  Town town;
  const auto gate = town.slack.faults().hold("views.publish");
  town.slack.events().tamper({.times = 2});
  town.slack.people().open_home(town.ada);
  REQUIRE(gate->wait_for(1));
  // Acknowledged, although the call stands still.
  REQUIRE(town.until([&] { return town.slack.events().idle(); }));
  gate->open();
  REQUIRE(town.until([&] { return is_published(town, town.ada); }));
  CHECK(town.count_calls("views.publish") == 1);
}

TEST_CASE("an incident is declared from the Home tab, which shows it then") {
  Town town;
  open_tab(town, town.ada);
  CHECK(press_there(town, town.ada, "Declare an incident").ok());
  REQUIRE(form_is(town, town.ada, "declare"));
  CHECK(town.slack.people().submit(town.ada, {{"title", {"checkout is down"}}}).ok());
  REQUIRE(town.quiet());
  CHECK_FALSE(town.incident(1).drill);
  CHECK(tab_says(town, town.ada, "checkout is down"));
  CHECK(has(tab_of(town, town.ada), "You declared it."));
  // No channel holds the answer, so it is a message.
  CHECK(is_told(town, town.ada, "is ready"));
}

TEST_CASE("a drill is begun from the Home tab, and is told apart there") {
  Town town;
  open_tab(town, town.ada);
  CHECK(press_there(town, town.ada, "Start a drill").ok());
  REQUIRE(form_is(town, town.ada, "declare"));
  CHECK(town.slack.people().submit(town.ada, {{"title", {"the power fails"}}}).ok());
  REQUIRE(town.quiet());
  CHECK(town.incident(1).drill);
  CHECK(tab_says(town, town.ada, "[DRILL] INC-1 the power fails"));
}

TEST_CASE("what is theirs stands first, with what they are asked and how to answer") {
  Town town;
  const auto channel = town.declare("checkout is down", "--sev 1");
  town.declare("login is slow");
  town.type(town.grace, "lead", channel);
  town.type(town.grace, "comms @linus", channel);
  town.type(town.grace, "page @linus the cart", channel);
  REQUIRE(town.quiet());

  auto tab = open_tab(town, town.grace);
  CHECK(tab.find("Yours") < tab.find("You are Lead."));
  CHECK(tab.find("You are Lead.") < tab.find("Other open incidents"));
  CHECK(tab.find("Other open incidents") < tab.find("login is slow"));
  CHECK(has(tab, "SEV1"));
  CHECK(has(tab, "Investigating"));
  CHECK(has(tab, "#" + town.incident(1).channel_name));

  tab = open_tab(town, town.linus);
  CHECK(has(tab, "You are asked to come. You are asked to be Comms."));
  CHECK(press_there(town, town.linus, "On my way").ok());
  CHECK(form_says(town, town.linus, "knows that you are on the way"));
  CHECK(tab_says(town, town.linus, "You are on the way."));
  CHECK_FALSE(has(tab_of(town, town.linus), "[On my way]"));

  town.type(town.grace, "handoff lead @ada", channel);
  REQUIRE(town.quiet());
  CHECK(has(open_tab(town, town.ada), "You are asked to take Lead over."));
  CHECK(press_there(town, town.ada, "Accept").ok());
  CHECK(form_says(town, town.ada, "You are Lead"));
  CHECK(town.incident(1).roles.at("lead").user.value == town.ada);
  CHECK(tab_says(town, town.ada, "You are Lead."));
}

TEST_CASE("a button of the Home tab is answered in a form of its own, and what is done there is seen there") {
  Town town;
  town.declare("checkout is down");
  open_tab(town, town.ada);
  const auto published = town.count_calls("views.publish");
  CHECK(press_there(town, town.ada, "Catch me up").ok());
  CHECK(form_says(town, town.ada, "Where things stand"));
  CHECK(town.count_calls("views.publish") == published);  // nothing has changed
  town.slack.people().close(town.ada, true);

  CHECK(press_there(town, town.ada, "Open panel").ok());
  CHECK(form_says(town, town.ada, "checkout is down"));
  CHECK(town.slack.people().press(town.ada, {.text = "I'll take it"}).ok());
  CHECK(form_says(town, town.ada, "checklist"));
  CHECK(town.incident(1).roles.contains("lead"));
  CHECK(tab_says(town, town.ada, "You are Lead."));
  town.slack.people().close(town.ada, true);

  CHECK(press_there(town, town.ada, "Open panel").ok());
  CHECK(form_says(town, town.ada, "checkout is down"));
  CHECK(town.slack.people().press(town.ada, {.text = "Rename"}).ok());
  REQUIRE(form_is(town, town.ada, "words"));
  CHECK(town.slack.people().submit(town.ada, {{"words", {"payments are down"}}}).ok());
  CHECK(tab_says(town, town.ada, "payments are down"));
}

TEST_CASE(
    "what the Home tab still shows can be over: the answer says so, and the tab is brought up to date") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "page @grace please", channel);
  REQUIRE(town.quiet());
  open_tab(town, town.grace);
  town.type(town.ada, "resolve: it was the cache", channel);
  REQUIRE(town.quiet());
  CHECK(has(tab_of(town, town.grace), "[On my way]"));
  CHECK(press_there(town, town.grace, "On my way").ok());
  REQUIRE(town.until([&] { return town.slack.screen(town.grace).form() != nullptr; }));
  CHECK(tab_says(town, town.grace, "Nothing is open."));
}

TEST_CASE("an answer for which the trigger is too late comes as a message") {
  Town town;
  town.declare("checkout is down");
  open_tab(town, town.ada);
  town.slack.faults().next("views.open", Fault::error("expired_trigger_id"));
  CHECK(press_there(town, town.ada, "Catch me up").ok());
  CHECK(is_told(town, town.ada, "Where things stand"));
  CHECK(town.slack.screen(town.ada).form() == nullptr);

  town.slack.faults().next("views.open", Fault::error("expired_trigger_id"));
  CHECK(press_there(town, town.ada, "Start a drill").ok());
  REQUIRE(is_told(town, town.ada, "came too late"));
  CHECK(town.press(town.ada, "Open the form", {}).ok());
  REQUIRE(form_is(town, town.ada, "declare"));
  CHECK(town.slack.people().submit(town.ada, {{"title", {"the power fails"}}}).ok());
  REQUIRE(town.quiet());
  CHECK(town.incident(2).drill);
}

TEST_CASE("help is on the Home tab, and offers what belongs to no incident, in its own place") {
  Town town;
  town.declare("checkout is down");
  open_tab(town, town.ada);
  CHECK(press_there(town, town.ada, "Help").ok());
  CHECK(form_says(town, town.ada, "/incident update"));
  CHECK(town.slack.people().press(town.ada, {.text = "Does everything work?"}).ok());
  CHECK(form_says(town, town.ada, "Slack knows the token"));
  town.slack.people().close(town.ada, true);
  CHECK(press_there(town, town.ada, "Help").ok());
  CHECK(form_says(town, town.ada, "/incident update"));
  CHECK(town.slack.people().press(town.ada, {.text = "Open incidents"}).ok());
  CHECK(form_says(town, town.ada, "checkout is down"));
}

TEST_CASE("a private incident is on the Home tabs of its people, and on no other") {
  Town town;
  town.type(town.ada, "declare payroll leaked --private", town.general);
  REQUIRE(town.quiet());
  CHECK(has(open_tab(town, town.ada), "payroll leaked"));
  CHECK(has(open_tab(town, town.grace), "Nothing is open."));
  CHECK_FALSE(has(tab_of(town, town.grace), "INC-1"));

  town.type(town.ada, "page @grace --yes", town.incident(1).channel.value);
  REQUIRE(town.quiet());
  CHECK(has(open_tab(town, town.grace), "payroll leaked"));
  CHECK_FALSE(has(open_tab(town, town.linus), "payroll"));
}

TEST_CASE("a guest's Home tab has the incidents whose channel they are in, and nothing to declare with") {
  Town town;
  const auto guest = add_guest(town);
  const auto channel = town.declare("checkout is down");
  town.declare("login is slow");
  auto tab = open_tab(town, guest);
  CHECK(has(tab, "Nothing is open that you can see."));
  CHECK_FALSE(has(tab, "[Declare an incident]"));
  CHECK_FALSE(has(tab, "[Start a drill]"));

  town.slack.people().invite(town.ada, channel, guest);
  REQUIRE(town.quiet());
  tab = open_tab(town, guest);
  CHECK(has(tab, "checkout is down"));
  CHECK_FALSE(has(tab, "login is slow"));
}

TEST_CASE("who may not declare isn't offered to") {
  Town town;
  town.stop();
  town.keep_to(core::Permit::declare, town.ada);
  town.start();
  CHECK(has(open_tab(town, town.ada), "[Declare an incident]"));
  CHECK_FALSE(has(open_tab(town, town.grace), "[Declare an incident]"));
}

TEST_CASE("many open incidents come in pages, and an act leaves the page open") {
  Town town;
  for (int i = 1; i <= 25; ++i)
    town.type(town.ada, "declare --here incident number " + std::to_string(100 + i),
              town.slack.add_channel("team-" + std::to_string(i), {town.ada}));
  REQUIRE(town.quiet());
  auto tab = open_tab(town, town.grace);
  CHECK(has(tab, "1 to 10 of 25"));
  CHECK(has(tab, "number 125"));
  CHECK(has(tab, "number 116"));
  CHECK_FALSE(has(tab, "number 115"));
  CHECK_FALSE(has(tab, "[Newer]"));

  CHECK(press_there(town, town.grace, "Older").ok());
  CHECK(tab_says(town, town.grace, "11 to 20 of 25"));
  CHECK(press_there(town, town.grace, "Older").ok());
  CHECK(tab_says(town, town.grace, "21 to 25 of 25"));
  tab = tab_of(town, town.grace);
  CHECK(has(tab, "number 101"));
  CHECK_FALSE(has(tab, "[Older]"));

  // What is theirs leaves the pages; the one that was open stays open.
  Target menu{.near = "number 105", .action_id = "do"};
  menu.home = true;
  CHECK(town.slack.people().choose(town.grace, menu, {"Catch me up"}).ok());
  CHECK(form_says(town, town.grace, "Where things stand"));
  CHECK(town.slack.people().press(town.grace, {.text = "Take a role"}).ok());
  REQUIRE(form_is(town, town.grace, "roles"));
  CHECK(town.slack.people().submit(town.grace, {{"Lead", {town.grace}}}).ok());
  CHECK(tab_says(town, town.grace, "21 to 24 of 24"));
  CHECK(has(tab_of(town, town.grace), "You are Lead."));

  CHECK(press_there(town, town.grace, "Newer").ok());
  CHECK(tab_says(town, town.grace, "11 to 20 of 24"));
  // Whoever has more than ten finds the others among the rest.
  tab = open_tab(town, town.ada);
  CHECK(has(tab, "1 to 10 of 15"));
  CHECK(has(tab, "number 115"));
}

TEST_CASE("when Slack refuses the Home tab, that is all that happens") {
  Town town;
  town.slack.faults().next("views.publish", Fault::error("not_enabled"));
  town.slack.people().open_home(town.ada);
  REQUIRE(town.until([&] { return town.count_calls("views.publish") == 1; }));
  REQUIRE(town.slack.settle());
  CHECK_FALSE(is_published(town, town.ada));
  CHECK(has(open_tab(town, town.ada), "Nothing is open."));
}
