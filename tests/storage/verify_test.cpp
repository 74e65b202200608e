#include "storage/verify.h"

#include <SQLiteCpp/Database.h>

#include <atomic>
#include <thread>

#include "storage/sqlite/sqlite_store.h"
#include "tests/catch.h"
#include "tests/storage/support/world.h"

namespace muster::storage::testing {

namespace {

bool says(const std::vector<std::string>& faults, const std::string& part) {
  for (const auto& fault : faults) {
    if (fault.find(part) != std::string::npos) return true;
  }
  return false;
}

/// An incident with something of each kind in it, in a file that can be tampered with.
struct Sample {
  TempDir dir;
  std::filesystem::path file = dir / "muster.db";
  core::IncidentId id;

  Sample() {
    World world([this] { return open(); });
    id = world.declare("Checkout is down");
    world.open_channel(id);
    world.run(id, core::SetSummary{core::plain("the summary")});
    world.note(id, "the note");
    world.run(id, core::AssignRole{"lead", core::UserId("U1"), std::nullopt, false});
  }
  std::unique_ptr<Store> open() const {
    SqliteOptions options;
    options.path = file;
    return open_sqlite(options);
  }
  std::vector<std::string> after(const std::string& sql) const {
    {
      SQLite::Database db(file.string(), SQLite::OPEN_READWRITE);
      db.exec("PRAGMA foreign_keys=OFF");
      REQUIRE(db.tryExec(sql) == SQLite::OK);
    }
    return verify(*open());
  }
};

}  // namespace

TEST_CASE("what was written verifies") {
  const Sample sample;
  CHECK(verify(*sample.open()).empty());
}

TEST_CASE("an event that was changed is found") {
  const Sample sample;
  CHECK(says(sample.after("UPDATE event SET actor = 'U_EVIL' WHERE seq = 3"), "hash of event 3"));
}
TEST_CASE("an event that was changed with its hash is found by the next one's") {
  const Sample sample;
  CHECK(says(sample.after("UPDATE event SET hash = zeroblob(32) WHERE seq = 3"), "hash of event"));
}
TEST_CASE("an event that was taken out is found") {
  const Sample sample;
  CHECK(says(sample.after("DELETE FROM event WHERE seq = 3"), "event 4 follows 2"));
}
TEST_CASE("the last event, taken off, is missed") {
  const Sample sample;
  CHECK(says(sample.after("DELETE FROM event WHERE seq = (SELECT MAX(seq) FROM event)"), "does not end"));
}
TEST_CASE("an event that is no event is found") {
  const Sample sample;
  const auto faults = sample.after("UPDATE event SET body = 'nonsense' WHERE seq = 4");
  CHECK(says(faults, "event 4 can't be read"));
  CHECK(says(faults, "INC-1"));
}
TEST_CASE("a text that was changed is found, and not told") {
  const Sample sample;
  const auto faults = sample.after(
      "UPDATE text SET body = replace(body, 'the note', 'a secret') WHERE body LIKE '%the note%'");
  CHECK(says(faults, "text of event 4"));
  CHECK_FALSE(says(faults, "secret"));
}
TEST_CASE("a head that is not what its log says is found") {
  const Sample sample;
  CHECK(says(sample.after("UPDATE incident SET head = replace(head, '\"drill\":false', '\"drill\":true')"),
             "not what its log says"));
}
TEST_CASE("an entry that is not what the log says is found") {
  const Sample sample;
  CHECK(says(sample.after("UPDATE entry SET body = replace(body, 'U1', 'U2') WHERE id = 4"), "entry 4"));
}
TEST_CASE("an entry that is not there is missed") {
  const Sample sample;
  CHECK(says(sample.after("DELETE FROM entry WHERE id = 4"), "entries are stored"));
}
TEST_CASE("a head that can't be read is found") {
  const Sample sample;
  CHECK_FALSE(sample.after("UPDATE incident SET head = 'nonsense'").empty());
}

TEST_CASE("erased texts are shown as such, and everything verifies as before") {
  const Sample sample;
  CHECK(sample.after("UPDATE text SET salt = NULL, body = NULL").empty());
  World world([&] { return sample.open(); });
  const auto incident = world->incident(sample.id);
  REQUIRE(incident);
  CHECK_FALSE(incident->title.body);
  CHECK(core::to_plain(core::shown(incident->title)) == "[erased]");
  CHECK(core::to_plain(core::shown(world->entry(sample.id, core::EntryId(4))->words)) == "[erased]");
  CHECK_FALSE(core::words_of(world->record(sample.id, 4)->event)->body);
  world.note(sample.id, "life goes on");
  // A new text never gets an erased one's row.
  CHECK(core::to_plain(core::shown(world->entry(sample.id, core::EntryId(4))->words)) == "[erased]");
}

TEST_CASE("an incident that is written to while it is looked at has no fault") {
  const TempDir dir;
  World world([&] {
    SqliteOptions options;
    options.path = dir / "muster.db";
    return open_sqlite(options);
  });
  const auto id = world.declare("Checkout is down");
  std::atomic<bool> enough = false;
  std::thread writer([&] {
    // Few enough that one look falls between two of them.
    for (int i = 0; i < 40 && !enough; ++i) world.note(id, "again");
  });
  const auto found = verify(*world, id);
  enough = true;
  writer.join();
  CHECK(found.faults.empty());
  CHECK(found.name == "INC-1");
}

TEST_CASE("a hash says which log it stands for, and how far") {
  const Sample sample;
  const auto store = sample.open();
  const auto third = store->chain_at(sample.id, 3);
  REQUIRE(third.size() == 64);
  const auto place = store->find_hash(third);
  REQUIRE(place);
  CHECK(place->incident == sample.id);
  CHECK(place->seq == 3);
  CHECK(store->find_hash(third.substr(0, 12))->seq == 3);
  CHECK_FALSE(store->find_hash(third.substr(0, 11)));
  CHECK_FALSE(store->find_hash(std::string(64, '0')));
  CHECK(store->chain_at(sample.id, 99).empty());
  CHECK(verify(*store, sample.id).head == store->chain_head(sample.id));
}

}  // namespace muster::storage::testing
