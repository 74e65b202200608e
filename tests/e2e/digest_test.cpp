// Once a week everybody reads what is open, late and missing; and an old wound is shown where it may have
// opened.
#include "bot/digest.h"

#include <atomic>
#include <memory>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;
using muster::e2e::TownOptions;

namespace {

/// A town whose time can be moved on, with two services.
struct Later {
  std::shared_ptr<std::atomic<std::int64_t>> ahead = std::make_shared<std::atomic<std::int64_t>>(0);
  Town town{options()};

  TownOptions options() const {
    TownOptions options;
    options.ahead = [ahead = ahead] { return core::Duration(ahead->load()); };
    options.configure = [](bot::Config& config) {
      // Two minutes before what will be now when eight days have passed.
      constexpr const char* days[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
      const auto due = std::chrono::floor<core::Duration>(std::chrono::system_clock::now()) +
                       std::chrono::days(8) - std::chrono::minutes(2);
      const std::chrono::weekday day(std::chrono::floor<std::chrono::days>(due));
      config.digest_day = days[day.c_encoding()];
      config.digest_time = core::format_utc(due).substr(11, 5);
      config.policy.services = {{"checkout", "Checkout"}, {"search", "Search"}};
    };
    return options;
  }
  void pass(core::Duration time) { *ahead += time.count(); }
};

}  // namespace

TEST_CASE("the week's digest has what is open, late and missing, once, and nothing private") {
  Later l;
  Town& town = l.town;
  const auto channel = town.declare("checkout is down", "--sev 1");
  town.type(town.ada, "followup INC-1 rotate the certificates @grace due tomorrow", town.general);
  town.type(town.ada, "resolve", channel);
  town.type(town.ada, "declare search is slow", town.general);
  town.type(town.ada, "declare payroll leaked --private", town.general);
  town.type(town.ada, "declare practice --drill", town.general);
  town.type(town.ada, "declare mail was late --sev 1 --began yesterday 10:00 --ended yesterday 10:30",
            town.general);
  REQUIRE(town.incident(5).in_hindsight);
  REQUIRE(town.quiet());
  // What is done now and then looks again when it starts.
  town.stop();
  l.pass(std::chrono::days(8));
  town.start();
  const auto content = [&] {
    return town.slack.screen(town.ada).find("The week in incidents", town.announce);
  };
  REQUIRE(town.until([&] { return content() != nullptr; }));
  const auto screen = town.slack.screen(town.ada);
  const auto* digest = screen.find("The week in incidents", town.announce);
  REQUIRE(digest);
  CHECK(digest->says("search is slow"));
  CHECK(digest->says("rotate the certificates"));
  CHECK(digest->says("nobody has made the debrief"));
  CHECK_FALSE(digest->says("payroll"));
  CHECK_FALSE(digest->says("practice"));
  CHECK_FALSE(digest->says("mail was late"));
  // By name: a mention would call people who are reminded anyway.
  CHECK(digest->blocks.find("<@") == std::string::npos);

  town.stop();
  town.start();
  REQUIRE(town.quiet());
  int digests = 0;
  const auto again = town.slack.screen(town.ada);
  for (const auto& message : again.channel(town.announce)->messages)
    digests += message.says("The week in incidents") ? 1 : 0;
  CHECK(digests == 1);
}

TEST_CASE("a late follow-up on the same service is an open wound, unless it is private") {
  Later l;
  Town& town = l.town;
  town.declare("checkout is down");
  town.type(town.ada, "affects INC-1 checkout", town.general);
  town.type(town.ada, "followup INC-1 mend the pool --fix due tomorrow", town.general);
  town.type(town.ada, "declare checkout leaks --private", town.general);
  town.type(town.ada, "affects INC-2 checkout", town.general);
  town.type(town.ada, "followup INC-2 tell the lawyers due tomorrow", town.general);
  REQUIRE(town.quiet());
  l.pass(std::chrono::days(3));
  town.type(town.ada, "declare carts are lost", town.general);
  REQUIRE(town.quiet());
  const auto channel = town.incident(3).channel.value;
  CHECK_FALSE(town.control(channel).says("open wound"));
  town.type(town.ada, "affects INC-3 checkout, search", town.general);
  REQUIRE(town.quiet());
  CHECK(town.control(channel).says("open wound"));
  CHECK(town.control(channel).says("mend the pool"));
  CHECK_FALSE(town.control(channel).says("lawyers"));
}
