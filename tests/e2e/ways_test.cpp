// The ways in that are used less often: shortcuts, the forms of words, flags, the smaller verbs.
#include <algorithm>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;
using muster::e2e::TownOptions;

namespace {

/// How often this person was told in this channel where things stand.
int briefed(Town& town, const std::string& who, const std::string& channel) {
  int count = 0;
  const auto screen = town.slack.screen(who);
  if (const auto* there = screen.channel(channel)) {
    for (const auto& message : there->messages)
      count += message.ephemeral && message.says("Where things stand") ? 1 : 0;
  }
  return count;
}

bool form_is_open(Town& town) {
  return town.until([&] { return town.slack.screen(town.ada).form() != nullptr; });
}

const core::Entry* entry_saying(const std::vector<core::Entry>& entries, const std::string& words) {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const core::Entry& entry) {
    return core::to_plain(core::shown(entry.words)) == words;
  });
  return found == entries.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("the global shortcut opens the form") {
  Town town;
  town.slack.people().shortcut(town.ada, "declare");
  REQUIRE(form_is_open(town));
  CHECK(town.slack.people().submit(town.ada, {{"title", {"checkout is down"}}}).ok());
  REQUIRE(town.quiet());
  CHECK(core::to_plain(core::shown(town.incident(1).title)) == "checkout is down");
}

TEST_CASE("the message shortcut adds to the timeline, once, and only where an incident is") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto ts = town.slack.people().say(town.ada, channel, "error rate is 40 %");
  CHECK(town.slack.people().message_shortcut(town.ada, "capture", channel, ts).ok());
  CHECK(town.slack.people().message_shortcut(town.ada, "capture", channel, ts).ok());
  REQUIRE(town.quiet());
  const auto entries = town.entries(1);
  const auto* entry = entry_saying(entries, "error rate is 40 %");
  REQUIRE(entry);
  CHECK(entry->captured->message.ts == ts);
  CHECK(town.slack.screen(town.ada).find("It is in the timeline already", channel) != nullptr);

  const auto elsewhere = town.slack.people().say(town.ada, town.general, "lunch?");
  town.slack.people().message_shortcut(town.ada, "capture", town.general, elsewhere);
  REQUIRE(town.until([&] {
    return town.slack.screen(town.ada).find("No incident lives in this channel", "general") != nullptr;
  }));
  CHECK(town.entries(1).size() == entries.size());
}

TEST_CASE("what takes words takes them in a form, too") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto fill = [&](const std::string& verb, const std::string& words) {
    CAPTURE(verb);
    CHECK(town.type(town.ada, verb, channel).ok());
    REQUIRE(form_is_open(town));
    const auto sent = town.slack.people().submit(town.ada, {{"words", {words}}});
    INFO(sent.body);
    CHECK(sent.ok());
    REQUIRE(town.quiet());
  };
  fill("note", "12 pods restarted");
  CHECK(entry_saying(town.entries(1), "12 pods restarted"));
  fill("summary", "the cache is gone");
  CHECK(core::to_plain(core::shown(town.incident(1).summary)) == "the cache is gone");
  fill("impact", "nobody can pay");
  CHECK(core::to_plain(core::shown(town.incident(1).impact)) == "nobody can pay");
  fill("rename", "payments are down");
  CHECK(core::to_plain(core::shown(town.incident(1).title)) == "payments are down");

  const auto id = std::to_string(entry_saying(town.entries(1), "12 pods restarted")->id.value);
  fill("entry " + id + " edit", "13 pods restarted");
  CHECK(entry_saying(town.entries(1), "13 pods restarted"));
  const auto before = entry_saying(town.entries(1), "13 pods restarted")->occurred_at;
  fill("entry " + id + " retime", "00:00");
  CHECK(entry_saying(town.entries(1), "13 pods restarted")->occurred_at < before);
  CHECK(town.type(town.ada, "entry " + id + " hide", channel).text.find("Hidden") != std::string::npos);
  CHECK(entry_saying(town.entries(1), "13 pods restarted")->hidden);
  CHECK(town.type(town.ada, "entry " + id + " show", channel).text.find("Shown again") != std::string::npos);
}

