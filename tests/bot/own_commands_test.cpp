// When a webhook is asked. What it is told and what comes of its answers: tests/e2e/webhooks_test.cpp.
#include "bot/own_commands.h"

#include "tests/bot/support/test_app.h"
#include "tests/catch.h"

using namespace muster::bot;
using muster::bot::testing::TestApp;
using Calls = std::vector<std::string>;

namespace {

Config with_webhook() {
  auto config = TestApp::test_config();
  config.commands = {{.key = "oncall", .help = "Who has it", .url = "http://127.0.0.1:1/oncall"}};
  return config;
}

}  // namespace

TEST_CASE("a webhook is asked after the acknowledgement, once") {
  TestApp t(with_webhook());
  const auto ack = t.type("U1", "C1", "oncall for checkout");
  CHECK(ack.status == 200);
  CHECK(ack.body.find("Asking `oncall`") != std::string::npos);
  CHECK(t.transport.calls().empty());

  REQUIRE(t.slow.step());
  CHECK(t.transport.calls() == Calls{"oncall", "chat.postEphemeral"});
  CHECK_FALSE(t.slow.step());
  CHECK(t.events() == 0);
}

TEST_CASE("who has waited for too long is told so, and the webhook isn't asked any more") {
  TestApp t(with_webhook());
  t.type("U1", "C1", "oncall");
  t.now += std::chrono::seconds(11);
  REQUIRE(t.slow.step());
  CHECK(t.transport.calls() == Calls{"chat.postEphemeral"});
}

TEST_CASE("who can't be taken is told so") {
  TestApp t(with_webhook());
  for (int i = 0; i < 256; ++i) REQUIRE(t.slow.run([] {}));
  CHECK(t.type("U1", "C1", "oncall").body.find("Asking") != std::string::npos);
  while (t.transport.calls().empty()) std::this_thread::yield();
  CHECK(t.transport.calls() == Calls{"chat.postEphemeral"});
}

TEST_CASE("somebody else's private incident is not asked about, and doesn't seem to exist") {
  TestApp t(with_webhook());
  t.declare("payroll leaked", "C_SECRET", true);
  for (const char* incident : {"INC-1", "INC-2"}) {
    const auto ack = t.type("U2", "C1", std::string("oncall ") + incident);
    CHECK(ack.body.find(std::string("There is no ") + incident + " that you can see") != std::string::npos);
  }
  CHECK_FALSE(t.slow.waiting());
  t.type("U1", "C1", "oncall INC-1");
  CHECK(t.slow.waiting());
}

TEST_CASE("a guest asks a webhook only about an incident that they may see") {
  TestApp t(with_webhook());
  const auto incident = t.declare("checkout is down", "C1");
  const auto guest = [&](const std::string& channel, const std::string& line) {
    auto ask = t.ask("U9", channel);
    ask.limited = true;
    return std::holds_alternative<Later>(
        run_own_command(ask, *find_own_command(*ask.config, "oncall"), Line(line)));
  };
  CHECK(guest("C1", ""));
  CHECK(guest("C1", "INC-1 tonight"));
  CHECK_FALSE(guest("C2", ""));
  CHECK_FALSE(guest("C2", "INC-1"));
  CHECK_FALSE(guest("C1", "INC-7"));
  CHECK_FALSE(guest("", "tonight"));
}
