#include "core/effects.h"

#include <algorithm>

#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace muster::core::test;

namespace {

constexpr const char* all_in_channel = "members control pin topic bookmark announcement";

Declare declaration() {
  return {.title = plain("Checkout is down")};
}

}  // namespace

TEST_CASE("surfaces and one-shots have stable names") {
  for (const char* name : {"channel", "members", "control", "pin", "topic", "bookmark", "announcement"}) {
    REQUIRE(parse_surface(name));
    CHECK(to_string(*parse_surface(name)) == name);
  }
  CHECK_FALSE(parse_surface("home"));
  for (const char* name : {"ready",
                           "channel_line",
                           "role_checklist",
                           "role_taken_over",
                           "fetch_message",
                           "confirm_reaction",
                           "upload_export",
                           "declare_failed",
                           "respond",
                           "update_message",
                           "handoff_brief",
                           "handoff_declined",
                           "handoff_settled",
                           "update_reply",
                           "correct_line",
                           "correct_reply",
                           "correct_message",
                           "external_request",
                           "external_settled",
                           "access_request",
                           "access_settled",
                           "let_in",
                           "page_settled",
                           "role_declined",
                           "role_edited",
                           "unsay"}) {
    REQUIRE(parse_one_shot(name));
    CHECK(to_string(*parse_one_shot(name)) == name);
  }
  CHECK_FALSE(parse_one_shot(""));
}

TEST_CASE("a declaration raises everything, and its channel tells the declarer") {
  World w;
  w.done("U1", declaration());
  CHECK(surfaces(w.told) == std::string("channel ") + all_in_channel);
  CHECK(one_shots(w.told).empty());
  w.done("", RecordChannel{ChannelId("C1"), "inc-42"});
  CHECK(surfaces(w.told) == all_in_channel);
  REQUIRE(one_shots(w.told) == "ready(U1)");
  CHECK(w.told.one_shots[0].seq == 1);
}

TEST_CASE("declared where it is to live, nothing is made and nobody is told twice") {
  World w;
  Declare command = declaration();
  command.declared_in = ChannelId("C9");
  command.here = true;
  w.done("U1", command);
  // What kind of channel it is has to be looked at first.
  CHECK(surfaces(w.told) == std::string("channel ") + all_in_channel);
  CHECK(one_shots(w.told).empty());
  w.done("", RecordChannel{ChannelId("C9"), {}});
  CHECK(surfaces(w.told) == all_in_channel);
  CHECK(one_shots(w.told).empty());
}

TEST_CASE("who declared it where the bot isn't is told, and it is looked at again when the bot is let in") {
  World w;
  Declare command = declaration();
  command.declared_in = ChannelId("C9");
  command.here = true;
  w.done("U1", command);
  w.done("", RecordChannelPrivate{});
  CHECK(one_shots(w.told).empty());
  w.done("", RecordChannelLost{"not found", ChannelId("C9")});
  CHECK(one_shots(w.told) == "declare_failed(U1)");
  w.done("", RecordChannelRestored{});
  CHECK(surfaces(w.told).starts_with("channel "));
}

TEST_CASE("nobody is told of a channel that a machine asked for") {
  World w;
  w.done("", declaration());
  w.done("", RecordChannel{ChannelId("C1"), "inc-42"});
  CHECK(one_shots(w.told).empty());
}

TEST_CASE("a lead who was named with the declaration gets the checklist without a line") {
  World w;
  Declare command = declaration();
  command.lead = user("U2");
  w.done("U1", command);
  CHECK(one_shots(w.told) == "role_checklist(U2)");
  CHECK(w.told.one_shots[0].seq == 2);
}

TEST_CASE("a channel that can't be made is told of once") {
  World w;
  w.done("U1", declaration());
  w.done("", RecordChannelFailure{"restricted_action"});
  CHECK(one_shots(w.told) == "declare_failed(U1)");
  CHECK(surfaces(w.told).empty());
  w.done("", RecordChannelFailure{"restricted_action"});
  CHECK(one_shots(w.told).empty());
}

TEST_CASE("private incidents and drills are announced nowhere") {
  for (const bool is_private : {true, false}) {
    World w;
    Declare command = declaration();
    command.is_private = is_private;
    command.drill = !is_private;
    w.done("U1", command);
    CHECK(surfaces(w.told) == "channel members control pin topic bookmark");
    w.done("", RecordChannel{ChannelId("C1"), "inc-42", is_private});
    CHECK(surfaces(w.told) == "members control pin topic bookmark");
    w.done("U1", PostUpdate{plain("news"), {}, "fixing", "sev1", {}});
    CHECK(surfaces(w.told) == "control topic");
    w.done("U1", AssignRole{"lead", user("U1"), {}, false});
    CHECK(surfaces(w.told) == "members control topic");
    w.done("U1", Rename{plain("another")});
    CHECK(surfaces(w.told) == "control");
  }
}

