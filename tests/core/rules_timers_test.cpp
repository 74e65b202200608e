#include "core/nudges.h"
#include "core/timers.h"
#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace muster::core::test;
using Code = Refusal::Code;
using std::chrono::hours;
using std::chrono::minutes;

TEST_CASE("who keeps a promise hears of it before it ends, and the message says when it was broken") {
  World w = World::declared();
  w.done("U1", ChangeSeverity{"sev1", {}});
  w.done("U2", AssignRole{"lead", UserId("U2"), {}, false});
  const Time due = *w.incident().next_update_due;
  CHECK(kinds(tick(w)) == "Nudged");
  CHECK(w.now == due - minutes(5));
  CHECK(one_shots(w.told) == "nudge(U2)");
  CHECK(kinds(tick(w)) == "UpdateOverdue");
  CHECK(w.now == due);
  CHECK(w.incident().overdue == due);
  CHECK(surfaces(w.told) == "control announcement");

  SECTION("an update ends it, and the next one is asked for again") {
    w.done("U2", PostUpdate{plain("news"), {}, "", "", {}});
    CHECK(w.incident().overdue != w.incident().next_update_due);
    CHECK(kinds(tick(w)) == "Nudged");
  }
  SECTION("whoever has comms is asked in the lead's place") {
    w.done("U3", AssignRole{"comms", UserId("U3"), {}, false});
    w.done("U2", PostUpdate{plain("news"), {}, "", "", {}});
    tick(w);
    CHECK(one_shots(w.told) == "nudge(U3)");
  }
  SECTION("it can be put off, from now or from when it was due, whichever is later") {
    w.done("U2", Postpone{minutes(10)});
    CHECK(*w.incident().next_update_due == w.now + minutes(10));
    w.done("U2", Postpone{minutes(10)});
    CHECK(*w.incident().next_update_due == w.now + minutes(19));
    CHECK(w.refused("U2", Postpone{Duration{0}}).code == Code::empty);
  }
  SECTION("nothing is due any more once it is over") {
    w.done("U2", Resolve{});
    CHECK_FALSE(next_timer(w.incident(), w.policy));
    CHECK(kinds(w.done("", Tick{})).empty());
    CHECK(w.refused("U2", Postpone{minutes(10)}).code == Code::closed);
  }
}

TEST_CASE("a short promise is warned of at its half") {
  World w = World::declared();
  w.done("U2", AssignRole{"lead", UserId("U2"), {}, false});
  w.done("U2", PostUpdate{plain("news"), minutes(4), "", "", {}});
  const Time posted = w.now;
  tick(w);
  CHECK(w.now == posted + minutes(2));
}

TEST_CASE("nobody is asked while there is nobody to ask") {
  World w = World::declared();
  CHECK(kinds(tick(w)) == "UpdateOverdue");
  CHECK_FALSE(next_timer(w.incident(), w.policy));
  w.done("U2", AssignRole{"lead", UserId("U2"), {}, false});
  CHECK(*next_timer(w.incident(), w.policy) <= w.now);
  CHECK(kinds(w.done("", Tick{})) == "Nudged");
}

TEST_CASE("after days without the bot there is one message for each person") {
  World w = World::declared();
  w.done("U2", AssignRole{"lead", UserId("U2"), {}, false});
  w.done("U3", AssignRole{"scribe", UserId("U3"), {}, false});
  w.done("U2", Monitor{minutes(20)});
  w.step = hours(72);
  CHECK(kinds(w.done("", Tick{})) == "UpdateOverdue Nudged Nudged");
  CHECK(one_shots(w.told) == "nudge(U2) nudge(U3)");
  const auto& lead = std::get<Nudged>(w.log[w.log.size() - 2].event);
  CHECK(lead.kinds == std::vector<std::string>{"update_due", "watch_over", "long_role:lead"});
  CHECK(kinds(w.done("", Tick{})).empty());
}