TEST_CASE("long timelines and lists go on by a button") {
  Town town;
  const auto channel = town.declare("checkout is down");
  for (int i = 0; i < 30; ++i) town.type(town.ada, "note number " + std::to_string(i) + " of it", channel);
  CHECK(town.type(town.ada, "timeline", channel).body.find("number 29 of it") != std::string::npos);
  CHECK(town.press(town.ada, "Older", channel).ok());
  REQUIRE(
      town.until([&] { return town.slack.screen(town.ada).find("number 12 of it", channel) != nullptr; }));

  for (int i = 0; i < 25; ++i)
    town.type(town.ada, "declare --here number " + std::to_string(i) + " of many",
              town.slack.add_channel("team-" + std::to_string(i), {town.ada}));
  const auto list = town.type(town.ada, "list", town.general);
  CHECK(list.body.find("number 24 of many") != std::string::npos);
  CHECK(list.body.find("number 9 of many") == std::string::npos);
  CHECK(town.press(town.ada, "Older ones", town.general).ok());
  REQUIRE(
      town.until([&] { return town.slack.screen(town.ada).find("number 9 of many", "general") != nullptr; }));
}

TEST_CASE("an incident may live in the channel where it was declared, or begin as a question") {
  Town town;
  town.slack.people().invite(town.ada, town.general, town.slack.bot_user());
  const auto declared = town.type(town.ada, "declare checkout is down --here", town.general);
  // No other one is being made of which they would hear.
  CHECK(declared.text.find("It lives in this channel") != std::string::npos);
  CHECK(declared.text.find("opening") == std::string::npos);
  REQUIRE(town.quiet());
  CHECK(town.incident(1).channel.value == town.general);
  CHECK(town.control(town.general).says("checkout is down"));
  // One channel holds one open incident.
  const auto second = town.type(town.grace, "declare search is slow --here", town.general);
  CHECK(second.text.find("INC-1 is open in this channel") != std::string::npos);
  town.slack.people().say_to_bot(town.ada, "hello");
  const auto direct = town.slack.screen(town.ada).direct.front().id;
  CHECK(town.type(town.ada, "declare mail is down --here", direct).text.find("Leave `--here` out") !=
        std::string::npos);

  CHECK(town.type(town.grace, "declare login is slow --triage", town.general).ok());
  REQUIRE(town.quiet());
  CHECK(town.incident(2).category == core::Category::triage);
  // Only what can come next is offered.
  const auto answer = town.type(town.grace, "status INC-2", town.general);
  CHECK(answer.body.find("status INC-2 investigating") != std::string::npos);
  CHECK(answer.body.find("status INC-2 dismissed") != std::string::npos);
  CHECK(answer.body.find("status INC-2 monitoring") == std::string::npos);
  CHECK(answer.body.find("resolve INC-2") == std::string::npos);
  CHECK(town.control(town.incident(2).channel.value, town.grace).says("It's an incident"));
}

TEST_CASE("triage ends in an incident or in none, and each says so by button") {
  Town town;
  const auto first = town.declare("login is slow", "--triage");
  CHECK(town.press(town.ada, "It's an incident", first).ok());
  REQUIRE(town.quiet());
  CHECK(town.incident(1).category == core::Category::active);
  CHECK(town.incident(1).next_update_due);
  CHECK_FALSE(town.control(first).says("It's an incident"));

  const auto second = town.declare("search is slow", "--triage");
  CHECK(town.press(town.ada, "Not an incident", second).ok());
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  CHECK(town.slack.people().submit(town.ada, {{"words", {"a planned reindexing"}}}).ok());
  REQUIRE(town.quiet());
  CHECK(town.incident(2).category == core::Category::dismissed);
  CHECK(town.slack.screen(town.ada).find("a planned reindexing", second) != nullptr);

  // A third that nobody needs any more, and the first to its end.
  const auto third = town.declare("the supplier is testing");
  CHECK(town.type(town.ada, "standdown the supplier is testing", third).body.find("say which you mean") !=
        std::string::npos);
  CHECK(core::is_open(town.incident(3).category));
  CHECK(town.type(town.ada, "standdown: their test, not ours", third).ok());
  CHECK(town.incident(3).category == core::Category::stood_down);
  CHECK(town.type(town.ada, "close", first).body.find("resolve") != std::string::npos);  // the way out
  town.type(town.ada, "resolve", first);
  // What is missing is said, with a way to add each, and one past it.
  const auto missing = town.type(town.ada, "close", first);
  CHECK(missing.body.find("summary INC-1") != std::string::npos);
  CHECK(missing.body.find("impact INC-1") != std::string::npos);
  CHECK(missing.body.find("close INC-1 --why") != std::string::npos);
  CHECK(town.incident(1).category == core::Category::resolved);
  town.type(town.ada, "summary: the disk was full", first);
  town.type(town.ada, "impact: slow search", first);
  CHECK(town.type(town.ada, "close", first).text.find("nothing yet") != std::string::npos);
  CHECK(town.incident(1).category == core::Category::resolved);
  REQUIRE(town.press(town.ada, "Yes: close it", first).ok());
  CHECK(town.incident(1).category == core::Category::closed);
  CHECK(town.type(town.ada, "confirm INC-1", town.general).body.find("nothing to confirm") !=
        std::string::npos);
}

