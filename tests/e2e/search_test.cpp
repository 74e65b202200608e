// Searching the past: by command and from the Home tab, and who finds what.
#include <algorithm>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;
using slack::standin::Target;

namespace {

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

/// What was written by now can be found.
void index(Town& town) {
  while (town.store->make_findable()) {
  }
}

/// What the form that is open before this person shows, lines and then buttons.
std::string form_of(Town& town, const std::string& who) {
  std::string all;
  const auto screen = town.slack.screen(who);
  if (!screen.form()) return all;
  for (const auto& line : screen.form()->lines) all += line + "\n";
  for (const auto& button : screen.form()->buttons) all += "[" + button + "]";
  std::erase(all, '*');
  return all;
}

bool form_says(Town& town, const std::string& who, const std::string& words) {
  return town.until([&] { return has(form_of(town, who), words); });
}

/// Opens the Home tab, presses its button, and sends the form that comes.
void search_at_home(Town& town, const std::string& who, const std::string& words) {
  const auto before = town.count_calls("views.publish");
  town.slack.people().open_home(who);
  REQUIRE(town.until([&] { return town.count_calls("views.publish") > before; }));
  REQUIRE(town.slack.settle());
  Target button{.text = "Search the past"};
  button.home = true;
  CHECK(town.slack.people().press(who, button).ok());
  REQUIRE(town.until([&] {
    const auto screen = town.slack.screen(who);
    return screen.form() && screen.form()->callback_id == "search";
  }));
  CHECK(town.slack.people().submit(who, {{"words", {words}}}).ok());
}

std::string add_guest(Town& town) {
  const auto guest = town.slack.add_person("visitor", {.guest = true});
  town.store->upsert_users(town.store->only_workspace()->id,
                           {{core::UserId(guest), "visitor", {}, false, true, false, false}});
  town.store->probe();  // behind the writer, so that it knows the guest
  return guest;
}

}  // namespace

TEST_CASE("what was said in the past is found by its words, with where they stand and how it ended") {
  Town town;
  const auto channel = town.declare("checkout is down", "--sev 1");
  town.type(town.ada, "note the walrus restarted redis <script> & more", channel);
  town.type(town.ada, "resolve: it was the cache", channel);
  town.type(town.ada, "declare --drill --here checkout on paper", town.general);
  REQUIRE(town.quiet());
  index(town);

  const auto answer = town.type(town.linus, "search walr", town.general);
  CHECK_FALSE(answer.visible_to_all);
  CHECK(has(answer.body, "INC-1* checkout is down"));
  CHECK(has(answer.body, "Resolved"));
  CHECK(has(answer.body, "SEV1"));
  CHECK(has(answer.body, "the walrus restarted redis &lt;script&gt; &amp; more"));
  CHECK_FALSE(has(answer.body, "INC-2"));
  CHECK(has(answer.body, "Declare “search walr”"));
  CHECK(has(town.type(town.linus, "search checkout", town.general).body, "[DRILL] *INC-2*"));
  CHECK(has(town.type(town.linus, "search checkout cache", town.general).body, "INC-1"));
  CHECK(has(town.type(town.linus, "search unicorn", town.general).body, "has all of these words"));
  CHECK(has(town.type(town.linus, "search \" OR (", town.general).body, "has all of these words"));
}

TEST_CASE(
    "a title that begins with the verb is declared by the button below what was found, and not before") {
  Town town;
  const auto answer = town.type(town.ada, "search is down & slow", town.general);
  CHECK_FALSE(town.store->by_number(town.store->only_workspace()->id, 1));
  CHECK(has(answer.body, "Declare “search is down & slow”"));
  CHECK(town.press(town.ada, "Declare “search", town.general).ok());
  REQUIRE(town.quiet());
  CHECK(core::to_plain(core::shown(town.incident(1).title)) == "search is down & slow");
  // Who says that it is the verb isn't asked.
  CHECK_FALSE(has(town.type(town.ada, "search: checkout", town.general).body, "Declare"));
}

TEST_CASE("no text that is found calls anybody") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "note walrus <!channel> <@" + town.grace + "> @here", channel);
  REQUIRE(town.quiet());
  index(town);
  const auto body = town.type(town.linus, "search: walrus <!here>", town.general).body +
                    town.type(town.linus, "search walrus", town.general).body;
  CHECK(has(body, "INC-1"));
  CHECK_FALSE(has(body, "<!channel"));
  CHECK_FALSE(has(body, "<!here"));
  CHECK_FALSE(has(body, "<@" + town.grace));
}

