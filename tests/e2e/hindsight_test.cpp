// Declared afterwards: what began earlier, and what is over.
#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;

TEST_CASE("declared when it was over: on record and announced, with no channel and nobody called") {
  Town town;
  const auto answer = town.type(
      town.ada, "declare search was down --sev 1 --began 2020-03-01 14:05 --ended 15:30", town.general);
  CHECK(answer.text.find("1h 25m") != std::string::npos);
  CHECK(answer.text.find("Nobody was called") != std::string::npos);
  REQUIRE(town.quiet());
  const auto incident = town.incident(1);
  CHECK(incident.category == core::Category::resolved);
  CHECK(incident.resolved_at == *incident.began_at + std::chrono::minutes(85));
  CHECK(core::to_plain(core::shown(incident.title)) == "search was down");
  CHECK(town.count_calls("conversations.create") == 0);
  CHECK(town.count_calls("conversations.invite") == 0);
  CHECK(town.count_calls("chat.postMessage") == 1);  // the announcement
  const auto screen = town.slack.screen(town.grace);
  const auto* announced = screen.find("search was down", "incidents");
  REQUIRE(announced);
  CHECK(announced->says("in hindsight"));
  CHECK(announced->says("1h 25m"));
  CHECK_FALSE(announced->says("nobody yet"));

  SECTION("its debrief comes as a message to who declared it") {
    town.type(town.grace, "summary INC-1 a corrupt index", town.general);
    town.type(town.grace, "note INC-1 restored from the replica", town.general);
    const auto exported = town.type(town.ada, "export INC-1 md", town.general);
    CHECK(exported.text.find("with me") != std::string::npos);
    REQUIRE(town.quiet());
    CHECK(town.count_calls("conversations.create") == 0);
    CHECK(town.count_calls("files.completeUploadExternal") == 1);
    CHECK(town.slack.screen(town.grace).find("a corrupt index", "incidents") != nullptr);
  }
  SECTION("opened again it gets its channel") {
    town.type(town.grace, "reopen INC-1", town.general);
    REQUIRE(town.quiet());
    CHECK_FALSE(town.incident(1).channel.empty());
    CHECK(town.control(town.incident(1).channel.value).says("search was down"));
  }
  SECTION("nobody is let into what isn't there, and is told so") {
    const auto joined = town.type(town.grace, "join INC-1", town.general);
    CHECK(joined.text.find("has no channel") != std::string::npos);
    REQUIRE(town.quiet());
  }
}

TEST_CASE("declared when it was over, with a channel because that was asked for") {
  Town town;
  town.type(town.ada, "declare search was down --began 2020-03-01 14:05 --ended 15:30 --channel",
            town.general);
  REQUIRE(town.quiet());
  const auto channel = town.incident(1).channel.value;
  REQUIRE_FALSE(channel.empty());
  CHECK(town.control(channel).says("in hindsight"));
  CHECK(town.incident(1).category == core::Category::resolved);
}

TEST_CASE("what began earlier is open, and says since when") {
  Town town;
  const auto answer = town.type(town.ada, "declare search is down --began 2020-03-01 14:05", town.general);
  CHECK(answer.text.find("begun") != std::string::npos);
  REQUIRE(town.quiet());
  CHECK(town.incident(1).category == core::Category::active);
  REQUIRE(town.incident(1).began_at);
  const auto channel = town.incident(1).channel.value;
  CHECK(town.control(channel).says("began"));
}

TEST_CASE("times that can't be so are refused, and the form has what was typed") {
  Town town;
  std::string refused;
  SECTION("ended before it began") {
    refused = "declare search was down --began 2020-03-01 14:05 --ended 2020-02-01 14:05";
  }
  SECTION("begun in the future") {
    refused = "declare search was down --began 2099-03-01 14:05";
  }
  SECTION("no times at all") {
    refused = "declare search was down --began lunch";
  }
  SECTION("an end alone") {
    refused = "declare search was down --ended 15:30";
  }
  town.type(town.ada, refused, town.general);
  REQUIRE(town.quiet());
  CHECK(town.store->list(town.store->only_workspace()->id, {}).empty());
  town.press(town.ada, "Open the form", town.general);
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  // As it is it is refused there, too, where the times stand.
  town.slack.people().submit(town.ada, {});
  REQUIRE(town.slack.screen(town.ada).form() != nullptr);
  CHECK(town.slack.screen(town.ada).form()->errors.contains("when"));
  CHECK(town.store->list(town.store->only_workspace()->id, {}).empty());
  // Mended within the minute it is declared: it isn't the same as what was refused.
  town.slack.people().submit(town.ada, {{"when", {"2020-03-01 14:05 to 15:30"}}});
  REQUIRE(town.quiet());
  CHECK(town.incident(1).in_hindsight);
  CHECK(core::to_plain(core::shown(town.incident(1).title)) == "search was down");
}

TEST_CASE("the form asks for times in one optional field, and says where it went") {
  Town town;
  town.type(town.ada, "", town.general);
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  SECTION("over") {
    const auto sent = town.slack.people().submit(
        town.ada, {{"title", {"search was down"}}, {"when", {"2020-03-01 14:05 to 15:30"}}});
    CHECK(sent.ok());
    REQUIRE(town.quiet());
    CHECK(town.incident(1).in_hindsight);
    REQUIRE(town.slack.screen(town.ada).form() != nullptr);
    CHECK(town.slack.screen(town.ada).form()->callback_id == "message");
  }
  SECTION("with a lead, who is told nothing") {
    town.slack.people().submit(
        town.ada,
        {{"title", {"search was down"}}, {"when", {"2020-03-01 14:05 to 15:30"}}, {"lead", {town.grace}}});
    REQUIRE(town.quiet());
    CHECK(town.incident(1).roles.at("lead").user.value == town.grace);
    CHECK(town.count_calls("chat.postMessage") == 1);
  }
  SECTION("open") {
    town.slack.people().submit(town.ada, {{"title", {"search is down"}}, {"when", {"2020-03-01 14:05"}}});
    REQUIRE(town.quiet());
    CHECK(town.incident(1).began_at);
    CHECK_FALSE(town.incident(1).channel.empty());
  }
  SECTION("what can't be so stays in the form to be mended") {
    for (const char* wrong : {"lunch", "2020-03-01 14:05 to 2020-02-01 14:05", "2099-03-01 14:05"}) {
      CAPTURE(wrong);
      town.slack.people().submit(town.ada, {{"title", {"search was down"}}, {"when", {wrong}}});
      REQUIRE(town.slack.screen(town.ada).form() != nullptr);
      CHECK(town.slack.screen(town.ada).form()->callback_id == "declare");
      CHECK(town.store->list(town.store->only_workspace()->id, {}).empty());
    }
  }
}

TEST_CASE("private in hindsight: nobody else hears of it, and its declarer has it") {
  Town town;
  town.type(town.ada, "declare a leak --private --began 2020-03-01 14:05 --ended 15:30", town.general);
  REQUIRE(town.quiet());
  CHECK(town.count_calls("chat.postMessage") == 0);
  CHECK(town.all_that(town.grace).find("a leak") == std::string::npos);
  CHECK(town.type(town.grace, "timeline INC-1", town.general).text.find("a leak") == std::string::npos);
  town.type(town.ada, "export INC-1 md", town.general);
  REQUIRE(town.quiet());
  CHECK(town.count_calls("files.completeUploadExternal") == 1);
  CHECK(town.all_that(town.grace).find("a leak") == std::string::npos);
}
