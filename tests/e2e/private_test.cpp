// From public to private: a new channel with chosen people, what the bot said in the old one taken back, and
// an honest word about what can't be.
#include <algorithm>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Fault;
using muster::e2e::Town;

namespace {

const slack::standin::ShownChannel* old_one(const slack::standin::Screen& screen, const std::string& id) {
  return screen.channel(id);
}

/// What stands in a channel that neither a person nor Slack itself said.
std::string said_by_bot(Town& town, const std::string& who, const std::string& channel) {
  std::string all;
  const auto screen = town.slack.screen(who);
  const auto* shown = screen.channel(channel);
  if (!shown) return all;
  for (const auto& message : shown->messages) {
    if (message.system || message.ephemeral || message.by == "ada" || message.by == "grace") continue;
    all += message.text + "\n";
    for (const auto& reply : message.replies) all += reply.text + "\n";
  }
  return all;
}

/// Of all public channels that the bot made.
std::string public_names(Town& town) {
  return town.slack.world().read([](const slack::standin::State& state) {
    std::string all;
    for (const auto& [id, channel] : state.channels)
      if (!channel.is_private() && channel.creator == state.names.bot_user)
        all += channel.name + (channel.archived ? " archived\n" : "\n");
    return all;
  });
}

}  // namespace

TEST_CASE("it moves to a private channel with the people chosen, and the old one says nothing any more") {
  Town town;
  const auto channel = town.declare("payroll leaked", "--sev 2");
  town.slack.people().join(town.grace, channel);
  town.slack.people().join(town.linus, channel);
  town.type(town.ada, "lead", channel);
  town.type(town.ada, "update: salaries of everybody are on a share", channel);
  town.slack.people().say(town.linus, channel, "wow");
  REQUIRE(town.quiet());

  town.type(town.ada, "private", channel);
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  REQUIRE(town.slack.people().submit(town.ada, {{"Who comes along", {town.ada, town.grace}}}).ok());
  REQUIRE(town.quiet());

  const auto incident = town.incident(1);
  CHECK(incident.is_private);
  CHECK(incident.channel.value != channel);
  const auto grace = town.slack.screen(town.grace);
  const auto* moved = grace.channel(incident.channel.value);
  REQUIRE(moved);
  CHECK(moved->is_private);
  CHECK(moved->topic.find("SEV2") != std::string::npos);
  CHECK(town.control(incident.channel.value, town.grace).says("payroll leaked"));
  CHECK(town.control(incident.channel.value, town.grace).pinned);
  CHECK(town.slack.screen(town.linus).channel(incident.channel.value) == nullptr);

  // The old one: what the bot had said is gone, a neutral word stands there, and it is archived.
  const auto linus = town.slack.screen(town.linus);
  const auto* left = old_one(linus, channel);
  REQUIRE(left);
  CHECK(left->archived);
  CHECK(left->name == "inc-1-moved");
  CHECK(left->topic.empty());
  const auto stands = said_by_bot(town, town.linus, channel);
  CHECK(stands.find("goes on elsewhere") != std::string::npos);
  for (const char* word : {"payroll", "salaries", "Lead", "SEV2"}) {
    CAPTURE(word);
    CHECK(stands.find(word) == std::string::npos);
  }
  CHECK(town.slack.screen(town.grace).find("is private now", town.announce) != nullptr);
  CHECK(town.slack.screen(town.grace).find("salaries", town.announce) == nullptr);
  CHECK(town.type(town.linus, "list", town.general).body.find("INC-1") == std::string::npos);
  CHECK(town.type(town.linus, "catchup INC-1", town.general).text.find("There is no INC-1") !=
        std::string::npos);

  // Who did it hears what can't be unsaid.
  const auto told = town.all_that(town.ada);
  CHECK(told.find("What can't be unsaid") != std::string::npos);
  CHECK(told.find("1 message of others") != std::string::npos);

  SECTION("whoever finds the word asks to be let in") {
    REQUIRE(town.press(town.linus, "Ask to be let in", channel).ok());
    REQUIRE(town.quiet());
    CHECK(town.all_that(town.ada).find("asks to be let into") != std::string::npos);
  }
  SECTION("and once is enough") {
    CHECK(town.type(town.ada, "private", incident.channel.value).text.find("private already") !=
          std::string::npos);
  }
  SECTION("what is said in the new one counts, and what is said in the old one doesn't") {
    town.type(town.grace, "note INC-1 the share is closed", incident.channel.value);
    REQUIRE(town.quiet());
    CHECK(town.entries(1).back().kind == core::EntryKind::note);
  }
}

