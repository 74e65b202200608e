// What the configuration wants done when an incident comes to a severity or a status.
#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace muster::core::test;

namespace {

/// SEV1 invites, announces and asks; fixing has a list of its own.
Policy with_measures() {
  Policy policy = default_policy();
  policy.severities[0].measures = {{"sre", "support"}, "#big", {"Is the status page right?"}};
  policy.severities[1].measures = {{}, "#big", {}};
  for (auto& status : policy.statuses)
    if (status.key == "fixing") status.measures.checklist = {"Can it be taken back?"};
  return policy;
}

World declared(Declare command = {}) {
  World w;
  w.policy = with_measures();
  if (is_blank(command.title)) command.title = plain("Checkout is down");
  w.done("U1", command);
  w.done("", RecordChannel{ChannelId("C1"), "inc-42", command.is_private});
  return w;
}

const MeasuresTaken& taken(const std::vector<Record>& records) {
  for (const Record& record : records)
    if (const auto* e = std::get_if<MeasuresTaken>(&record.event)) return *e;
  FAIL("no measures were taken");
  throw 0;
}

}  // namespace

TEST_CASE("a severity that is reached has its measures taken, once") {
  World w = declared();
  const auto records = w.done("U2", ChangeSeverity{"sev1", {}});
  CHECK(kinds(records) == "SeverityChanged MeasuresTaken");
  CHECK(taken(records).cause == "severity:sev1");
  CHECK(taken(records).invite == std::vector<std::string>{"sre", "support"});
  CHECK(taken(records).announce == "#big");
  CHECK(taken(records).checklist);
  CHECK(one_shots(w.told) == "channel_line invite elsewhere channel_line");

  CHECK(kinds(w.done("U2", ChangeSeverity{"sev3", plain("better")})) == "SeverityChanged");
  // What is announced elsewhere shows what is so now.
  CHECK(one_shots(w.told) == "channel_line elsewhere_edited");
  CHECK(kinds(w.done("U2", ChangeSeverity{"sev1", {}})) == "SeverityChanged");

  SECTION("a channel in which it is announced isn't told a second time") {
    CHECK(kinds(w.done("U2", ChangeSeverity{"sev2", plain("better")})) == "SeverityChanged");
  }
}

TEST_CASE("nobody is invited and nothing announced before it is known what kind of channel it lives in") {
  World w;
  w.policy = with_measures();
  w.done("U1",
         Declare{.title = plain("x"), .severity = "sev1", .declared_in = ChannelId("C9"), .here = true});
  CHECK(one_shots(w.told).empty());
  CHECK(kinds(w.done("U2", ChangeSeverity{"sev2", plain("smaller")})) == "SeverityChanged");
  CHECK(kinds(w.done("U2", ChangeSeverity{"sev1", {}})) == "SeverityChanged");
  SECTION("a public one") {
    const auto records = w.done("", RecordChannel{ChannelId("C9"), {}});
    CHECK(kinds(records) == "ChannelOpened MeasuresTaken");
    CHECK(taken(records).invite == std::vector<std::string>{"sre", "support"});
    CHECK(taken(records).announce == "#big");
  }
  SECTION("a private one") {
    const auto records = w.done("", RecordChannel{ChannelId("C9"), {}, true});
    CHECK(kinds(records) == "ChannelMadePrivate ChannelOpened MeasuresTaken");
    CHECK(taken(records).invite.empty());
    CHECK(taken(records).announce.empty());
    CHECK(taken(records).checklist);
  }
}

TEST_CASE("a declaration counts, and nothing is done before somebody has judged it") {
  World w;
  w.policy = with_measures();
  w.policy.severities[1].measures = w.policy.severities[0].measures;  // whose cadence "not sure yet" has
  CHECK(kinds(w.done("U1", Declare{.title = plain("x")})) == "IncidentDeclared");

  World grave;
  grave.policy = with_measures();
  CHECK(kinds(grave.done("U1", Declare{.title = plain("x"), .severity = "sev1"})) ==
        "IncidentDeclared MeasuresTaken");
}