TEST_CASE("a watch ends with a question, and with what ends the monitoring") {
  World w = World::declared();
  w.done("U2", AssignRole{"lead", UserId("U2"), {}, false});
  CHECK(kinds(w.done("U2", Monitor{minutes(3)})) == "StatusChanged WatchStarted");
  CHECK(w.incident().category == Category::mitigated);
  CHECK(w.incident().watch_until == w.now + minutes(3));
  CHECK(kinds(tick(w)) == "Nudged");
  CHECK(kinds(w.done("U2", Monitor{minutes(20)})) == "WatchStarted");
  CHECK(w.refused("U2", Monitor{}).code == Code::already);
  CHECK(w.refused("U2", Monitor{hours(24 * 365)}).code == Code::empty);
  w.done("U1", ChangeStatus{"fixing", {}});
  CHECK_FALSE(w.incident().watch_until);
}

TEST_CASE(
    "a watch that was asked for when it was mitigated doesn't make it so again, nor the watch shorter") {
  World w = World::declared();
  w.done("U2", ChangeStatus{"fixing", {}});
  CHECK(w.refused("U2", Monitor{minutes(20), true}).code == Code::wrong_status);
  CHECK(w.incident().status == "fixing");
  w.done("U2", ChangeStatus{"monitoring", {}});
  CHECK(kinds(w.done("U2", Monitor{minutes(20), true})) == "WatchStarted");
  CHECK(kinds(w.done("U2", Monitor{minutes(20), true})) == "WatchStarted");
  w.done("U3", Monitor{hours(2)});
  const auto until = w.incident().watch_until;
  CHECK(w.refused("U2", Monitor{minutes(20), true}).code == Code::already);
  CHECK(w.incident().watch_until == until);
  // Who types it means it.
  CHECK(kinds(w.done("U2", Monitor{minutes(20)})) == "WatchStarted");
  w.done("U2", Resolve{});
  CHECK(w.refused("U2", Monitor{minutes(20), true}).code == Code::wrong_status);
}

TEST_CASE("snoozing keeps the questions, not the facts, for as long as it was said") {
  World w = World::declared();
  w.done("U2", AssignRole{"lead", UserId("U2"), {}, false});
  w.done("U2", PostUpdate{plain("news"), minutes(10), "", "", {}});
  w.done("U2", Snooze{hours(1)});
  const Time until = w.now + hours(1);
  CHECK(kinds(tick(w)) == "UpdateOverdue");
  CHECK(kinds(tick(w)) == "Nudged");
  CHECK(w.now == until);
  w.done("U2", Snooze{hours(1)});
  CHECK(kinds(w.done("U2", Snooze{})) == "NudgesSnoozed");
  CHECK(w.refused("U2", Snooze{}).code == Code::already);
  CHECK(w.refused("U2", Snooze{hours(25)}).code == Code::empty);
  w.done("U2", Resolve{});
  CHECK(w.refused("U2", Snooze{hours(1)}).code == Code::closed);
}

TEST_CASE("a pause stops promises and questions, ends by itself, and says what is waited for") {
  World w = World::declared();
  w.done("U2", AssignRole{"lead", UserId("U2"), {}, false});
  w.done("U2", ChangeSeverity{"sev3", {}});
  CHECK(w.refused("U2", Pause{hours(2), {}, false}).code == Code::empty);
  CHECK(w.refused("U2", Pause{Duration{0}, plain("the vendor"), false}).code == Code::empty);
  w.done("U2", Pause{hours(2), plain("the vendor"), false});
  const Time until = w.now + hours(2);
  REQUIRE(w.incident().paused);
  CHECK(to_plain(shown(w.incident().paused->words)) == "the vendor");
  CHECK(*w.incident().next_update_due >= until);
  CHECK(surfaces(w.told) == "control announcement");
  CHECK(one_shots(w.told) == "channel_line");
  CHECK(nudges(w.incident(), w.policy).empty());

  SECTION("by itself") {
    CHECK(next_timer(w.incident(), w.policy) == until);
    w.step = until - w.now;
    CHECK(kinds(w.done("", Tick{})) == "IncidentResumed");
    // What came due meanwhile is due now.
    w.step = Duration{0};
    CHECK(kinds(w.done("", Tick{})) == "Nudged");
    CHECK(kinds(w.done("", Tick{})).empty());
  }
  SECTION("by hand") {
    w.done("U1", Resume{});
    CHECK(w.refused("U1", Resume{}).code == Code::already);
  }
  SECTION("by its end") {
    w.done("U1", Resolve{});
    CHECK(w.refused("U1", Pause{hours(1), plain("sleep"), false}).code == Code::closed);
  }
  CHECK_FALSE(w.incident().paused);
}