TEST_CASE("words that begin with private are a title, and nothing is done before it is confirmed") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto answer = town.type(town.ada, "private key leaked", channel);
  CHECK(answer.body.find("private key leaked") != std::string::npos);
  town.type(town.ada, "private @grace", channel);
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  REQUIRE(town.quiet());
  CHECK_FALSE(town.incident(1).is_private);
  CHECK(town.slack.screen(town.ada).form()->title == "Make private");
}

TEST_CASE("a channel that wasn't made for it loses the bot's words, and stays") {
  Town town;
  const auto team = town.slack.add_channel("team", {town.ada, town.grace});
  town.type(town.ada, "declare payroll leaked --here", team);
  REQUIRE(town.quiet());
  town.type(town.ada, "private INC-1 --yes", town.general);
  REQUIRE(town.quiet());
  const auto screen = town.slack.screen(town.grace);
  CHECK_FALSE(screen.channel(team)->archived);
  CHECK(screen.channel(team)->name == "team");
  CHECK(said_by_bot(town, town.grace, team).find("payroll") == std::string::npos);
  CHECK(screen.channel(town.incident(1).channel.value) == nullptr);
}

TEST_CASE("the debrief that was uploaded where it was declared goes, and other files stay") {
  Town town;
  const auto team = town.slack.add_channel("team", {town.ada, town.grace});
  town.type(town.ada, "declare payroll leaked --here", team);
  REQUIRE(town.quiet());
  town.type(town.ada, "export md,csv", team);
  town.slack.people().attach(town.grace, team, "INC-1.md", "my own notes");
  REQUIRE(town.quiet());
  const auto files = [&] {
    return town.slack.world().read([](const slack::standin::State& state) {
      std::string all;
      for (const auto& [id, file] : state.files) all += file.name + " of " + file.user + "\n";
      return all;
    });
  };
  const auto of_bot =
      " of " + town.slack.world().read([](const auto& state) { return state.names.bot_user; });
  REQUIRE(files().find("INC-1.md" + of_bot) != std::string::npos);
  REQUIRE(files().find("INC-1.csv" + of_bot) != std::string::npos);
  town.type(town.ada, "private INC-1 --yes", town.general);
  REQUIRE(town.quiet());
  CHECK(files() == "INC-1.md of " + town.grace + "\n");
  const auto screen = town.slack.screen(town.grace);
  for (const auto& message : screen.channel(team)->messages)
    CHECK((message.files.empty() || message.by == "grace"));
}

TEST_CASE("what was captured in the channel that it left still follows its author") {
  Town town;
  const auto team = town.slack.add_channel("team", {town.ada, town.grace});
  town.type(town.ada, "declare payroll leaked --here", team);
  REQUIRE(town.quiet());
  auto& people = town.slack.people();
  const auto one = people.say(town.grace, team, "it is the old share");
  const auto two = people.say(town.grace, team, "and my password");
  for (const auto& ts : {one, two}) people.react(town.ada, team, ts, "pushpin");
  REQUIRE(town.quiet());
  town.type(town.ada, "private INC-1 --yes", town.general);
  REQUIRE(town.quiet());
  people.edit(town.grace, team, one, "it is the new share");
  people.remove(town.grace, team, two);
  REQUIRE(town.quiet());
  const auto entries = town.entries(1);
  const auto says = [&](const char* words) {
    return std::ranges::any_of(entries, [&](const core::Entry& entry) {
      return entry.words.body && core::to_plain(*entry.words.body).find(words) != std::string::npos;
    });
  };
  CHECK(says("the new share"));
  CHECK_FALSE(says("the old share"));
  CHECK_FALSE(says("my password"));
}

TEST_CASE("Slack fails on the way: what was begun is ended, and nothing stands twice") {
  for (const char* method :
       {"chat.delete", "conversations.create", "conversations.archive", "chat.postMessage"}) {
    CAPTURE(method);
    Town town;
    const auto channel = town.declare("payroll leaked");
    for (int i = 0; i < 3; ++i) town.type(town.ada, "note INC-1 one more", channel);
    town.type(town.ada, "lead", channel);
    REQUIRE(town.quiet());
    town.slack.faults().next(method, Fault::drop_reply());
    town.type(town.ada, "private INC-1 --yes", town.general);
    REQUIRE(town.quiet());
    CHECK(town.incident(1).is_private);
    CHECK(town.slack.screen(town.ada).channel(channel)->archived);
    CHECK(said_by_bot(town, town.ada, channel).find("payroll") == std::string::npos);
    const auto all = town.all_that(town.ada);
    const auto first = all.find("What was here goes on elsewhere");
    CHECK(first != std::string::npos);
  }
}

