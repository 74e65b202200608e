#include "tests/simulation/witness.h"

#include <memory>

#include "bot/log.h"
#include "tests/catch.h"
#include "tests/simulation/machine.h"

using namespace muster;
using namespace muster::simulation;

namespace {

Plan calm() {
  Plan plan;
  plan.slack_fails = plan.network_fails = plan.crashes = plan.disk_fails = plan.clock_jumps = false;
  return plan;
}

slack::standin::Options on_clock(Timeline& time) {
  slack::standin::Options options;
  options.serve = false;
  options.clock = [&time] { return time.now(); };
  return options;
}

/// Ada's private incident, of which the first marker is said.
struct Secret {
  const Plan plan = calm();
  Timeline time;
  slack::standin::Standin slack{on_clock(time)};
  const std::string ada = slack.add_person("ada"), linus = slack.add_person("linus");
  const std::string general = slack.add_channel("general", {ada, linus});
  Witness witness{time, slack};
  Counts counts;
  std::unique_ptr<Machine> machine;

  Secret() {
    bot::log::configure("text", "off");
    bot::Config config;
    config.policy = core::default_policy();
    config.api_url = slack.api_url();
    machine = std::make_unique<Machine>(
        time, slack, plan, config, [](const std::string&) {}, counts);
    machine->set_witness(&witness);
    machine->start();
    slack.people().slash(ada, "/incident", "declare payroll " + marker(1) + " leaked --private", general);
    go_on();
  }
  void go_on() {
    time.run(time.now() + minute, [] { return false; });
  }
  void posted(const std::string& channel) {
    slack::standin::HttpCall call;
    call.path = "/api/chat.postMessage";
    call.content_type = "application/x-www-form-urlencoded";
    call.verb = "POST";
    call.body = "channel=" + channel + "&text=see+" + marker(1);
    slack::standin::HttpReply reply;
    reply.body = R"({"ok":true})";
    witness.called(call, reply);
  }
  std::vector<std::string> leaks() const {
    return witness.leaks({machine->store(), machine->config().policy, "", false});
  }
};

}  // namespace

TEST_CASE("a private incident's words are for its people, and elsewhere they are noticed") {
  Secret secret;
  const auto all = secret.machine->store().all_incidents();
  REQUIRE(all.size() == 1);
  const auto channel = secret.machine->store().incident(all.front())->channel.value;
  REQUIRE_FALSE(channel.empty());
  CHECK(secret.leaks().empty());

  SECTION("in its channel they are at home") {
    secret.posted(channel);
    CHECK(secret.leaks().empty());
  }
  SECTION("where others read they aren't") {
    secret.posted(secret.general);
    CHECK(secret.leaks().size() == 1);
  }
  SECTION("an answer to somebody else is noticed, too") {
    secret.witness.answered("user_id=" + secret.linus, "it is " + marker(1));
    CHECK(secret.leaks().size() == 1);
  }
  SECTION("and whoever came first may read them") {
    secret.slack.people().invite(secret.ada, channel, secret.linus);
    secret.go_on();
    secret.go_on();
    secret.witness.answered("user_id=" + secret.linus, "it is " + marker(1));
    CHECK(secret.leaks().empty());
  }
  SECTION("who only asks to be let in may not") {
    secret.slack.people().slash(secret.linus, "/incident", "access INC-1", secret.general);
    secret.go_on();
    secret.witness.answered("user_id=" + secret.linus, "it is " + marker(1));
    CHECK(secret.leaks().size() == 1);
  }
  SECTION("figures are for nobody") {
    CHECK(secret.witness.leaks({secret.machine->store(), secret.machine->config().policy, marker(1), false})
              .size() == 1);
  }
}
