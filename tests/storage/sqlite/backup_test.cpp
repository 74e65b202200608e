#include <SQLiteCpp/Database.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "storage/sqlite/sqlite_store.h"
#include "storage/verify.h"
#include "tests/catch.h"
#include "tests/storage/support/world.h"

namespace muster::storage::testing {

namespace {

std::unique_ptr<Store> open_at(const std::filesystem::path& file, bool read_only = false) {
  SqliteOptions options;
  options.path = file;
  options.read_only = read_only;
  return open_sqlite(options);
}

std::size_t files_in(const std::filesystem::path& folder) {
  std::size_t count = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder))
    count += file.is_regular_file() ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("a backup that is made while people write is a moment of it, whole, and its owner's alone") {
  const TempDir dir;
  const TempDir safe;
  World world([&] { return open_at(dir / "muster.db"); });
  const auto id = world.declare("Checkout is down");
  std::atomic<bool> enough = false;
  std::thread writer([&] {
    while (!enough) world.note(id, "again");
  });
  std::string failure;
  try {
    backup_sqlite(dir / "muster.db", safe / "copy.db");
  } catch (const StoreError& e) {
    failure = e.what();
  }
  enough = true;
  writer.join();
  REQUIRE(failure.empty());

  CHECK(files_in(safe / ".") == 1);
  struct stat status {};
  REQUIRE(::stat((safe / "copy.db").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  const auto copy = open_at(safe / "copy.db", true);
  CHECK(verify(*copy).empty());
  const auto log = copy->log(id);
  const auto now = world->log(id);
  REQUIRE(log.size() <= now.size());
  CHECK(copy->chain_head(id) == world->chain_at(id, static_cast<std::int64_t>(log.size())));
}

TEST_CASE("a copy can be put in the database's place") {
  const TempDir dir;
  core::IncidentId id;
  {
    World world([&] { return open_at(dir / "muster.db"); });
    id = world.declare("Checkout is down");
    backup_sqlite(dir / "muster.db", dir / "copy.db");
  }
  World restored([&] { return open_at(dir / "copy.db"); });
  restored.note(id, "after the restore");
  CHECK(verify(*restored).empty());
}

TEST_CASE("a backup overwrites nothing, and one that fails leaves nothing") {
  const TempDir dir;
  const TempDir safe;
  {
    World world([&] { return open_at(dir / "muster.db"); });
  }
  std::ofstream(safe / "precious") << "mine";
  CHECK_THROWS_AS(backup_sqlite(dir / "muster.db", safe / "precious"), StoreError);
  CHECK(std::filesystem::file_size(safe / "precious") == 4);
  CHECK_THROWS_AS(backup_sqlite(dir / "muster.db", safe / "none" / "copy.db"), StoreError);
  CHECK_THROWS_AS(backup_sqlite(dir / "none.db", safe / "copy.db"), StoreError);
  CHECK(files_in(safe / ".") == 1);
}

TEST_CASE("a database with a fault gives no backup that looks good") {
  const TempDir dir;
  const TempDir safe;
  {
    World world([&] { return open_at(dir / "muster.db"); });
    world.declare("Checkout is down");
  }
  {
    SQLite::Database db((dir / "muster.db").string(), SQLite::OPEN_READWRITE);
    db.exec("UPDATE event SET actor = 'U_EVIL' WHERE seq = 1");
  }
  CHECK_THROWS_WITH(backup_sqlite(dir / "muster.db", safe / "copy.db"), Catch::Contains("hash of event 1"));
  CHECK(files_in(safe / ".") == 0);
}

}  // namespace muster::storage::testing