TEST_CASE("closing past what is missing takes a reason, by form or by word, which stands on the record") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "resolve", channel);
  // A title that begins so closes nothing.
  CHECK(town.type(town.ada, "close calls to the pool leak", channel).body.find("say which you mean") !=
        std::string::npos);
  CHECK(town.incident(1).category == core::Category::resolved);
  SECTION("by form") {
    town.type(town.ada, "close", channel);
    REQUIRE(town.press(town.ada, "Close all the same", channel).ok());
    REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
    town.slack.people().submit(town.ada, {{"words", {"the supplier writes it up"}}});
  }
  SECTION("by word, which is asked about first") {
    CHECK(town.type(town.ada, "close: the supplier writes it up", channel).text.find("nothing yet") !=
          std::string::npos);
    CHECK(town.incident(1).category == core::Category::resolved);
    REQUIRE(town.press(town.ada, "Yes: close it", channel).ok());
  }
  SECTION("by word, and sure of it") {
    town.type(town.ada, "close --yes the supplier writes it up", channel);
  }
  REQUIRE(town.quiet());
  CHECK(town.incident(1).category == core::Category::closed);
  CHECK(town.slack.screen(town.ada).find("the supplier writes it up", channel) != nullptr);
}

TEST_CASE("what is dismissed by word is asked about first, and what can't be is refused at once") {
  Town town;
  const auto channel = town.declare("login is slow", "--triage");
  for (const char* line : {"dismiss: a planned restart", "dismiss INC-1 a planned restart"}) {
    CAPTURE(line);
    const auto asked = town.type(town.ada, line, channel);
    CHECK(asked.text.find("nothing yet") != std::string::npos);
    CHECK(asked.body.find("a planned restart") != std::string::npos);
    CHECK(town.incident(1).category == core::Category::triage);
  }
  SECTION("a title that begins so is asked about as what it may be") {
    const auto either = town.type(town.ada, "dismiss dialogs crash the app", channel);
    CHECK(either.body.find("Dismiss INC-1") != std::string::npos);
    CHECK(town.incident(1).category == core::Category::triage);
  }
  SECTION("yes by button, with the words") {
    REQUIRE(town.press(town.ada, "Yes: dismiss it", channel).ok());
    REQUIRE(town.quiet());
    CHECK(town.incident(1).category == core::Category::dismissed);
    CHECK(town.slack.screen(town.ada).find("a planned restart", channel) != nullptr);
  }
  SECTION("more words than a button has room for are asked about in the form") {
    town.type(town.ada, "dismiss: " + std::string(2000, 'x'), channel);
    REQUIRE(form_is_open(town));
    CHECK(town.incident(1).category == core::Category::triage);
    CHECK(town.slack.people().submit(town.ada, {}).ok());
    REQUIRE(town.quiet());
    CHECK(town.incident(1).category == core::Category::dismissed);
  }
  SECTION("not from here") {
    town.type(town.ada, "confirm", channel);
    const auto refused = town.type(town.ada, "dismiss: a planned restart", channel);
    CHECK(refused.text.find("nothing yet") == std::string::npos);
    CHECK(core::is_open(town.incident(1).category));
  }
}

