#include <algorithm>

#include "core/debrief.h"
#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace muster::core::test;
using Code = Refusal::Code;

namespace {

AssignRole give(const char* role, const char* to) {
  return {.role = role, .user = user(to)};
}
AssignRole expecting(const char* role, const char* to, const char* holder, bool take_over = false) {
  return {.role = role, .user = user(to), .expected = user(holder), .take_over = take_over};
}

}  // namespace

TEST_CASE("an empty role is taken, or given") {
  World w = World::declared();
  w.done("U2", give("Lead", "U2"));
  CHECK(w.incident().roles.at("lead") == RoleHolder{user("U2"), w.now, false, w.incident().version});
  w.done("U2", give("comms", "U3"));
  CHECK(w.incident().roles.at("comms") ==
        RoleHolder{user("U3"), w.now, true, w.incident().version, {}, {}, 0, user("U2")});
  w.done("", give("scribe", "U4"));
  CHECK(w.incident().roles.at("scribe").asked);
  CHECK(w.refused("U2", give("pilot", "U2")).code == Code::unknown_key);
  CHECK(w.refused("U2", give("lead", "")).code == Code::empty);
}

TEST_CASE("a held role is taken over knowingly only") {
  World w = World::declared();
  w.done("U2", give("lead", "U2"));
  const Refusal refusal = w.refused("U3", give("lead", "U3"));
  CHECK(refusal.code == Code::taken);
  CHECK(refusal.holder == user("U2"));
  CHECK(refusal.meant.empty());
  CHECK(w.refused("U3", give("lead", "U4")).meant == user("U4"));
  AssignRole over = give("lead", "U3");
  over.take_over = true;
  const auto records = w.done("U3", over);
  CHECK(std::get<RoleAssigned>(records.back().event).previous == user("U2"));
  CHECK(w.incident().roles.at("lead").user == user("U3"));
}

TEST_CASE("a button that expects what is no longer so refuses itself") {
  World w = World::declared();
  w.done("U2", expecting("lead", "U2", ""));
  CHECK(w.refused("U2", expecting("lead", "U2", "")).code == Code::already);  // the second click
  Refusal refusal = w.refused("U3", expecting("lead", "U3", ""));
  CHECK(refusal.code == Code::taken);
  CHECK(refusal.holder == user("U2"));
  refusal = w.refused("U3", expecting("lead", "U3", "U1", true));  // wants to take it from someone else
  CHECK(refusal.code == Code::taken);
  CHECK(refusal.holder == user("U2"));
  w.done("U3", expecting("lead", "U3", "U2", true));
  w.done("U3", LeaveRole{"lead"});
  refusal = w.refused("U2", expecting("lead", "U2", "U3", true));
  CHECK(refusal.code == Code::not_held);
  CHECK(w.incident().roles.empty());
}

TEST_CASE("the same holder again is told so, or confirms") {
  World w = World::declared();
  w.done("U2", give("lead", "U2"));
  CHECK(w.refused("U2", give("lead", "U2")).code == Code::already);
  CHECK(w.refused("U1", give("lead", "U2")).code == Code::already);
  w.done("U2", give("comms", "U3"));
  CHECK(w.refused("U2", give("comms", "U3")).code == Code::already);  // asked already
  CHECK(kinds(w.done("U3", give("comms", "U3"))) == "RoleConfirmed RequiredRolesFilled");
  CHECK_FALSE(w.incident().roles.at("comms").asked);
  CHECK(w.refused("U3", give("comms", "U3")).code == Code::already);
}

TEST_CASE("only the holder leaves a role") {
  World w = World::declared();
  CHECK(w.refused("U2", LeaveRole{"lead"}).code == Code::not_held);
  w.done("U2", give("lead", "U2"));
  for (const char* other : {"U3", ""}) {
    const Refusal refusal = w.refused(other, LeaveRole{"lead"});
    CHECK(refusal.code == Code::not_held);
    CHECK(refusal.holder == user("U2"));
  }
  CHECK(w.refused("U2", LeaveRole{"pilot"}).code == Code::unknown_key);
  CHECK(kinds(w.done("U2", LeaveRole{"Lead"})) == "RoleVacated");
  CHECK(w.incident().roles.empty());
}

