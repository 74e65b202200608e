#include "bot/views/views.h"
#include "tests/catch.h"

using namespace muster;
using namespace muster::bot;
using std::chrono::minutes;

namespace {

bool suggests_a_break(core::Duration after) {
  Config config;
  config.policy = core::default_policy();
  core::Incident incident;
  incident.number = 1;
  incident.title = core::words(core::plain("checkout is down"));
  incident.severity = "sev2";
  incident.status = "fixing";
  incident.declared_at = core::from_millis(1'772'329'020'000);
  core::Record called;
  called.seq = 2;
  called.occurred_at = incident.declared_at + after;
  called.event = core::RegroupCalled{};
  const auto message = views::regroup(incident, called, config);
  return slack::response_json(message).find("Take a break") != std::string::npos;
}

}  // namespace

TEST_CASE("whoever comes together after two hours is told to take a break, and not before") {
  CHECK_FALSE(suggests_a_break(minutes(119)));
  CHECK(suggests_a_break(minutes(120)));
}
