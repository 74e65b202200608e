#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace muster::core::test;
using Code = Refusal::Code;

namespace {

OfferHandoff offer(const char* to, const char* role = "lead") {
  return {.role = role, .user = user(to)};
}
AcceptHandoff accept(std::int64_t seq = 0) {
  return {.role = "lead", .offer = seq};
}

World led_by(const char* lead) {
  World w = World::declared();
  w.done(lead, AssignRole{.role = "lead", .user = user(lead)});
  return w;
}

}  // namespace

TEST_CASE("a role that is offered stays until it is accepted, then passes with its giver on record") {
  World w = led_by("U2");
  w.done("U2", offer("U3", "Lead"));
  CHECK(one_shots(w.told) == "handoff_brief(U3)");
  CHECK(w.incident().roles.at("lead").user == user("U2"));
  const auto standing = w.incident().handoffs.at("lead");
  CHECK(standing.to == user("U3"));

  const auto records = w.done("U3", accept(standing.offer));
  const auto& assigned = std::get<RoleAssigned>(records.back().event);
  CHECK(assigned.previous == user("U2"));
  CHECK(assigned.handed_over);
  CHECK_FALSE(assigned.asked);
  CHECK(w.incident().roles.at("lead") == RoleHolder{user("U3"), w.now, false, w.incident().version});
  CHECK(w.incident().handoffs.empty());
  CHECK(one_shots(w.told) == "channel_line role_checklist(U3) role_taken_over(U2) handoff_settled(U3)");
  CHECK(w.refused("U3", accept(standing.offer)).code == Code::already);  // the second click
}

TEST_CASE("whoever declines says why if they like, and the role stays") {
  World w = led_by("U2");
  w.done("U2", offer("U3"));
  CHECK(kinds(w.done("U3", DeclineHandoff{"lead", 0, plain("I'm asleep")})) == "HandoffDeclined");
  CHECK(one_shots(w.told) == "handoff_declined(U2) handoff_settled(U3)");
  CHECK(w.incident().roles.at("lead").user == user("U2"));
  CHECK(w.incident().handoffs.empty());
  CHECK(to_plain(shown(w.last_entry().words)) == "I'm asleep");
  CHECK(w.last_entry().to == "declined");
  CHECK(w.refused("U3", accept()).code == Code::not_held);
  CHECK(w.refused("U3", DeclineHandoff{"lead"}).code == Code::not_held);
  w.done("U2", offer("U3"));
  CHECK(kinds(w.done("U3", DeclineHandoff{"lead"})) == "HandoffDeclined");  // without words
}

TEST_CASE("a second offer replaces the first, whose brief is settled") {
  World w = led_by("U2");
  w.done("U2", offer("U3"));
  const auto first = w.incident().handoffs.at("lead").offer;
  CHECK(w.refused("U2", offer("U3")).code == Code::already);
  const auto records = w.done("U2", offer("U4"));
  CHECK(std::get<HandoffOffered>(records.back().event).instead_of == user("U3"));
  CHECK(one_shots(w.told) == "handoff_brief(U4) handoff_settled(U3)");
  CHECK(w.told.one_shots.back().payload == std::to_string(first));
  CHECK(w.refused("U3", accept(first)).code == Code::not_held);
  // Asked again, the button of the first brief is stale all the same.
  w.done("U2", offer("U3"));
  CHECK(w.refused("U3", accept(first)).code == Code::not_held);
  w.done("U3", accept());
}