TEST_CASE("a role that left the configuration can still be left and taken over") {
  World w = World::declared();
  w.done("U2", give("scribe", "U2"));
  w.policy.roles.pop_back();
  AssignRole over = give("scribe", "U3");
  over.take_over = true;
  w.done("U3", over);
  w.done("U3", LeaveRole{"scribe"});
  CHECK(w.refused("U3", give("scribe", "U3")).code == Code::unknown_key);
}

TEST_CASE("whatever an asked person does here confirms, once and before the rest") {
  World w = World::declared();
  w.done("U1", give("lead", "U2"));
  w.done("U1", give("scribe", "U2"));
  CHECK(kinds(w.done("U3", AddNote{plain("someone else"), {}})) == "EntryNoted");
  CHECK(kinds(w.done("", RecordOrnament{"topic", "x"})) == "OrnamentFailed");
  CHECK(w.refused("U2", AddNote{}).code == Code::empty);  // nothing is stored with a refusal
  CHECK(w.incident().roles.at("lead").asked);
  CHECK(kinds(w.done("U2", AddNote{plain("here"), {}})) == "RoleConfirmed RoleConfirmed EntryNoted");
  CHECK(w.last_entry().id.value == w.incident().version);
  CHECK(kinds(w.done("U2", AddNote{plain("still here"), {}})) == "EntryNoted");
}

TEST_CASE("a command that changes nothing confirms all the same") {
  World w = World::declared();
  w.done("U1", RequestCapture{message("1.1"), "reaction:U2"});
  w.done("U1", give("lead", "U2"));
  CHECK(kinds(w.done("U2", RequestCapture{message("1.1"), "reaction:U2"})) == "RoleConfirmed");
}

TEST_CASE("who is asked to take a role and can't: who asked hears of it, and what asked shows it") {
  World w = World::declared();
  w.done("U1", give("lead", "U2"));
  const auto asked = w.incident().roles.at("lead").seq;
  const auto edited = [&] {
    const auto& shots = w.told.one_shots;
    return std::ranges::count_if(shots, [&](const OneShot& shot) {
      return shot.kind == OneShot::Kind::role_edited && shot.to == user("U2") &&
             shot.payload == std::to_string(asked);
    });
  };
  SECTION("declined") {
    const auto records = w.done("U2", LeaveRole{"lead"});
    CHECK(kinds(records) == "RoleVacated");
    CHECK(std::get<RoleVacated>(records.front().event).asked_by == user("U1"));
    CHECK(one_shots(w.told) == "channel_line role_declined(U1) role_edited(U2)");
    CHECK(edited() == 1);
    CHECK(to_plain(describe(w.last_entry(), w.policy)).find("can't be Lead") != std::string::npos);
    // Who asked was told.
    CHECK(w.refused("U2", Undo{}).code == Code::wrong_status);
  }
  SECTION("confirmed, and given up then: that is nobody's to be told") {
    w.done("U2", AddNote{plain("here"), {}});
    CHECK(edited() == 1);
    const auto records = w.done("U2", LeaveRole{"lead"});
    CHECK(std::get<RoleVacated>(records.front().event).asked_by.empty());
    CHECK(one_shots(w.told) == "channel_line");
  }
  SECTION("confirmed by a tick, which edits it as well") {
    w.done("U2", KeepChecklist{"lead", {"a"}, {"a"}});
    CHECK(one_shots(w.told) == "checklist_kept(U2)");
  }
  SECTION("taken over by somebody else, and after all not") {
    w.done("U3", expecting("lead", "U3", "U2", true));
    CHECK(edited() == 1);
    w.done("U3", Undo{});
    CHECK(w.incident().roles.at("lead").asked);
    CHECK(edited() == 1);
  }
  SECTION("taken back by who asked") {
    w.done("U1", Undo{});
    CHECK(edited() == 1);
  }
  SECTION("while others do other things nothing is edited") {
    w.done("U3", AddNote{plain("x"), {}});
    CHECK(edited() == 0);
  }
}