TEST_CASE("a channel is cleared however much was said there, and however few calls go at once") {
  muster::e2e::TownOptions options;
  options.slack.most_on_page = 3;
  options.configure = [](bot::Config& config) {
    for (const char* method : {"conversations.history", "conversations.replies", "chat.delete"})
      config.pacing.methods[method] = {6000, 1};
  };
  Town town(options);
  auto& people = town.slack.people();
  const auto channel = town.declare("payroll leaked");
  REQUIRE(people.join(town.grace, channel));
  std::vector<std::string> updates;
  for (int i = 0; i < 5; ++i) {
    const auto words = "salaries are on share " + std::to_string(i);
    town.type(town.ada, "update: " + words, channel);
    REQUIRE(town.quiet());
    updates.push_back(town.slack.screen(town.ada).find(words, channel)->ts);
    people.say(town.grace, channel, "oh no");
    people.say(town.grace, channel, "not again");
  }
  // More replies than two calls bring; and Slack lets the bot delete nothing but its last lines.
  for (int i = 0; i < 8; ++i) people.say(town.grace, channel, "which one?", updates[1]);
  people.say(town.grace, channel, "the usual one", updates[3], true);
  REQUIRE(town.quiet());

  SECTION("all of it") {
    town.type(town.ada, "private INC-1 --yes", town.general);
    REQUIRE(town.quiet());
    CHECK(said_by_bot(town, town.ada, channel).find("salaries") == std::string::npos);
    const auto told = town.all_that(town.ada);
    INFO(told);
    CHECK(told.find("19 messages of others") != std::string::npos);
  }
  SECTION("except what can't be deleted, which is looked at once") {
    town.slack.faults().whenever(
        [&](const slack::standin::CallView& call) {
          return call.method == "chat.delete" && call.args.at("channel") == channel &&
                 call.args.at("ts") <= updates[3];
        },
        Fault::error("cant_delete_message"));
    town.type(town.ada, "private INC-1 --yes", town.general);
    REQUIRE(town.quiet());
    const auto stands = said_by_bot(town, town.ada, channel);
    CHECK(stands.find("share 4") == std::string::npos);
    CHECK(stands.find("share 3") != std::string::npos);
    const auto told = town.all_that(town.ada);
    INFO(told);
    CHECK(told.find("19 messages of others") != std::string::npos);
  }
}

TEST_CASE("what the bot was saying when it became private is taken back, too") {
  muster::e2e::TownOptions options;
  options.configure = [](bot::Config& config) { config.announce.clear(); };
  Town town(options);
  const auto channel = town.declare("payroll leaked");
  const auto gate = town.slack.faults().hold("chat.delete");
  town.type(town.ada, "private INC-1 --yes", town.general);
  REQUIRE(gate->wait_for(1));
  // A line that was on its way to Slack all the time.
  slack::WebApiOptions as_the_bot;
  as_the_bot.base_url = town.slack.api_url();
  as_the_bot.token = town.slack.bot_token();
  slack::WebApi web(*town.transport, as_the_bot);
  slack::OutMessage late;
  late.text = "salaries are on the share";
  REQUIRE(web.post(slack::ChannelId(channel), late, {{}, {"muster", {{"key", "1:99:channel_line::"}}}}));
  gate->open();
  REQUIRE(town.quiet());
  CHECK(said_by_bot(town, town.ada, channel).find("salaries") == std::string::npos);
  CHECK(said_by_bot(town, town.ada, channel).find("goes on elsewhere") != std::string::npos);
}

TEST_CASE("an archived channel can't be cleared, and who made it private hears so") {
  Town town;
  const auto channel = town.declare("payroll leaked");
  REQUIRE(town.slack.people().archive(town.ada, channel));
  REQUIRE(town.until_stored([&] { return !town.incident(1).channel_usable; }));
  town.type(town.ada, "private INC-1 --yes", town.general);
  REQUIRE(town.quiet());
  CHECK(town.incident(1).channel_usable);
  CHECK(town.all_that(town.ada).find("The old channel was archived") != std::string::npos);
}

