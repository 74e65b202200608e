// The last update corrected: every copy, and whoever got it; and what became of each copy.
#include <algorithm>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Fault;
using muster::e2e::Town;

namespace {

using slack::standin::Shown;

/// The first message with these words that the bot wrote to somebody; an empty one when there is none.
Shown written_to(Town& town, const std::string& who, const std::string& words) {
  const auto screen = town.slack.screen(who);
  for (const auto& direct : screen.direct) {
    for (const auto& message : direct.messages) {
      if (message.says(words)) return message;
    }
  }
  return {};
}

/// A message with a thread, as `who` sees it.
Shown parent(Town& town, const std::string& who, const std::string& words, const std::string& where) {
  const auto screen = town.slack.screen(who);
  const auto* channel = screen.channel(where);
  if (channel) {
    for (const auto& message : channel->messages) {
      if (message.says(words) && !message.ephemeral && !message.pinned) return message;
    }
  }
  return {};
}

std::string updated(Town& town) {
  const auto channel = town.declare("checkout is down", "--sev 2");
  town.press(town.grace, "Subscribe", town.announce);
  REQUIRE(town.until_stored([&] { return town.incident(1).subscribers.size() == 1; }));
  town.type(town.ada, "update: all regions are down", channel);
  REQUIRE(town.quiet());
  return channel;
}

}  // namespace

TEST_CASE("an update stands in the announcement's thread, too") {
  Town town;
  const auto channel = updated(town);
  town.type(town.ada, "update: the EU is back", channel);
  REQUIRE(town.quiet());
  const auto announcement = parent(town, town.grace, "checkout is down", "incidents");
  CHECK(announcement.says("the EU is back"));
  REQUIRE(announcement.replies.size() == 2);
  CHECK(announcement.replies[0].says("all regions are down"));
  CHECK(announcement.replies[1].says("the EU is back"));
  // A change without an update is an edit and no more.
  town.type(town.ada, "status monitoring", channel);
  REQUIRE(town.quiet());
  CHECK(parent(town, town.grace, "checkout is down", "incidents").replies.size() == 2);
}

TEST_CASE("a correction edits every copy of the last update and tells whoever got it") {
  Town town;
  const auto channel = updated(town);
  const auto line = parent(town, town.ada, "all regions are down", channel);
  const auto message = written_to(town, town.grace, "all regions are down");
  town.type(town.ada, "severity 1", channel);
  REQUIRE(town.quiet());

  SECTION("by verb") {
    CHECK(town.type(town.linus, "correct INC-1 only the EU is down", town.general)
              .text.find("is corrected wherever it stands") != std::string::npos);
  }
  SECTION("by button, in a form that begins with what was said") {
    town.type(town.ada, "", channel);
    town.press(town.ada, "Correct the update", channel);
    REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
    // Sent as it is, it says what was said.
    CHECK(town.slack.people().submit(town.ada, {}).errors.size() == 1);
    CHECK(town.slack.people().submit(town.ada, {{"words", {"only the EU is down"}}}).ok());
  }
  REQUIRE(town.quiet());

  const auto corrected = parent(town, town.ada, "only the EU is down", channel);
  CHECK(corrected.ts == line.ts);
  CHECK(corrected.says("Corrected"));
  CHECK(corrected.says("SEV2"));  // as it was when it was said
  REQUIRE(corrected.replies.size() == 1);
  CHECK(corrected.replies.front().says("Correction"));
  CHECK(corrected.replies.front().says("only the EU is down"));

  const auto announcement = parent(town, town.ada, "checkout is down", "incidents");
  CHECK(announcement.says("only the EU is down"));
  REQUIRE(announcement.replies.size() == 2);
  CHECK(announcement.replies[0].says("only the EU is down"));
  CHECK(announcement.replies[0].says("Corrected"));
  CHECK(announcement.replies[1].says("Correction"));

  const auto told = written_to(town, town.grace, "Correction");
  CHECK(told.says("only the EU is down"));
  CHECK(told.ts != message.ts);
  // Nothing that anybody sees says the wrong thing any more; the record has both.
  for (const auto& who : {town.grace, town.linus})
    CHECK(town.all_that(who).find("all regions are down") == std::string::npos);
  int wordings = 0;
  for (const auto& record : town.store->log(town.incident(1).id)) {
    const auto* words = core::words_of(record.event);
    const auto text = words && words->body ? core::to_plain(*words->body) : std::string();
    if (text == "all regions are down" || text == "only the EU is down") ++wordings;
  }
  CHECK(wordings == 2);
}

TEST_CASE("a correction of an update that is not the last one any more does nothing and says so") {
  Town town;
  const auto channel = updated(town);
  town.type(town.ada, "correct", channel);
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  town.type(town.linus, "update INC-1 the EU is back", town.general);
  const auto sent = town.slack.people().submit(town.ada, {{"words", {"only the EU is down"}}});
  INFO(sent.body);
  CHECK(sent.errors.size() == 1);
  REQUIRE(town.quiet());
  CHECK(core::to_plain(core::shown(town.incident(1).last_update)) == "the EU is back");
}

