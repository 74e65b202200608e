#include "bot/work/posting.h"

#include <algorithm>

#include "tests/bot/support/test_app.h"
#include "tests/catch.h"

using namespace muster;
using namespace std::chrono_literals;
using bot::OneShotResult;
using bot::testing::TestApp;

TEST_CASE("each attempt to post takes a turn, and none while it is put off") {
  auto config = TestApp::test_config();
  config.lines_per_hour = 4;  // two at once
  TestApp test(std::move(config));
  const bot::Work work{test.app, test.settings.get(), test.declare("checkout is down", "C1"), test.now};
  int tried = 0;
  const auto tries = [&](OneShotResult result) {
    return bot::in_turn(work, [&] {
      ++tried;
      return result;
    });
  };
  const auto put_off = [](const OneShotResult& result) {
    const auto* again = std::get_if<storage::Again>(&result);
    return again ? again->error : std::string();
  };

  // An outage: as many tries as there are, and the channel has its whole share when it is over.
  for (int i = 0; i < 5; ++i) {
    CHECK(put_off(tries(storage::Again{test.now + 1s, "connect", false, true})) == "connect");
    test.now += 1s;
  }
  CHECK(tried == 5);
  CHECK(std::holds_alternative<storage::Done>(tries(storage::Done{})));
  // Made perhaps, so this one has its turn; its next attempt, however late, needs another.
  CHECK(put_off(tries(storage::Again{test.now, "timeout"})) == "timeout");
  CHECK(tried == 7);
  const auto refused = tries(storage::Done{});
  CHECK(put_off(refused) == "lines_per_hour");
  CHECK(std::get<storage::Again>(refused).due > test.now + 20min);
  CHECK_FALSE(std::get<storage::Again>(refused).counted);
  CHECK(tried == 7);
  test.now = std::get<storage::Again>(refused).due;
  CHECK(std::holds_alternative<storage::Done>(tries(storage::Done{})));
  CHECK(tried == 8);
}

TEST_CASE(
    "what waits for another thing of ours asks after a second at first, and every minute in an outage of "
    "hours") {
  TestApp test;
  const bot::Work work{test.app, test.settings.get(), test.declare("checkout is down", "C1"), test.now};
  storage::OneShotTask task;
  task.created_at = test.now;
  const auto wait = [&] { return bot::not_yet(work, task, "no_channel_yet").due - test.now; };
  CHECK(wait() == 1s);
  test.now += 2min;
  CHECK(wait() == 12s);
  test.now += 5h;
  CHECK(wait() == 1min);
  CHECK_FALSE(bot::not_yet(work, task, "no_channel_yet").counted);
}

TEST_CASE("what is on its way still is edited when it is known where it is, and not before") {
  TestApp test;
  const auto incident = test.declare("checkout is down", "C1");
  const auto& app = test.app;
  test.execute(incident.id, "U1", core::AssignRole{"lead", core::UserId("U1")});
  const auto given = test.incident(1).roles.at("lead").seq;
  const bot::Work work{test.app, test.settings.get(), test.incident(1), test.now};
  using Kind = core::OneShot::Kind;
  const auto edit = [&](const char* whose = "") {
    slack::OutMessage message;
    message.text = "ticked";
    storage::OneShotTask task;
    task.what.to = core::UserId(whose);
    return bot::edit_sent(work, task, Kind::role_checklist, given, message);
  };
  const auto edits = [&] { return std::ranges::count(test.transport.calls(), "chat.update"); };

  const auto early = edit();
  REQUIRE(std::holds_alternative<storage::Again>(early));
  CHECK(std::get<storage::Again>(early).error == "not_sent_yet");
  CHECK(edits() == 0);

  for (;;) {
    const auto task = app.store.claim_one_shot(test.now, 1min);
    if (!task) break;
    app.store.finish(*task,
                     storage::Done{task->what.kind == Kind::role_checklist ? "D1:1772329020.000100" : ""});
  }
  CHECK(std::holds_alternative<storage::Done>(edit()));
  CHECK(edits() == 1);
  // Of what one event sent to several each has their own.
  edit("U2");
  CHECK(edits() == 1);
  edit("U1");
  CHECK(edits() == 2);
}

TEST_CASE("of a private incident only its people get a direct message") {
  auto config = TestApp::test_config();
  config.policy.permissions[core::Permit::see_private].people.insert(core::UserId("U3"));
  TestApp test(std::move(config));
  slack::OutMessage message;
  message.text = "payroll leaked";
  storage::OneShotTask task;
  const auto posts = [&](const core::Incident& incident, const char* to) {
    const bot::Work work{test.app, test.settings.get(), incident, test.now};
    task.what.to = core::UserId(to);
    const auto before = std::ranges::count(test.transport.calls(), "chat.postMessage");
    bot::send_person(work, task, message);
    return std::ranges::count(test.transport.calls(), "chat.postMessage") - before;
  };
  const auto open = test.declare("checkout is down", "C1");
  const auto hidden = test.declare("payroll leaked", "G1", true);
  CHECK(posts(open, "U2") == 1);
  CHECK(posts(hidden, "U2") == 0);
  CHECK(posts(hidden, "U1") == 1);
  CHECK(posts(hidden, "U3") == 1);
}

TEST_CASE("an update that was corrected before it could be sent is sent with its new words") {
  TestApp test;
  const auto incident = test.declare("checkout is down", "C1");
  test.execute(incident.id, "U1", core::PostUpdate{.words = core::plain("it is the cache")});
  const auto update = test.incident(1).last_update_entry;
  test.execute(incident.id, "U1", core::CorrectUpdate{update, core::plain("it is the database")});
  const bot::Work work{test.app, test.settings.get(), test.incident(1), test.now};
  const auto told = bot::as_told_now(work, update.value);
  REQUIRE(told);
  CHECK(core::to_plain(core::shown(std::get<core::UpdatePosted>(told->event).words)) == "it is the database");
}
