// What is said in a private incident reaches its people and nobody else: not by a message, a form or a name,
// not in a log, a figure or somebody else's export. Every byte is searched for words that were said nowhere
// else.
#include <httplib.h>

#include <algorithm>
#include <array>
#include <set>

#include "bot/log.h"
#include "slack/standin/world.h"
#include "tests/catch.h"
#include "tests/e2e/support/town.h"
#include "tests/support/stderr.h"

using namespace muster;
using muster::e2e::Town;

namespace {

/// Each is said once, in another way.
constexpr std::array words{"zebrafish", "quokka",  "ocelot", "capybara", "axolotl", "pangolin", "okapi",
                           "wombat",    "narwhal", "marmot", "manatee",  "gecko",   "ibex",     "lemur"};

std::string found_in(const std::string& text) {
  std::string out;
  for (const auto* word : words) {
    if (text.find(word) != std::string::npos) out += std::string(word) + " ";
  }
  return out;
}

/// A private incident, from its declaration to its export; ada's, and grace is asked to come. `moved`: it was
/// declared in public, where linus saw it.
std::string live_through(Town& town, bool moved) {
  const auto type = [&](const std::string& who, const std::string& line, const std::string& where) {
    const auto answer = town.type(who, line, where);
    INFO(line << " -> " << answer.text);
    CHECK(answer.ok());
    REQUIRE(town.quiet());
  };
  if (moved) {
    const auto open = town.declare("the clinic is closed", "--sev 1");
    town.slack.people().join(town.linus, open);
    type(town.linus, "subscribe", open);
    type(town.ada, "private INC-1 --yes", town.general);
    type(town.ada, "rename INC-1 zebrafish clinic breached", town.general);
  } else {
    type(town.ada, "declare zebrafish clinic breached --private --sev 1", town.general);
  }
  const auto channel = town.incident(1).channel.value;
  REQUIRE_FALSE(channel.empty());
  type(town.ada, "lead", channel);
  type(town.ada, "note the quokka was seen", channel);
  type(town.ada, "summary: ocelot on the stairs", channel);
  type(town.ada, "impact: every capybara", channel);
  type(town.ada, "update: axolotl is back", channel);
  type(town.ada, "page @grace pangolin wants you", channel);
  town.press(town.grace, "On my way", {});
  REQUIRE(town.quiet());
  type(town.ada, "rename okapi clinic breached", channel);
  type(town.grace, "update --external a wombat may be delayed", channel);
  type(town.ada, "pause 2h marmot hibernates --yes", channel);
  type(town.ada, "resume", channel);
  auto& people = town.slack.people();
  const auto message = people.say(town.ada, channel, "narwhal at the door");
  people.react(town.ada, channel, message, "pushpin");
  const auto file = people.attach(town.ada, channel, "lemur.txt", "see the picture");
  people.react(town.ada, channel, file, "pushpin");
  REQUIRE(town.quiet());
  type(town.ada, "handoff lead @grace", channel);
  type(town.ada, "export html", channel);
  type(town.ada, "resolve: manatee is calm", channel);
  type(town.ada, "close --yes the gecko is gone", channel);
  type(town.ada, "reopen", channel);
  type(town.ada, "severity 2 only one ibex", channel);
  return channel;
}

}  // namespace