TEST_CASE("the Home tab's button asks for words, and shows what has them in the same form, page by page") {
  Town town;
  for (int i = 1; i <= 12; ++i)
    town.type(town.ada, "declare --here walrus number " + std::to_string(100 + i),
              town.slack.add_channel("team-" + std::to_string(i), {town.ada}));
  town.declare("checkout is down");
  REQUIRE(town.quiet());
  index(town);

  search_at_home(town, town.grace, "walrus & number");
  REQUIRE(form_says(town, town.grace, "walrus number 112"));
  auto form = form_of(town, town.grace);
  CHECK(has(form, "number 108"));
  CHECK_FALSE(has(form, "number 107"));
  CHECK_FALSE(has(form, "[Newer]"));
  CHECK_FALSE(has(form, "Declare “"));
  CHECK_FALSE(has(form, "checkout"));
  CHECK(town.slack.people().press(town.grace, {.text = "Older"}).ok());
  REQUIRE(form_says(town, town.grace, "number 107"));
  CHECK(has(form_of(town, town.grace), "“walrus & number”"));
  CHECK(town.slack.people().press(town.grace, {.text = "Older"}).ok());
  REQUIRE(form_says(town, town.grace, "number 102"));
  form = form_of(town, town.grace);
  CHECK(has(form, "number 101"));
  CHECK_FALSE(has(form, "[Older]"));
  CHECK(town.slack.people().press(town.grace, {.text = "Newer"}).ok());
  REQUIRE(form_says(town, town.grace, "number 107"));
  CHECK(town.slack.people().press(town.grace, {.text = "Newer"}).ok());
  REQUIRE(form_says(town, town.grace, "number 112"));
  CHECK_FALSE(has(form_of(town, town.grace), "[Newer]"));

  // From there it goes on as from everywhere else.
  CHECK(town.slack.people()
            .choose(town.grace, {.near = "number 112", .action_id = "do"}, {"Catch me up"})
            .ok());
  CHECK(form_says(town, town.grace, "Where things stand"));
}

TEST_CASE("who finds nothing is told what to try, and may search again") {
  Town town;
  search_at_home(town, town.ada, "***");
  REQUIRE(form_says(town, town.ada, "has all of these words"));
  CHECK(town.slack.people().press(town.ada, {.text = "Search again"}).ok());
  CHECK(town.until([&] {
    const auto screen = town.slack.screen(town.ada);
    return screen.form() && screen.form()->callback_id == "search";
  }));
}

TEST_CASE("what is private is found by its people, and others can't tell it from what there isn't") {
  Town town;
  town.type(town.ada, "declare payroll leaked --private", town.general);
  REQUIRE(town.quiet());
  const auto channel = town.incident(1).channel.value;
  town.type(town.ada, "note the walrus has it", channel);
  REQUIRE(town.quiet());
  index(town);
  CHECK(has(town.type(town.ada, "search walrus", town.general).body, "payroll leaked"));
  search_at_home(town, town.ada, "walrus");
  CHECK(form_says(town, town.ada, "payroll leaked"));

  const auto without = [](std::string body, const std::string& word) {
    for (auto at = body.find(word); at != std::string::npos; at = body.find(word))
      body.erase(at, word.size());
    return body;
  };
  const auto there = town.type(town.grace, "search walrus", town.general).body;
  const auto not_there = town.type(town.grace, "search unicorn", town.general).body;
  CHECK(without(there, "walrus") == without(not_there, "unicorn"));
  search_at_home(town, town.grace, "payroll");
  CHECK(form_says(town, town.grace, "has all of these words"));
  CHECK_FALSE(has(form_of(town, town.grace), "leaked"));

  town.slack.people().invite(town.ada, channel, town.grace);
  REQUIRE(town.quiet());
  CHECK(has(town.type(town.grace, "search walrus", town.general).body, "payroll leaked"));
}

TEST_CASE(
    "a guest finds what they are in, by command and from the Home tab, and is offered nothing to declare") {
  Town town;
  const auto guest = add_guest(town);
  const auto channel = town.declare("walrus is down");
  town.declare("walrus is slow");
  town.slack.people().invite(town.ada, channel, guest);
  REQUIRE(town.quiet());
  index(town);
  const auto answer = town.type(guest, "search walrus", channel);
  CHECK(has(answer.body, "walrus is down"));
  CHECK_FALSE(has(answer.body, "walrus is slow"));
  CHECK_FALSE(has(answer.body, "Declare"));
  search_at_home(town, guest, "walrus");
  REQUIRE(form_says(town, guest, "walrus is down"));
  CHECK_FALSE(has(form_of(town, guest), "walrus is slow"));
}

TEST_CASE("what was erased or deleted by its author isn't found any more") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.slack.people().join(town.grace, channel);
  const auto ts = town.slack.people().say(town.grace, channel, "the walrus did it");
  town.slack.people().react(town.ada, channel, ts, "pushpin");
  town.type(town.ada, "note the ferret did it", channel);
  REQUIRE(town.quiet());
  index(town);
  CHECK(has(town.type(town.ada, "search walrus", channel).body, "INC-1"));
  town.slack.people().remove(town.grace, channel, ts);
  REQUIRE(town.quiet());
  CHECK_FALSE(has(town.type(town.ada, "search walrus", channel).body, "INC-1"));
  const auto entries = town.entries(1);
  const auto note = std::ranges::find(entries, core::EntryKind::note, &core::Entry::kind);
  REQUIRE(note != entries.end());
  town.type(town.ada, "redact " + std::to_string(note->id.value) + " --yes", channel);
  REQUIRE(town.quiet());
  CHECK_FALSE(has(town.type(town.ada, "search ferret", channel).body, "INC-1"));
}

TEST_CASE("the bot puts new words in by itself, some seconds later") {
  Town town;
  town.declare("walrus is down");
  CHECK(town.until_stored(
      [&] { return has(town.type(town.ada, "search walrus", town.general).body, "INC-1"); }));
}
