#include "bot/operate.h"

#include <SQLiteCpp/Database.h>

#include <regex>

#include "storage/store.h"
#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;

namespace {

std::string hash_posted(Town& town) {
  const auto seen = town.all_that(town.ada);
  std::smatch found;
  return std::regex_search(seen, found, std::regex("The record so far: `?([0-9a-f]{64})")) ? found[1].str()
                                                                                           : std::string();
}

}  // namespace

TEST_CASE(
    "the hash that is posted at the resolution is found again beside the running server, however much "
    "follows") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "note the lights are out", channel);
  town.type(town.ada, "resolve", channel);
  REQUIRE(town.quiet());
  const auto hash = hash_posted(town);
  INFO(town.all_that(town.ada));
  REQUIRE(hash.size() == 64);
  town.type(town.ada, "note found the fuse", channel);
  REQUIRE(town.quiet());

  const auto database = town.folder.path() / "muster.db";
  const auto told = bot::verify_database(database, std::nullopt, hash);
  INFO(told.text);
  CHECK(told.code == 0);
  CHECK(told.text.find("ok    INC-1") == 0);
  CHECK(told.text.find(hash + " is the log of INC-1 up to event ") != std::string::npos);
  CHECK(told.text.find(town.store->chain_head(town.incident(1).id)) != std::string::npos);
  CHECK(told.text.find("lights") == std::string::npos);

  CHECK(bot::verify_database(database, 1, "").code == 0);
  CHECK(bot::verify_database(database, 2, "").code == 1);
  CHECK(bot::verify_database(database, 1, std::string(64, 'a')).code == 1);
  CHECK(bot::verify_database(database, 1, "not hex at all").code == 2);
}

TEST_CASE("what was written down and changed behind Muster's back is found, and where") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "note the lights are out", channel);
  town.type(town.ada, "resolve", channel);
  REQUIRE(town.quiet());
  const auto hash = hash_posted(town);
  town.stop();
  const auto database = town.folder.path() / "muster.db";
  {
    SQLite::Database db(database.string(), SQLite::OPEN_READWRITE);
    REQUIRE(db.exec("UPDATE event SET occurred_at = occurred_at - 1 WHERE kind = 'EntryNoted'") == 1);
  }
  const auto told = bot::verify_database(database, std::nullopt, hash);
  INFO(told.text);
  CHECK(told.code == 1);
  CHECK(told.text.find("BAD   INC-1") == 0);
  CHECK(told.text.find("the hash of event ") != std::string::npos);
}

TEST_CASE("a backup that is made beside the running server holds what was acknowledged, and serves again") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "note the lights are out", channel);
  testing::Folder safe;
  const auto told = bot::back_up_database(town.folder.path() / "muster.db", safe.path() / "copy.db");
  INFO(told.text);
  CHECK(told.code == 0);
  CHECK(told.text.find("copy.db: 1 incident, checked.") != std::string::npos);
  town.type(town.ada, "note too late for the copy", channel);
  REQUIRE(town.quiet());

  // Restored, as README says: stop, put the copy in the file's place, start.
  town.stop();
  for (const auto* suffix : {"", "-wal", "-shm"})
    std::filesystem::remove((town.folder.path() / "muster.db").string() + suffix);
  std::filesystem::copy_file(safe.path() / "copy.db", town.folder.path() / "muster.db");
  town.start();
  CHECK(town.entries(1).size() == 2);
  CHECK(town.type(town.ada, "note after the restore", channel).ok());
  REQUIRE(town.quiet());
  CHECK(town.entries(1).size() == 3);
  CHECK(bot::verify_database(town.folder.path() / "muster.db", std::nullopt, "").code == 0);

  SECTION("an incident that is newer than the copy: its number and its channel's name are taken again") {
    // What the copy doesn't know stays Slack's: the next incident gets the number, and a channel of its own.
    const auto next = town.declare("the lights are out");
    CHECK(next != channel);
    CHECK(town.incident(2).channel.value == next);
  }
}

TEST_CASE(
    "after a restore, a number that was given before finds its channel's name taken and takes another") {
  Town town;
  testing::Folder safe;
  town.declare("checkout is down");
  bot::back_up_database(town.folder.path() / "muster.db", safe.path() / "copy.db");
  const auto lost = town.declare("the lights are out");
  REQUIRE(town.quiet());
  town.stop();
  for (const auto* suffix : {"", "-wal", "-shm"})
    std::filesystem::remove((town.folder.path() / "muster.db").string() + suffix);
  std::filesystem::copy_file(safe.path() / "copy.db", town.folder.path() / "muster.db");
  town.start();

  const auto again = town.declare("the lights are out");
  REQUIRE(town.quiet());
  CHECK(town.incident(2).channel.value == again);
  CHECK(again != lost);
  // In the channel that the copy doesn't know, Muster says that it belongs to no incident, and changes
  // nothing.
  const auto answer = town.type(town.ada, "status fixing", lost);
  CHECK(answer.ok());
  CHECK(town.incident(2).status != "fixing");
}