TEST_CASE("no word of a private incident reaches anybody outside it, a log, a figure or another export") {
  testing::Stderr log;
  Town town;
  bot::log::configure("text", "debug");
  const bool moved = GENERATE(false, true);
  CAPTURE(moved);
  const auto own = live_through(town, moved);

  // Somebody else asks for whatever may be asked for.
  std::string shown;
  for (const auto* line :
       {"list", "list --all", "INC-1", "catchup INC-1", "timeline INC-1", "export INC-1", "access INC-1",
        "who INC-1", "update INC-1 --who", "merge INC-1 INC-2", "join INC-1", "help", "settings",
        "search clinic", "search zebraf", "search the breached clinic"})
    shown += town.type(town.linus, line, town.general).body;
  town.type(town.linus, "declare breached clinic", town.general);
  REQUIRE(town.quiet());
  const auto open = town.incident(2).channel.value;
  for (const auto* line : {"export", "catchup", "timeline", "merge INC-1", "duplicate INC-1"})
    shown += town.type(town.linus, line, open).body;
  REQUIRE(town.quiet());
  httplib::Client admin("127.0.0.1", town.bot->admin_port());
  for (const auto* path : {"/metrics", "/healthz", "/readyz"}) shown += admin.Get(path)->body;
  CHECK(found_in(shown).empty());

  // What stands in Slack, wherever not only its people are.
  const std::set<std::string> insiders{town.ada, town.grace, town.slack.bot_user()};
  std::set<std::string> theirs = insiders;  // channels that only they are in, and messages to them
  int searched = 0;
  town.slack.world().read([&](const slack::standin::State& state) {
    for (const auto& [id, channel] : state.channels) {
      if (std::ranges::all_of(channel.members, [&](const auto& who) { return insiders.contains(who); })) {
        theirs.insert(id);
        continue;
      }
      INFO("#" << channel.name);
      CHECK(found_in(channel.name + channel.topic).empty());
      for (const auto& [ts, message] : channel.messages) {
        CHECK(found_in(message.text + message.blocks + message.metadata).empty());
        ++searched;
      }
    }
  });
  CHECK(theirs.contains(own));
  CHECK(searched > 5);
  for (const auto& who : {town.linus, town.ada}) town.slack.people().open_home(who);
  REQUIRE(town.until([&] {
    return town.slack.screen(town.linus).home.has_value() && town.slack.screen(town.ada).home.has_value();
  }));
  CHECK(found_in(town.all_that(town.linus)).empty());

  // What was sent at all, and what of it was sent elsewhere. Its people's direct messages and forms are
  // theirs.
  std::string sent, elsewhere;
  for (const auto& call : town.slack.calls()) {
    std::string bytes;
    for (const auto& [name, value] : call.args) bytes += name + "=" + value + "\n";
    sent += bytes;
    const auto target = call.args.contains("channel") ? call.args.at("channel") : std::string();
    const bool to_outsider = call.method == "views.publish" && !insiders.contains(call.args.at("user_id"));
    if (to_outsider) elsewhere += found_in(bytes);
    const bool by_channel = call.method.starts_with("chat.") || call.method.starts_with("conversations.") ||
                            call.method.starts_with("pins.") || call.method.starts_with("bookmarks.");
    if (by_channel && !theirs.contains(target) && !found_in(bytes).empty())
      elsewhere += call.method + " " + target + ": " + bytes;
  }
  // A name can be seen by those who may not see the channel.
  for (const auto& call : town.slack.calls("conversations.create"))
    elsewhere += found_in(call.args.at("name"));
  CAPTURE(elsewhere);
  CHECK(std::string_view(found_in(elsewhere)).empty());
  // All of them were said, or this proves nothing.
  for (const auto* word : words) {
    INFO(word);
    if (std::string_view(word) != "lemur") CHECK(sent.find(word) != std::string::npos);
  }

  town.stop();
  const auto lines = log.text();
  bot::log::configure("text", "info");
  CHECK(lines.size() > 2000);
  CHECK(found_in(lines).empty());
}

TEST_CASE("doctor says what is wrong with a private incident, and which it is only to who may know of it") {
  Town town;
  town.slack.faults().next("pins.add", slack::standin::Fault::error("restricted_action"), 50);
  town.declare("payroll leaked", "--private");
  REQUIRE(town.incident(1).failing.contains("pin"));
  const auto hears = [&](const std::string& who, const std::string& finding) {
    town.type(who, "doctor", town.general);
    return town.until([&] { return town.slack.screen(who).find(finding, town.general) != nullptr; });
  };
  CHECK(hears(town.ada, "INC-1: pin is not up to date (restricted_action)"));
  CHECK(hears(town.linus, "INC-? (you can't see it): pin is not up to date (restricted_action)"));
  CHECK(town.all_that(town.linus).find("INC-1") == std::string::npos);
}
