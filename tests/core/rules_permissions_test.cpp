#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace muster::core::test;
using Code = Refusal::Code;

namespace {

void only(World& w, Permit what, std::set<UserId> people) {
  w.policy.permissions[what].people = std::move(people);
}

}  // namespace

TEST_CASE("without permissions everybody may everything, except to see what is private") {
  const Policy policy = default_policy();
  for (const Permit what : {Permit::declare, Permit::roles, Permit::export_debrief, Permit::close_past_gate})
    CHECK(policy.may(what, user("U9")));
  CHECK_FALSE(policy.may(Permit::see_private, user("U9")));
}

TEST_CASE("what is kept to some people is refused to others in words that name them") {
  World w;
  only(w, Permit::declare, {user("U1"), user("U2")});
  const Refusal refusal = w.refused("U3", Declare{.title = plain("Checkout is down")});
  CHECK(refusal.code == Code::not_allowed);
  for (const char* who : {"U1", "U2"})
    CHECK(std::ranges::any_of(refusal.words, [&](const Span& s) { return s.ref == who; }));
  w.done("U2", Declare{.title = plain("Checkout is down")});
}

TEST_CASE("roles kept to some are given by them, and answered by whoever is asked") {
  World w = World::declared();
  only(w, Permit::roles, {user("U1")});
  CHECK(w.refused("U2", AssignRole{.role = "lead", .user = user("U2")}).code == Code::not_allowed);
  w.done("U1", AssignRole{.role = "lead", .user = user("U2")});
  w.done("U2", AssignRole{.role = "lead", .user = user("U2")});  // yes
  CHECK_FALSE(w.incident().roles.at("lead").asked);
  CHECK(w.refused("U2", OfferHandoff{"lead", user("U3")}).code == Code::not_allowed);
  CHECK(w.refused("U2", AssignRole{.role = "lead", .user = user("U3"), .take_over = true}).code ==
        Code::not_allowed);
  w.done("U2", LeaveRole{"lead"});
  w.done("U1", AssignRole{.role = "lead", .user = user("U1")});
  w.done("U1", OfferHandoff{"lead", user("U3")});
  w.done("U3", AcceptHandoff{"lead"});
  w.done("", AssignRole{.role = "comms", .user = user("U3")});  // the bot itself
}

TEST_CASE("who may declare but not give roles declares without a lead") {
  World w;
  only(w, Permit::roles, {user("U1")});
  SECTION("named or not: nothing is lost, and it is said") {
    CHECK(kinds(w.done("U2", Declare{.title = plain("x"), .lead = user("U3")})) == "IncidentDeclared");
    CHECK(std::get<IncidentDeclared>(w.log.front().event).lead_refused == user("U3"));
    CHECK(w.incident().roles.empty());
  }
  SECTION("also themselves") {
    CHECK(kinds(w.done("U2", Declare{.title = plain("x"), .lead = user("U2")})) == "IncidentDeclared");
    CHECK(w.incident().roles.empty());
  }
  SECTION("who may does both") {
    CHECK(kinds(w.done("U1", Declare{.title = plain("x"), .lead = user("U3")})) ==
          "IncidentDeclared RoleAssigned");
    CHECK(std::get<IncidentDeclared>(w.log.front().event).lead_refused.empty());
  }
}

TEST_CASE("closing while something is missing is kept to some, and so is exporting") {
  World w = World::in(Category::resolved);
  only(w, Permit::close_past_gate, {user("U1")});
  only(w, Permit::export_debrief, {user("U1")});
  CHECK(w.refused("U2", RecordExport{{"md"}, "channel", false}).code == Code::not_allowed);
  w.done("U1", RecordExport{{"md"}, "channel", false});
  w.policy.close_needs = {"summary"};
  CHECK(w.refused("U2", Conclude{Category::closed, {}}).code == Code::incomplete);
  CHECK(w.refused("U2", Conclude{Category::closed, plain("it is late")}).code == Code::not_allowed);
  CHECK(w.refused("U2", ChangeStatus{"closed", plain("it is late")}).code == Code::not_allowed);
  SECTION("by whom it is kept to") {
    w.done("U1", Conclude{Category::closed, plain("it is late")});
  }
  SECTION("by anybody once nothing is missing") {
    w.done("U2", SetSummary{plain("a fuse")});
    w.done("U2", Conclude{Category::closed, plain("all done")});
  }
}