TEST_CASE("a drill that turns out to be real is announced, and loses its mark everywhere") {
  Town town;
  const auto channel = town.declare("checkout is down", "--drill");
  CHECK(town.type(town.ada, "not-a-drill", channel).text.find("nothing yet") != std::string::npos);
  CHECK(town.incident(1).drill);
  REQUIRE(town.press(town.ada, "Yes: it is real", channel).ok());
  REQUIRE(town.quiet());
  const auto incident = town.incident(1);
  CHECK_FALSE(incident.drill);
  CHECK(incident.channel_name == "inc-1-checkout-is-down");
  const auto screen = town.slack.screen(town.ada);
  CHECK(screen.channel(channel)->name == "inc-1-checkout-is-down");
  CHECK(screen.channel(channel)->topic.find("DRILL") == std::string::npos);
  CHECK_FALSE(town.control(channel).says("DRILL"));
  CHECK(screen.find("checkout is down", "incidents") != nullptr);
  CHECK(screen.find("no drill any more", channel) != nullptr);
  CHECK(town.type(town.ada, "not-a-drill", channel).text.find("no drill") != std::string::npos);
}

TEST_CASE("who comes later is told where things stand, once; and whoever asks") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "summary: a bad deploy of the cart", channel);
  town.type(town.ada, "lead", channel);
  town.type(town.ada, "update: we are rolling back", channel);
  REQUIRE(town.quiet());
  const auto told = [&] { return briefed(town, town.grace, channel); };
  town.slack.people().join(town.grace, channel);
  REQUIRE(town.until([&] { return told() == 1; }));
  const auto screen = town.slack.screen(town.grace);
  const auto* briefing = screen.find("Where things stand", channel);
  REQUIRE(briefing);
  CHECK(briefing->ephemeral);
  for (const auto* words : {"a bad deploy of the cart", "ada", "we are rolling back", "Take a role"})
    CHECK(briefing->says(words));
  town.slack.people().leave(town.grace, channel);
  town.slack.people().join(town.grace, channel);
  REQUIRE(town.quiet());
  CHECK(told() == 1);
  CHECK(town.type(town.linus, "catchup INC-1", town.general).body.find("Where things stand") !=
        std::string::npos);
}

TEST_CASE("whoever the bot lets in is told where things stand, too, unless they know") {
  TownOptions options;
  options.configure = [](bot::Config& config) { config.policy.severities[0].measures.invite = {"sre"}; };
  Town town(options);
  town.slack.add_group("sre", {town.ada, town.grace});
  REQUIRE(
      town.until_stored([&] { return town.store->groups(town.store->only_workspace()->id).size() == 1; }));
  const auto channel = town.declare("checkout is down");
  SECTION("by the button Join, once") {
    town.type(town.linus, "declare checkout is down again", town.general);
    REQUIRE(town.until([&] { return town.slack.screen(town.linus).find("open already") != nullptr; }));
    REQUIRE(town.press(town.linus, "Join", town.general).ok());
    REQUIRE(town.until([&] { return briefed(town, town.linus, channel) == 1; }));
    town.slack.people().leave(town.linus, channel);
    town.type(town.linus, "join INC-1", town.general);
    REQUIRE(town.quiet());
    CHECK(briefed(town, town.linus, channel) == 1);
  }
  SECTION("invited because of the severity; who declared it knows") {
    town.type(town.ada, "severity 1", channel);
    REQUIRE(town.until([&] { return briefed(town, town.grace, channel) == 1; }));
    REQUIRE(town.quiet());
    CHECK(briefed(town, town.ada, channel) == 0);
  }
  SECTION("paged: they aren't there yet, and are offered it when they say that they come") {
    town.type(town.ada, "page @linus", channel);
    REQUIRE(town.quiet());
    REQUIRE(town.slack.screen(town.linus).channel(channel) != nullptr);
    CHECK(briefed(town, town.linus, channel) == 0);
    REQUIRE(town.press(town.linus, "On my way", {}).ok());
    REQUIRE(town.until([&] { return town.slack.screen(town.linus).find("Catch me up") != nullptr; }));
  }
  SECTION("offered a role with its brief") {
    town.type(town.ada, "lead", channel);
    town.type(town.ada, "handoff lead @linus", channel);
    REQUIRE(town.quiet());
    REQUIRE(town.press(town.linus, "Accept", {}).ok());
    REQUIRE(town.quiet());
    REQUIRE(town.slack.screen(town.linus).channel(channel) != nullptr);
    CHECK(briefed(town, town.linus, channel) == 0);
  }
}

