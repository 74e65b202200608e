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
  CHECK(one_shots(w.told) == "channel_line update_message(U2)");
  w.done("U1", ChangeStatus{"fixing", {}});
  CHECK(one_shots(w.told) == "channel_line");
  w.done("U3", Unsubscribe{});
  CHECK(w.refused("U3", Unsubscribe{}).code == Code::already);
  w.done("U1", Resolve{});
  CHECK(one_shots(w.told) == "channel_line update_message(U2)");
  CHECK(w.refused("U3", Subscribe{}).code == Code::closed);
}

TEST_CASE("so many can subscribe as Slack bears, and no more") {
  World w = World::declared();
  for (std::size_t i = 0; i < most_subscribers; ++i) w.done("S" + std::to_string(i), Subscribe{});
  CHECK(w.refused("U2", Subscribe{}).code == Code::too_long);
  w.done("S1", Unsubscribe{});
  w.done("U2", Subscribe{});
}
