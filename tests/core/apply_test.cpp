#include "core/apply.h"

#include <stdexcept>

#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace muster::core::test;
using std::chrono::hours;
using std::chrono::minutes;

TEST_CASE("records follow one another, from the declaration on") {
  State state;
  const Record note{1, {}, {}, {}, EntryNoted{}};
  CHECK_THROWS_AS(apply(state, note), std::logic_error);
  Record declared{2, {}, {}, {}, IncidentDeclared{}};
  CHECK_THROWS_AS(apply(state, declared), std::logic_error);
  declared.seq = 1;
  apply(state, declared);
  CHECK(state.incident.version == 1);
  CHECK(state.incident.apply_version == apply_version);
  CHECK_THROWS_AS(apply(state, declared), std::logic_error);
  declared.seq = 2;
  CHECK_THROWS_AS(apply(state, declared), std::logic_error);
  CHECK_THROWS_AS(apply(state, {3, {}, {}, {}, EntryNoted{}}), std::logic_error);
  CHECK_THROWS_AS(apply(state, {2, {}, {}, {}, EntryHidden{EntryId(9)}}), std::logic_error);
  CHECK_THROWS_AS(apply(state, {2, {}, {}, {}, MessageWithdrawn{EntryId(1)}}), std::logic_error);
  CHECK(state.incident.version == 1);
}

TEST_CASE("every curated kind makes an entry whose id is its number in the log") {
  World w = World::declared();
  const auto made = [&](const char* who, const Command& command) {
    w.done(who, command);
    CHECK(w.last_entry().id.value == w.incident().version);
    CHECK(w.last_entry().recorded_at == w.now);
    CHECK(w.last_entry().author.value == who);
    return w.last_entry();
  };
  const Entry& declared = w.entry(1);
  CHECK(declared.kind == EntryKind::declared);
  CHECK(declared.words.body == plain("Checkout is down"));
  CHECK(declared.to == "unsure");
  CHECK(declared.key == "investigating");

  const Entry severity = made("U2", ChangeSeverity{"sev1", plain("all customers")});
  CHECK(severity.kind == EntryKind::severity);
  CHECK(severity.from == "unsure");
  CHECK(severity.to == "sev1");
  CHECK(severity.words.body == plain("all customers"));
  const Entry status = made("U2", ChangeStatus{"fixing", plain("rolling back")});
  CHECK(status.kind == EntryKind::status);
  CHECK(status.from == "investigating");
  CHECK(status.to == "fixing");
  CHECK(status.words.body == plain("rolling back"));
  const Entry role = made("U1", AssignRole{"comms", user("U1"), {}, false});
  CHECK(role.kind == EntryKind::role);
  CHECK(role.key == "comms");
  CHECK(role.person == user("U1"));
  CHECK(role.from.empty());
  CHECK(role.words == Words{});
  const Entry over = made("U3", AssignRole{"comms", user("U3"), {}, true});
  CHECK(over.from == "U1");
  const Entry left = made("U3", LeaveRole{"comms"});
  CHECK(left.kind == EntryKind::role);
  CHECK(left.person.empty());
  CHECK(left.from == "U3");
  CHECK(made("U1", PostUpdate{plain("we know why"), {}, "", "", {}}).kind == EntryKind::update);
  CHECK(made("U1", Rename{plain("Payments are down")}).kind == EntryKind::title);
  CHECK(made("U1", SetSummary{plain("a bad release")}).kind == EntryKind::summary);
  CHECK(made("U1", SetImpact{plain("no one can pay")}).kind == EntryKind::impact);
  const Entry note = made("U1", AddNote{plain("pods restarted"), w.now - hours(1)});
  CHECK(note.kind == EntryKind::note);
  CHECK(note.occurred_at == w.now - hours(1) - minutes(1));
  CHECK(w.incident().title.body == plain("Payments are down"));
  CHECK(w.incident().summary.body == plain("a bad release"));
  CHECK(w.incident().impact.body == plain("no one can pay"));
  CHECK(w.incident().last_update.body == plain("we know why"));
  CHECK(w.incident().updates == 1);
}

TEST_CASE("facts of the channel and its ornaments are no entries") {
  World w;
  w.done("U1", Declare{.title = plain("x")});
  w.done("", RecordChannelFailure{"restricted_action"});
  CHECK(w.incident().channel_failed);
  CHECK(w.incident().channel.empty());
  w.done("", RecordChannel{ChannelId("C1"), "inc-42"});
  CHECK_FALSE(w.incident().channel_failed);
  CHECK(w.incident().channel_usable);
  w.done("", RecordChannelLost{"archived"});
  CHECK_FALSE(w.incident().channel_usable);
  CHECK(w.incident().channel == ChannelId("C1"));
  w.done("", RecordChannelRestored{});
  CHECK(w.incident().channel_usable);
  w.done("U1", RecordChannelRenamed{"inc-42-x"});
  CHECK(w.incident().channel_name == "inc-42-x");
  w.done("", RecordOrnament{"topic", "missing_scope"});
  CHECK(w.incident().failing.at("topic") == "missing_scope");
  w.done("", RecordOrnament{"topic", ""});
  CHECK(w.incident().failing.empty());
  w.done("U1", RecordExport{{"md"}, "channel", false});
  CHECK(w.state.entries.size() == 1);
}