TEST_CASE("what was typed for a declaration stands in its form, which has a box for each") {
  Town town;
  town.slack.people().invite(town.ada, town.general, town.slack.bot_user());
  SECTION("triage") {
    town.type(town.ada, "declare --triage", town.general);
    REQUIRE(form_is_open(town));
    CHECK(town.slack.people().submit(town.ada, {{"title", {"login is slow"}}}).ok());
    REQUIRE(town.quiet());
    CHECK(town.incident(1).category == core::Category::triage);
    CHECK(town.incident(1).channel.value != town.general);
  }
  SECTION("here") {
    town.type(town.ada, "declare --here", town.general);
    REQUIRE(form_is_open(town));
    CHECK(town.slack.people().submit(town.ada, {{"title", {"login is slow"}}}).ok());
    REQUIRE(town.quiet());
    CHECK(town.incident(1).channel.value == town.general);
    CHECK(town.incident(1).category == core::Category::active);
  }
  SECTION("ticked by hand") {
    town.type(town.ada, "declare", town.general);
    REQUIRE(form_is_open(town));
    CHECK(town.slack.people()
              .submit(town.ada, {{"title", {"login is slow"}}, {"options", {"triage", "here"}}})
              .ok());
    REQUIRE(town.quiet());
    CHECK(town.incident(1).channel.value == town.general);
    CHECK(town.incident(1).category == core::Category::triage);
  }
  SECTION("not both here and private") {
    town.type(town.ada, "declare", town.general);
    REQUIRE(form_is_open(town));
    const auto refused = town.slack.people().submit(
        town.ada, {{"title", {"payroll leaked"}}, {"options", {"private", "here"}}});
    CHECK(refused.errors.contains("options"));
  }
  SECTION("after a time that was refused") {
    town.type(town.ada, "declare login is slow --triage --here --began 2099-01-01 10:00", town.general);
    REQUIRE(town.press(town.ada, "Open the form", town.general).ok());
    REQUIRE(form_is_open(town));
    CHECK(town.slack.people().submit(town.ada, {{"when", {"00:01"}}}).ok());
    REQUIRE(town.quiet());
    CHECK(town.incident(1).category == core::Category::triage);
    CHECK(town.incident(1).channel.value == town.general);
  }
}

TEST_CASE("a channel of what is over, asked for without a title, is not forgotten") {
  Town town;
  town.type(town.ada, "declare --channel --began 10:05 --ended 10:06", town.general);
  REQUIRE(form_is_open(town));
  CHECK(town.slack.people().submit(town.ada, {{"title", {"search was down"}}}).ok());
  REQUIRE(town.quiet());
  CHECK(town.incident(1).in_hindsight);
  CHECK_FALSE(town.incident(1).channel.empty());
}

TEST_CASE("where an incident lives, the form offers to declare another one elsewhere only") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "declare", channel);
  REQUIRE(form_is_open(town));
  const auto refused =
      town.slack.people().submit(town.ada, {{"title", {"login is slow"}}, {"options", {"here"}}});
  CHECK_FALSE(refused.ok());
}

TEST_CASE("a pause is begun by its form, and a grave one asks first") {
  Town town;
  const auto channel = town.declare("checkout is down", "--sev 1");
  town.type(town.ada, "", channel);
  REQUIRE(town.press(town.ada, "Pause", channel).ok());
  REQUIRE(form_is_open(town));
  CHECK(town.slack.people().submit(town.ada, {{"words", {"the supplier's <fix>"}}}).ok());
  REQUIRE(town.quiet());
  CHECK_FALSE(town.incident(1).paused);
  REQUIRE(town.press(town.ada, "Pause it all the same", {}).ok());
  REQUIRE(town.quiet());
  REQUIRE(town.incident(1).paused);
  CHECK(core::to_plain(core::shown(town.incident(1).paused->words)) == "the supplier's <fix>");
}