TEST_CASE("who declines a role or passes it on never had it") {
  World w = World::declared();
  w.done("U1", give("lead", "U2"));
  w.done("U1", give("comms", "U2"));
  CHECK(kinds(w.done("U2", LeaveRole{"lead"})) == "RoleConfirmed RoleVacated");  // comms is confirmed
  CHECK_FALSE(w.incident().acknowledged_at);
  w.done("U1", give("lead", "U2"));
  AssignRole on = give("lead", "U3");
  on.take_over = true;
  CHECK(kinds(w.done("U2", on)) == "RoleAssigned");
  CHECK_FALSE(w.incident().acknowledged_at);
  CHECK(w.incident().roles.at("lead") ==
        RoleHolder{user("U3"), w.now, true, w.incident().version, {}, {}, 0, user("U2")});
}

TEST_CASE("roles change hands in any category") {
  for (const Category category : {Category::triage, Category::resolved, Category::closed, Category::dismissed,
                                  Category::merged, Category::stood_down}) {
    World w = World::in(category);
    w.done("U2", give("scribe", "U2"));
    w.done("U2", LeaveRole{"scribe"});
  }
}

TEST_CASE("when all roles that the severity requires are held by people who came is recorded, once") {
  World w = World::declared({.severity = "sev2"});
  w.done("U1", AssignRole{"lead", UserId("U1")});
  CHECK_FALSE(w.incident().roles_filled_at);
  w.done("U1", AssignRole{"comms", UserId("U2")});
  CHECK_FALSE(w.incident().roles_filled_at);  // asked, and not here yet
  CHECK(kinds(w.done("U2", AddNote{plain("here")})) == "RoleConfirmed EntryNoted RequiredRolesFilled");
  const auto first = w.incident().roles_filled_at;
  REQUIRE(first);
  CHECK(*first == w.now);

  w.done("U2", LeaveRole{"comms"});
  CHECK(kinds(w.done("U3", AssignRole{"comms", UserId("U3")})) == "RoleAssigned");
  w.done("U1", ChangeSeverity{"sev1", {}});
  w.done("U3", AssignRole{"scribe", UserId("U3")});
  CHECK(w.incident().roles_filled_at == first);
}

TEST_CASE("a severity that requires fewer roles may fill them; one that requires none has nothing to fill") {
  World w = World::declared({.severity = "sev1"});
  w.done("U1", AssignRole{"lead", UserId("U1")});
  CHECK(kinds(w.done("U1", ChangeSeverity{"sev3", plain("one report")})) ==
        "SeverityChanged RequiredRolesFilled");
  World none = World::declared({.severity = "sev4"});
  CHECK(kinds(none.done("U1", AssignRole{"lead", UserId("U1")})) == "RoleAssigned");
  World at_once = World::declared({.severity = "sev3", .lead = UserId("U1")});
  CHECK(at_once.incident().roles_filled_at == at_once.incident().declared_at);
}

TEST_CASE("a checklist is kept item by item, by who has the role") {
  World w = World::declared();
  w.done("U2", give("lead", "U2"));
  const auto done = [&] { return w.incident().roles.at("lead").done; };
  CHECK(kinds(w.done("U2", KeepChecklist{"lead", {"a", "b"}, {"a"}})) == "ChecklistKept");
  CHECK(one_shots(w.told) == "checklist_kept(U2)");
  CHECK(surfaces(w.told).empty());
  // Boxes of another element are no business of this one.
  w.done("U2", KeepChecklist{"lead", {"c"}, {"c"}});
  CHECK(done() == std::set<std::string>{"a", "c"});
  CHECK(kinds(w.done("U2", KeepChecklist{"lead", {"c"}, {"c"}})).empty());
  w.done("U2", KeepChecklist{"lead", {"a", "b"}, {}});
  CHECK(done() == std::set<std::string>{"c"});
  CHECK(w.refused("U3", KeepChecklist{"lead", {"a"}, {"a"}}).code == Code::not_held);

  SECTION("whoever has the role next begins their own") {
    w.done("U3", expecting("lead", "U3", "U2", true));
    CHECK(done().empty());
    CHECK(w.refused("U2", KeepChecklist{"lead", {"a"}, {"a"}}).code == Code::not_held);
    w.done("U3", Undo{});
    CHECK(done() == std::set<std::string>{"c"});
  }
}

