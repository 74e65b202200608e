// The index of words: what is left of it in the file, files of before, and what goes wrong on the way.
#include "storage/sqlite/search.h"

#include <SQLiteCpp/Database.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <random>

#include "storage/sqlite/open.h"
#include "tests/catch.h"
#include "tests/storage/support/world.h"

namespace muster::storage::testing {

namespace {

namespace fs = std::filesystem;

SqliteOptions options_for(const fs::path& file) {
  SqliteOptions options;
  options.path = file;
  return options;
}

void index(World& world) {
  while (world->make_findable()) {
  }
}

bool finds(World& world, std::string_view words) {
  IncidentFilter filter;
  filter.open_only = false;
  return !world->search(world.workspace.id, filter, words).found.empty();
}

void change(const fs::path& file, const std::string& sql) {
  SQLite::Database db(file.string(), SQLite::OPEN_READWRITE, 5000);
  db.exec(sql);
}

/// Everything that stands in the database and its log, as bytes; in lower case, as the index has its words.
std::string bytes_of(const fs::path& file) {
  std::string bytes;
  for (const char* part : {"", "-wal"}) {
    std::ifstream in(file.string() + part, std::ios::binary);
    bytes += std::string(std::istreambuf_iterator<char>(in), {});
  }
  std::ranges::transform(bytes, bytes.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return bytes;
}

void checkpoint(const fs::path& file) {
  SQLite::Database db(file.string(), SQLite::OPEN_READWRITE, 5000);
  CHECK(db.execAndGet("PRAGMA wal_checkpoint(TRUNCATE)").getInt() == 0);
}

}  // namespace

TEST_CASE("no byte of an erased word stays in the file, however often the index was rebuilt around it") {
  const TempDir dir;
  const auto file = dir / "muster.db";
  World world([&] { return open_sqlite(options_for(file)); });
  const auto id = world.declare("Checkout is down");
  std::mt19937 random(7);
  const auto filler = [&] {
    std::string words;
    for (int i = 0; i < 12; ++i) words += "w" + std::to_string(random() % 5000) + " ";
    return words;
  };
  const bool by_person = GENERATE(false, true);
  std::vector<core::EntryId> secrets;
  for (int i = 0; i < 1200; ++i) {
    if (i % 200 == 100) {
      auto note = world.request(id, a_note("before xylophone" + std::to_string(i) + " after"), at(i));
      note.actor = core::UserId("U_ADA");
      secrets.emplace_back(world.run(note).outcome.records.front().seq);
    } else {
      const auto noted = world.note(id, filler(), at(i));
      if (i % 7 == 0) world.run(id, core::EditEntry{noted, core::plain(filler())}, at(i));
    }
    if (i % 30 == 0) index(world);  // in small parts, so that segments are merged on the way
  }
  index(world);
  REQUIRE(secrets.size() == 6);
  CHECK(finds(world, "xylophone"));
  checkpoint(file);
  CHECK(bytes_of(file).find("xylophone") != std::string::npos);

  if (by_person) {
    CHECK(world->erase(core::UserId("U_ADA"), true, at(2000)).size() == 1);
  } else {
    for (std::size_t i = 0; i < secrets.size(); ++i) {
      world.run(id, core::RedactEntry{secrets[i]}, at(2000));
      // The next ones come while it is being removed.
      if (i < 3) world->make_findable();
      if (i == 1) world.note(id, filler(), at(2000));
    }
    CHECK_FALSE(finds(world, "xylophone"));
    world.reopen();  // what was begun goes on
    index(world);
    checkpoint(file);
  }
  CHECK_FALSE(finds(world, "xylophone"));
  CHECK(bytes_of(file).find("xylophone") == std::string::npos);
  CHECK(bytes_of(file).find("ylophone") == std::string::npos);  // the index leaves out what words share
  CHECK_FALSE(world->make_findable());
  CHECK(finds(world, "checkout"));
}

TEST_CASE("a word that was edited away before it was erased is gone from the file, too") {
  const TempDir dir;
  const auto file = dir / "muster.db";
  World world([&] { return open_sqlite(options_for(file)); });
  const auto id = world.declare("Checkout is down");
  const auto note = world.note(id, "the xylophone was stolen");
  index(world);
  world.run(id, core::EditEntry{note, core::plain("something was stolen")}, at(3));
  index(world);
  world.run(id, core::RedactEntry{note}, at(4));
  index(world);
  checkpoint(file);
  CHECK(bytes_of(file).find("ylophone") == std::string::npos);
}

TEST_CASE("a file of before gets its past indexed") {
  const TempDir dir;
  const auto file = dir / "muster.db";
  World world([&] { return open_sqlite(options_for(file)); });
  const auto id = world.declare("The walrus is down");
  for (int i = 0; i < 500; ++i) world.note(id, "note ferret" + std::to_string(i), at(i));
  world.declare("The heron is down");
  index(world);
  world.store.reset();
  // As a program of before left it.
  change(file,
         "DROP TABLE search; DROP INDEX incident_unsearched; ALTER TABLE incident DROP COLUMN searched; "
         "DROP TABLE search_wiping; DROP TABLE wound; ALTER TABLE user DROP COLUMN updated; ALTER TABLE "
         "surface DROP COLUMN rest_until; PRAGMA "
         "user_version=8");
  world.reopen();
  CHECK_FALSE(finds(world, "walrus"));
  CHECK(world->make_findable());
  index(world);
  CHECK(finds(world, "walrus ferret0"));
  CHECK(finds(world, "ferret499"));
  CHECK(finds(world, "heron"));
}

TEST_CASE("what is derived anew is looked at anew") {
  const TempDir dir;
  const auto file = dir / "muster.db";
  World world([&] { return open_sqlite(options_for(file)); });
  const auto id = world.declare("The walrus is down");
  world.note(id, "a ferret");
  index(world);
  world.store.reset();
  change(file,
         "UPDATE incident SET apply_version = 0; UPDATE derived SET apply_version = 0; "
         "DELETE FROM search");
  world.reopen();
  CHECK_FALSE(finds(world, "ferret"));
  index(world);
  CHECK(finds(world, "ferret"));
  CHECK(finds(world, "walrus"));
}

TEST_CASE("an incident that can't be read keeps nobody else's words from being found") {
  const TempDir dir;
  const auto file = dir / "muster.db";
  {
    World world([&] { return open_sqlite(options_for(file)); });
    world.declare("The walrus is down");
    world.declare("The heron is down");
  }
  change(file, "UPDATE incident SET head = '{' WHERE id = 1");
  const auto store = open_sqlite(options_for(file));
  while (store->make_findable()) {
  }
  IncidentFilter filter;
  CHECK(store->search(core::WorkspaceId(1), filter, "heron").found.size() == 1);
}

TEST_CASE("what the command line writes beside a server is found by the server") {
  const TempDir dir;
  const auto file = dir / "muster.db";
  World server([&] { return open_sqlite(options_for(file)); });
  const auto id = server.declare("The walrus is down");
  index(server);
  {
    World line([&] {
      auto options = options_for(file);
      options.beside_server = true;
      return open_sqlite(options);
    });
    line.note(id, "a ferret");
    index(server);
    CHECK(finds(server, "ferret"));
    CHECK(finds(line, "ferret"));
    line->erase(core::UserId("U1"), true, at(5));
    CHECK_FALSE(finds(server, "ferret"));
  }
  server.note(id, "a heron");
  index(server);
  CHECK(finds(server, "heron"));
  CHECK_FALSE(finds(server, "ferret"));
}

}  // namespace muster::storage::testing
