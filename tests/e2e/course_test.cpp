// The course of an incident: severity, status, updates, resolve, reopen, notes, the answers to each.
#include <algorithm>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;

TEST_CASE("raising the severity is instant, lowering it asks why") {
  Town town;
  const auto channel = town.declare("checkout is down", "--sev 3");
  CHECK(town.type(town.ada, "severity 1", channel).text.find("SEV1") != std::string::npos);
  REQUIRE(town.quiet());
  CHECK(town.incident(1).severity == "sev1");
  CHECK(town.all_that(town.ada).find("raised the severity") != std::string::npos);

  CHECK(town.type(town.ada, "severity 3", channel).ok());
  CHECK(town.incident(1).severity == "sev1");
  town.type(town.ada, "severity 3 only the report is affected", channel);
  CHECK(town.incident(1).severity == "sev3");

  SECTION("by button, with a form for the reason") {
    town.type(town.ada, "severity", channel);
    town.press(town.ada, "Set SEV4", channel);
    REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
    town.slack.people().submit(town.ada, {{"words", {"nobody notices"}}});
    REQUIRE(town.quiet());
    CHECK(town.incident(1).severity == "sev4");
    CHECK(town.slack.screen(town.ada).form() == nullptr);
  }
}

TEST_CASE("an update goes to the channel and into the announcement, and promises the next one") {
  Town town;
  const auto channel = town.declare("checkout is down", "--sev 2");
  const auto announcement = town.slack.screen(town.ada).find("checkout is down", "incidents")->ts;

  SECTION("by form, status and severity together") {
    town.press(town.ada, "Update", channel);
    REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
    const auto sent = town.slack.people().submit(
        town.ada,
        {{"words", {"Rolled back; error rate falls."}}, {"status", {"Monitoring"}}, {"severity", {"SEV3"}}});
    INFO(sent.body);
    REQUIRE(town.quiet());
    CHECK(town.incident(1).severity == "sev3");
    CHECK(town.incident(1).status == "monitoring");
  }
  SECTION("by command") {
    const auto answer = town.type(town.ada, "update: Rolled back; error rate falls. --next 20m", channel);
    CHECK(answer.text.find("promised by") != std::string::npos);
    REQUIRE(town.quiet());
    const auto incident = town.incident(1);
    REQUIRE(incident.next_update_due);
    CHECK(*incident.next_update_due - *incident.last_update_at == std::chrono::minutes(20));
  }
  const auto screen = town.slack.screen(town.ada);
  const auto& messages = screen.channel("incidents")->messages;
  const auto announced = std::ranges::find(messages, announcement, &muster::e2e::Shown::ts);
  REQUIRE(announced != messages.end());
  CHECK(announced->says("Rolled back; error rate falls."));
  CHECK(screen.find("Rolled back; error rate falls.", channel) != nullptr);
  // One line tells all of it.
  CHECK(town.all_that(town.ada).find("changed the status") == std::string::npos);
}

TEST_CASE("resolve works at once, shows the duration, and reopening goes on with the same record") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto control = town.control(channel);
  CHECK(town.type(town.ada, "resolve", channel).text.find("is resolved after") != std::string::npos);
  REQUIRE(town.quiet());
  CHECK(town.incident(1).category == core::Category::resolved);
  CHECK_FALSE(town.incident(1).next_update_due);
  CHECK(town.control(channel).ts == control.ts);
  CHECK(town.slack.screen(town.ada).find("Resolved", "incidents") != nullptr);

  CHECK(town.type(town.ada, "resolve", channel).ok());
  REQUIRE(town.press(town.ada, "Reopen", channel).ok());
  REQUIRE(town.quiet());
  const auto incident = town.incident(1);
  CHECK(incident.category == core::Category::active);
  CHECK(incident.relapses == 1);
  CHECK(incident.resolved_at);
}

TEST_CASE("a note is put where it belongs in time, in the caller's zone, and the answer repeats it") {
  Town town;
  const auto channel = town.declare("checkout is down");
  REQUIRE(town.until([&] {
    const auto user = town.store->user(town.store->only_workspace()->id, core::UserId(town.ada));
    return user && user->zone == "Europe/Berlin";
  }));
  const auto answer = town.type(town.ada, "note first customer called at 00:01", channel);
  CHECK(answer.text.find("Noted in INC-1 at") != std::string::npos);
  const auto entries = town.entries(1);
  const core::Entry* note = nullptr;
  for (const auto& entry : entries) {
    if (entry.kind == core::EntryKind::note) note = &entry;
  }
  REQUIRE(note);
  CHECK(core::format_in_zone(note->occurred_at, "Europe/Berlin").find("00:01") != std::string::npos);
  CHECK(note->occurred_at <= note->recorded_at);
  CHECK(core::to_plain(core::shown(note->words)) == "first customer called");

  SECTION("and can be edited, moved and hidden from the timeline") {
    const auto id = std::to_string(note->id.value);
    town.type(town.ada, "timeline", channel);
    CHECK(town.slack.people()
              .choose(town.ada, {.near = "first customer called", .channel = channel}, {"Hide"})
              .ok());
    REQUIRE(town.quiet());
    CHECK(town.store->entry(town.incident(1).id, note->id)->hidden);
    town.type(town.ada, "entry INC-1 " + id + " show", channel);
    CHECK_FALSE(town.store->entry(town.incident(1).id, note->id)->hidden);
    town.type(town.ada, "entry INC-1 " + id + " edit a customer called", channel);
    CHECK(core::to_plain(core::shown(town.store->entry(town.incident(1).id, note->id)->words)) ==
          "a customer called");
  }
}

