// What the bot's workers found out.
#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace muster::core::test;
using Code = Refusal::Code;

namespace {

World without_channel() {
  World w;
  w.done("U1", Declare{.title = plain("x"), .declared_in = ChannelId("C9")});
  return w;
}

}  // namespace

TEST_CASE("a channel is recorded once") {
  World w = without_channel();
  CHECK(w.refused("", RecordChannel{}).code == Code::empty);
  CHECK(kinds(w.done("", RecordChannel{ChannelId("C1"), "inc-42"})) == "ChannelOpened");
  CHECK(w.done("", RecordChannel{ChannelId("C1"), "inc-42"}).empty());
  CHECK(w.refused("", RecordChannel{ChannelId("C2"), "inc-42-2"}).code == Code::already);
  CHECK(w.incident().channel == ChannelId("C1"));
  CHECK(w.done("", RecordChannelFailure{"late"}).empty());
}

TEST_CASE("a channel that is lost comes back, or is replaced") {
  World w = World::declared();
  CHECK(w.done("", RecordChannelRestored{}).empty());
  CHECK(kinds(w.done("", RecordChannelLost{"archived"})) == "ChannelLost");
  CHECK(w.done("", RecordChannelLost{"archived"}).empty());
  SECTION("restored") {
    CHECK(kinds(w.done("", RecordChannelRestored{})) == "ChannelRestored");
  }
  SECTION("found again") {
    CHECK(kinds(w.done("", RecordChannel{ChannelId("C1"), "inc-42"})) == "ChannelRestored");
  }
  SECTION("replaced") {
    CHECK(kinds(w.done("", RecordChannel{ChannelId("C2"), "inc-42-2"})) == "ChannelOpened");
    CHECK(one_shots(w.told).empty());  // the declarer was told of the first one
    CHECK(w.incident().channel == ChannelId("C2"));
  }
  CHECK(w.incident().channel_usable);
}

TEST_CASE("a channel that can't be made, and then can") {
  World w = without_channel();
  CHECK(w.done("", RecordChannelLost{"archived"}).empty());
  CHECK(w.done("", RecordChannelRestored{}).empty());
  CHECK(w.done("", RecordChannelRenamed{"x"}).empty());
  CHECK(kinds(w.done("", RecordChannelFailure{"restricted_action"})) == "ChannelFailed");
  CHECK(w.done("", RecordChannelFailure{"restricted_action"}).empty());
  CHECK(kinds(w.done("", RecordChannel{ChannelId("C1"), "inc-42"})) == "ChannelOpened");
  CHECK(one_shots(w.told) == "ready(U1)");
}

TEST_CASE("a channel's name follows") {
  World w = World::declared();
  CHECK(kinds(w.done("U1", RecordChannelRenamed{"payments"})) == "ChannelRenamed");
  CHECK(w.done("U1", RecordChannelRenamed{"payments"}).empty());
  CHECK(w.done("U1", RecordChannelRenamed{""}).empty());
  CHECK(w.incident().channel_name == "payments");
}

TEST_CASE("whose channel is made private is private, for good") {
  World w = without_channel();
  CHECK(w.done("", RecordChannelPrivate{}).empty());
  w.done("", RecordChannel{ChannelId("C1"), "inc-42"});
  CHECK(kinds(w.done("", RecordChannelPrivate{})) == "ChannelMadePrivate");
  CHECK(w.incident().is_private);
  CHECK(surfaces(w.told) == "control announcement");  // what was announced is taken back
  CHECK(one_shots(w.told) == "channel_line unsay");
  CHECK(w.done("", RecordChannelPrivate{}).empty());
  w.done("U1", Rename{plain("new title")});
  CHECK(surfaces(w.told) == "control");
  // Taking it back may fail; whoever does something has it tried again.
  w.done("", RecordOrnament{"announcement", "missing_scope"});
  w.done("U1", Rename{plain("newer title")});
  CHECK(surfaces(w.told) == "control announcement");
}

TEST_CASE("an ornament's failure is said once for each cause, its recovery once") {
  World w = World::declared();
  CHECK(w.done("", RecordOrnament{"topic", ""}).empty());
  CHECK(kinds(w.done("", RecordOrnament{"topic", "missing_scope"})) == "OrnamentFailed");
  CHECK(w.done("", RecordOrnament{"topic", "missing_scope"}).empty());
  CHECK(kinds(w.done("", RecordOrnament{"topic", "not_in_channel"})) == "OrnamentFailed");
  CHECK(kinds(w.done("", RecordOrnament{"pin", "not_in_channel"})) == "OrnamentFailed");
  CHECK(kinds(w.done("", RecordOrnament{"topic", ""})) == "OrnamentRecovered");
  CHECK(w.done("", RecordOrnament{"topic", ""}).empty());
  CHECK(w.incident().failing == std::map<std::string, std::string>{{"pin", "not_in_channel"}});
}

TEST_CASE("exports are recorded in any category") {
  for (const Category category : {Category::active, Category::closed, Category::merged}) {
    World w = World::in(category);
    const auto records = w.done("U1", RecordExport{{"md", "json"}, "command line", true});
    REQUIRE(kinds(records) == "Exported");
    const auto& exported = std::get<Exported>(records[0].event);
    CHECK(exported.formats == std::vector<std::string>{"md", "json"});
    CHECK(exported.include_private);
    CHECK(w.refused("U1", RecordExport{}).code == Code::empty);
  }
}