TEST_CASE("each change raises what shows it, and says what must be said") {
  World w = World::declared();
  const auto told = [&](const char* who, const Command& command) {
    w.done(who, command);
    for (const OneShot& shot : w.told.one_shots)
      if (shot.kind != OneShot::Kind::role_edited) CHECK(shot.seq == w.incident().version);
    return surfaces(w.told) + " | " + one_shots(w.told);
  };
  CHECK(told("U1", ChangeSeverity{"sev1", {}}) == "control topic announcement | channel_line");
  CHECK(told("U1", ChangeStatus{"fixing", {}}) == "control topic announcement | channel_line");
  CHECK(told("U1", Rename{plain("new title")}) == "control announcement | ");
  CHECK(told("U1", SetSummary{plain("summary")}) == "control announcement | ");
  CHECK(told("U1", SetImpact{plain("impact")}) == "control announcement | ");
  CHECK(told("U1", PostUpdate{plain("news"), {}, "", "", {}}) ==
        "control announcement | channel_line update_reply");
  CHECK(told("U1", AssignRole{"comms", user("U1"), {}, false}) ==
        "members control | channel_line role_checklist(U1)");
  CHECK(told("U1", AssignRole{"lead", user("U2"), {}, false}) ==
        "members control topic announcement | channel_line role_checklist(U2)");
  CHECK(told("U2", AssignRole{"lead", user("U2"), {}, false}) ==
        "control topic announcement | role_edited(U2)");
  CHECK(told("U3", AssignRole{"lead", user("U3"), {}, true}) ==
        "members control topic announcement | channel_line role_checklist(U3) role_taken_over(U2)");
  // Who hands a role over knows it.
  CHECK(told("U3", AssignRole{"lead", user("U1"), {}, true}) ==
        "members control topic announcement | channel_line role_checklist(U1)");
  CHECK(told("U1", LeaveRole{"lead"}) ==
        "control topic announcement | channel_line role_declined(U3) role_edited(U1)");
  CHECK(told("U1", LeaveRole{"comms"}) == "control | channel_line");
  CHECK(told("U1", AddNote{plain("note"), {}}) == " | ");
  CHECK(told("U1", Resolve{}) == "control topic announcement | channel_line");
  CHECK(told("U1", Reopen{}) == "control topic announcement | channel_line");
  CHECK(told("", RecordOrnament{"topic", "missing_scope"}) == " | ");
  CHECK(told("", RecordOrnament{"topic", ""}) == " | ");
  CHECK(told("", RecordChannelRenamed{"x"}) == " | ");
  CHECK(told("", RecordChannelLost{"archived"}) == " | ");
  CHECK(told("", RecordChannelRestored{}) == std::string(all_in_channel) + " | ");
}

TEST_CASE("a change that comes with an update gives one line") {
  World w = World::declared();
  w.done("U1", PostUpdate{plain("it works again"), {}, "resolved", "sev1", {}});
  CHECK(surfaces(w.told) == "control topic announcement");
  REQUIRE(one_shots(w.told) == "channel_line update_reply");
  CHECK(w.told.one_shots[0].seq == w.incident().version);
  CHECK(kind_of(w.log.back().event) == "UpdatePosted");
}

TEST_CASE("a captured message is fetched, then confirmed") {
  World w = World::declared();
  w.done("U2", RequestCapture{message("1.2"), "reaction:U2"});
  CHECK(surfaces(w.told).empty());
  REQUIRE(one_shots(w.told) == "fetch_message");
  CHECK(w.told.one_shots[0].message == message("1.2"));
  w.done("U3", RequestCapture{message("1.2"), "reaction:U3"});
  CHECK(one_shots(w.told).empty());
  FillCapture fill{
      .message = message("1.2"), .author = user("U4"), .said_at = w.now, .words = plain("disk full")};
  w.done("", fill);
  CHECK(surfaces(w.told).empty());
  REQUIRE(one_shots(w.told) == "confirm_reaction");
  CHECK(w.told.one_shots[0].message == message("1.2"));

  fill.message = message("1.3");
  fill.captor = "pin:U2";
  w.done("U2", fill);
  CHECK(one_shots(w.told) == "confirm_reaction");  // nothing left to fetch
  CHECK(w.told.one_shots[0].message == message("1.3"));
}

