// What is said in a private incident reaches its people and nobody else: not by a message, a form or a name,
// not in a log, a figure or somebody else's export. Every byte is searched for words that were said nowhere
// else.
#include <fmt/core.h>
#include <httplib.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <set>

#include "bot/log.h"
#include "bot/operate.h"
#include "bot/verb.h"
#include "bot/without_slack.h"
#include "slack/standin/world.h"
#include "tests/catch.h"
#include "tests/e2e/support/town.h"
#include "tests/support/audience.h"
#include "tests/support/stderr.h"

using namespace muster;
using muster::e2e::Town;
using muster::e2e::TownOptions;

namespace {

/// Each is said once, in another way.
constexpr std::array words{"zebrafish", "quokka",   "ocelot",    "capybara", "axolotl", "pangolin", "okapi",
                           "wombat",    "narwhal",  "marmot",    "manatee",  "gecko",   "ibex",     "lemur",
                           "tapir",     "jerboa",   "kakapo",    "numbat",   "quoll",   "saola",    "dugong",
                           "fossa",     "aardvark", "binturong", "coati",    "galago",  "tarsier",  "echidna",
                           "caracal",   "margay",   "serval",    "bongo",    "nilgai",  "gaur"};

std::string found_in(const std::string& text) {
  std::string out;
  for (const auto* word : words) {
    if (text.find(word) != std::string::npos) out += std::string(word) + " ";
  }
  return out;
}

/// Time that can be moved on, the week's digest when it has, and a command of the team's own.
TownOptions options_of(const std::shared_ptr<std::atomic<std::int64_t>>& ahead) {
  TownOptions options;
  options.ahead = [ahead] { return core::Duration(ahead->load()); };
  options.configure = [](bot::Config& config) {
    constexpr const char* days[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
    const auto due = std::chrono::floor<core::Duration>(std::chrono::system_clock::now()) +
                     std::chrono::days(8) - std::chrono::minutes(2);
    const std::chrono::weekday day(std::chrono::floor<std::chrono::days>(due));
    config.digest_day = days[day.c_encoding()];
    config.digest_time = core::format_utc(due).substr(11, 5);
    config.policy.services = {{"checkout", "Checkout"}, {"search", "Search"}};
    config.commands = {{"wiki", {}, "Where it is written down", "It is about {incident}, {title}: {words}"}};
  };
  return options;
}

/// What whoever runs the bot reads, and whoever looks at its figures.
std::string figures(Town& town) {
  std::string all;
  httplib::Client admin("127.0.0.1", town.bot->admin_port());
  admin.set_read_timeout(slack::standin::usual_limit);
  for (const auto* path : {"/metrics", "/healthz", "/readyz"}) {
    const auto reply = admin.Get(path);
    REQUIRE(reply);
    all += reply->body;
  }
  return all;
}

std::string printed(Town& town) {
  const auto database = town.folder.path() / "muster.db";
  bot::Config config;
  config.policy = core::default_policy();
  config.database = database;
  return bot::callsheet(config, bot::system_now()).text +
         bot::jobs_of_database(database, {}, bot::system_now()).text +
         bot::verify_database(database, std::nullopt, "").text;
}

/// A private incident, from its declaration to its export; ada's, and grace is asked to come. `moved`: it was
/// declared in public, where linus saw it.
/// `seen` gets what could be read of it meanwhile by whoever isn't in it.
std::string live_through(Town& town, bool moved, std::string& seen) {
  const auto type = [&](const std::string& who, const std::string& line, const std::string& where) {
    const auto answer = town.type(who, line, where);
    INFO(line << " -> " << answer.text);
    CHECK(answer.ok());
    REQUIRE(town.quiet());
    seen += figures(town);
  };
  const auto press = [&](const std::string& who, const char* button) {
    INFO(button);
    CHECK(town.press(who, button, {}).ok());
    REQUIRE(town.quiet());
  };
  const auto todo = [&](const char* about) {
    const auto todos = town.incident(1).todos;
    for (const auto& [id, one] : todos)
      if (core::to_plain(core::shown(one.words)).find(about) != std::string::npos)
        return std::to_string(id.value);
    FAIL("nothing to do about " << about);
    return std::string();
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
  // One who asks to be let in is, and one isn't.
  type(town.grace, "access INC-1", town.general);
  press(town.ada, "Let in");
  type(town.linus, "access INC-1", town.general);
  press(town.ada, "No");
  type(town.ada, "note the quokka was seen", channel);
  type(town.ada, "summary: ocelot on the stairs", channel);
  type(town.ada, "impact: every capybara", channel);
  type(town.ada, "affects checkout", channel);
  type(town.ada, "update: axolotl is back", channel);
  type(town.ada, "correct: no, a fossa", channel);
  type(town.ada, "page @grace pangolin wants you", channel);
  press(town.grace, "On my way");
  type(town.ada, "rename okapi clinic breached", channel);
  type(town.grace, "update --external a wombat may be delayed", channel);
  press(town.ada, "Approve");
  type(town.ada, "wiki see the echidna", channel);
  type(town.ada, "action catch the tapir @grace in 10m", channel);
  type(town.grace, "task " + todo("tapir") + " cant the kakapo is in the way", channel);
  seen += printed(town);
  type(town.ada, "followup move the jerboa @grace due 3d", channel);
  type(town.ada, "doing move the numbat out", channel);
  type(town.ada, "result no effect the quoll didn't mind", channel);
  type(town.ada, "theory it was the saola", channel);
  type(town.grace, "rule out the dugong says so", channel);
  type(town.ada, "regroup", channel);
  type(town.ada, "pause 2h marmot hibernates --yes", channel);
  type(town.ada, "resume", channel);
  type(town.ada, "standdown: the bongo is gone", channel);
  type(town.ada, "reopen", channel);
  type(town.ada, "link https://example.com/caracal the camera", channel);
  type(town.ada, "note the serval slept", channel);
  const auto entries = town.entries(1);
  const auto slept = std::ranges::find_if(entries, [](const core::Entry& entry) {
    return core::to_plain(core::shown(entry.words)).find("serval") != std::string::npos;
  });
  REQUIRE(slept != entries.end());
  type(town.ada, fmt::format("entry {} edit the serval slept by the margay", slept->id.value), channel);
  type(town.ada, "monitoring --watch 20m", channel);
  type(town.ada, "status investigating", channel);
  auto& people = town.slack.people();
  const auto message = people.say(town.ada, channel, "narwhal at the door");
  people.react(town.ada, channel, message, "pushpin");
  const auto file = people.attach(town.ada, channel, "lemur.txt", "see the picture");
  people.react(town.ada, channel, file, "pushpin");
  people.react(town.ada, channel, people.say(town.grace, channel, "get the coati off the roof"),
               "hammer_and_wrench");
  people.react(town.ada, channel, people.say(town.grace, channel, "later the galago"), "fast_forward");
  people.say(town.grace, channel, "TODO: feed the aardvark\nDECISION: the binturong stays");
  REQUIRE(town.quiet());
  type(town.ada, "review", channel);
  const auto offers = town.incident(1).offers;
  CHECK(offers.size() == 2);
  for (const auto& [id, offer] : offers)
    type(town.ada, fmt::format("review {} {}", id.value, offer.decision ? "timeline" : "action"), channel);
  type(town.ada, "handoff lead @grace", channel);
  type(town.grace, "handoff lead --decline the tarsier needs me", channel);
  type(town.ada, "handoff lead @grace", channel);
  type(town.grace, "handoff lead --accept", channel);
  type(town.grace, "checklist", channel);
  type(town.ada, "export html", channel);
  seen += printed(town);
  type(town.ada, "resolve: manatee is calm", channel);
  type(town.ada, "close --yes the gecko is gone", channel);
  seen += printed(town);
  type(town.ada, "reopen", channel);
  type(town.ada, "severity 2 only one ibex", channel);
  // Another one, which goes on in it.
  type(town.ada, "declare nilgai sighted --private", town.general);
  type(town.ada, "update: the gaur ran", town.incident(2).channel.value);
  type(town.ada, "merge INC-2 INC-1 --yes", town.general);
  CHECK(town.incident(2).merged_into);
  type(town.ada, "export", channel);
  return channel;
}

}  // namespace

TEST_CASE("no word of a private incident reaches anybody outside it, a log, a figure or another export") {
  testing::Stderr log;
  const auto ahead = std::make_shared<std::atomic<std::int64_t>>(0);
  Town town(options_of(ahead));
  // Somebody who isn't in it reads what is announced.
  REQUIRE(town.slack.people().join(town.linus, town.announce));
  bot::log::configure("text", "debug");
  const bool moved = GENERATE(false, true);
  CAPTURE(moved);
  std::string shown;
  const auto own = live_through(town, moved, shown);

  // Somebody else asks for whatever may be asked for.
  town.type(town.linus, "declare breached clinic", town.general);
  REQUIRE(town.quiet());
  const auto open = town.incident(3).channel.value;
  for (const auto& verb : bot::all_verbs()) {
    for (const auto& line :
         {verb.name, verb.name + " INC-1", verb.name + " INC-2", verb.name + " INC-1 INC-3"}) {
      shown += town.type(town.linus, line, town.general).body;
      town.slack.people().close(town.linus, true);
    }
  }
  for (const auto* line :
       {"INC-1", "list --all", "update INC-1 --who", "wiki INC-1", "settings", "search clinic",
        "search zebraf", "search the breached clinic", "breached clinic doors", "INC-2", "update INC-2 --who",
        "search sighted", "sighted again"})
    shown += town.type(town.linus, line, town.general).body;
  for (const auto* line : {"export", "catchup", "timeline", "merge INC-1", "merge INC-2", "duplicate INC-1",
                           "affects checkout", "panel", "roles", "regroup", "link"})
    shown += town.type(town.linus, line, open).body;
  REQUIRE(town.quiet());
  // Days later everybody is reminded, and reads the week's digest.
  town.stop();
  *ahead += core::Duration(std::chrono::days(8)).count();
  town.start();
  REQUIRE(town.until(
      [&] { return town.slack.screen(town.linus).find("The week in incidents", town.announce) != nullptr; }));
  REQUIRE(town.quiet());
  for (const auto* line : {"list", "followups", "actions", "doctor"})
    shown += town.type(town.linus, line, town.general).body;
  shown += figures(town) + printed(town);
  CHECK(found_in(shown).empty());

  // What stands in Slack, wherever not only its people are.
  const std::set<std::string> insiders{town.ada, town.grace, town.slack.bot_user()};
  std::set<std::string> theirs = insiders;  // channels that only they are in, and messages to them
  int searched = 0, files = 0;
  town.slack.world().read([&](const slack::standin::State& state) {
    for (const auto& [id, channel] : state.channels) {
      if (std::ranges::all_of(channel.members, [&](const auto& who) { return insiders.contains(who); })) {
        theirs.insert(id);
        continue;
      }
      INFO("#" << channel.name);
      CHECK(found_in(channel.name + channel.topic + channel.purpose).empty());
      for (const auto& bookmark : channel.bookmarks) CHECK(found_in(bookmark.title + bookmark.link).empty());
      for (const auto& [ts, message] : channel.messages) {
        CHECK(found_in(message.text + message.blocks + message.metadata).empty());
        ++searched;
      }
    }
    for (const auto& [id, file] : state.files) {
      if (std::ranges::all_of(file.channels, [&](const auto& place) { return theirs.contains(place); }))
        continue;
      INFO(file.name);
      CHECK(found_in(file.name + file.title + file.bytes).empty());
      ++files;
    }
  });
  CHECK(theirs.contains(own));
  CHECK_FALSE(theirs.contains(town.announce));
  CHECK(searched > 5);
  CHECK(files > 0);
  for (const auto& who : {town.linus, town.ada}) town.slack.people().open_home(who);
  REQUIRE(town.until([&] {
    return town.slack.screen(town.linus).home.has_value() && town.slack.screen(town.ada).home.has_value();
  }));
  CHECK(found_in(town.all_that(town.linus)).empty());

  // What was sent at all, and what of it was sent elsewhere. Its people's direct messages, what only they see
  // and forms that they opened are theirs.
  std::string sent, elsewhere;
  int forms = 0, answers = 0;
  for (const auto& call : town.slack.calls()) {
    const auto bytes = testing::bytes_of(call);
    sent += bytes;
    const auto reader = town.slack.world().read(
        [&](const slack::standin::State& state) { return testing::reader_of(state, call); });
    if (!reader.empty()) {
      if (insiders.contains(reader)) continue;
      forms += call.method == "views.open" ? 1 : 0;
      answers += call.method == "response_url" ? 1 : 0;
      if (!found_in(bytes).empty()) elsewhere += call.method + " to " + reader + ": " + bytes;
      continue;
    }
    const auto target = call.args.contains("channel") ? call.args.at("channel") : std::string();
    const bool by_channel = call.method.starts_with("chat.") || call.method.starts_with("conversations.") ||
                            call.method.starts_with("pins.") || call.method.starts_with("bookmarks.");
    if (by_channel && !theirs.contains(target) && !found_in(bytes).empty())
      elsewhere += call.method + " " + target + ": " + bytes;
  }
  CHECK(forms > 0);
  CHECK(answers > 0);
  // A name can be seen by those who may not see the channel.
  for (const auto& call : town.slack.calls("conversations.create"))
    elsewhere += found_in(call.args.at("name"));
  CAPTURE(elsewhere);
  CHECK(std::string_view(found_in(elsewhere)).empty());
  // All of them were said, or this proves nothing.
  for (const auto* word : words) {
    INFO(word);
    // The name of somebody's file, and what was answered to a command there and then.
    if (std::string_view(word) != "lemur" && std::string_view(word) != "echidna")
      CHECK(sent.find(word) != std::string::npos);
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