TEST_CASE("in the gravest severities, and while nobody knows, a pause has to be meant") {
  for (const std::string severity : {"sev1", "sev2", ""}) {
    World w = World::declared();
    if (!severity.empty()) w.done("U1", ChangeSeverity{severity, {}});
    CHECK(w.refused("U1", Pause{hours(1), plain("the vendor"), false}).code == Code::unconfirmed);
    CHECK(kinds(w.done("U1", Pause{hours(1), plain("the vendor"), true})) == "IncidentPaused");
  }
}

TEST_CASE("who has a role in their night is asked whether somebody awake could") {
  World w = World::declared(Declare{.severity = "sev4"});  // at 02:00 UTC; no update is promised
  w.zones[UserId("U2")] = "America/New_York";              // 21:00
  w.done("U2", AssignRole{"lead", UserId("U2"), {}, false});
  const Time taken = w.now;
  const auto kinds_asked = [&] {
    const auto records = tick(w);
    REQUIRE(kinds(records) == "Nudged");
    return std::get<Nudged>(records.front().event).kinds;
  };
  CHECK(kinds_asked() == std::vector<std::string>{"in_night:lead"});
  CHECK(w.now == utc(2026, 3, 1, 4));  // 23:00 there
  // And not once more because of the hours.
  CHECK_FALSE(next_timer(w.incident(), w.policy));

  SECTION("but who took it over late is left alone for a while") {
    w.zones[UserId("U3")] = "Europe/Berlin";  // 05:00
    w.done("U3", AssignRole{"lead", UserId("U3"), {}, true});
    const Time over = w.now;
    CHECK(kinds_asked() == std::vector<std::string>{"in_night:lead"});
    CHECK(w.now == over + settled_in);
  }
  SECTION("by day it is the hours") {
    w.zones[UserId("U4")] = "Asia/Tokyo";  // 13:00
    w.done("U4", AssignRole{"lead", UserId("U4"), {}, true});
    const Time over = w.now;
    CHECK(kinds_asked() == std::vector<std::string>{"long_role:lead"});
    CHECK(w.now == over + long_in_a_role);
    CHECK(kinds_asked() == std::vector<std::string>{"in_night:lead"});
    CHECK(w.now == utc(2026, 3, 1, 14));  // 23:00 there
    CHECK_FALSE(next_timer(w.incident(), w.policy));
  }
  CHECK(taken < w.now);
}

TEST_CASE("a lead who only talks is asked, once in an hour, until they lead") {
  World w = World::declared();
  w.done("U2", AssignRole{"lead", UserId("U2"), {}, false});
  const auto talks = [&] { return kinds(w.done("", NoticeWeeds{UserId("U2")})); };
  CHECK(talks().empty());  // who has just taken it
  w.now += talk_window;
  CHECK(kinds(w.done("", NoticeWeeds{UserId("U3")})).empty());
  CHECK(talks() == "Nudged");
  CHECK(one_shots(w.told) == "nudge(U2)");
  const auto stands = [&] {
    const auto all = nudges(w.incident(), w.policy);
    return std::ranges::any_of(all, [](const Nudge& n) { return n.kind == nudge::in_weeds && n.sent; });
  };
  CHECK(stands());
  w.now += talk_window;
  CHECK(talks().empty());
  w.now += settled_in;
  CHECK(talks() == "Nudged");

  SECTION("what is captured is talk, too; a summary is not") {
    w.done("U2", RequestCapture{message("1.000100"), "reaction:U2"});
    CHECK(stands());
    w.done("U2", SetSummary{plain("Payments fail")});
    CHECK_FALSE(stands());
    w.now += minutes(5);
    CHECK(talks().empty());
  }
  SECTION("not while nobody wants to be asked") {
    w.now += settled_in;
    w.done("U3", Snooze{hours(1)});
    CHECK(talks().empty());
  }
}