TEST_CASE("a public channel that was being made when it became private is not its own") {
  Town town;
  const auto gate = town.slack.faults().hold("conversations.create");
  SECTION("and Slack says that it made it") {}
  SECTION("or the answer is lost") {
    town.slack.faults().next("conversations.create", Fault::drop_reply());
  }
  town.type(town.ada, "declare payroll leaked", town.general);
  REQUIRE(gate->wait_for(1));
  town.type(town.ada, "rename INC-1 all salaries leaked", town.general);
  town.type(town.ada, "private INC-1 --yes", town.general);
  REQUIRE(town.until_stored([&] { return town.incident(1).is_private; }));
  gate->open();
  REQUIRE(town.until_stored([&] { return town.incident(1).channel_usable; }));
  REQUIRE(town.quiet());
  CHECK(public_names(town) == "inc-1-moved archived\n");
  const auto screen = town.slack.screen(town.ada);
  const auto* channel = screen.channel(town.incident(1).channel.value);
  REQUIRE(channel);
  CHECK(channel->is_private);
}

TEST_CASE("who asked to come in while it was everybody's isn't let in, except its people") {
  Town town;
  const auto gate = town.slack.faults().hold("conversations.create");
  town.type(town.ada, "declare payroll leaked", town.general);
  REQUIRE(gate->wait_for(1));
  town.type(town.linus, "join INC-1", town.general);
  town.type(town.grace, "join INC-1", town.general);
  town.type(town.grace, "lead INC-1", town.general);
  town.type(town.ada, "private INC-1 --yes", town.general);
  REQUIRE(town.until_stored([&] { return town.incident(1).is_private; }));
  gate->open();
  REQUIRE(town.until_stored([&] { return town.incident(1).channel_usable; }));
  REQUIRE(town.quiet());
  const auto channel = town.incident(1).channel.value;
  CHECK(town.slack.screen(town.grace).channel(channel) != nullptr);
  CHECK(town.slack.screen(town.linus).channel(channel) == nullptr);
}

TEST_CASE("an announcement whose answer was lost is taken back all the same") {
  muster::e2e::TownOptions options;
  options.configure = [](bot::Config& config) {
    for (auto& severity : config.policy.severities)
      if (severity.key == "sev1") severity.measures.announce = "#leaders";
  };
  options.start_bot = false;
  Town town(options);
  const auto leaders = town.slack.add_channel("leaders", {town.grace});
  town.start();
  // Made, with no word of it, and then not to be reached until the incident is private.
  const auto announces = [&](const slack::standin::CallView& call) {
    const auto channel = call.args.find("channel");
    return call.method == "chat.postMessage" && channel != call.args.end() &&
           (channel->second == leaders || channel->second == town.announce);
  };
  town.slack.faults().whenever(announces, Fault::drop_reply());
  const auto gate = town.slack.faults().hold("conversations.history");
  town.type(town.ada, "declare payroll leaked --sev 1", town.general);
  REQUIRE(town.until([&] {
    const auto screen = town.slack.screen(town.grace);
    return screen.find("payroll leaked", town.announce) && screen.find("payroll leaked", leaders);
  }));
  town.type(town.ada, "private INC-1 --yes", town.general);
  REQUIRE(town.until_stored([&] { return town.incident(1).is_private; }));
  town.slack.faults().clear();
  gate->open();
  REQUIRE(town.quiet());
  for (const auto& place : {town.announce, leaders}) {
    const auto screen = town.slack.screen(town.grace);
    CHECK(screen.find("is private now", place) != nullptr);
    CHECK(screen.find("payroll leaked", place) == nullptr);
  }
}

TEST_CASE("doctor gives no hint of which private incident a job of is that was given up") {
  Town town;
  town.slack.faults().whenever([](const auto& call) { return call.method == "pins.add"; },
                               Fault::error("missing_scope"));
  town.declare("payroll leaked", "--private");
  const auto as = [&](const std::string& who) {
    REQUIRE(town.type(who, "doctor", town.general).ok());
    REQUIRE(town.until(
        [&] { return town.slack.screen(who).find("Slack knows the token", town.general) != nullptr; }));
    return town.all_that(who);
  };
  CHECK(as(town.ada).find("jobs --retry") != std::string::npos);
  const auto others = as(town.linus);
  CHECK(others.find("pin of INC-?") != std::string::npos);
  CHECK(others.find("jobs --retry") == std::string::npos);
  CHECK(others.find("INC-1") == std::string::npos);
}

