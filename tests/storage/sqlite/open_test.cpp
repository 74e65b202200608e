#include "storage/sqlite/open.h"

#include <SQLiteCpp/Database.h>
#include <fmt/core.h>

#include <fstream>

#include "storage/verify.h"
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

/// Why it does not open; empty when it does.
std::string refusal(const SqliteOptions& options,
                    std::span<const sqlite::Migration> history = sqlite::migrations()) {
  try {
    sqlite::open_with(options, history);
    return "";
  } catch (const StoreError& e) {
    return e.what();
  }
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

void change(const fs::path& file, const std::string& sql) {
  SQLite::Database db(file.string(), SQLite::OPEN_READWRITE);
  db.exec(sql);
}

std::int64_t ask(const fs::path& file, const std::string& sql) {
  SQLite::Database db(file.string(), SQLite::OPEN_READONLY);
  return db.execAndGet(sql).getInt64();
}

int newest() {
  return sqlite::migrations().back().version;
}

/// The history of a later program.
std::vector<sqlite::Migration> later(const char* sql) {
  std::vector<sqlite::Migration> history(sqlite::migrations().begin(), sqlite::migrations().end());
  history.push_back({newest() + 1, sql});
  return history;
}

}  // namespace

TEST_CASE("a new file is ours, at the newest version, and nobody else's to read") {
  const TempDir dir;
  const auto file = dir / "muster.db";
  CHECK(refusal(options_for(file)).empty());
  CHECK(ask(file, "PRAGMA application_id") == sqlite::application_id);
  CHECK(ask(file, "PRAGMA user_version") == sqlite::migrations().back().version);
  CHECK((fs::status(file).permissions() & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none);
  CHECK(refusal(options_for(file)).empty());
}

TEST_CASE("migrations are numbered from 1 on, without gaps") {
  int expected = 1;
  for (const auto& migration : sqlite::migrations()) CHECK(migration.version == expected++);
}

TEST_CASE("an empty file is taken as new") {
  const TempDir dir;
  std::ofstream(dir / "muster.db").close();
  CHECK(refusal(options_for(dir / "muster.db")).empty());
}

TEST_CASE("a newer file is refused and left as it is") {
  const TempDir dir;
  const auto file = dir / "muster.db";
  REQUIRE(refusal(options_for(file)).empty());
  change(file, "PRAGMA user_version=99");
  CHECK(says(refusal(options_for(file)), "newer"));
  SqliteOptions reading = options_for(file);
  reading.read_only = true;
  CHECK(says(refusal(reading), "newer"));
  CHECK(ask(file, "PRAGMA user_version") == 99);
}

TEST_CASE("another program's database is refused and left as it is") {
  const TempDir dir;
  const auto file = dir / "other.db";
  {
    SQLite::Database db(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    db.exec("PRAGMA journal_mode=DELETE; CREATE TABLE t(a);");
  }
  CHECK(says(refusal(options_for(file)), "another program"));
  change(file, "PRAGMA application_id=7");
  CHECK(says(refusal(options_for(file)), "another program"));
  SQLite::Database db(file.string(), SQLite::OPEN_READONLY);
  CHECK(db.execAndGet("PRAGMA journal_mode").getString() == "delete");
}

TEST_CASE("what is no database is refused") {
  const TempDir dir;
  std::ofstream(dir / "notes.txt") << std::string(5000, 'x');
  CHECK(says(refusal(options_for(dir / "notes.txt")), "not a database"));
}

TEST_CASE("a place that is not there, or no file, is refused") {
  const TempDir dir;
  CHECK_FALSE(refusal(options_for(dir / "missing/muster.db")).empty());
  CHECK_FALSE(refusal(options_for(dir / ".")).empty());
  CHECK_FALSE(refusal(options_for("")).empty());
  SqliteOptions reading = options_for(dir / "nothing.db");
  reading.read_only = true;
  CHECK_FALSE(refusal(reading).empty());
  CHECK_FALSE(fs::exists(dir / "nothing.db"));
}

TEST_CASE("a second instance is refused, by whatever name it calls the file") {
  const TempDir dir;
  const auto file = dir / "muster.db";
  auto first = open_sqlite(options_for(file));
  CHECK(says(refusal(options_for(file)), "another Muster"));
  fs::create_symlink(file, dir / "link.db");
  CHECK(says(refusal(options_for(dir / "link.db")), "another Muster"));
  first.reset();
  CHECK(refusal(options_for(file)).empty());
}

TEST_CASE("a relative path means the directory of the moment, for good") {
  const TempDir dir;
  const auto before = fs::current_path();
  fs::current_path(dir / ".");
  auto store = open_sqlite(options_for("muster.db"));
  fs::current_path(before);
  CHECK(fs::exists(dir / "muster.db"));
  CHECK_NOTHROW(store->probe());
}

TEST_CASE("a command line writes beside the server, and each sees the other's") {
  const TempDir dir;
  const auto file = dir / "muster.db";
  World server([&] { return open_sqlite(options_for(file)); });
  const auto id = server.declare();
  SqliteOptions beside = options_for(file);
  beside.beside_server = true;
  World command_line([&] { return open_sqlite(beside); });
  command_line.note(id, "from the shell");
  server.note(id, "from Slack");
  CHECK(command_line->log(id).size() == 3);
}

TEST_CASE("looking changes nothing") {
  const TempDir dir;
  const auto file = dir / "muster.db";
  World server([&] { return open_sqlite(options_for(file)); });
  const auto id = server.declare();
  SqliteOptions reading = options_for(file);
  reading.read_only = true;
  const auto reader = open_sqlite(reading);
  CHECK(reader->log(id).size() == 1);
  const Result refused = reader->execute(server.request(id, a_note("no")));
  REQUIRE(refused.error);
  CHECK_THROWS_AS(std::rethrow_exception(refused.error), StoreError);
  CHECK_THROWS_AS(reader->claim_surface(at(0), std::chrono::seconds(1), {}), StoreError);
  CHECK_THROWS_AS(reader->raise(id, {}, at(0)), StoreError);
  CHECK_THROWS_AS(reader->probe(), StoreError);
  reader->count_bot_post(id);
  server.note(id, "seen at once");
  CHECK(reader->log(id).size() == 2);
  CHECK(reader->bot_posts(id) == 0);
}

TEST_CASE("an older file is copied before it is migrated") {
  const TempDir dir;
  const auto file = dir / "muster.db";
  {
    World(([&] { return open_sqlite(options_for(file)); })).declare("before the upgrade");
  }
  const auto copy = dir / ("muster.db.before-v" + std::to_string(newest() + 1));
  const auto partial = copy.string() + ".partial";
  std::ofstream(partial) << "left over from a crash";
  const auto history = later("ALTER TABLE user ADD COLUMN pronouns TEXT NOT NULL DEFAULT ''");
  {
    const auto store = sqlite::open_with(options_for(file), history);
    CHECK(store->all_incidents().size() == 1);
  }
  CHECK(ask(file, "PRAGMA user_version") == newest() + 1);
  CHECK(ask(file, "SELECT COUNT(*) FROM pragma_table_info('user') WHERE name = 'pronouns'") == 1);
  CHECK_FALSE(fs::exists(partial));
  CHECK((fs::status(copy).permissions() & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none);
  CHECK(ask(copy, "PRAGMA user_version") == newest());
  // The copy is a whole database that the older program opens.
  CHECK(open_sqlite(options_for(copy))->all_incidents().size() == 1);
  // Which in turn doesn't open the migrated one.
  CHECK(says(refusal(options_for(file)), "newer"));
}

TEST_CASE("a file of the first version is brought up to date, with all that is in it") {
  const TempDir dir;
  const auto file = dir / "muster.db";
  std::ofstream(file) << "";
  change(file, sqlite::migrations().front().sql);
  change(file, fmt::format("PRAGMA application_id={}; PRAGMA user_version=1; INSERT INTO workspace(team, "
                           "enterprise, app, bot_user, bot, url) VALUES('T1','','','U','B','')",
                           sqlite::application_id));
  REQUIRE(ask(file, "PRAGMA user_version") == 1);
  CHECK(open_sqlite(options_for(file))->only_workspace()->team == "T1");
  CHECK(ask(file, "PRAGMA user_version") == newest());
}

TEST_CASE("what an older version made of a log is made anew, and nothing of it is lost") {
  const TempDir dir;
  const auto file = dir / "muster.db";
  const Open open = [&] { return open_sqlite(options_for(file)); };
  core::IncidentId one, other;
  core::Incident as_it_was;
  std::size_t entries = 0;
  {
    World world(open);
    one = world.declare("checkout is down");
    world.note(one, "the queue is full");
    other = world.declare("mail is late");
    affect(world, one, {"checkout"});
    core::AddTodo follow_up;
    follow_up.follow_up = true;
    follow_up.words = core::plain("mend it");
    follow_up.due = at(0) + std::chrono::days(2);
    world.run(one, follow_up, at(2));
    as_it_was = *world->incident(one);
    entries = world->all_entries(one).size();
  }
  change(file,
         "UPDATE derived SET apply_version = 1; DELETE FROM entry; DELETE FROM wound; "
         "UPDATE incident SET apply_version = 1, is_open = 0, head = json_set(head, '$.severity', 'sev9')");
  SECTION("at once") {
    World world(open);
    CHECK(*world->incident(one) == as_it_was);
    CHECK(world->all_entries(one).size() == entries);
    TodoFilter wounds;
    wounds.services = {"checkout"};
    wounds.follow_ups_due_by = at(0) + std::chrono::days(2);
    CHECK(world->todos(world.workspace.id, wounds).size() == 1);
    IncidentFilter filter;
    filter.open_only = true;
    CHECK(world->list(world.workspace.id, filter).size() == 2);
    CHECK(verify(*world).empty());
  }
  SECTION("but for one whose log can't be read, which is told of") {
    change(file, "UPDATE event SET kind = 'Eaten' WHERE incident = 1 AND seq = 1");
    const auto store = open();
    CHECK(verify(*store, other).faults.empty());
    CHECK_FALSE(verify(*store, one).faults.empty());
  }
}

TEST_CASE("a migration that fails leaves the version before it") {
  const TempDir dir;
  const auto file = dir / "muster.db";
  REQUIRE(refusal(options_for(file)).empty());
  const auto broken = later("CREATE TABLE half(a); CREATE TABLE half(a);");
  CHECK_FALSE(refusal(options_for(file), broken).empty());
  CHECK(ask(file, "PRAGMA user_version") == newest());
  CHECK(ask(file, "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'half'") == 0);
  CHECK(refusal(options_for(file)).empty());
}

TEST_CASE("nobody but the server migrates while it runs") {
  const TempDir dir;
  const auto file = dir / "muster.db";
  const auto server = open_sqlite(options_for(file));
  const auto history = later("CREATE TABLE more(a)");
  SqliteOptions beside = options_for(file);
  beside.beside_server = true;
  CHECK(says(refusal(beside, history), "restart the server"));
  SqliteOptions reading = options_for(file);
  reading.read_only = true;
  CHECK(says(refusal(reading, history), "older version"));
  CHECK(ask(file, "PRAGMA user_version") == newest());
}

}  // namespace muster::storage::testing
