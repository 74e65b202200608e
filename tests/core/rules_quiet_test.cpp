// The channel of an incident that is over: told that it will be archived, then archived, unless somebody
// needs it.
#include "core/timers.h"
#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace muster::core::test;
using Code = Refusal::Code;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

void pass(World& w, Duration time) {
  w.now += time;
}

/// Closed, quiet for a week, and told so.
World announced() {
  World w = World::in(Category::closed);
  REQUIRE(kinds(tick(w)) == "ArchivePlanned");
  REQUIRE(kinds(w.done("", RecordArchiveNotice{})) == "ArchiveAnnounced");
  return w;
}

}  // namespace

TEST_CASE("a channel that is quiet for a week after the end is told so, and a day later it is archived") {
  World w = World::in(Category::closed);
  const Time closed = w.incident().category_since;
  CHECK(next_timer(w.incident(), w.policy) == closed + days(7));
  CHECK(kinds(tick(w)) == "ArchivePlanned");
  CHECK(w.now == closed + days(7));
  CHECK(one_shots(w.told) == "archive_notice");
  CHECK(surfaces(w.told).empty());
  // Nobody's time runs before they can read it.
  CHECK_FALSE(next_timer(w.incident(), w.policy));
  pass(w, days(3));
  w.done("", RecordArchiveNotice{});
  const Time told = w.now;
  CHECK(kinds(w.done("", RecordArchiveNotice{})).empty());
  CHECK(next_timer(w.incident(), w.policy) == told + time_to_keep);
  CHECK(kinds(tick(w)) == "ArchiveBegun");
  CHECK(one_shots(w.told) == "archive_channel");
  CHECK_FALSE(next_timer(w.incident(), w.policy));
  w.done("", RecordChannelLost{"archived"});
  CHECK(one_shots(w.told).empty());
  CHECK_FALSE(next_timer(w.incident(), w.policy));

  SECTION("whoever opens it again by hand wants it, and it stays") {
    CHECK(kinds(w.done("U2", RecordChannelRestored{})) == "ChannelRestored");
    CHECK_FALSE(next_timer(w.incident(), w.policy));
  }
  SECTION("it can't be kept any more") {
    CHECK(w.refused("U2", KeepOpen{}).code == Code::closed);
  }
  SECTION("whoever reopens it has the channel opened, and it begins anew at the next end") {
    w.done("U2", Reopen{});
    CHECK(one_shots(w.told) == "unarchive_channel(U2)");
    w.done("", RecordChannelRestored{});
    w.done("U2", Resolve{});
    w.done("U2", Conclude{Category::closed, {}});
    CHECK(next_timer(w.incident(), w.policy) == w.now + days(7));
  }
}

TEST_CASE("after weeks without the bot there is one notice, and the day counts from it") {
  World w = World::in(Category::closed);
  pass(w, days(60));
  CHECK(kinds(w.done("", Tick{})) == "ArchivePlanned");
  w.done("", RecordArchiveNotice{});
  CHECK(next_timer(w.incident(), w.policy) == w.now + time_to_keep);
}

TEST_CASE("every end counts, and nothing before one") {
  for (const Category category : {Category::dismissed, Category::stood_down, Category::merged}) {
    INFO(to_string(category));
    World w = World::in(category == Category::dismissed ? Category::triage : Category::active);
    const auto key = w.policy.first_status(category)->key;
    w.done("U1", ChangeStatus{key, plain("why")});
    CHECK(next_timer(w.incident(), w.policy) == w.now + days(7));
  }
  for (const Category category :
       {Category::triage, Category::active, Category::mitigated, Category::resolved}) {
    INFO(to_string(category));
    World w = World::in(category);
    w.done("", RecordArchiveFailure{"x"});
    CHECK_FALSE(next_archive_timer(w.incident(), w.policy));
    CHECK_FALSE(stirs(w.incident(), w.policy, w.now + days(30)));
    CHECK(w.refused("U1", KeepOpen{}).code == Code::already);
  }
}

TEST_CASE("a channel that was there before is not ours to close") {
  Declare here{.title = plain("here"), .declared_in = ChannelId("C9"), .here = true};
  World w = World::declared(here);
  w.done("U1", Resolve{});
  w.done("U1", Conclude{Category::closed, {}});
  CHECK_FALSE(next_timer(w.incident(), w.policy));
  CHECK(w.refused("U1", KeepOpen{}).code == Code::already);
}

TEST_CASE("an installation may archive nothing") {
  World w = World::in(Category::closed);
  w.policy.archive_after = Duration{0};
  CHECK_FALSE(next_timer(w.incident(), w.policy));
  CHECK_FALSE(stirs(w.incident(), w.policy, w.now));
  CHECK(w.refused("U1", KeepOpen{}).code == Code::already);

  SECTION("also when it changed its mind after the notice") {
    World told = announced();
    told.policy.archive_after = Duration{0};
    pass(told, days(2));
    CHECK(kinds(told.done("", Tick{})).empty());
  }
}

