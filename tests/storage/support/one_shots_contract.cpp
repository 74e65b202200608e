#include <algorithm>
#include <map>
#include <set>

#include "tests/catch.h"
#include "tests/storage/support/contract.h"

namespace muster::storage::testing {

namespace {

using Kind = core::OneShot::Kind;
constexpr auto lease = std::chrono::seconds(60);
const std::string url = "https://hooks.example/1";

core::OneShot respond(const std::string& payload) {
  core::OneShot shot;
  shot.kind = Kind::respond;
  shot.payload = payload;
  return shot;
}

/// Declared with an address for the answer; the channel is not there yet.
core::IncidentId declare_with_url(World& world) {
  Request request = world.request({}, a_declaration("Checkout is down"));
  request.answer = [](const Outcome&) { return Answer{"declared", {}, url}; };
  return world.run(request).outcome.after.incident.id;
}

}  // namespace

void one_shots_contract(const Open& open) {
  World world(open);

  SECTION("the declaring person is told where it was typed") {
    const auto id = declare_with_url(world);
    CHECK_FALSE(world->claim_one_shot(at(0), lease));
    world.open_channel(id, "C_INC", at(1));
    const auto task = world->claim_one_shot(at(1), lease);
    REQUIRE(task);
    CHECK(task->what.kind == Kind::ready);
    CHECK(task->what.to == core::UserId("U1"));
    CHECK(task->incident == id);
    CHECK(task->workspace == world.workspace.id);
    CHECK(task->response_url == url);
    CHECK(task->attempts == 1);
    CHECK(task->created_at == at(1));
    CHECK_FALSE(task->key.empty());
    world->finish(*task, Done{});
    CHECK_FALSE(world->claim_one_shot(at(1000), lease));
  }

  SECTION("an address is not used after its time") {
    const auto id = declare_with_url(world);
    world.open_channel(id, "C_INC", at(29 * 60));
    auto task = world->claim_one_shot(at(29 * 60), lease);
    REQUIRE(task);
    CHECK(task->response_url == url);
    task = world->claim_one_shot(at(30 * 60), lease);
    REQUIRE(task);
    CHECK(task->what.kind == Kind::ready);
    CHECK(task->attempts == 2);
    CHECK(task->response_url.empty());
  }

  SECTION("a failed channel is told, and its later success as well") {
    const auto id = declare_with_url(world);
    world.run(id, core::RecordChannelFailure{"restricted_action"}, at(1));
    auto task = world->claim_one_shot(at(1), lease);
    REQUIRE(task);
    CHECK(task->what.kind == Kind::declare_failed);
    CHECK(task->response_url == url);
    world->finish(*task, Done{});
    world.open_channel(id, "C_INC", at(2));
    task = world->claim_one_shot(at(2), lease);
    REQUIRE(task);
    CHECK(task->what.kind == Kind::ready);
    CHECK(task->response_url == url);
  }

  SECTION("what became of each of an event's one-shots is known, and the message that it became") {
    const auto id = world.declare();
    world.open_channel(id, "C_INC", at(1));
    while (const auto task = world->claim_one_shot(at(1), lease)) world->finish(*task, Done{});
    for (const char* who : {"U2", "U3", "U4"}) {
      Request request = world.request(id, core::Subscribe{}, at(2));
      request.actor = core::UserId(who);
      world.run(request);
    }
    const auto seq =
        world.run(id, core::PostUpdate{.words = core::plain("x")}, at(3)).outcome.after.incident.version;
    while (auto task = world->claim_one_shot(at(3), lease)) {
      const auto& to = task->what.to.value;
      if (to == "U2") world->finish(*task, Done{"D2:1.000100"});
      if (to == "U3") world->finish(*task, Parked{"messages_tab_disabled"});
      if (to == "U4") world->finish(*task, Again{at(600), "ratelimited"});
      if (to.empty()) world->finish(*task, Done{});
    }
    world.reopen();
    std::map<std::string, Delivery> found;
    for (auto& delivery : world->deliveries(id, seq)) {
      if (delivery.kind == Kind::update_message) found[delivery.to.value] = delivery;
    }
    REQUIRE(found.size() == 3);
    CHECK(found["U2"].state == Delivery::State::done);
    CHECK(found["U2"].ref == "D2:1.000100");
    CHECK(found["U3"].state == Delivery::State::failed);
    CHECK(found["U3"].error == "messages_tab_disabled");
    CHECK(found["U4"].state == Delivery::State::waiting);
    CHECK(world->deliveries(id, seq + 1).empty());
    const auto line = world->deliveries(id, seq);
    CHECK(std::ranges::count(line, Kind::channel_line, &Delivery::kind) == 1);
    // What is given up for good has failed all the same.
    for (const auto& parked : world->parked(10)) CHECK(world->unpark(parked.id, Unpark::drop, at(700)));
    for (const auto& delivery : world->deliveries(id, seq)) {
      if (delivery.to.value == "U3") CHECK(delivery.state == Delivery::State::failed);
    }
  }

  SECTION("an answer's one-shots are its own, once, whatever is replayed") {
    const auto id = world.declare();
    Request request = world.request(id, a_note("noted"));
    request.keys = {{"trigger"}};
    request.answer = [](const Outcome&) { return Answer{"", {respond("first"), respond("second")}, url}; };
    world.run(request);
    CHECK(world.run(request).replayed);
    const auto first = world->claim_one_shot(at(0), lease);
    const auto second = world->claim_one_shot(at(0), lease);
    REQUIRE(first);
    REQUIRE(second);
    CHECK(first->what.payload == "first");
    CHECK(first->response_url == url);
    CHECK(second->what.payload == "second");
    CHECK(first->key != second->key);
    CHECK_FALSE(world->claim_one_shot(at(0), lease));
    world->finish(*first, Done{});
    world->finish(*second, Done{});
    // The key's life is over, but nothing is sent twice.
    request.now = at(26 * 3600);
    CHECK_FALSE(world.run(request).replayed);
    CHECK(world.send_everything(at(26 * 3600)).empty());
  }

  SECTION("an answer may belong to no incident, and need no key") {
    Request request = world.request(core::IncidentId(99), a_note("noted"));
    request.answer = [](const Outcome&) { return Answer{"", {respond("no such incident")}, url}; };
    world.run(request);
    world.run(request);
    const auto task = world->claim_one_shot(at(0), lease);
    REQUIRE(task);
    CHECK(task->incident.empty());
    CHECK(task->response_url == url);
    CHECK(world->claim_one_shot(at(0), lease)->key != task->key);
  }

  SECTION("the lines of one incident keep their order, and those of another don't wait") {
    const auto id = world.declare("one");
    const auto other = world.declare("two");
    world.open_channel(id, "C_1");
    world.open_channel(other, "C_2");
    world.send_everything(at(1));
    world.run(id, core::ChangeSeverity{"sev2", {}}, at(2));
    world.run(id, core::ChangeSeverity{"sev1", {}}, at(3));
    world.run(other, core::ChangeSeverity{"sev1", {}}, at(4));
    auto first = world->claim_one_shot(at(5), lease);
    REQUIRE(first);
    CHECK(first->incident == id);
    CHECK(first->what.kind == Kind::channel_line);
    const auto elsewhere = world->claim_one_shot(at(5), lease);
    REQUIRE(elsewhere);
    CHECK(elsewhere->incident == other);
    CHECK_FALSE(world->claim_one_shot(at(5), lease));
    world->finish(*first, Again{at(20), "internal_error", true});
    CHECK_FALSE(world->claim_one_shot(at(19), lease));
    first = world->claim_one_shot(at(20), lease);
    CHECK(first->attempts == 2);
    world->finish(*first, Done{});
    const auto second = world->claim_one_shot(at(20), lease);
    REQUIRE(second);
    CHECK(second->incident == id);
    CHECK(second->what.seq == first->what.seq + 1);
  }

  SECTION("how far it came is kept for the next try, in which somebody else may begin") {
    const auto id = world.declare();
    Request request = world.request(id, a_note("noted"));
    request.answer = [](const Outcome&) { return Answer{"", {respond("the beginning")}, url}; };
    world.run(request);
    auto task = world->claim_one_shot(at(0), lease);
    REQUIRE(task);
    world->finish(*task, Again{at(10), "paced", false, false, "half"});
    world.reopen();
    task = world->claim_one_shot(at(10), lease);
    REQUIRE(task);
    CHECK(task->what.payload == "half");
    world->finish(*task, Again{at(20), "timeout"});
    task = world->claim_one_shot(at(20), lease);
    REQUIRE(task);
    CHECK(task->what.payload == "half");
  }

  SECTION("a line that is given up does not stand in the way") {
    const auto id = world.declare();
    world.open_channel(id);
    world.send_everything(at(1));
    world.run(id, core::ChangeSeverity{"sev2", {}}, at(2));
    world.run(id, core::ChangeSeverity{"sev1", {}}, at(3));
    const auto first = world->claim_one_shot(at(4), lease);
    world->finish(*first, Parked{"is_archived"});
    CHECK(world->parked(10).size() == 1);
    CHECK(world->parked(10)[0].what == "channel_line");
    CHECK(world->claim_one_shot(at(4), lease)->what.seq == first->what.seq + 1);
    CHECK(world->queue_stats().parked == 1);
    CHECK(world->queue_stats().one_shots_waiting == 1);
  }

  SECTION("a line waits until there is a channel to put it in") {
    const auto id = world.declare();
    world.run(id, core::ChangeSeverity{"sev2", {}}, at(1));
    world.run(id, core::ChangeSeverity{"sev1", {}}, at(1));
    CHECK_FALSE(world->claim_one_shot(at(2), lease));
    CHECK(world->queue_stats().one_shots_waiting == 2);
    world.open_channel(id, "C_INC", at(3));
    CHECK(world.send_everything(at(3)) ==
          std::vector<Kind>{Kind::ready, Kind::channel_line, Kind::channel_line});
  }

  SECTION("people's own answers first, then what must be read in time, then lines, then DMs") {
    const auto id = world.declare();
    world.open_channel(id);
    world.send_everything(at(1));
    world.run(id, core::RecordExport{{"md"}, "channel", false}, at(2));
    world.run(id, core::AssignRole{"comms", core::UserId("U2"), std::nullopt, false}, at(3));
    world.run(id, core::RequestCapture{{core::ChannelId("C_INC"), "1700000000.000100"}, "reaction:U1"},
              at(4));
    Request request = world.request(id, a_note("noted"), at(5));
    request.answer = [](const Outcome&) { return Answer{"", {respond("answer")}, url}; };
    world.run(request);
    CHECK(world.send_everything(at(6)) == std::vector<Kind>{Kind::respond, Kind::fetch_message,
                                                            Kind::channel_line, Kind::role_checklist,
                                                            Kind::upload_export});
  }

  SECTION("what is fetched or uploaded says what") {
    const auto id = world.declare();
    world.open_channel(id);
    world.send_everything(at(1));
    const core::MessageRef message{core::ChannelId("C_INC"), "1700000000.000100"};
    world.run(id, core::RequestCapture{message, "reaction:U1"}, at(2));
    const auto fetch = world->claim_one_shot(at(2), lease);
    REQUIRE(fetch);
    CHECK(fetch->what.message == message);
    CHECK(fetch->what.seq == world->incident(id)->version);
    world.run(id, core::RecordExport{{"md", "html"}, "channel", false}, at(3));
    const auto upload = world->claim_one_shot(at(3), lease);
    REQUIRE(upload);
    CHECK(upload->what.kind == Kind::upload_export);
    CHECK(upload->what.payload == "md");
    world->finish(*upload, Done{});
    CHECK(world->claim_one_shot(at(3), lease)->what.payload == "html");
  }

  SECTION("a stale lease finishes nothing") {
    const auto id = declare_with_url(world);
    world.open_channel(id, "C_INC", at(1));
    const auto first = world->claim_one_shot(at(1), lease);
    const auto second = world->claim_one_shot(at(61), lease);
    REQUIRE(second);
    CHECK(second->attempts == 2);
    world->finish(*first, Done{});
    CHECK(world->queue_stats().one_shots_waiting == 1);
    world->finish(*second, Again{at(100), "ratelimited", false});
    CHECK(world->next_due().has_value());
    CHECK(world->claim_one_shot(at(100), lease)->attempts == 2);
  }

  SECTION("a post takes a turn, unless it is given back before another was taken") {
    const auto id = world.declare();
    const auto take = [&](int second) { return world->take_turn(id, at(second), 4); };  // two at once
    const auto first = take(0);
    CHECK(first.may_go == at(0));
    const auto second = take(1);
    CHECK(second.may_go == at(1));
    const auto refused = take(2);
    CHECK(refused.may_go == at(1800));
    world->give_turn_back(id, refused);
    world->give_turn_back(id, first);
    CHECK(take(3).may_go == at(1800));
    world->give_turn_back(id, second);
    CHECK(take(4).may_go == at(4));
    CHECK(take(5).may_go > at(5));
    // Of another incident nothing was taken.
    CHECK(world->take_turn(world.declare(), at(5), 4).may_go == at(5));
  }

  SECTION("tidying forgets what is too old, and nothing else") {
    const auto id = world.declare();
    Request request = world.request(id, a_note("noted"));
    request.keys = {{"trigger"}};
    request.answer = [](const Outcome&) { return Answer{"kept", {respond("x")}, url}; };
    world.run(request);
    world->tidy(at(24 * 3600));
    CHECK(world->known_answer(request.keys, at(0)) == "kept");
    world->tidy(at(25 * 3600));
    CHECK_FALSE(world->known_answer(request.keys, at(0)));
    const auto task = world->claim_one_shot(at(1), lease);
    REQUIRE(task);
    CHECK(task->response_url.empty());
  }
}

}  // namespace muster::storage::testing
