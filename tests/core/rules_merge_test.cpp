#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using muster::core::test::kinds;
using muster::core::test::one_shots;
using muster::core::test::surfaces;
using muster::core::test::World;

namespace {

/// Another one beside World's, with a number and a channel of its own.
World another(Category category = Category::active) {
  World w = World::in(category);
  w.state.incident.id = IncidentId(8);
  w.state.incident.number = 43;
  w.state.incident.channel = ChannelId("C2");
  return w;
}

const Merge into_other{IncidentId(8)};

World beside(const World& other, Category category = Category::active) {
  World w = World::in(category);
  w.other = other.incident();
  return w;
}

}  // namespace

TEST_CASE("merging ends one incident, says where it goes on, and asks the other to take it in") {
  const World other = another();
  World w = beside(other);
  w.done("U1", ChangeStatus{"fixing", {}});
  REQUIRE(w.incident().next_update_due);
  const Incident before = w.incident();
  const auto records = w.done("U2", into_other);
  CHECK(kinds(records) == "StatusChanged MergedInto");
  CHECK(w.incident().category == Category::merged);
  CHECK_FALSE(w.incident().next_update_due);
  CHECK(w.incident().merged_into == IncidentLink{IncidentId(8), 43, ChannelId("C2")});
  CHECK(w.incident().status_before_merge == "fixing");
  CHECK(surfaces(w.told) == "control topic announcement");
  CHECK(one_shots(w.told) == "channel_line");

  const auto next = follow_on(before, records);
  REQUIRE(next);
  CHECK(next->incident == IncidentId(8));
  CHECK(std::get<TakeIn>(next->command).link == IncidentLink{IncidentId(7), 42, ChannelId("C1")});
}

TEST_CASE("taking in is remembered, shown, told, and invites people, once") {
  World w = World::declared();
  const IncidentLink link{IncidentId(6), 41, ChannelId("C9")};
  CHECK(kinds(w.done("U2", TakeIn{link})) == "MergedIn");
  CHECK(w.incident().merged_in == std::vector{link});
  CHECK(w.last_entry().kind == EntryKind::merge);
  CHECK(w.last_entry().to == "INC-41");
  CHECK(surfaces(w.told) == "control");
  CHECK(one_shots(w.told) == "channel_line invite");
  CHECK(w.done("U2", TakeIn{link}).empty());

  CHECK(kinds(w.done("U2", LetGo{link})) == "MergeUndone");
  CHECK(w.incident().merged_in.empty());
  CHECK(one_shots(w.told) == "channel_line");
  CHECK(w.done("U2", LetGo{link}).empty());
}

TEST_CASE("a private one lets nobody in by a merge") {
  World w = World::declared({.is_private = true});
  w.done("U2", TakeIn{{IncidentId(6), 41, {}}});
  CHECK(one_shots(w.told) == "channel_line");
}

TEST_CASE("what is merged with what: every category of both") {
  const auto all = {Category::triage, Category::active,    Category::mitigated, Category::resolved,
                    Category::closed, Category::dismissed, Category::merged,    Category::stood_down};
  for (const Category from : all) {
    for (const Category to : all) {
      INFO(to_string(from) << " into " << to_string(to));
      World w = beside(another(to), from);
      const auto result = w.run("U1", into_other);
      const bool may = (from == Category::triage || from == Category::active) && is_open(to);
      CHECK(result.has_value() == may);
      if (!result) CHECK(result.error().code == Refusal::Code::wrong_status);
    }
  }
}

TEST_CASE("an incident is merged with another one only, that is there, and of its kind") {
  using Code = Refusal::Code;
  World w = beside(another());
  CHECK(w.refused("U1", Merge{IncidentId(7)}).code == Code::already);
  CHECK(w.refused("U1", Merge{IncidentId(99)}).code == Code::no_incident);
  w.other->drill = true;
  CHECK(w.refused("U1", into_other).code == Code::wrong_status);
  w.other->drill = false;
  // In either direction somebody would read of the private one.
  w.other->is_private = true;
  CHECK(w.refused("U1", into_other).code == Code::would_leak);
  World hidden = World::declared({.is_private = true});
  hidden.other = another().incident();
  CHECK(hidden.refused("U1", into_other).code == Code::would_leak);
  hidden.other->is_private = true;
  hidden.done("U1", into_other);
}

