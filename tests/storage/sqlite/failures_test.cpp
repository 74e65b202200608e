// Disks that are full, commits that fail: nobody is told that something was saved which was not.
#include <SQLiteCpp/Database.h>

#include <atomic>
#include <future>
#include <vector>

#include "storage/sqlite/sqlite_store.h"
#include "storage/sqlite/writer.h"
#include "tests/catch.h"
#include "tests/storage/support/sqlite_hooks.h"
#include "tests/storage/support/world.h"

namespace muster::storage::testing {

namespace {

SqliteOptions options_in(const TempDir& dir) {
  SqliteOptions options;
  options.path = dir / "muster.db";
  return options;
}

/// How many of so many notes, sent at once, were acknowledged. `refusals` gets what the others were told.
int send_notes(World& world, core::IncidentId id, int count, std::vector<StoreError::Kind>& refusals) {
  std::vector<std::promise<Result>> results(static_cast<std::size_t>(count));
  for (auto& result : results) {
    world->execute(world.request(id, a_note(std::string(2000, 'x'))),
                   [&result](Result r) { result.set_value(std::move(r)); });
  }
  int acknowledged = 0;
  for (auto& result : results) {
    const Result r = result.get_future().get();
    if (!r.error) {
      ++acknowledged;
      continue;
    }
    CHECK(r.outcome.records.empty());
    try {
      std::rethrow_exception(r.error);
    } catch (const StoreError& e) {
      refusals.push_back(e.kind);
    }
  }
  return acknowledged;
}

std::atomic<int> commits_to_fail{0};
int fail_commit(void* /*context*/) {
  return commits_to_fail.fetch_sub(1) > 0 ? 1 : 0;
}

}  // namespace

TEST_CASE("a full disk: what was acknowledged is there, the others are told, and reading goes on") {
  const TempDir dir;
  World world([&] { return open_sqlite(options_in(dir)); });
  const auto id = world.declare();
  std::vector<StoreError::Kind> refusals;
  int acknowledged = 0;
  {
    const OnConnect small(
        [](sqlite3* db) { sqlite3_exec(db, "PRAGMA max_page_count=120", nullptr, nullptr, nullptr); });
    world.reopen();
  }
  for (int round = 0; round < 4; ++round) acknowledged += send_notes(world, id, 60, refusals);
  CHECK(acknowledged > 0);
  REQUIRE_FALSE(refusals.empty());
  for (const auto kind : refusals) CHECK(kind == StoreError::Kind::full);
  CHECK(world->log(id).size() == static_cast<std::size_t>(1 + acknowledged));
  // With room again, it goes on as if nothing had been.
  world.reopen();
  CHECK(world->log(id).size() == static_cast<std::size_t>(1 + acknowledged));
  refusals.clear();
  CHECK(send_notes(world, id, 60, refusals) == 60);
}

TEST_CASE("a commit that fails acknowledges nobody; each is tried again alone") {
  const TempDir dir;
  World world([&] { return open_sqlite(options_in(dir)); });
  const auto id = world.declare();
  {
    const OnConnect failing([](sqlite3* db) { sqlite3_commit_hook(db, fail_commit, nullptr); });
    world.reopen();
  }
  SECTION("only the commit of all") {
    commits_to_fail = 1;
    std::vector<StoreError::Kind> refusals;
    CHECK(send_notes(world, id, 40, refusals) == 40);
    CHECK(refusals.empty());
    CHECK(world->log(id).size() == 41);
  }
  SECTION("every commit") {
    commits_to_fail = 1000;
    std::vector<StoreError::Kind> refusals;
    CHECK(send_notes(world, id, 40, refusals) == 0);
    CHECK(refusals.size() == 40);
    commits_to_fail = 0;
    CHECK(world->log(id).size() == 1);
    CHECK(send_notes(world, id, 1, refusals) == 1);
  }
  SECTION("a waiting write is told as well") {
    world.show_everything(at(0));
    commits_to_fail = 2;
    const std::vector<core::Surface> kinds{core::Surface::channel};
    CHECK_THROWS_AS(world->raise(id, kinds, at(1)), StoreError);
    commits_to_fail = 0;
    CHECK_FALSE(world->claim_surface(at(1), std::chrono::seconds(1), {}));
  }
  commits_to_fail = 0;
}

TEST_CASE("a file that somebody else holds makes the request fail, not the store") {
  const TempDir dir;
  const OnConnect impatient([](sqlite3* db) {
    sqlite3_trace_v2(
        db, SQLITE_TRACE_STMT,
        [](unsigned, void* connection, void*, void*) {
          return sqlite3_busy_timeout(static_cast<sqlite3*>(connection), 1);
        },
        db);
  });
  World world([&] { return open_sqlite(options_in(dir)); });
  const auto id = world.declare();
  SQLite::Database other((dir / "muster.db").string(), SQLite::OPEN_READWRITE);
  other.exec("BEGIN IMMEDIATE");
  std::vector<StoreError::Kind> refusals;
  CHECK(send_notes(world, id, 3, refusals) == 0);
  REQUIRE(refusals.size() == 3);
  CHECK(refusals[0] == StoreError::Kind::busy);
  CHECK_THROWS_AS(world->probe(), StoreError);
  CHECK(world->log(id).size() == 1);
  other.exec("ROLLBACK");
  CHECK(send_notes(world, id, 3, refusals) == 3);
}

TEST_CASE("first come, first served: a flood does not starve who waits, nor overtake") {
  const TempDir dir;
  SqliteOptions options = options_in(dir);
  options.max_batch = 8;
  World world([&] { return open_sqlite(options); });
  const auto id = world.declare();
  std::atomic<int> done{0};
  const auto flood = [&] {
    for (int i = 0; i < 50; ++i) {
      world->execute(world.request(id, a_note("flood")), [&done](Result r) { done += r.error ? 0 : 1; });
    }
  };
  flood();
  const auto task = world->claim_surface(at(0), std::chrono::seconds(60), {});
  CHECK(task);
  CHECK(done == 50);
  flood();
  world->finish(*task, Shown{1, "C_INC", ""});
  CHECK(done == 100);
}

TEST_CASE("one write that fails leaves its neighbours in the same transaction") {
  const TempDir dir;
  auto connection = std::make_unique<sqlite::Connection>(
      [&] {
        const auto file = dir / "plain.db";
        SQLite::Database db(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        db.exec("CREATE TABLE t(a INTEGER PRIMARY KEY)");
        return file;
      }(),
      sqlite::Connection::Mode::read_write);
  sqlite::Writer writer(std::move(connection), 64);
  // Holds the writer, so that the others wait together and share one transaction.
  std::promise<void> gate;
  writer.submit({[opened = gate.get_future().share()](sqlite::Connection&) {
                   opened.wait();
                   return false;
                 },
                 {}});
  std::vector<std::promise<bool>> results(5);
  for (int i = 0; i < 5; ++i) {
    writer.submit({[i](sqlite::Connection& db) {
                     sqlite::run(db, "INSERT INTO t(a) VALUES(?1)", i);
                     if (i == 1) sqlite::run(db, "INSERT INTO t(a) VALUES(?1)", 0);
                     if (i == 3) throw std::runtime_error("somebody's words");
                     return false;
                   },
                   [&results, i](std::exception_ptr error) {
                     results[static_cast<std::size_t>(i)].set_value(error == nullptr);
                     throw std::runtime_error("a callback that breaks its promise");
                   }});
  }
  gate.set_value();
  for (int i = 0; i < 5; ++i) {
    CHECK(results[static_cast<std::size_t>(i)].get_future().get() == (i != 1 && i != 3));
  }
  const auto rows = writer.call([](sqlite::Connection& db) {
    sqlite::Query query(db, "SELECT group_concat(a) FROM (SELECT a FROM t ORDER BY a)");
    query.step();
    return query.text(0);
  });
  CHECK(rows == "0,2,4");
  try {
    writer.call([](sqlite::Connection&) { throw std::runtime_error("somebody's words"); });
    FAIL("nothing was thrown");
  } catch (const StoreError& e) {
    CHECK(std::string(e.what()).find("somebody") == std::string::npos);
  }
}

}  // namespace muster::storage::testing