TEST_CASE("summary, impact and title are silent and stand on the control message") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto posts = town.count_calls("chat.postMessage");
  town.type(town.ada, "summary a bad deploy of the cart", channel);
  town.type(town.ada, "impact nobody in the EU can pay", channel);
  town.type(town.ada, "rename EU payments fail", channel);
  REQUIRE(town.quiet());
  const auto control = town.control(channel);
  CHECK(control.says("a bad deploy of the cart"));
  CHECK(control.says("nobody in the EU can pay"));
  CHECK(control.says("EU payments fail"));
  CHECK(town.count_calls("chat.postMessage") == posts);
}

TEST_CASE("a bare command in an incident's channel shows its panel") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto answer = town.type(town.ada, "", channel);
  CHECK(answer.body.find("Resolve") != std::string::npos);
  CHECK(answer.body.find("ephemeral") != std::string::npos);
  for (const char* verb :
       {"help", "help note", "help --more", "list", "roles", "timeline", "severity", "status"}) {
    CAPTURE(verb);
    CHECK(town.type(town.ada, verb, channel).ok());
  }
  const auto doctor = town.type(town.ada, "doctor", channel);
  CHECK(doctor.ok());
  REQUIRE(
      town.until([&] { return town.all_that(town.ada).find("Slack knows the token") != std::string::npos; }));
}

TEST_CASE("guests see and do only what belongs to incidents whose channel they are in") {
  Town town;
  const auto guest = town.slack.add_person("guest", {.guest = true});
  const auto lobby = town.slack.add_channel("lobby", {guest});
  REQUIRE(town.until([&] {
    const auto user = town.store->user(town.store->only_workspace()->id, core::UserId(guest));
    return user && user->guest;
  }));
  const auto channel = town.declare("checkout is down");
  CHECK(town.type(guest, "list", lobby).body.find("checkout") == std::string::npos);
  CHECK(town.type(guest, "status INC-1 monitoring", lobby).body.find("Monitoring*") == std::string::npos);
  CHECK(town.type(guest, "declare something", lobby).text.find("Guests") != std::string::npos);
  town.slack.people().invite(town.ada, channel, guest);
  REQUIRE(town.quiet());
  CHECK(town.type(guest, "scribe", channel).text.find("You are *Scribe*") != std::string::npos);
}

TEST_CASE("a form that was refused can be mended and sent again") {
  Town town;
  const auto channel = town.declare("checkout is down", "--sev 1");
  town.press(town.ada, "Update", channel);
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  const std::string too_long(3500, 'x');
  const auto refused = town.slack.people().submit(town.ada, {{"words", {too_long}}});
  CHECK(town.incident(1).updates == 0);
  REQUIRE(town.slack.screen(town.ada).form() != nullptr);
  town.slack.people().submit(town.ada, {{"words", {"shorter"}}});
  REQUIRE(town.quiet());
  CHECK(town.incident(1).updates == 1);
  (void)refused;
}

TEST_CASE("an update form doesn't undo what others did while it was open") {
  Town town;
  const auto channel = town.declare("checkout is down", "--sev 2");
  town.press(town.ada, "Update", channel);
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  town.type(town.grace, "status INC-1 monitoring", town.general);
  town.type(town.grace, "severity INC-1 1", town.general);
  const auto sent = town.slack.people().submit(town.ada, {{"words", {"all is under way"}}});
  INFO(sent.body);
  REQUIRE(town.quiet());
  CHECK(town.incident(1).updates == 1);
  CHECK(town.incident(1).status == "monitoring");
  CHECK(town.incident(1).severity == "sev1");
}

TEST_CASE("a workspace that calls the command otherwise is never told to type /incident") {
  muster::e2e::TownOptions options;
  options.configure = [](muster::bot::Config& config) { config.command = "/outage"; };
  Town town(options);
  const auto channel = town.declare("checkout is down");
  for (const auto* line : {"status page is down", "severity INC-1 9", "role INC-1 cook", "lead INC-1 now",
                           "help fire", "export INC-1 pdf", "leave INC-1", "list", "timeline INC-1",
                           "lead INC-1", "leave INC-1 lead", "resolve INC-1", "help", "statsu x"}) {
    INFO(line);
    const auto answer = town.type(town.ada, line, channel);
    REQUIRE(answer.ok());
    INFO(answer.body);
    CHECK(answer.body.find("/incident") == std::string::npos);
  }
  REQUIRE(town.quiet());
  CHECK(town.all_that(town.ada).find("/incident") == std::string::npos);
}
