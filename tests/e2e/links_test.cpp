// Pages that are kept with an incident.
#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;

TEST_CASE("a link stands on the control message, is taken out, and comes back when that is undone") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto answer =
      town.type(town.ada, "link https://grafana.example.com/d/7?a=1&b=2 the *dashboard*", channel);
  CHECK(answer.body.find("INC-1") != std::string::npos);
  REQUIRE(town.quiet());
  CHECK(town.control(channel).says("the *dashboard*"));
  REQUIRE(town.incident(1).links.size() == 1);
  const auto link = town.incident(1).links.begin()->second;
  CHECK(link.words.body->front().ref == "https://grafana.example.com/d/7?a=1&b=2");
  CHECK(town.type(town.ada, "link https://grafana.example.com/d/7?a=1&b=2", channel).body.find("already") !=
        std::string::npos);

  town.type(town.ada, "link", channel);
  REQUIRE(town.press(town.ada, "Take it out", channel, "dashboard").ok());
  REQUIRE(town.quiet());
  CHECK(town.incident(1).links.empty());
  CHECK_FALSE(town.control(channel).says("the *dashboard*"));
  town.type(town.ada, "undo", channel);
  CHECK(town.incident(1).links.size() == 1);
}

TEST_CASE("a link is added by form, and what is no address is said to be none") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "link", channel);
  REQUIRE(town.press(town.ada, "Add a link", channel).ok());
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  const auto refused =
      town.slack.people().submit(town.ada, {{"Its address, and what it is called", {"the dashboard"}}});
  INFO(refused.body);
  CHECK(refused.body.find("address") != std::string::npos);
  REQUIRE(
      town.slack.people()
          .submit(town.ada, {{"Its address, and what it is called", {"https://example.com/t/1 the ticket"}}})
          .ok());
  REQUIRE(town.quiet());
  CHECK(town.control(channel).says("the ticket"));
  // A title that begins with the verb does nothing by itself.
  CHECK(town.type(town.ada, "link rot on the pricing page", channel).body.find("Declare") !=
        std::string::npos);
  CHECK(town.incident(1).links.size() == 1);
}