TEST_CASE("a correction of what the control message shows raises it") {
  World w = World::declared();
  w.done("U1", ChangeSeverity{"sev1", plain("becuase")});
  const EntryId shown_there = w.last_entry().id;
  w.done("U1", EditEntry{shown_there, plain("because")});
  CHECK(surfaces(w.told) == "control");
  w.done("U1", RetimeEntry{shown_there, w.now - std::chrono::hours(1)});
  CHECK(surfaces(w.told) == "control");
  w.done("U1", HideEntry{shown_there});
  CHECK(surfaces(w.told) == "control");
  w.done("U1", ShowEntry{shown_there});
  CHECK(surfaces(w.told) == "control");
  w.done("U1", AddNote{plain("a note"), {}});
  const EntryId elsewhere = w.last_entry().id;
  w.done("U1", EditEntry{elsewhere, plain("another")});
  w.done("U1", HideEntry{elsewhere});
  CHECK(surfaces(w.told).empty());
}

TEST_CASE(
    "the message that it was declared from is answered once there is a channel, never for a private one") {
  Declare command{.title = plain("Checkout"), .source = message("1.2")};
  World w;
  w.done("U1", command);
  CHECK(one_shots(w.told).find("source_reply") == std::string::npos);
  w.done("", RecordChannel{ChannelId("C1"), "inc-42"});
  REQUIRE(one_shots(w.told) == "ready(U1) source_reply");
  CHECK(w.told.one_shots[1].message == message("1.2"));
  w.done("", RecordChannelLost{"deleted"});
  w.done("", RecordChannel{ChannelId("C7"), "inc-42"});
  CHECK(one_shots(w.told).find("source_reply") == std::string::npos);

  // One that can't have a channel is answered, too, and once.
  World failed;
  failed.done("U1", command);
  failed.done("", RecordChannelFailure{"restricted_action"});
  CHECK(one_shots(failed.told).find("source_reply") != std::string::npos);
  failed.done("", RecordChannel{ChannelId("C1"), "inc-42"});
  CHECK(one_shots(failed.told).find("source_reply") == std::string::npos);
  World hindsight;
  auto over = command;
  over.began = hindsight.now - std::chrono::hours(2);
  over.ended = hindsight.now - std::chrono::hours(1);
  hindsight.done("U1", over);
  CHECK(one_shots(hindsight.told).find("source_reply") != std::string::npos);

  command.source_thread = "1.1";
  World reply;
  reply.done("U1", command);
  reply.done("", RecordChannel{ChannelId("C1"), "inc-42"});
  CHECK(reply.told.one_shots[1].message == message("1.1"));

  command.is_private = true;
  World hidden;
  hidden.done("U1", command);
  hidden.done("", RecordChannel{ChannelId("C1"), "inc-42", true});
  CHECK(one_shots(hidden.told) == "ready(U1)");
}

TEST_CASE("an export to the channel is uploaded, one to a file is not") {
  World w = World::declared();
  w.done("U1", RecordExport{{"md", "html"}, "channel", false});
  REQUIRE(w.told.one_shots.size() == 2);
  CHECK(w.told.one_shots[0].kind == OneShot::Kind::upload_export);
  CHECK(w.told.one_shots[0].payload == "md");
  CHECK(w.told.one_shots[1].payload == "html");
  w.done("U1", RecordExport{{"md"}, "command line", true});
  CHECK(one_shots(w.told).empty());
}

TEST_CASE("what settles something names the event that did, and what was said with an act its last") {
  World w = World::declared();
  SECTION("an approval that is a lead's first act") {
    w.done("U1", AssignRole{.role = "lead", .user = user("U2")});
    w.done("U3", DraftExternal{plain("Checkout is slow.")});
    w.done("U2", ApproveExternal{w.incident().external_draft, {}});
    const auto settled = std::ranges::find(w.told.one_shots, OneShot::Kind::external_settled, &OneShot::kind);
    REQUIRE(settled != w.told.one_shots.end());
    CHECK(
        std::holds_alternative<ExternalApproved>(w.log.at(static_cast<std::size_t>(settled->seq) - 1).event));
  }
  SECTION("an update that ends it while somebody is asked to come") {
    w.policy.severities.front().measures.announce = "#leadership";
    w.done("U1", ChangeSeverity{"sev1", {}});
    w.done("U1", AskToCome{{user("U4")}, {}, {}, {}});
    w.done("U1", PostUpdate{.words = plain("it is over"), .status = "resolved"});
    const auto edited = std::ranges::find(w.told.one_shots, OneShot::Kind::elsewhere_edited, &OneShot::kind);
    REQUIRE(edited != w.told.one_shots.end());
    CHECK(edited->seq == w.log.back().seq);
  }
}

TEST_CASE("who subscribed hears that it is open again") {
  World w = World::declared();
  w.done("U5", Subscribe{});
  w.done("U1", Resolve{});
  w.done("U1", Reopen{});
  CHECK_THAT(one_shots(w.told), Catch::Contains("update_message(U5)"));
}
