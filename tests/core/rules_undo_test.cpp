#include "core/undo.h"
#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace muster::core::test;
using Code = Refusal::Code;
using std::chrono::minutes;

namespace {

/// What people see of an incident: without how often and when it was written to, and without the pointers to
/// its latest moments, of which an undone one doesn't make place for an older one.
Incident seen(Incident incident) {
  incident.version = 0;
  incident.moments.clear();
  // Somebody was just there, and that stays so.
  incident.quiet = {};
  incident.led_at.reset();
  incident.last_act.reset();
  return incident;
}

std::vector<Entry> shown_entries(const World& w) {
  std::vector<Entry> entries;
  for (const auto& [id, entry] : w.state.entries)
    if (!entry.hidden) entries.push_back(entry);
  // That somebody corrected it stays known, so that nothing automatic overwrites it.
  for (auto& entry : entries) entry.edited = false;
  return entries;
}

std::vector<Command> reversible_acts() {
  return {ChangeStatus{"fixing", plain("found it")},
          ChangeStatus{"monitoring", {}},
          Resolve{},
          ChangeSeverity{"sev1", {}},
          ChangeSeverity{"sev3", plain("only the report")},
          AssignRole{"lead", UserId("U1"), {}, true},
          AssignRole{"lead", UserId("U2"), {}, true},
          AssignRole{"scribe", UserId("U3"), {}, true},
          LeaveRole{"lead"},
          SetSummary{plain("what we know")},
          SetSummary{plain("what we know now")},
          SetImpact{plain("half of all carts")},
          Rename{plain("Payments are down")},
          AddNote{plain("restarted it"), {}},
          HideEntry{EntryId(1)},
          EditEntry{EntryId(1), plain("Checkout is down in Europe")},
          RetimeEntry{EntryId(1), utc(2026, 3, 1, 1, 30)},
          Subscribe{},
          Unsubscribe{},
          Snooze{minutes(30)},
          AddTodo{.words = plain("restart the pods"), .owner = UserId("U2")},
          AddTodo{.follow_up = true, .words = plain("write it down")},
          BeginChange{plain("roll back")},
          SettleChange{{}, ChangeResult::worked, {}},
          HoldTheory{plain("the cache is cold")},
          SettleTheory{{}, false, plain("it was off")},
          Conclude{Category::stood_down, plain("not ours")}};
}

}  // namespace

TEST_CASE("an act and its undoing leave what was so before, whatever the acts before it") {
  const auto acts = reversible_acts();
  int undone = 0;
  for (const Category category :
       {Category::active, Category::mitigated, Category::resolved, Category::closed}) {
    for (const auto& first : acts) {
      for (const auto& second : acts) {
        World w = World::in(category);
        (void)w.run("U1", first);
        const auto before = seen(w.incident());
        const auto entries = shown_entries(w);
        const auto did = w.run("U1", second);
        if (!did || did->empty()) continue;
        INFO(kinds(*did));
        const auto back = w.done("U1", Undo{});
        REQUIRE(std::holds_alternative<Undone>(back.front().event));
        REQUIRE(seen(w.incident()) == before);
        REQUIRE(shown_entries(w) == entries);
        ++undone;
      }
    }
  }
  CHECK(undone > 1000);
}

TEST_CASE("undo takes back the caller's own last act, one after the other, and never another's") {
  World w = World::declared();
  w.done("U1", ChangeSeverity{"sev1", {}});
  w.done("U2", SetSummary{plain("what we know")});
  w.done("U1", Rename{plain("Payments are down")});
  CHECK(kinds(w.done("U1", Undo{})) == "Undone FactRestored EntryHidden");
  CHECK(to_plain(shown(w.incident().title)) == "Checkout is down");
  CHECK(kinds(w.done("U1", Undo{})) == "Undone SeverityRestored EntryHidden");
  CHECK(w.incident().severity == "unsure");
  // What is left is the declaration.
  CHECK(w.refused("U1", Undo{}).code == Code::wrong_status);
  CHECK(to_plain(shown(w.incident().summary)) == "what we know");
  CHECK(w.refused("U3", Undo{}).code == Code::already);
}

TEST_CASE("what somebody has changed since is not undone over their heads") {
  World w = World::declared();
  w.done("U1", ChangeSeverity{"sev1", {}});
  w.done("U2", ChangeSeverity{"sev2", plain("not so bad")});
  CHECK(w.refused("U1", Undo{}).code == Code::wrong_status);
  CHECK(w.incident().severity == "sev2");
  w.done("U1", AssignRole{"lead", UserId("U1"), {}, false});
  w.done("U2", AssignRole{"lead", UserId("U2"), {}, true});
  CHECK(w.refused("U1", Undo{}).code == Code::wrong_status);
  CHECK(w.incident().roles.at("lead").user == UserId("U2"));
}

TEST_CASE("undo ends after ten minutes, and with an update, which people have read") {
  World w = World::declared();
  w.done("U2", ChangeStatus{"fixing", {}});
  w.step = minutes(11);
  CHECK(w.refused("U2", Undo{}).code == Code::already);
  w.step = minutes(1);
  w.done("U2", PostUpdate{plain("news"), {}, "monitoring", "", {}});
  CHECK(w.refused("U2", Undo{}).code == Code::wrong_status);
  CHECK(w.incident().category == Category::mitigated);
}

TEST_CASE("a button undoes the act that it was shown with") {
  World w = World::declared();
  const auto severity = w.done("U1", ChangeSeverity{"sev1", {}}).front().seq;
  (void)severity;
  const auto seq = w.log.back().seq;
  w.done("U1", SetSummary{plain("what we know")});
  CHECK(kinds(w.done("U1", Undo{seq})) == "Undone SeverityRestored EntryHidden");
  CHECK(to_plain(shown(w.incident().summary)) == "what we know");
  // Pressed twice.
  CHECK(w.refused("U1", Undo{seq}).code == Code::already);
  CHECK(w.refused("U2", Undo{seq + 1}).code == Code::already);
}

TEST_CASE("a lead who never was one acknowledged nothing; one who was, did") {
  World w = World::declared();
  w.done("U2", AssignRole{"lead", UserId("U2"), {}, false});
  REQUIRE(w.incident().acknowledged_at);
  w.done("U2", Undo{});
  CHECK_FALSE(w.incident().acknowledged_at);
  w.done("U2", AssignRole{"lead", UserId("U2"), {}, false});
  const auto acknowledged = w.incident().acknowledged_at;
  w.done("U3", AssignRole{"lead", UserId("U3"), {}, true});
  w.done("U3", Undo{});
  CHECK(w.incident().roles.at("lead").user == UserId("U2"));
  CHECK(w.incident().acknowledged_at == acknowledged);
}

TEST_CASE("who subscribed hears that the end was none") {
  World w = World::declared();
  w.done("U3", Subscribe{});
  w.done("U2", Resolve{});
  w.done("U2", Undo{});
  CHECK(one_shots(w.told) == "channel_line update_message(U3)");
  CHECK(surfaces(w.told) == "control topic announcement");
}