TEST_CASE("an offer ends with what it was about") {
  const auto ended_by = [](const char* who, const Command& command) {
    World w = led_by("U2");
    w.done("U2", offer("U3"));
    w.done(who, command);
    CHECK(w.incident().handoffs.empty());
    CHECK_THAT(one_shots(w.told), Catch::Contains("handoff_settled(U3)"));
    return w.refused("U3", accept());
  };
  Refusal refusal = ended_by("U4", AssignRole{.role = "lead", .user = user("U4"), .take_over = true});
  CHECK(refusal.code == Code::not_held);
  CHECK(refusal.holder == user("U4"));
  CHECK(ended_by("U2", LeaveRole{"lead"}).code == Code::not_held);
  CHECK(ended_by("U2", Resolve{}).code == Code::wrong_status);
  // Reopened, it must be offered anew.
  World w = led_by("U2");
  w.done("U2", offer("U3"));
  w.done("U2", Resolve{});
  w.done("U2", Reopen{});
  CHECK(w.refused("U3", accept()).code == Code::not_held);
}

TEST_CASE("only who holds a role offers it, to somebody else, while work goes on") {
  World w = led_by("U2");
  Refusal refusal = w.refused("U3", offer("U4"));
  CHECK(refusal.code == Code::not_held);
  CHECK(refusal.holder == user("U2"));
  CHECK(w.refused("U2", offer("U3", "comms")).code == Code::not_held);
  CHECK(w.refused("U2", offer("U3", "pilot")).code == Code::unknown_key);
  CHECK(w.refused("U2", offer("U2")).code == Code::already);
  CHECK(w.refused("U2", offer("")).code == Code::empty);
  w.done("U2", Resolve{});
  CHECK(w.refused("U2", offer("U3")).code == Code::wrong_status);
}

TEST_CASE("other events leave an offer standing") {
  World w = led_by("U2");
  w.done("U2", offer("U3"));
  const auto standing = w.incident().handoffs;
  w.done("U2", AddNote{plain("still here"), {}});
  w.done("U4", AssignRole{.role = "comms", .user = user("U4")});
  w.done("U4", ChangeStatus{.status = "monitoring"});
  CHECK(w.incident().handoffs == standing);
  CHECK(one_shots(w.told) == "channel_line");
}

TEST_CASE("the last update is corrected, and whoever it went to is told") {
  World w = World::declared();
  CHECK(w.refused("U1", CorrectUpdate{EntryId(1), plain("x")}).code == Code::no_entry);
  w.done("U5", Subscribe{});
  w.done("U1", Subscribe{});
  w.done("U1", PostUpdate{.words = plain("all regions are down")});
  const EntryId update = w.last_entry().id;
  CHECK(one_shots(w.told) == "channel_line update_reply update_message(U5)");
  w.done("U6", Subscribe{});  // too late for this one
  w.done("U5", Unsubscribe{});

  CHECK(w.refused("U2", CorrectUpdate{update, plain(" ")}).code == Code::empty);
  CHECK(w.refused("U2", CorrectUpdate{update, plain("all regions are down")}).code == Code::already);
  CHECK(kinds(w.done("U2", CorrectUpdate{update, plain("only the EU is down")})) == "UpdateCorrected");
  CHECK(one_shots(w.told) == "correct_line correct_reply correct_message(U5)");
  CHECK(surfaces(w.told) == "control announcement");
  CHECK(to_plain(shown(w.incident().last_update)) == "only the EU is down");
  CHECK(to_plain(shown(w.last_entry().words)) == "only the EU is down");
  CHECK(w.last_entry().edited);
  CHECK(w.incident().updates == 1);

  w.done("U1", PostUpdate{.words = plain("the EU is back")});
  CHECK(w.refused("U2", CorrectUpdate{update, plain("no, not yet")}).code == Code::no_entry);
}

TEST_CASE("a private incident's update, and a drill's, has no thread under an announcement") {
  for (const Declare& command : {Declare{.is_private = true}, Declare{.drill = true}}) {
    World w = World::declared(command);
    w.done("U1", PostUpdate{.words = plain("x")});
    CHECK(one_shots(w.told) == "channel_line");
    w.done("U1", CorrectUpdate{w.last_entry().id, plain("y")});
    CHECK(one_shots(w.told) == "correct_line");
  }
}
