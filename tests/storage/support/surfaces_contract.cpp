#include <atomic>
#include <set>

#include "tests/catch.h"
#include "tests/storage/support/contract.h"

namespace muster::storage::testing {

namespace {

using core::Surface;
constexpr auto lease = std::chrono::seconds(60);

}  // namespace

void surfaces_contract(const Open& open) {
  World world(open);

  SECTION("nothing waits in an empty store") {
    CHECK_FALSE(world->claim_surface(at(0), lease, {}));
    CHECK_FALSE(world->claim_one_shot(at(0), lease));
    CHECK_FALSE(world->next_due());
    CHECK(world->parked(10).empty());
    CHECK(world->queue_stats().surfaces_behind == 0);
    CHECK_FALSE(world->queue_stats().oldest_due);
  }

  SECTION("the channel comes first, then the rest in the order of their dependence") {
    const auto id = world.declare();
    CHECK(world->next_due() == at(0));
    const auto channel = world->claim_surface(at(0), lease, {});
    REQUIRE(channel);
    CHECK(channel->kind == Surface::channel);
    CHECK(channel->incident == id);
    CHECK(channel->workspace == world.workspace.id);
    CHECK(channel->wanted == 1);
    CHECK(channel->shown == 0);
    CHECK(channel->attempts == 1);
    CHECK_FALSE(world->claim_surface(at(0), lease, {}));
    world.open_channel(id, "C_INC", at(1));
    world->finish(*channel, Shown{1, "C_INC", ""});
    CHECK(world.show_everything(at(1)) == std::vector<Surface>{Surface::members, Surface::control,
                                                               Surface::pin, Surface::topic,
                                                               Surface::bookmark, Surface::announcement});
    CHECK(world->surface_ref(id, Surface::control) == "ref-control");
    CHECK(world->surface_ref(core::IncidentId(99), Surface::control).empty());
    world.send_everything(at(1));
    CHECK_FALSE(world->next_due());
    CHECK(world->queue_stats().surfaces_behind == 0);
  }

  SECTION("pin and bookmark wait for the message that they point at") {
    const auto id = world.declare();
    world.open_channel(id);
    std::vector<SurfaceTask> claimed;
    while (const auto task = world->claim_surface(at(1), lease, {})) claimed.push_back(*task);
    for (const auto& task : claimed) {
      CHECK(task.kind != Surface::pin);
      CHECK(task.kind != Surface::bookmark);
    }
    CHECK(world->queue_stats().surfaces_behind == static_cast<std::int64_t>(claimed.size()) + 2);
    for (const auto& task : claimed) {
      if (task.kind == Surface::control) world->finish(task, Shown{task.wanted, "C_INC:1.2", "h"});
    }
    // The message is made anew while they are on their way to the old one: they come again.
    const auto pin = world->claim_surface(at(1), lease, {});
    REQUIRE(pin->kind == Surface::pin);
    world->raise(id, std::vector{Surface::control}, at(2));
    std::optional<SurfaceTask> control;
    while (const auto task = world->claim_surface(at(2), lease, {})) {
      if (task->kind == Surface::control) control = *task;
    }
    REQUIRE(control);
    world->finish(*control, Shown{control->wanted, "C_INC:3.4", "h"});
    world->finish(*pin, Shown{pin->wanted, "C_INC:1.2", ""});
    const auto again = world->claim_surface(at(2), lease, {});
    REQUIRE(again);
    CHECK(again->kind == Surface::pin);
    CHECK(again->ref == "C_INC:1.2");
  }

  SECTION("without a channel it lives where it was declared: control message and announcement only") {
    const auto id = world.declare();
    const auto channel = world->claim_surface(at(0), lease, {});
    world.run(id, core::RecordChannelFailure{"restricted_action"}, at(1));
    world->finish(*channel, Again{at(1000), "restricted_action", true});
    CHECK(world.show_everything(at(2)) == std::vector<Surface>{Surface::control, Surface::announcement});
    // At last it can be made.
    world.open_channel(id, "C_INC", at(1000));
    const auto rest = world.show_everything(at(1000));
    CHECK(std::count(rest.begin(), rest.end(), Surface::members) == 1);
    CHECK(std::count(rest.begin(), rest.end(), Surface::pin) == 1);
  }

  SECTION("a claim is out for its lease; then it is somebody else's, with the attempt counted") {
    world.declare();
    const auto first = world->claim_surface(at(0), lease, {});
    CHECK_FALSE(world->claim_surface(at(59), lease, {}));
    CHECK(world->next_due() == at(60));
    const auto second = world->claim_surface(at(60), lease, {});
    REQUIRE(second);
    CHECK(second->attempts == 2);
    CHECK(second->lease != first->lease);
    world->finish(*first, Shown{1, "C_STALE", ""});
    CHECK(world->surface_ref(second->incident, Surface::channel).empty());
    world->finish(*first, Parked{"stale"});
    CHECK(world->parked(10).empty());
    world->finish(*second, Shown{1, "C_INC", ""});
    CHECK(world->surface_ref(second->incident, Surface::channel) == "C_INC");
    world->finish(*second, Parked{"twice"});
    CHECK(world->parked(10).empty());
  }

  SECTION("a claim survives a crash of who had it") {
    world.declare();
    world->claim_surface(at(0), lease, {});
    world.reopen();
    // Whoever had it is gone with the process, so nobody waits for the lease to end; the attempt is counted.
    CHECK(world->claim_surface(at(1), lease, {})->attempts == 2);
    CHECK_FALSE(world->claim_surface(at(1), lease, {}));
    CHECK(world->claim_surface(at(62), lease, {})->attempts == 3);
  }

  SECTION("what is raised while it is being shown is due again") {
    const auto id = world.declare();
    world.open_channel(id);
    world.show_everything(at(1));
    world.run(id, core::SetSummary{core::plain("one")}, at(2));
    const auto task = world->claim_surface(at(2), lease, {});
    REQUIRE(task);
    CHECK(task->kind == Surface::control);
    CHECK(task->ref == "ref-control");
    CHECK(task->hash == "hash");
    world.run(id, core::SetSummary{core::plain("two")}, at(3));
    world->finish(*task, Shown{task->wanted, task->ref, "new"});
    std::optional<SurfaceTask> again;
    while (const auto next = world->claim_surface(at(3), lease, {})) {
      if (next->kind == Surface::control) again = next;
    }
    REQUIRE(again);
    CHECK(again->shown == task->wanted);
    CHECK(again->wanted == world->incident(id)->version);
    CHECK(again->hash == "new");
    CHECK(again->attempts == 1);
  }

  SECTION("a burst is shown once, as it is at the end") {
    const auto id = world.declare();
    world.open_channel(id);
    world.show_everything(at(1));
    for (int i = 0; i < 5; ++i) {
      world.run(id, core::SetSummary{core::plain("version " + std::to_string(i))}, at(2));
    }
    const auto shown = world.show_everything(at(3));
    CHECK(std::count(shown.begin(), shown.end(), Surface::control) == 1);
    CHECK_FALSE(world->claim_surface(at(1000), lease, {}));
  }

  SECTION("trying again: when it is told to, counted or not") {
    world.declare();
    auto task = world->claim_surface(at(0), lease, {});
    world->finish(*task, Again{at(30), "ratelimited", false});
    CHECK_FALSE(world->claim_surface(at(29), lease, {}));
    task = world->claim_surface(at(30), lease, {});
    CHECK(task->attempts == 1);
    world->finish(*task, Again{at(40), "internal_error", true});
    CHECK(world->next_due() == at(40));
    task = world->claim_surface(at(40), lease, {});
    CHECK(task->attempts == 2);
  }

  SECTION("a clock that is set makes nobody wait longer, and gives nobody what another one has") {
    const auto id = world.declare();
    auto task = world->claim_surface(at(0), lease, {});
    // Forward by a day while it is out: not somebody else's yet.
    constexpr int day = 86'400;
    world->clock_moved(std::chrono::hours(24), at(day + 10));
    CHECK_FALSE(world->claim_surface(at(day + 59), lease, {}));
    world->finish(*task, Again{at(day + 70), "internal_error", true});
    // Back to where it was: the minute that was left stays a minute.
    world->clock_moved(-std::chrono::hours(24), at(10));
    CHECK_FALSE(world->claim_surface(at(69), lease, {}));
    task = world->claim_surface(at(70), lease, {});
    REQUIRE(task);
    world->finish(*task, Shown{1, "C_INC", ""});
    // Set back while the program was away: nothing waits for the day to come again.
    world.run(id, core::AddNote{core::plain("note"), {}}, at(day));
    world.open_channel(id);
    world.run(id, core::ChangeSeverity{"sev1", {}}, at(day));
    world->clock_moved(std::chrono::seconds(0), at(100));
    int surfaces = 0, lines = 0;
    while (const auto next = world->claim_surface(at(100), lease, {})) {
      world->finish(*next, Shown{next->wanted, next->ref.empty() ? "C_INC:1" : next->ref, ""});
      if (++surfaces > 20) break;
    }
    while (const auto next = world->claim_one_shot(at(100), lease)) {
      CHECK(next->created_at <= at(100));
      world->finish(*next, Done{});
      if (++lines > 20) break;
    }
    CHECK(surfaces >= 5);
    CHECK(lines >= 1);
    CHECK_FALSE(world->next_due());
  }

  SECTION("a raise does not shorten a back-off, and counts the attempts anew") {
    const auto id = world.declare();
    world.open_channel(id);
    world.show_everything(at(1));
    world.run(id, core::SetSummary{core::plain("one")}, at(2));
    for (int i = 0; i < 3; ++i) {
      while (const auto task = world->claim_surface(at(2), lease, {})) {
        world->finish(*task, Again{at(500), "internal_error", true});
      }
    }
    world.run(id, core::SetSummary{core::plain("two")}, at(3));
    CHECK_FALSE(world->claim_surface(at(499), lease, {}));
    CHECK(world->claim_surface(at(500), lease, {})->attempts == 1);
  }

  SECTION("what is given up is seen, and comes back when it is raised") {
    const auto id = world.declare();
    const auto task = world->claim_surface(at(0), lease, {});
    world->finish(*task, Parked{"missing_scope"});
    CHECK_FALSE(world->claim_surface(at(1000), lease, {}));
    const auto parked = world->parked(10);
    REQUIRE(parked.size() == 1);
    CHECK(parked[0].what == "channel");
    CHECK(parked[0].incident == id);
    CHECK(parked[0].error == "missing_scope");
    CHECK(parked[0].attempts == 1);
    CHECK(world->queue_stats().parked == 1);
    const std::vector<Surface> kinds{Surface::channel};
    world->raise(id, kinds, at(1001));
    CHECK(world->parked(10).empty());
    CHECK(world->claim_surface(at(1001), lease, {})->attempts == 1);
  }

  SECTION("what is raised while it fails for good is tried once more") {
    const auto id = world.declare();
    world.open_channel(id);
    world.show_everything(at(1));
    world.run(id, core::SetSummary{core::plain("too long for Slack")}, at(2));
    const auto task = world->claim_surface(at(2), lease, {});
    world.run(id, core::SetSummary{core::plain("short")}, at(3));
    world->finish(*task, Parked{"invalid_blocks"});
    CHECK(world->parked(10).empty());
    const auto shown = world.show_everything(at(4));
    CHECK(std::count(shown.begin(), shown.end(), task->kind) == 1);
  }

  SECTION("raised without an event: what was shown counts no more, but its ref does") {
    const auto id = world.declare();
    world.open_channel(id);
    world.show_everything(at(1));
    const std::vector<Surface> kinds{Surface::topic};
    std::atomic<int> woken{0};
    world->on_work([&woken] { ++woken; });
    world->raise(id, kinds, at(5));
    world->raise(core::IncidentId(99), kinds, at(5));
    world->probe();
    CHECK(woken == 1);
    auto task = world->claim_surface(at(5), lease, {});
    REQUIRE(task);
    CHECK(task->kind == Surface::topic);
    CHECK(task->hash.empty());
    CHECK(task->ref == "ref-topic");
    // Once more while it is in flight.
    world->raise(id, kinds, at(6));
    world->finish(*task, Shown{task->wanted, task->ref, "h"});
    task = world->claim_surface(at(6), lease, {});
    REQUIRE(task);
    CHECK(task->hash.empty());
    world->finish(*task, Shown{task->wanted, task->ref, "h"});
    CHECK_FALSE(world->claim_surface(at(7), lease, {}));
  }

  SECTION("workers are woken by what makes work, and by nothing else") {
    std::atomic<int> woken{0};
    world->on_work([&woken] { ++woken; });
    const auto id = world.declare();
    world->probe();
    CHECK(woken == 1);
    world.run(id, a_note(" "));
    world->probe();
    CHECK(woken == 1);
  }

  SECTION(
      "what is shown is known until somebody tries to change it, and again when it is known what came of "
      "that") {
    const auto id = world.declare();
    world.open_channel(id);
    world.show_everything(at(1));
    const auto next = [&](int second) {
      world.run(id, core::SetSummary{core::plain("summary " + std::to_string(second))}, at(second));
      std::optional<SurfaceTask> control;
      while (const auto task = world->claim_surface(at(second), lease, {})) {
        if (task->kind == Surface::control) {
          control = task;
        } else {
          world->finish(*task, Shown{task->wanted, task->ref, "hash"});
        }
      }
      REQUIRE(control);
      return *control;
    };
    // Not tried after all.
    auto task = next(2);
    CHECK(task.hash == "hash");
    world->finish(task, Again{at(2), "paced", false, false});
    task = next(3);
    CHECK(task.hash == "hash");
    // Tried, and the answer was lost.
    world->finish(task, Again{at(3), "reset", true, false});
    task = next(4);
    CHECK(task.hash.empty());
    world->finish(task, Shown{task.wanted, task.ref, "new"});
    task = next(5);
    CHECK(task.hash == "new");
    // The process ends while it is tried.
    world.reopen();
    task = next(6);
    CHECK(task.hash.empty());
    world->finish(task, Shown{task.wanted, task.ref, "new"});
  }

  SECTION("a burst of changes is shown at its beginning and at its end") {
    constexpr auto rest = std::chrono::seconds(5);
    const auto id = world.declare();
    world.open_channel(id);
    world.show_everything(at(1));
    const auto retitle = [&](const std::string& title, int second) {
      REQUIRE_FALSE(world.run(id, core::Rename{core::plain(title)}, at(second)).outcome.refusal);
    };
    const auto edited = [&](core::Time now) {
      std::multiset<Surface> kinds;
      while (const auto task = world->claim_surface(now, lease, rest)) {
        kinds.insert(task->kind);
        world->finish(*task, Shown{task->wanted, task->ref, "hash"});
      }
      return kinds;
    };
    retitle("one", 10);
    CHECK(edited(at(10)).contains(Surface::control));
    for (int second = 11; second < 15; ++second) {
      retitle("title " + std::to_string(second), second);
      CHECK(edited(at(second)).empty());
    }
    CHECK(edited(at(15)).count(Surface::control) == 1);
    CHECK(edited(at(25)).empty());
    // What comes while it is being edited is shown after its rest, too.
    retitle("two", 30);
    std::vector<SurfaceTask> under_way;
    while (const auto task = world->claim_surface(at(30), lease, rest)) under_way.push_back(*task);
    retitle("three", 31);
    for (const auto& task : under_way) world->finish(task, Shown{task.wanted, task.ref, "hash"});
    CHECK(edited(at(32)).empty());
    CHECK(edited(at(35)).contains(Surface::control));
    // A clock that was put back by hours, unnoticed, holds up nobody for long.
    retitle("four", 7000);
    edited(at(7000));
    retitle("five", 40);
    CHECK(edited(at(101)).contains(Surface::control));
  }
}

}  // namespace muster::storage::testing