TEST_CASE("a public channel that the bot was taken out of is cleared all the same") {
  Town town;
  const auto team = town.slack.add_channel("team", {town.ada, town.grace});
  town.type(town.ada, "declare payroll leaked --here", team);
  REQUIRE(town.quiet());
  REQUIRE(town.slack.people().kick(town.ada, team, town.slack.bot_user()));
  REQUIRE(town.quiet());
  town.type(town.ada, "private INC-1 --yes", town.general);
  REQUIRE(town.quiet());
  const auto stands = said_by_bot(town, town.grace, team);
  CHECK(stands.find("payroll") == std::string::npos);
  CHECK(stands.find("goes on elsewhere") != std::string::npos);
}

TEST_CASE("of two incidents that left one channel each leaves its word there, and both are taken back") {
  Town town;
  const auto channel = town.declare("payroll leaked");
  const auto gate = town.slack.faults().hold("conversations.create");
  town.type(town.ada, "private INC-1 --yes", town.general);
  REQUIRE(town.until_stored([&] { return town.incident(1).is_private; }));
  town.type(town.ada, "declare: the backup, too --here", channel);
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).find("the backup", channel) != nullptr; }));
  REQUIRE(town.incident(2).channel.value == channel);
  town.type(town.ada, "private INC-2 --yes", town.general);
  REQUIRE(town.until_stored([&] { return town.incident(2).is_private; }));
  SECTION("both at once") {
    gate->open();
  }
  SECTION("one after the other") {
    gate->release();
    REQUIRE(
        town.until_stored([&] { return town.incident(1).left_cleared || town.incident(2).left_cleared; }));
    gate->open();
  }
  REQUIRE(town.quiet());
  REQUIRE(town.incident(1).left_cleared);
  REQUIRE(town.incident(2).left_cleared);
  const auto stands = said_by_bot(town, town.ada, channel);
  const std::string word = "goes on elsewhere";
  const auto first = stands.find(word);
  REQUIRE(first != std::string::npos);
  CHECK(stands.find(word, first + 1) != std::string::npos);
  CHECK(stands.find("payroll") == std::string::npos);
  CHECK(stands.find("backup") == std::string::npos);
  CHECK(town.slack.screen(town.ada).channel(channel)->archived);
}

TEST_CASE("what people said in threads counts as well") {
  Town town;
  auto& people = town.slack.people();
  const auto channel = town.declare("payroll leaked");
  REQUIRE(people.join(town.grace, channel));
  const auto root = people.say(town.grace, channel, "which share?");
  for (int i = 0; i < 3; ++i) people.say(town.ada, channel, "the usual one", root);
  people.say(town.ada, channel, "and the new one", root, true);
  people.say(town.grace, channel, "oh no", town.control(channel).ts);
  REQUIRE(town.quiet());
  town.type(town.ada, "private INC-1 --yes", town.general);
  REQUIRE(town.quiet());
  const auto told = town.all_that(town.ada);
  INFO(told);
  CHECK(told.find("6 messages of others") != std::string::npos);
}

TEST_CASE("where it lived before its channel could be made is cleared, too") {
  Town town;
  town.slack.faults().next("conversations.create", Fault::error("restricted_action"), 100);
  const auto team = town.slack.add_channel("team", {town.ada, town.grace});
  town.type(town.ada, "declare payroll leaked", team);
  REQUIRE(town.until_stored([&] { return town.incident(1).channel_failed; }));
  town.type(town.ada, "update INC-1 salaries are on a share", team);
  town.slack.people().say(town.grace, team, "lunch?");
  REQUIRE(town.until([&] {
    const auto stands = said_by_bot(town, town.grace, team);
    return stands.find("payroll") != std::string::npos && stands.find("salaries") != std::string::npos;
  }));
  // Whoever does something has it tried again.
  town.slack.faults().clear();
  town.type(town.ada, "severity INC-1 sev2", team);
  REQUIRE(town.until_stored([&] { return town.incident(1).channel_usable; }));
  REQUIRE(town.quiet());
  town.type(town.ada, "private INC-1 --yes", town.general);
  REQUIRE(town.quiet());
  const auto stands = said_by_bot(town, town.grace, team);
  CHECK(stands.find("payroll") == std::string::npos);
  CHECK(stands.find("salaries") == std::string::npos);
  const auto screen = town.slack.screen(town.grace);
  CHECK(screen.find("lunch?", team) != nullptr);
  CHECK_FALSE(screen.channel(team)->archived);
  CHECK(screen.channel(team)->name == "team");
  CHECK(town.all_that(town.ada).find("of others in") == std::string::npos);
}