TEST_CASE("without an update there is nothing to correct") {
  Town town;
  const auto channel = town.declare("checkout is down");
  CHECK(town.type(town.ada, "correct", channel).text.find("no update yet") != std::string::npos);
  CHECK(town.type(town.ada, "update --who", channel).text.find("No update") != std::string::npos);
}

TEST_CASE("one copy that can't be delivered keeps no other back, and the lead sees which") {
  Town town;
  const auto channel = town.declare("checkout is down", "--sev 2");
  town.type(town.grace, "subscribe INC-1", town.general);
  town.type(town.linus, "subscribe INC-1", town.general);
  REQUIRE(town.quiet());
  const auto to_grace = [grace = town.grace](const slack::standin::CallView& call) {
    const auto to = call.args.find("channel");
    return call.method == "chat.postMessage" && to != call.args.end() && to->second == grace;
  };
  town.slack.faults().whenever(to_grace, Fault::error("messages_tab_disabled"));
  const auto answer = town.type(town.ada, "update: all regions are down", channel);
  CHECK(answer.body.find("Who got it?") != std::string::npos);
  REQUIRE(town.quiet());
  CHECK(town.all_that(town.linus).find("all regions are down") != std::string::npos);
  REQUIRE(town.press(town.ada, "Who got it?", channel).ok());
  REQUIRE(
      town.until([&] { return town.slack.screen(town.ada).find("Who got the update", channel) != nullptr; }));
  const auto screen = town.slack.screen(town.ada);
  const auto& fates = *screen.find("Who got the update", channel);
  CHECK(fates.ephemeral);
  CHECK(fates.says("@linus  got it"));
  CHECK(fates.says("@grace  failed (messages_tab_disabled)"));
  CHECK(fates.says("The announcement and its thread  got it"));

  // Who never got it needs no correction; everybody else gets theirs.
  town.type(town.ada, "correct: only the EU is down", channel);
  REQUIRE(town.quiet());
  CHECK(town.all_that(town.linus).find("Correction") != std::string::npos);
  CHECK(town.type(town.ada, "update --who", channel).text.find("Who got its correction") !=
        std::string::npos);
}

TEST_CASE(
    "an update that its thread didn't get is seen by whoever asks who got it, and looking again shows what "
    "is so") {
  Town town;
  const auto channel = town.declare("checkout is down", "--sev 2");
  const auto in_a_thread = [where = town.announce](const slack::standin::CallView& call) {
    const auto to = call.args.find("channel");
    return call.method == "chat.postMessage" && call.args.contains("thread_ts") && to != call.args.end() &&
           to->second == where;
  };
  town.slack.faults().whenever(in_a_thread, Fault::error("restricted_action"));
  town.type(town.ada, "update: all regions are down", channel);
  REQUIRE(town.quiet());
  CHECK(parent(town, town.grace, "checkout is down", "incidents").replies.empty());
  const auto who = town.type(town.ada, "update --who", channel);
  INFO(who.body);
  CHECK(who.text.find("The announcement and its thread  failed (restricted_action)") != std::string::npos);
  CHECK(who.text.find("doctor") != std::string::npos);
  CHECK(who.text.find("Nobody asked for updates by message.") != std::string::npos);

  // The next one gets there, and is what is asked about from then on.
  town.slack.faults().clear();
  town.type(town.ada, "update: the EU is back", channel);
  REQUIRE(town.quiet());
  CHECK(parent(town, town.grace, "checkout is down", "incidents").replies.size() == 1);
  REQUIRE(town.press(town.ada, "Look again", channel).ok());
  REQUIRE(town.until([&] {
    return town.slack.screen(town.ada).find("The announcement and its thread  got it", channel) != nullptr;
  }));
}

TEST_CASE("what was said in the announcement's thread is taken back when the incident becomes private") {
  Town town;
  const auto channel = updated(town);
  REQUIRE(parent(town, town.ada, "checkout is down", "incidents").replies.size() == 1);
  town.slack.people().make_private(town.ada, channel);
  town.slack.people().say(town.ada, channel, "this is for few eyes");
  REQUIRE(town.until_stored([&] { return town.incident(1).is_private; }));
  REQUIRE(town.quiet());
  const auto screen = town.slack.screen(town.ada);
  for (const auto& message : screen.channel("incidents")->messages) {
    CHECK_FALSE(message.says("all regions are down"));
    CHECK(message.replies.empty());
  }
}

TEST_CASE("an update and its correction that wait for Slack arrive in their order") {
  Town town;
  const auto channel = updated(town);
  town.slack.faults().next("chat.postMessage", Fault::error("internal_error"), 3);
  town.type(town.ada, "update: the EU is bcak", channel);
  town.type(town.ada, "correct: the EU is back", channel);
  REQUIRE(town.quiet());
  const auto dm = written_to(town, town.grace, "Correction");
  CHECK(dm.says("the EU is back"));
  CHECK(town.all_that(town.grace).find("the EU is bcak") == std::string::npos);
}