TEST_CASE("a status has measures, too, also one that ends it") {
  World w = declared();
  const auto records = w.done("U2", ChangeStatus{"fixing", {}});
  CHECK(kinds(records) == "StatusChanged MeasuresTaken");
  CHECK(taken(records).cause == "status:fixing");
  CHECK(one_shots(w.told) == "channel_line channel_line");

  for (auto& status : w.policy.statuses)
    if (status.key == "resolved") status.measures.checklist = {"Who writes the debrief?"};
  CHECK(kinds(w.done("U2", Resolve{})) == "StatusChanged MeasuresTaken");
}

TEST_CASE("a severity that is changed after the end calls nobody") {
  World w = declared();
  w.done("U2", Resolve{});
  CHECK(kinds(w.done("U2", ChangeSeverity{"sev1", {}})) == "SeverityChanged");
  SECTION("until it is opened again") {
    CHECK(kinds(w.done("U2", Reopen{})) == "StatusChanged MeasuresTaken");
  }
}

TEST_CASE("of a private one nobody else hears") {
  World w = declared(Declare{.is_private = true});
  const auto records = w.done("U2", ChangeSeverity{"sev1", {}});
  CHECK(taken(records).invite.empty());
  CHECK(taken(records).announce.empty());
  CHECK(taken(records).checklist);

  SECTION("and one that becomes private has its announcements taken back everywhere") {
    World open = declared();
    open.done("U2", ChangeSeverity{"sev1", {}});
    open.done("U2", MakePrivate{});
    CHECK_THAT(one_shots(open.told), Catch::Contains("elsewhere_edited"));
  }
}

TEST_CASE("a drill invites and is announced to nobody, until it is real") {
  World w = declared(Declare{.drill = true});
  const auto records = w.done("U2", ChangeSeverity{"sev1", {}});
  CHECK(taken(records).invite.size() == 2);
  CHECK(taken(records).announce.empty());
  const auto real = w.done("U2", NotADrill{});
  CHECK(taken(real).invite.empty());
  CHECK(taken(real).announce == "#big");
  CHECK_FALSE(taken(real).checklist);
}

TEST_CASE("undoing a severity leaves what was done for it done") {
  World w = declared();
  w.done("U2", ChangeSeverity{"sev1", {}});
  CHECK(kinds(w.done("U2", Undo{})) == "Undone SeverityRestored EntryHidden");
  CHECK(kinds(w.done("U2", ChangeSeverity{"sev1", {}})) == "SeverityChanged");
}

TEST_CASE("a status promises updates as a severity does, and requires people") {
  World w = World::declared({.severity = "sev4"});
  for (StatusDef& status : w.policy.statuses) {
    if (status.key != "fixing") continue;
    status.update_every = std::chrono::minutes(20);
    status.required_roles = {"scribe"};
  }
  CHECK_FALSE(w.incident().next_update_due);
  w.done("U1", ChangeStatus{"fixing", {}});
  CHECK(w.incident().next_update_due == w.now + std::chrono::minutes(20));
  // What is promised sooner stands.
  w.done("U1", ChangeStatus{"investigating", {}});
  w.done("U1", PostUpdate{.words = plain("news"), .next = std::chrono::minutes(5)});
  const auto sooner = w.incident().next_update_due;
  w.done("U1", ChangeStatus{"fixing", {}});
  CHECK(w.incident().next_update_due == sooner);
  w.done("U1", PostUpdate{.words = plain("more news")});
  CHECK(w.incident().next_update_due == w.now + std::chrono::minutes(20));
  CHECK_FALSE(w.incident().roles_filled_at);
  CHECK(kinds(w.done("U2", AssignRole{"scribe", UserId("U2"), {}, false})) ==
        "RoleAssigned RequiredRolesFilled");
}

TEST_CASE("a status of no cadence moves no promise") {
  World w = World::declared({.severity = "sev1"});
  w.done("U1", PostUpdate{.words = plain("news"), .next = std::chrono::hours(3)});
  const auto due = w.incident().next_update_due;
  w.done("U1", ChangeStatus{"fixing", {}});
  CHECK(w.incident().next_update_due == due);
}
