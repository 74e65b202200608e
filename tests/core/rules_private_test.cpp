// An incident that turns out to be nobody else's business.
#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace muster::core::test;
using Code = Refusal::Code;

TEST_CASE("it goes on in a channel of its own that is made for it, and the old one is cleared") {
  World w = World::declared();
  CHECK(kinds(w.done("U2", MakePrivate{{user("U3"), user("U3"), UserId()}})) == "MovedToPrivate");
  CHECK(w.incident().is_private);
  CHECK(w.incident().channel.empty());
  CHECK(w.incident().left_channel == ChannelId("C1"));
  CHECK(w.incident().chosen == std::set<UserId>{user("U2"), user("U3")});
  CHECK(surfaces(w.told) == "channel members control pin topic bookmark announcement");
  CHECK(one_shots(w.told) == "clear_channel(U2) unsay");

  w.done("", RecordChannel{ChannelId("G1"), "inc-42", true});
  CHECK(w.incident().channel == ChannelId("G1"));
  // Its declarer was told once where it is.
  CHECK(one_shots(w.told).empty());

  CHECK(kinds(w.done("", RecordChannelCleared{ChannelId("C9"), user("U2"), 0, {}})).empty());
  CHECK(kinds(w.done("", RecordChannelCleared{ChannelId("C1"), user("U2"), 7, {}})) == "ChannelCleared");
  CHECK(one_shots(w.told) == "moved_to_private(U2)");
  CHECK(kinds(w.done("", RecordChannelCleared{ChannelId("C1"), user("U2"), 0, {}})).empty());
}

TEST_CASE("once is enough") {
  World w = World::declared(Declare{.title = plain("x"), .is_private = true});
  CHECK(w.refused("U2", MakePrivate{}).code == Code::already);
}

TEST_CASE("it can't be undone") {
  World w = World::declared();
  w.done("U2", MakePrivate{});
  w.refused("U2", Undo{});
  CHECK(w.incident().is_private);
}

TEST_CASE("what had no channel is private without one, and its teller hears at once") {
  World w;
  w.done("U1", Declare{.title = plain("x"), .declared_in = ChannelId("C7")});
  SECTION("while it is being made") {
    w.done("U1", MakePrivate{});
    CHECK(one_shots(w.told) == "moved_to_private(U1) unsay");
  }
  SECTION("and when it lives where it was declared, that place is cleared") {
    w.done("", RecordChannelFailure{"restricted_action"});
    w.done("U1", MakePrivate{});
    CHECK(w.incident().left_channel == ChannelId("C7"));
    CHECK(one_shots(w.told) == "clear_channel(U1) unsay");
    CHECK_FALSE(lives_with_declarer(w.incident()));  // another try is made
  }
}

TEST_CASE("a public channel that was being made for it is not taken") {
  World w;
  w.done("U1", Declare{.title = plain("x"), .declared_in = ChannelId("C7")});
  w.done("U1", MakePrivate{});
  CHECK(w.done("", RecordChannel{ChannelId("C1"), "inc-42-x"}).empty());
  CHECK(w.incident().channel.empty());
  CHECK(kinds(w.done("", RecordChannel{ChannelId("G1"), "inc-42", true})) == "ChannelOpened");
}

TEST_CASE("what is over gets no new channel") {
  World w = World::in(Category::closed);
  w.done("U2", MakePrivate{});
  CHECK(w.incident().without_channel);
  CHECK(lives_with_declarer(w.incident()));
  CHECK(surfaces(w.told) == "announcement");
  SECTION("until it is opened again") {
    w.done("U2", Reopen{});
    CHECK_FALSE(w.incident().without_channel);
    CHECK_THAT(surfaces(w.told), Catch::Contains("channel members"));
  }
}
