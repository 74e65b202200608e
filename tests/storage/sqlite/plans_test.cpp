// Every statement that runs for a click or a claim finds its rows by an index, so that it costs the same in
// the tenth year.
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <mutex>
#include <set>

#include "storage/sqlite/sqlite_store.h"
#include "tests/catch.h"
#include "tests/storage/support/contract.h"
#include "tests/storage/support/sqlite_hooks.h"

namespace muster::storage::testing {

namespace {

std::mutex mutex;
std::set<std::string> statements;

int remember(unsigned /*type*/, void* /*context*/, void* statement, void* /*text*/) {
  const std::lock_guard lock(mutex);
  statements.emplace(sqlite3_sql(static_cast<sqlite3_stmt*>(statement)));
  return 0;
}

bool reads_rows(const std::string& sql) {
  for (const char* verb : {"SELECT", "UPDATE", "DELETE", "INSERT"}) {
    if (sql.starts_with(verb)) return true;
  }
  return false;
}

/// Asked once at a start, or after an upgrade, by an operator, when something is erased, or over an index
/// that holds nothing but what it counts.
bool is_rare(const std::string& sql) {
  for (const char* part : {"COUNT(*)", "FROM workspace ORDER BY id LIMIT 2", "SELECT team FROM workspace",
                           "SELECT id FROM incident ORDER BY id", "apply_version <", "state = 1 LIMIT",
                           "INDEXED BY", "SET answer = ''", "SET payload = ''"}) {
    if (sql.find(part) != std::string::npos) return true;
  }
  return false;
}

/// The first or last row of an index is called a scan too.
bool is_one_end(const std::string& sql) {
  return sql.find("MAX(id)") != std::string::npos ||
         sql == "SELECT due FROM surface WHERE state = 3 ORDER BY due LIMIT 1" ||
         sql == "SELECT timer FROM incident WHERE timer IS NOT NULL ORDER BY timer LIMIT 1";
}

/// All that is asked of the index of words is called a scan; without a constraint it is one. FTS5's own
/// statements about its tables are its own.
bool is_in_words(const std::string& step) {
  return step.find("VIRTUAL TABLE INDEX") != std::string::npos && !step.ends_with(":");
}
bool is_of_fts5(const std::string& sql) {
  return sql.find("'main'.'search_") != std::string::npos ||
         sql.find("\"main\".'search_") != std::string::npos;
}

}  // namespace

TEST_CASE("no statement of a click or a claim reads a whole table") {
  const TempDir dir;
  SqliteOptions options;
  options.path = dir / "muster.db";
  statements.clear();
  {
    const OnConnect trace([](sqlite3* db) { sqlite3_trace_v2(db, SQLITE_TRACE_STMT, remember, nullptr); });
    World world([&] { return open_sqlite(options); });
    Request declaration = world.request({}, a_declaration("Checkout is down"));
    declaration.keys = {{"trigger"}};
    declaration.answer = [](const Outcome&) {
      core::OneShot respond;
      respond.kind = core::OneShot::Kind::respond;
      return Answer{"declared", {respond}, "https://hooks.example/1"};
    };
    const auto id = world.run(declaration).outcome.after.incident.id;
    world.run(id, core::ChangeSeverity{"sev2", {}});
    world.open_channel(id);
    const auto note = world.note(id, "noted");
    world.run(id, core::EditEntry{note, core::plain("noted well")});
    world.run(id, core::RequestCapture{{core::ChannelId("C_INC"), "1.2"}, "reaction:U1"});
    world.run(id, core::AssignRole{"lead", core::UserId("U2"), std::nullopt, false});
    world.run(id, core::SetSummary{core::plain("what we know")});
    const std::vector<core::Surface> kinds{core::Surface::topic, core::Surface::control};
    world->raise(id, kinds, at(5));
    world.show_everything(at(10));
    world.send_everything(at(10));
    world->raise(id, kinds, at(11));
    const auto surface = world->claim_surface(at(11), std::chrono::seconds(1), {});
    world->finish(*surface, Again{at(12), "x", true});
    const auto again = world->claim_surface(at(12), std::chrono::seconds(1), {});
    world->finish(*again, Parked{"x"});
    world.run(id, core::ChangeSeverity{"sev1", {}});
    const auto line = world->claim_one_shot(at(12), std::chrono::seconds(1));
    world->finish(*line, Again{at(13), "x", true});
    const auto line_again = world->claim_one_shot(at(13), std::chrono::seconds(1));
    world->finish(*line_again, Parked{"x"});
    world->count_activity(id, core::UserId("U2"), at(0));
    world->set_member(id, core::UserId("U2"), true, at(0));
    world->count_bot_post(id);
    world->upsert_users(world.workspace.id,
                        {User{core::UserId("U2"), "Ada", "", false, false, false, false}});
    world->tidy(at(0));
    world->clock_moved(std::chrono::hours(1), at(20));
    world->set_members(id, {core::UserId("U3")}, at(0));
    world->next_due();
    world->recheck_timers(at(20));
    REQUIRE(world->claim_timer(at(20)));
    world.run(id, core::Tick{}, at(20));
    world->by_number(world.workspace.id, 1);
    world->in_channel(world.workspace.id, core::ChannelId("C_INC"));
    world->that_left(world.workspace.id, core::ChannelId("C_INC"));
    core::AddTodo todo;
    todo.words = core::plain("do it");
    todo.owner = core::UserId("U2");
    world.run(id, todo, at(20));
    world.run(id, core::SettleTodo{world->incident(id)->todos.begin()->first, true, {}}, at(20));
    TodoFilter theirs;
    theirs.owner = core::UserId("U2");
    world->todos(world.workspace.id, theirs);
    world->todos(world.workspace.id, {});
    affect(world, id, {"checkout"}, at(20));
    core::AddTodo follow_up;
    follow_up.follow_up = true;
    follow_up.words = core::plain("mend it");
    follow_up.due = at(20) + std::chrono::days(2);
    world.run(id, follow_up, at(20));
    TodoFilter wounds;
    wounds.services = {"checkout"};
    world->todos(world.workspace.id, wounds);
    world.run(id, core::SettleTodo{world->incident(id)->todos.begin()->first, true, {}}, at(20));
    world->left_at(id, core::UserId("U2"));
    IncidentFilter all;
    all.open_only = false;
    world->list(world.workspace.id, {});
    world->list(world.workspace.id, all);
    world->is_insider(*world->incident(id), core::UserId("U9"));
    while (world->make_findable()) {
    }
    world->search(world.workspace.id, all, "checkout noted");
    world.run(id, core::EditEntry{note, core::plain("noted better")}, at(21));
    world.run(id, core::RedactEntry{note}, at(22));
    while (world->make_findable()) {
    }
    world->members(id);
    world->entries(id, note, 10, true);
    world->all_entries(id);
    world->entry(id, note);
    world->entry_of(id, {core::ChannelId("C_INC"), "1.2"});
    world->record(id, 1);
    world->log(id);
    world->message_counts(id);
    world->bot_posts(id);
    world->user(world.workspace.id, core::UserId("U2"));
    world->surface_ref(id, core::Surface::control);
    world->known_answer(declaration.keys, at(0));
  }
  SQLite::Database db(options.path.string(), SQLite::OPEN_READONLY);
  int explained = 0;
  for (const std::string& sql : statements) {
    if (!reads_rows(sql) || is_rare(sql) || is_of_fts5(sql)) continue;
    ++explained;
    SQLite::Statement plan(db, "EXPLAIN QUERY PLAN " + sql);
    while (plan.executeStep()) {
      const std::string step = plan.getColumn(3).getString();
      INFO(sql);
      if (!is_one_end(sql) && !is_in_words(step)) CHECK_FALSE(step.starts_with("SCAN"));
    }
  }
  CHECK(explained > 40);
}

}  // namespace muster::storage::testing