TEST_CASE("what is merged is neither merged again nor brought back without the other's hearing of it") {
  using Code = Refusal::Code;
  World w = beside(another());
  w.done("U1", into_other);
  CHECK(w.refused("U1", into_other).code == Code::already);
  w.other->id = IncidentId(9);
  CHECK(w.refused("U1", Merge{IncidentId(9)}).code == Code::wrong_status);
  CHECK(w.refused("U1", Reopen{}).code == Code::wrong_status);
  CHECK(w.refused("U1", ChangeStatus{"fixing", {}}).code == Code::wrong_status);
  CHECK(w.refused("U1", PostUpdate{.words = plain("x"), .status = "fixing"}).code == Code::wrong_status);
  CHECK(w.refused("U1", Conclude{Category::active, {}}).code == Code::wrong_status);
  CHECK(w.refused("U1", Join{}).code == Code::wrong_status);
  // No circle: what is merged takes nothing in.
  World v = another();
  v.other = w.incident();
  CHECK(v.refused("U1", Merge{IncidentId(7)}).code == Code::wrong_status);
}

TEST_CASE("an undone merge goes on as it was, with a new promise, and is no relapse") {
  for (const auto* status : {"triage", "fixing"}) {
    INFO(status);
    World w = World::declared({.triage = std::string(status) == "triage"});
    w.other = another().incident();
    if (!w.incident().status.starts_with("triage")) w.done("U1", ChangeStatus{status, {}});
    w.done("U1", into_other);
    const Incident before = w.incident();
    const auto records = w.done("U2", Unmerge{});
    CHECK(kinds(records) == "StatusChanged");
    CHECK(w.incident().status == status);
    CHECK_FALSE(w.incident().merged_into);
    CHECK(w.incident().status_before_merge.empty());
    CHECK(w.incident().relapses == 0);
    CHECK(w.incident().next_update_due);
    const auto next = follow_on(before, records);
    REQUIRE(next);
    CHECK(std::holds_alternative<LetGo>(next->command));
    CHECK(next->incident == IncidentId(8));
    CHECK(w.refused("U2", Unmerge{}).code == Refusal::Code::already);
    // And can be merged again.
    w.done("U1", into_other);
  }
}

TEST_CASE("an undone merge of a status that is configured no more begins with the first in work") {
  World w = beside(another());
  w.done("U1", ChangeStatus{"fixing", {}});
  w.done("U1", into_other);
  std::erase_if(w.policy.statuses, [](const StatusDef& status) { return status.key == "fixing"; });
  w.done("U2", Unmerge{});
  CHECK(w.incident().status == "investigating");
}

TEST_CASE("nothing else asks anything of another incident") {
  World w = beside(another());
  const Incident before = w.incident();
  CHECK_FALSE(follow_on(before, w.done("U1", ChangeStatus{"monitoring", {}})));
  CHECK_FALSE(follow_on(before, w.done("U1", AddNote{plain("x"), {}})));
}

TEST_CASE("joining invites whoever asks, unless there is no channel to be let into") {
  World w = World::declared();
  CHECK(kinds(w.done("U5", Join{})) == "JoinRequested");
  CHECK(one_shots(w.told) == "invite(U5)");
  CHECK(surfaces(w.told).empty());
  w.done("", RecordChannelLost{"archived"});
  CHECK(w.refused("U5", Join{}).code == Refusal::Code::wrong_status);
}

TEST_CASE("a merge, and its undoing, are taken back by the verbs that tell the other incident, not by undo") {
  World w = beside(another());
  w.step = std::chrono::seconds(10);
  w.done("U1", into_other);
  CHECK(w.refused("U1", Undo{}).code == Refusal::Code::wrong_status);
  CHECK(w.incident().merged_into);
  w.done("U1", Unmerge{});
  CHECK(w.refused("U1", Undo{}).code == Refusal::Code::wrong_status);
  CHECK_FALSE(w.incident().merged_into);
}
