// A drill says that it is one in whatever it says and asks: lived through by many verbs, nothing may forget
// it.
#include <algorithm>

#include "bot/without_slack.h"
#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;

namespace {

constexpr const char* mark = "[DRILL]";

bool has_mark(const std::vector<std::string>& lines) {
  return std::ranges::any_of(lines, [](const auto& line) { return line.find(mark) != std::string::npos; });
}

/// Of the bot's messages there, those that don't say so.
void unmarked(const std::vector<slack::standin::Shown>& messages, std::vector<std::string>& found) {
  for (const auto& message : messages) {
    unmarked(message.replies, found);
    if (message.by != "muster" || message.system || !message.files.empty()) continue;
    // Both what is read and what a telephone notifies of.
    if (!has_mark(message.lines) || message.text.find(mark) == std::string::npos)
      found.push_back(message.text + " | " + message.blocks);
  }
}

std::vector<std::string> unmarked(Town& town) {
  std::vector<std::string> found;
  for (const auto& who : {town.ada, town.grace, town.linus}) {
    const auto screen = town.slack.screen(who);
    for (const auto& channel : screen.channels) unmarked(channel.messages, found);
    for (const auto& direct : screen.direct) unmarked(direct.messages, found);
  }
  return found;
}

/// What is typed, answered with the mark; a form that opens has it, too, and is filled in or closed.
struct Typist {
  Town& town;
  std::string channel;

  void type(const std::string& who, const std::string& line) {
    CAPTURE(line);
    const auto answer = town.type(who, line, channel);
    CHECK(answer.ok());
    INFO(answer.body);
    CHECK((answer.body.empty() || answer.body.find(mark) != std::string::npos));
  }
  void form(const std::string& who, const std::string& line,
            const std::vector<slack::standin::Field>& fields = {}) {
    CAPTURE(line);
    CHECK(town.type(who, line, channel).ok());
    REQUIRE(town.until([&] { return town.slack.screen(who).form() != nullptr; }));
    const auto screen = town.slack.screen(who);
    INFO(screen.form()->title);
    CHECK(screen.form()->title.find(mark) != std::string::npos);
    if (fields.empty()) {
      town.slack.people().close(who, true);
      return;
    }
    const auto sent = town.slack.people().submit(who, fields);
    INFO(sent.body);
    CHECK(sent.ok());
    if (town.slack.screen(who).form()) town.slack.people().close(who, true);
  }
};

}  // namespace

TEST_CASE("every message and form of a drill says that it is one") {
  Town town({.configure = [](bot::Config& config) { config.policy.services = {{"checkout", "Checkout"}}; }});
  const auto channel = town.declare("checkout is down", "--drill");
  Typist here{town, channel};
  town.slack.people().join(town.grace, channel);
  REQUIRE(town.quiet());
  for (const char* line : {"",
                           "lead",
                           "lead",
                           "comms @grace",
                           "role scribe @muster",
                           "roles",
                           "checklist",
                           "severity",
                           "severity 2",
                           "severity nonsense",
                           "status",
                           "status fixing",
                           "status fixing",
                           "affects",
                           "affects checkout",
                           "summary: the cart forgets",
                           "impact: nobody can pay",
                           "rename: checkout fails",
                           "undo",
                           "note a first look",
                           "timeline",
                           "doing: roll back",
                           "theory the cache",
                           "regroup",
                           "action call them",
                           "action restart it @grace",
                           "actions",
                           "followup write it down @grace",
                           "followups",
                           "review",
                           "catchup",
                           "subscribe",
                           "unsubscribe",
                           "snooze 30m",
                           "update: we are looking",
                           "update --who",
                           "update --external we know of it",
                           "page @linus come",
                           "handoff lead @grace",
                           "merge which",
                           "merge INC-9",
                           "monitoring --watch 20m",
                           "postpone 10m",
                           "pause 1h the supplier --yes",
                           "resume",
                           "not-a-drill",
                           "resolve words that may be a title",
                           "access INC-1",
                           "confirm"}) {
    here.type(town.ada, line);
  }
  REQUIRE(town.quiet());
  here.form(town.ada, "update", {{"words", {"still looking"}}});
  here.form(town.ada, "note", {{"words", {"a second look"}}});
  here.form(town.ada, "correct", {{"words", {"still looking at it"}}});
  for (const char* line : {"page", "pause", "doing", "theory", "action", "followup", "roles --form",
                           "private", "severity 4 --form", "update --external"})
    here.form(town.ada, line);
  REQUIRE(town.quiet());

  REQUIRE(town.press(town.linus, "On my way", {}).ok());
  REQUIRE(town.press(town.grace, "Accept", {}).ok());
  REQUIRE(town.press(town.grace, "Done", {}).ok());
  REQUIRE(town.quiet());
  // Settled from elsewhere: what somebody was given, and asked to approve.
  here.type(town.ada, "update --external something else");
  here.type(town.ada, "update --external something better");
  REQUIRE(town.quiet());
  here.type(town.grace, "update --external --approve");
  here.type(town.ada, "export md");
  here.type(town.grace, "resolve: it was practice");
  here.type(town.ada, "close");
  here.type(town.ada, "close: it was practice");
  here.type(town.ada, "dismiss: it was practice");
  here.type(town.ada, "note about the \"end\"");
  here.type(town.ada, "reopen");
  REQUIRE(town.quiet());

  const auto forgot = unmarked(town);
  for (const auto& message : forgot) {
    INFO(message);
    CHECK(false);
  }
  bool exported = false;
  const auto screen = town.slack.screen(town.ada);
  for (const auto& message : screen.channel(channel)->messages)
    for (const auto& file : message.files) exported = exported || file == "DRILL-INC-1.md";
  CHECK(exported);
}

TEST_CASE("the call sheet tells a drill from what is real") {
  bot::Config config;
  Town town;
  town.declare("checkout is down", "--drill");
  town.declare("search is slow");
  config.policy = core::default_policy();
  config.database = (town.folder.path() / "muster.db").string();
  const auto sheet = bot::callsheet(config, town.incident(1).declared_at);
  INFO(sheet.text);
  CHECK(sheet.text.find("INC-1  [DRILL] checkout is down") != std::string::npos);
  CHECK(sheet.text.find("INC-2  search is slow") != std::string::npos);
}

TEST_CASE("what isn't theirs to see doesn't even say whether it is a drill") {
  Town town;
  town.declare("payroll leaked", "--private --drill");
  for (const char* line : {"access INC-1", "catchup INC-1"}) {
    CAPTURE(line);
    CHECK(town.type(town.linus, line, town.general).body.find(mark) == std::string::npos);
  }
}

TEST_CASE("what is real from now on is told without the mark") {
  Town town;
  const auto channel = town.declare("checkout is down", "--drill");
  CHECK(town.type(town.ada, "not-a-drill --yes", channel).body.find(mark) == std::string::npos);
  CHECK(town.type(town.ada, "status", channel).body.find(mark) == std::string::npos);
}