TEST_CASE("milestones keep the first, and a reopening adds a final one") {
  World w = World::declared();
  CHECK_FALSE(w.incident().acknowledged_at);
  w.done("U1", ChangeStatus{"monitoring", {}});
  const Time mitigated = w.now;
  w.done("U1", ChangeStatus{"investigating", {}});
  w.done("U1", ChangeStatus{"monitoring", {}});
  w.done("U1", Resolve{});
  const Time resolved = w.now;
  CHECK(w.incident().mitigated_at == mitigated);
  CHECK(w.incident().resolved_at == resolved);
  CHECK(w.incident().final_resolved_at == resolved);
  CHECK(w.incident().relapses == 0);  // going back from mitigated is none

  w.done("U1", Reopen{plain("it is back")});
  CHECK(w.incident().relapses == 1);
  CHECK(w.incident().category_since == w.now);
  CHECK(w.incident().resolved_at == resolved);
  w.done("U1", Resolve{});
  CHECK(w.incident().resolved_at == resolved);
  CHECK(w.incident().final_resolved_at == w.now);
  w.done("U1", ChangeStatus{"closed", {}});
  w.done("U1", Reopen{});
  CHECK(w.incident().relapses == 2);
  CHECK(w.incident().mitigated_at == mitigated);

  SECTION("a clock that was put back moves none of them back") {
    const Time final = *w.incident().final_resolved_at;
    w.now -= hours(5);
    w.done("U1", Resolve{});
    CHECK(w.incident().final_resolved_at == final);
  }
}

TEST_CASE("an undone dismissal is no relapse, taking up what was stood down is one") {
  World dismissed = World::in(Category::dismissed);
  dismissed.done("U1", ChangeStatus{"triage", {}});
  CHECK(dismissed.incident().relapses == 0);
  World stood_down = World::in(Category::stood_down);
  stood_down.done("U1", Reopen{});
  CHECK(stood_down.incident().relapses == 1);
}

TEST_CASE("a change within a category begins no new one") {
  World w = World::declared();
  const Time since = w.incident().category_since;
  w.done("U1", ChangeStatus{"fixing", {}});
  CHECK(w.incident().status == "fixing");
  CHECK(w.incident().category_since == since);
  w.done("U1", ChangeSeverity{"sev1", {}});
  CHECK(w.incident().severity_since == w.now);
}

TEST_CASE("acknowledged is the first lead who took it, or who came") {
  World w = World::declared();
  w.done("U1", AssignRole{"scribe", user("U1"), {}, false});
  w.done("U1", AssignRole{"lead", user("U2"), {}, false});
  CHECK_FALSE(w.incident().acknowledged_at);
  CHECK(w.incident().roles.at("lead").asked);
  w.done("U2", AddNote{plain("on it"), {}});
  CHECK(w.incident().acknowledged_at == w.now);
  CHECK_FALSE(w.incident().roles.at("lead").asked);
  const Time first = w.now;
  w.done("U3", AssignRole{"lead", user("U3"), {}, true});
  CHECK(w.incident().acknowledged_at == first);
}

TEST_CASE("the last five key moments, oldest first, without notes and other roles") {
  World w = World::declared();
  const auto ids = [&] {
    std::vector<std::int64_t> list;
    for (const KeyMoment& moment : w.incident().moments) list.push_back(moment.entry.value);
    return list;
  };
  CHECK(ids() == std::vector<std::int64_t>{1});
  w.done("U1", AddNote{plain("a note"), {}});
  w.done("U1", AssignRole{"scribe", user("U1"), {}, false});
  w.done("U1", SetSummary{plain("a summary")});
  CHECK(ids() == std::vector<std::int64_t>{1});
  w.done("U1", AssignRole{"lead", user("U1"), {}, false});       // 6
  w.done("U1", ChangeSeverity{"sev1", {}});                      // 7
  w.done("U1", ChangeStatus{"fixing", {}});                      // 8
  w.done("U1", PostUpdate{plain("an update"), {}, "", "", {}});  // 9
  CHECK(ids() == std::vector<std::int64_t>{1, 6, 7, 8, 9});
  w.done("U1", LeaveRole{"lead"});  // 10
  CHECK(ids() == std::vector<std::int64_t>{6, 7, 8, 9, 10});
  w.done("U1", HideEntry{EntryId(8)});
  CHECK(ids() == std::vector<std::int64_t>{6, 7, 9, 10});
  w.done("U1", ShowEntry{EntryId(8)});
  CHECK(ids() == std::vector<std::int64_t>{6, 7, 8, 9, 10});
  w.done("U1", RetimeEntry{EntryId(9), w.entry(6).occurred_at - hours(1)});
  CHECK(ids() == std::vector<std::int64_t>{9, 6, 7, 8, 10});
  CHECK(w.incident().moments.front().at == w.entry(9).occurred_at);
  w.done("U1", RetimeEntry{EntryId(1), w.entry(1).occurred_at - hours(2)});
  CHECK(ids() == std::vector<std::int64_t>{9, 6, 7, 8, 10});
}

TEST_CASE("an update's correction in the timeline leaves what people were told") {
  World w = World::declared();
  w.done("U1", PostUpdate{plain("we are luking"), {}, "", "", {}});
  w.done("U1", EditEntry{w.last_entry().id, plain("we are looking")});
  CHECK(w.last_entry().words.body == plain("we are looking"));
  CHECK(w.last_entry().edited);
  CHECK(w.incident().last_update.body == plain("we are luking"));
}