TEST_CASE("who has a role and leaves the channel is noticed, and keeps it") {
  World w = World::declared();
  w.done("U2", give("lead", "U2"));
  w.done("U2", give("comms", "U2"));
  CHECK(kinds(w.done("", RecordDeparture{user("U2")})) == "HolderLeft");
  CHECK(one_shots(w.told) == "channel_line");
  CHECK(w.incident().roles.size() == 2);
  CHECK(kinds(w.done("", RecordDeparture{user("U3")})).empty());
  CHECK_FALSE(std::get<HolderLeft>(w.log.back().event).deactivated);
  w.done("", RecordDeparture{user("U2"), true});
  CHECK(std::get<HolderLeft>(w.log.back().event).deactivated);
  w.done("U2", Resolve{});
  CHECK(kinds(w.done("", RecordDeparture{user("U2")})).empty());
}

namespace {

/// With helpers, of whom there can be many.
World with_helpers() {
  World w = World::declared();
  w.policy.roles.push_back({"helper", "Helper", "Lends a hand", {"Say what you do."}, true});
  return w;
}

std::vector<std::string> helpers(const World& w) {
  std::vector<std::string> people;
  for (const auto& [seat, holder] : holders_of(w.incident(), "helper")) people.push_back(holder->user.value);
  return people;
}

}  // namespace

TEST_CASE("a role that many can have takes from nobody") {
  World w = with_helpers();
  CHECK(kinds(w.done("U3", give("Helper", "U3"))) == "RoleAssigned");
  CHECK(one_shots(w.told) == "channel_line role_checklist(U3)");
  w.done("U2", give("helper", "U2"));
  w.done("U2", give("helper", "U4"));
  CHECK(helpers(w) == std::vector<std::string>{"U3", "U2", "U4"});
  CHECK(w.incident().roles.at("helper/U4").asked);
  CHECK(w.refused("U2", give("helper", "U2")).code == Code::already);
  // What somebody saw of another's seat is no matter here.
  w.done("U5", expecting("helper", "U5", "", false));

  CHECK(kinds(w.done("U4", AddNote{plain("here"), {}})) == "RoleConfirmed EntryNoted");
  w.done("U3", KeepChecklist{"helper", {"Say what you do."}, {"Say what you do."}});
  CHECK(held_by(w.incident(), "helper", user("U3"))->done.size() == 1);
  CHECK(held_by(w.incident(), "helper", user("U2"))->done.empty());

  CHECK(kinds(w.done("U2", LeaveRole{"helper"})) == "RoleVacated");
  CHECK(w.refused("U2", LeaveRole{"helper"}).code == Code::not_held);
  CHECK(helpers(w) == std::vector<std::string>{"U3", "U4", "U5"});
  CHECK(kinds(w.done("U2", Undo{})) == "Undone RoleRestored EntryHidden");
  CHECK(helpers(w).size() == 4);

  CHECK(w.refused("U3", OfferHandoff{"helper", user("U9")}).code == Code::taken);
  CHECK(kinds(w.done("", RecordDeparture{user("U3")})).empty());
}

TEST_CASE("a severity may require one of a role that many can have") {
  World w = with_helpers();
  w.policy.severities[0].required_roles = {"helper"};
  w.done("U1", ChangeSeverity{"sev1", {}});
  CHECK(kinds(w.done("U3", give("helper", "U3"))) == "RoleAssigned RequiredRolesFilled");
}

TEST_CASE("so many people have a role, and no more") {
  World w = with_helpers();
  for (std::size_t i = 0; i < most_in_role; ++i) {
    const auto who = "U" + std::to_string(100 + i);
    w.done(who, give("helper", who.c_str()));
  }
  CHECK(w.refused("U3", give("helper", "U3")).code == Code::too_long);
}

TEST_CASE("who has a role keeps it when only one may have it from now on, and can leave it") {
  World w = with_helpers();
  w.done("U3", give("helper", "U3"));
  w.policy.roles.back().many = false;
  CHECK(kinds(w.done("U3", LeaveRole{"helper"})) == "RoleVacated");
  CHECK(w.incident().roles.empty());
}
