// The ways in that are used less often: shortcuts, the forms of words, flags, the smaller verbs.
#include <algorithm>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;

namespace {

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
  REQUIRE(town.until(
      [&] { return town.slack.screen(town.ada).find("belongs to no incident", "general") != nullptr; }));
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
    town.type(town.ada, "declare --here number " + std::to_string(i) + " of many", town.general);
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
  CHECK(town.type(town.ada, "declare checkout is down --here", town.general).ok());
  REQUIRE(town.quiet());
  CHECK(town.incident(1).channel.value == town.general);
  CHECK(town.control(town.general).says("checkout is down"));

  CHECK(town.type(town.grace, "declare login is slow --triage", town.general).ok());
  REQUIRE(town.quiet());
  CHECK(town.incident(2).category == core::Category::triage);
  // Only what can come next is offered.
  const auto answer = town.type(town.grace, "status INC-2", town.general);
  CHECK(answer.body.find("status INC-2 investigating") != std::string::npos);
  CHECK(answer.body.find("status INC-2 dismissed") != std::string::npos);
  CHECK(answer.body.find("status INC-2 monitoring") == std::string::npos);
  CHECK(answer.body.find("resolve INC-2") == std::string::npos);
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
