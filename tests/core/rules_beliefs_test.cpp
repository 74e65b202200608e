// Changes under way, theories, and coming together.
#include "core/debrief.h"
#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace muster::core::test;
using Code = Refusal::Code;

namespace {

std::string told(const World& w, const Entry& entry) {
  return to_plain(describe(entry, w.policy));
}

}  // namespace

TEST_CASE("a change is under way until somebody says what came of it") {
  World w = World::declared();
  CHECK(kinds(w.done("U1", BeginChange{plain("roll back to v41")})) == "ChangeBegun");
  CHECK(surfaces(w.told) == "control");
  CHECK(one_shots(w.told) == "channel_line");
  REQUIRE(w.incident().changes.size() == 1);
  const auto id = w.incident().changes.begin()->first;
  CHECK(told(w, w.last_entry()) == "Change begun: roll back to v41");

  SECTION("which it is needn't be said when there is only one") {
    w.done("U2", SettleChange{{}, ChangeResult::worked, plain("errors are gone")});
    CHECK(w.incident().changes.empty());
    CHECK(one_shots(w.told) == "change_settled");
    CHECK(told(w, w.last_entry()) == "Change worked: roll back to v41 (errors are gone)");
    CHECK(w.incident().moments.back().entry == w.last_entry().id);
    CHECK(w.refused("U1", SettleChange{id, ChangeResult::worse, {}}).code == Code::no_entry);
  }
  SECTION("of two it must be") {
    w.done("U2", BeginChange{plain("shed load")});
    const auto refused = w.refused("U2", SettleChange{{}, ChangeResult::worked, {}});
    CHECK(refused.code == Code::unknown_key);
    CHECK_THAT(to_plain(refused.words), Catch::Contains("has 2 changes."));
    w.done("U2", SettleChange{id, ChangeResult::no_effect, {}});
    CHECK(told(w, w.last_entry()) == "Change had no effect: roll back to v41");
    w.done("U2", SettleChange{{}, ChangeResult::worse, {}});
    CHECK(told(w, w.last_entry()) == "Change made it worse: shed load");
  }
  SECTION("it can be undone") {
    w.done("U1", Undo{});
    CHECK(w.incident().changes.empty());
    CHECK(one_shots(w.told) == "change_settled");
  }
  SECTION("and so can its end") {
    w.done("U1", SettleChange{{}, ChangeResult::worked, {}});
    w.done("U1", Undo{});
    CHECK(w.incident().changes.contains(id));
  }
}

TEST_CASE("where there never was one, the answer says how to begin one") {
  World w = World::declared();
  const auto change = w.refused("U1", SettleChange{{}, ChangeResult::worked, {}});
  CHECK(change.code == Code::no_entry);
  CHECK_THAT(to_plain(change.words), Catch::Contains("No change is under way in INC-"));
  const auto theory = w.refused("U1", SettleTheory{});
  CHECK(theory.code == Code::no_entry);
  CHECK_THAT(to_plain(theory.words), Catch::Contains("No theory is held in INC-"));
}

TEST_CASE("too many at once nobody can follow, and what is over isn't changed") {
  World w = World::declared();
  for (std::size_t i = 0; i < most_changes; ++i) w.done("U1", BeginChange{plain("x")});
  CHECK(w.refused("U1", BeginChange{plain("x")}).code == Code::too_long);
  CHECK(w.refused("U1", BeginChange{plain(" ")}).code == Code::empty);
  World over = World::in(Category::closed);
  CHECK(over.refused("U1", BeginChange{plain("x")}).code == Code::closed);
}

TEST_CASE("a theory is held until it is ruled in or out, with why") {
  World w = World::declared();
  w.done("U1", HoldTheory{plain("the cache is cold")});
  CHECK(surfaces(w.told) == "control");
  CHECK(one_shots(w.told).empty());
  CHECK(w.refused("U2", HoldTheory{plain("the cache is cold")}).code == Code::already);
  const auto moments = w.incident().moments.size();

  SECTION("out") {
    w.done("U2", SettleTheory{{}, false, plain("it was off")});
    CHECK(told(w, w.last_entry()) == "Theory ruled out: the cache is cold (it was off)");
    CHECK(w.incident().theories.empty());
    CHECK(w.incident().moments.size() == moments);
  }
  SECTION("in is worth a place among the key moments") {
    w.done("U2", SettleTheory{{}, true, {}});
    CHECK(told(w, w.last_entry()) == "Theory ruled in: the cache is cold");
    CHECK(w.incident().moments.size() == moments + 1);
  }
  SECTION("nobody's any more") {
    w.done("U1", Undo{});
    CHECK(w.incident().theories.empty());
    CHECK(w.refused("U2", SettleTheory{{}, true, {}}).code == Code::no_entry);
  }
}

TEST_CASE("people are asked to come together over what is open") {
  World w = World::declared();
  w.done("U1", CallRegroup{});
  CHECK(one_shots(w.told) == "regroup");
  CHECK(w.incident().last_regroup == EntryId(w.incident().version));
  CHECK(w.refused("U1", Undo{}).code == Code::wrong_status);
  World over = World::in(Category::resolved);
  CHECK(over.refused("U1", CallRegroup{}).code == Code::closed);
}

TEST_CASE("nobody is asked to come together again so soon") {
  World w = World::declared();
  w.done("U1", CallRegroup{});
  CHECK(w.refused("U2", CallRegroup{}).code == Code::already);
  w.step = regroup_every;
  w.done("U2", CallRegroup{});
}