TEST_CASE("somebody keeps it open, and nothing is asked again for this end") {
  World w = announced();
  const auto plan = w.incident().quiet.plan;
  CHECK(kinds(w.done("U2", KeepOpen{})) == "ChannelKeptOpen");
  CHECK(one_shots(w.told) == "archive_settled");
  CHECK(w.told.one_shots.front().payload == std::to_string(plan));
  CHECK_FALSE(next_timer(w.incident(), w.policy));
  CHECK(w.refused("U3", KeepOpen{}).code == Code::already);
  pass(w, days(300));
  CHECK(kinds(w.done("", Stir{})).empty());
  CHECK(kinds(w.done("", Tick{})).empty());

  SECTION("the next end is another one") {
    w.done("U2", Reopen{});
    w.done("U2", Resolve{});
    w.done("U2", Conclude{Category::closed, {}});
    CHECK(next_timer(w.incident(), w.policy) == w.now + days(7));
  }
}

TEST_CASE("it can be kept before anybody asks") {
  World w = World::in(Category::closed);
  w.done("U2", KeepOpen{});
  CHECK(one_shots(w.told).empty());
  CHECK_FALSE(next_timer(w.incident(), w.policy));
}

TEST_CASE("what somebody writes there puts it off, with one record a day at most") {
  World w = World::in(Category::closed);
  const Time closed = w.now;
  pass(w, days(6));
  REQUIRE(stirs(w.incident(), w.policy, w.now));
  CHECK(kinds(w.done("", Stir{})) == "ChannelStirred");
  const Time first = w.now;
  CHECK(one_shots(w.told).empty());
  CHECK(surfaces(w.told).empty());
  int written = 0;
  for (int i = 0; i < 47; ++i) {
    pass(w, minutes(59));
    if (kinds(w.done("", Stir{})) == "ChannelStirred") ++written;
  }
  CHECK(written == 1);
  // Whatever was written in the day after that stands nowhere, so it counts as written at its end.
  CHECK(*w.incident().quiet.stirred_at >= first + stirs_every);
  CHECK(next_timer(w.incident(), w.policy) == *w.incident().quiet.stirred_at + stirs_every + days(7));
  CHECK(*next_timer(w.incident(), w.policy) > closed + days(14));

  SECTION("also after the notice, which says so then") {
    tick(w);
    w.done("", RecordArchiveNotice{});
    CHECK(stirs(w.incident(), w.policy, w.now));
    CHECK(kinds(w.done("", Stir{})) == "ChannelStirred");
    CHECK(one_shots(w.told) == "archive_settled");
    CHECK(next_timer(w.incident(), w.policy) == w.now + stirs_every + days(7));
  }
}

TEST_CASE("reopening ends it, and undoing that doesn't archive at once") {
  World w = announced();
  w.done("U2", Reopen{});
  CHECK(one_shots(w.told) == "channel_line archive_settled");
  CHECK_FALSE(next_archive_timer(w.incident(), w.policy));
  w.done("U2", Undo{});
  CHECK(w.incident().category == Category::closed);
  CHECK(next_timer(w.incident(), w.policy) == w.now + stirs_every + days(7));
}

TEST_CASE("reopened while it is being archived") {
  World w = announced();
  tick(w);
  w.done("U2", Reopen{});
  CHECK(one_shots(w.told) == "channel_line archive_settled");
  CHECK(w.incident().quiet == Quiet{});
  // Too late: Slack had done it already.
  w.done("", RecordChannelLost{"archived"});
  CHECK(w.incident().quiet == Quiet{});
}

TEST_CASE("what can't be archived is said once, and given up") {
  World w = announced();
  tick(w);
  CHECK(kinds(w.done("", RecordArchiveFailure{"restricted_action"})) == "ArchiveFailed");
  CHECK(one_shots(w.told) == "archive_settled");
  CHECK_FALSE(next_timer(w.incident(), w.policy));
  CHECK(kinds(w.done("", RecordArchiveFailure{"restricted_action"})).empty());
}

TEST_CASE("archived by hand, opened again by hand: the days count from then") {
  World w = World::in(Category::closed);
  w.done("U2", RecordChannelLost{"archived"});
  CHECK_FALSE(next_timer(w.incident(), w.policy));
  pass(w, days(20));
  CHECK(kinds(w.done("U2", RecordChannelRestored{})) == "ChannelRestored ChannelStirred");
  CHECK(next_timer(w.incident(), w.policy) == w.now + stirs_every + days(7));
}
