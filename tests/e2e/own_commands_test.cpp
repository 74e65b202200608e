// Commands of the team's own that answer with a text. Those that ask a webhook: tests/e2e/webhooks_test.cpp.
#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;
using muster::e2e::TownOptions;

namespace {

TownOptions with_commands() {
  TownOptions options;
  options.configure = [](bot::Config& config) {
    config.commands = {
        {"statuspage", "How to change it", "https://wiki.example.com. Ask {lead} about {incident}, {title}."},
        {"hello", "Says hello", "Hello {user}: {words}"}};
  };
  return options;
}

}  // namespace

TEST_CASE("a word of the team's own answers with its text, filled in from the incident") {
  Town town(with_commands());
  const auto channel = town.declare("checkout is <down>");
  town.type(town.ada, "lead", channel);
  REQUIRE(town.quiet());
  const auto here = town.type(town.ada, "statuspage", channel);
  CHECK(here.body.find("https://wiki.example.com. Ask <@" + town.ada +
                       "> about INC-1, checkout is &lt;down&gt;.") != std::string::npos);
  CHECK(town.type(town.ada, "STATUSPAGE INC-1", town.general).text.find("about INC-1") != std::string::npos);
  CHECK(town.type(town.ada, "statuspage", town.general).text.find("is about an incident") !=
        std::string::npos);
  CHECK(town.type(town.ada, "hello out there", town.general)
            .body.find("Hello <@" + town.ada + ">: out there") != std::string::npos);
  CHECK(town.type(town.ada, "help --more", town.general).body.find("How to change it") != std::string::npos);
}

TEST_CASE("it tells nobody of a private incident who isn't in it") {
  Town town(with_commands());
  town.type(town.ada, "declare payroll leaked --private", town.general);
  REQUIRE(town.quiet());
  const auto answer = town.type(town.linus, "statuspage INC-1", town.general);
  CHECK(answer.text.find("is about an incident") != std::string::npos);
  CHECK(answer.body.find("payroll") == std::string::npos);
}