TEST_CASE(
    "who subscribes at the announcement gets the updates and the end as messages, until they have enough") {
  Town town;
  const auto channel = town.declare("checkout is down");
  CHECK(town.press(town.grace, "Subscribe", town.announce).ok());
  REQUIRE(town.until_stored([&] { return town.incident(1).subscribers.size() == 1; }));
  const auto messages = [&] {
    int count = 0;
    for (const auto& dm : town.slack.screen(town.grace).direct) {
      for (const auto& message : dm.messages) count += message.says("checkout is down") ? 1 : 0;
    }
    return count;
  };
  town.type(town.ada, "update: we are rolling back", channel);
  REQUIRE(town.until([&] { return messages() == 1; }));
  CHECK(town.slack.screen(town.grace).find("we are rolling back") != nullptr);
  town.type(town.ada, "note a detail for the record", channel);
  town.type(town.ada, "status fixing", channel);
  REQUIRE(town.quiet());
  CHECK(messages() == 1);
  CHECK(town.press(town.grace, "No more updates", "").ok());
  REQUIRE(town.until_stored([&] { return town.incident(1).subscribers.empty(); }));
  town.type(town.ada, "resolve: rolled back", channel);
  REQUIRE(town.quiet());
  CHECK(messages() == 1);
}

TEST_CASE("who is out of a private incident hears nothing more of it") {
  Town town;
  const auto channel = town.declare("payroll leaked", "--private");
  town.slack.people().invite(town.ada, channel, town.grace);
  REQUIRE(town.quiet());
  town.type(town.grace, "subscribe", channel);
  REQUIRE(town.incident(1).subscribers.size() == 1);
  town.slack.people().leave(town.grace, channel);
  REQUIRE(town.quiet());
  town.type(town.ada, "update: the keys are changed", channel);
  REQUIRE(town.quiet());
  CHECK(town.all_that(town.grace).find("the keys are changed") == std::string::npos);
}

TEST_CASE("reopened by its verb, exported in one format") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "resolve: found the fuse", channel);
  CHECK(town.incident(1).category == core::Category::resolved);
  CHECK(town.type(town.ada, "reopen", channel).ok());
  CHECK(core::is_open(town.incident(1).category));
  CHECK(town.type(town.ada, "export html", channel).text.find("Writing the debrief") != std::string::npos);
  REQUIRE(town.quiet());
  int files = 0;
  const auto screen = town.slack.screen(town.ada);
  for (const auto& message : screen.channel(channel)->messages)
    files += static_cast<int>(message.files.size());
  CHECK(files == 1);
}

TEST_CASE("a team's channel in which an incident was is not that incident's for ever") {
  Town town;
  const auto team = town.slack.add_channel("team", {town.ada, town.grace});
  town.type(town.ada, "declare checkout is down --here", team);
  REQUIRE(town.quiet());
  town.type(town.ada, "standdown: not ours", team);
  REQUIRE(town.quiet());
  town.type(town.grace, "", team);
  REQUIRE(town.until([&] { return town.slack.screen(town.grace).form() != nullptr; }));
  CHECK(town.slack.screen(town.grace).form()->title == "Declare an incident");
}

TEST_CASE("what an ended incident still needs has its buttons") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto has = [&](const char* label) {
    const auto buttons = town.control(channel).buttons;
    return std::ranges::find(buttons, label) != buttons.end();
  };
  town.type(town.ada, "resolve", channel);
  REQUIRE(town.quiet());
  for (const char* label : {"Close", "Update", "Reopen", "More"}) {
    CAPTURE(label);
    CHECK(has(label));
  }
  REQUIRE(town.press(town.ada, "Close", channel).ok());
  // It says what is missing first.
  REQUIRE(
      town.until([&] { return town.slack.screen(town.ada).find("Close all the same", channel) != nullptr; }));
  town.type(town.ada, "close --yes nothing to learn from it", channel);
  REQUIRE(town.quiet());
  CHECK(town.incident(1).category == core::Category::closed);
  CHECK(has("More"));
  CHECK_FALSE(has("Close"));
}

TEST_CASE("a refusal names what is typed whole, and its buttons are what it says") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "resolve", channel);
  const auto again = town.type(town.ada, "resolve", channel);
  CHECK(again.text.find("`/incident reopen INC-1`") != std::string::npos);
  CHECK(again.body.find("\"Reopen\"") != std::string::npos);
  const auto action = town.type(town.ada, "action restart the pods", channel);
  CHECK(action.text.find("`/incident followup INC-1 ") != std::string::npos);
  CHECK(action.body.find("Add a follow-up") != std::string::npos);
  CHECK(action.body.find("\"Reopen\"") == std::string::npos);
}
