#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace muster::core::test;
using Code = Refusal::Code;

TEST_CASE("who subscribes gets each update and the end, but not what they did themselves") {
  World w = World::declared();
  CHECK(kinds(w.done("U2", Subscribe{})) == "Subscribed");
  CHECK(w.refused("U2", Subscribe{}).code == Code::already);
  w.done("U3", Subscribe{});
  w.done("U3", PostUpdate{plain("news"), {}, "", "", {}});
  CHECK(one_shots(w.told) == "channel_line update_reply update_message(U2)");
  w.done("U1", ChangeStatus{"fixing", {}});
  CHECK(one_shots(w.told) == "channel_line");
  w.done("U3", Unsubscribe{});
  CHECK(w.refused("U3", Unsubscribe{}).code == Code::already);
  w.done("U1", Resolve{});
  CHECK(one_shots(w.told) == "channel_line update_message(U2)");
  // Its last update may be to come.
  w.done("U3", Subscribe{});
  w.done("U1", Conclude{Category::closed, plain("done")});
  CHECK(w.refused("U4", Subscribe{}).code == Code::closed);
}

TEST_CASE("so many can subscribe as Slack bears, and no more") {
  World w = World::declared();
  for (std::size_t i = 0; i < most_subscribers; ++i) w.done("S" + std::to_string(i), Subscribe{});
  CHECK(w.refused("U2", Subscribe{}).code == Code::too_long);
  w.done("S1", Unsubscribe{});
  w.done("U2", Subscribe{});
}

TEST_CASE("who asks to be let in is brought before the lead, once in a quarter of an hour") {
  World w = World::declared({.is_private = true});
  CHECK(kinds(w.done("U7", AskForAccess{})) == "AccessAsked");
  CHECK(one_shots(w.told) == "access_request(U1)");  // nobody leads: the declarer
  CHECK(w.done("U7", AskForAccess{}).empty());
  w.done("U2", AssignRole{.role = "lead", .user = user("U2")});
  w.done("U2", AnswerAccess{user("U7"), false});
  CHECK(one_shots(w.told) == "access_settled");
  CHECK(w.done("U7", AskForAccess{}).empty());  // answered, and still too soon
  // Who was only asked to lead may be asleep.
  World asked = World::declared({.is_private = true});
  asked.done("U1", AssignRole{.role = "lead", .user = user("U2")});
  asked.done("U7", AskForAccess{});
  CHECK(one_shots(asked.told) == "access_request(U1)");
  CHECK(w.refused("U2", AnswerAccess{user("U7"), true}).code == Code::already);
  w.now += access_every;
  w.done("U7", AskForAccess{});
  CHECK(one_shots(w.told) == "access_request(U2)");
  w.done("U2", AnswerAccess{user("U7"), true});
  CHECK(one_shots(w.told) == "access_settled let_in(U7)");
  CHECK(w.refused("U2", AnswerAccess{user("U8"), true}).code == Code::already);
}

TEST_CASE("many who ask at once can't bury the lead") {
  World w = World::declared({.is_private = true});
  w.step = Duration{0};
  for (std::size_t i = 0; i < most_access_requests; ++i)
    CHECK_FALSE(w.done("S" + std::to_string(i), AskForAccess{}).empty());
  CHECK(w.done("U7", AskForAccess{}).empty());
  w.done("U1", AnswerAccess{user("S1"), false});
  CHECK(w.done("U7", AskForAccess{}).empty());
  w.now += access_every;
  CHECK_FALSE(w.done("U7", AskForAccess{}).empty());
}
