// Actions and follow-ups: given, boxed in time, handed on, settled.
#include "core/nudges.h"
#include "core/timers.h"
#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace muster::core::test;
using Code = Refusal::Code;
using std::chrono::minutes;

namespace {

AddTodo action(const std::string& words, const std::string& owner = {}, std::optional<Time> due = {}) {
  AddTodo command;
  command.words = plain(words);
  command.owner = user(owner);
  command.due = due;
  return command;
}

AddTodo follow_up(const std::string& words, const std::string& owner = {}, std::optional<Time> due = {}) {
  auto command = action(words, owner, due);
  command.follow_up = true;
  return command;
}

EntryId add(World& w, const std::string& actor, const AddTodo& command) {
  w.done(actor, command);
  return w.incident().todos.rbegin()->first;
}

const Todo& todo(const World& w, EntryId id) {
  return w.incident().todos.at(id);
}

/// `U1: time_box:4, no_lead`
std::string asked(const std::vector<Record>& records) {
  std::string all;
  for (const Record& record : records) {
    const auto* nudged = std::get_if<Nudged>(&record.event);
    if (!nudged) continue;
    all += (all.empty() ? "" : "; ") + nudged->to.value + ":";
    for (const auto& kind : nudged->kinds) all += " " + kind;
  }
  return all;
}

/// Ticks until somebody is asked about something to be done.
std::string next_about(World& w, EntryId id) {
  for (int i = 0; i < 40 && next_timer(w.incident(), w.policy); ++i) {
    const auto said = asked(tick(w));
    if (said.find(":" + std::to_string(id.value)) != std::string::npos) return said;
  }
  return {};
}

}  // namespace

TEST_CASE("an action given to somebody reaches them, and stands on the control message") {
  World w = World::declared();
  const auto id = add(w, "U1", action("restart the pods", "U2"));
  CHECK(one_shots(w.told) == "todo_given(U2)");
  CHECK(surfaces(w.told) == "members control");
  CHECK(todo(w, id).owner == user("U2"));
  CHECK(todo(w, id).by == user("U1"));
  CHECK(w.last_entry().kind == EntryKind::action);

  SECTION("who takes one themselves is told nothing") {
    add(w, "U2", action("look at the graphs", "U2"));
    CHECK(one_shots(w.told).empty());
  }
  SECTION("done, it is gone from the list and its message is edited") {
    CHECK(kinds(w.done("U2", SettleTodo{id, true, {}})) == "TodoSettled");
    CHECK(w.incident().todos.empty());
    CHECK(one_shots(w.told) == "todo_edited(U2)");
    CHECK(w.last_entry().key == "done");
    CHECK(w.last_entry().about.id == w.entry(id.value).words.id);
    CHECK(w.refused("U3", SettleTodo{id, true, {}}).code == Code::no_entry);
  }
  SECTION("what won't be done needs a reason") {
    CHECK(w.refused("U2", SettleTodo{id, false, {}}).code == Code::reason_needed);
    w.done("U2", SettleTodo{id, false, plain("they restarted by themselves")});
    CHECK(w.last_entry().key == "dropped");
  }
  SECTION("of two who take it, one was faster") {
    w.done("U3", GiveTodo{id, user("U3"), user("U2")});
    const auto refusal = w.refused("U1", GiveTodo{id, user("U1"), user("U2")});
    CHECK(refusal.code == Code::taken);
    CHECK(refusal.holder == user("U3"));
    CHECK(w.refused("U3", GiveTodo{id, user("U3"), {}}).code == Code::already);
  }
  SECTION("who can't says so, and the lead hears of it") {
    w.done("U1", AssignRole{.role = "lead", .user = user("U1")});
    CHECK(w.refused("U3", ReturnTodo{id, {}}).code == Code::not_held);
    w.done("U2", ReturnTodo{id, plain("no access")});
    CHECK(todo(w, id).owner.empty());
    CHECK(todo(w, id).returned);
    CHECK(one_shots(w.told) == "todo_returned(U1) todo_edited(U2)");
  }
  SECTION("without a lead, who wished for it does") {
    w.done("U2", ReturnTodo{id, {}});
    CHECK(one_shots(w.told) == "todo_returned(U1) todo_edited(U2)");
  }
}

TEST_CASE("a time box comes back to who has the action, and then to the lead") {
  World w = World::declared();
  w.done("U1", AssignRole{.role = "lead", .user = user("U1")});
  w.step = minutes(0);
  const auto id = add(w, "U1", action("restart the pods", "U2", w.now + minutes(10)));
  const auto key = std::to_string(id.value);
  CHECK(next_about(w, id) == "U2: time_box:" + key);
  CHECK(w.now == *todo(w, id).due);

  SECTION("unanswered, the lead is asked after some patience") {
    CHECK(next_about(w, id).find("U1: box_unanswered:" + key) == 0);
    CHECK(w.now == *todo(w, id).due + box_patience);
    // And nobody once more.
    CHECK(next_about(w, id).empty());
  }
  SECTION("with more time they are asked again when that is over") {
    w.done("U2", RescheduleTodo{id, {}, minutes(10)});
    CHECK(todo(w, id).due == w.now + minutes(10));
    CHECK(next_about(w, id) == "U2: time_box:" + key);
  }
  SECTION("done, nobody is asked") {
    w.done("U2", SettleTodo{id, true, {}});
    CHECK(next_about(w, id).empty());
  }
  SECTION("who gets it next is asked anew, at once") {
    w.done("U1", GiveTodo{id, user("U3"), {}});
    CHECK(next_about(w, id).find("U3: time_box:" + key) == 0);
  }
}

TEST_CASE("nobody's time box is the lead's, and nobody is asked while it is paused or over") {
  World w = World::declared();
  w.done("U1", AssignRole{.role = "lead", .user = user("U1")});
  w.step = minutes(0);
  const auto id = add(w, "U2", action("restart the pods", "", w.now + minutes(10)));
  SECTION("") {
    CHECK(next_about(w, id).find("U1: box_unanswered:") == 0);
    CHECK(w.now == *todo(w, id).due);
  }
  SECTION("over") {
    w.done("U1", Resolve{});
    CHECK(next_about(w, id).empty());
    CHECK(w.incident().todos.size() == 1);
  }
}

TEST_CASE("a follow-up is reminded of two days before, on the day and a week after, and no more") {
  World w = World::in(Category::resolved);
  const Time noon = utc(2026, 3, 20, 12);
  const auto id = add(w, "U1", follow_up("rotate the certificates", "U2", noon));
  CHECK(one_shots(w.told) == "todo_given(U2)");
  std::vector<Time> times;
  for (int i = 0; i < 3; ++i) {
    REQUIRE(next_about(w, id) == "U2: follow_up:" + std::to_string(id.value));
    times.push_back(w.now);
  }
  CHECK(times == std::vector<Time>{utc(2026, 3, 18, 9), utc(2026, 3, 20, 9), utc(2026, 3, 27, 9)});
  CHECK(next_about(w, id).empty());
}

TEST_CASE("after weeks without the bot one reminder stands for all") {
  World w = World::in(Category::closed);
  const auto id = add(w, "U1", follow_up("rotate the certificates", "U2", utc(2026, 3, 20, 12)));
  w.now = utc(2026, 4, 20);
  w.step = minutes(0);
  CHECK(asked(w.done("", Tick{})).find("U2: follow_up:") == 0);
  CHECK(asked(w.done("", Tick{})).empty());
  CHECK(todo(w, id).due == utc(2026, 3, 20, 12));
}

TEST_CASE("follow-ups: what mends comes first, then what is urgent, then what is due first") {
  World w = World::in(Category::closed);
  add(w, "U1", follow_up("later", "", utc(2026, 4, 20, 12)));
  add(w, "U1", follow_up("sooner", "", utc(2026, 4, 10, 12)));
  auto urgent = follow_up("urgent");
  urgent.priority = Priority::high;
  add(w, "U1", urgent);
  auto fix = follow_up("fix");
  fix.fix = true;
  add(w, "U1", fix);
  std::string order;
  for (const Todo* one : todos_of(w.incident(), true)) order += to_plain(*one->words.body) + " ";
  CHECK(order == "fix urgent sooner later ");
}

TEST_CASE("actions are for what is worked on; follow-ups for whenever, but not where it doesn't go on") {
  World w = World::in(Category::closed);
  CHECK(w.refused("U1", action("too late")).code == Code::closed);
  const auto id = add(w, "U1", follow_up("in time"));
  CHECK(w.refused("U1", ConvertTodo{id, false, {}}).code == Code::closed);
  CHECK(w.refused("U1", ConvertTodo{id, true, {}}).code == Code::already);
  World merged = World::in(Category::merged);
  if (merged.incident().merged_into) CHECK(merged.refused("U1", follow_up("x")).code == Code::closed);
}

TEST_CASE("an action that is done later is a follow-up, and back") {
  World w = World::declared();
  const auto id = add(w, "U1", action("write the runbook", "U2", w.now + minutes(10)));
  w.done("U1", ConvertTodo{id, true, {}});
  CHECK(todo(w, id).follow_up);
  CHECK_FALSE(todo(w, id).due);
  CHECK(next_about(w, id).empty());
  w.done("U1", ConvertTodo{id, false, {}});
  CHECK_FALSE(todo(w, id).follow_up);
}

TEST_CASE("times out of range, too many, and no words are refused, and nothing is lost") {
  World w = World::declared();
  CHECK(w.refused("U1", action("x", "", w.now + std::chrono::seconds(10))).code == Code::wrong_order);
  CHECK(w.refused("U1", action("x", "", w.now + std::chrono::days(8))).code == Code::wrong_order);
  CHECK(w.refused("U1", follow_up("x", "", w.now - std::chrono::days(2))).code == Code::wrong_order);
  CHECK(w.refused("U1", follow_up("x", "", w.now + std::chrono::days(800))).code == Code::wrong_order);
  CHECK(w.refused("U1", action("  ")).code == Code::empty);
  for (std::size_t i = 0; i < most_todos; ++i) add(w, "U1", action("one"));
  CHECK(w.refused("U1", action("one more")).code == Code::too_long);
  CHECK(w.incident().todos.size() == most_todos);
}

TEST_CASE("each of it can be undone, as long as nobody changed it since") {
  World w = World::declared();
  const auto id = add(w, "U1", action("restart the pods", "U2", w.now + minutes(10)));
  const auto before = todo(w, id);
  SECTION("adding") {
    CHECK(kinds(w.done("U1", Undo{})) == "Undone TodoRestored EntryHidden");
    CHECK(w.incident().todos.empty());
    CHECK(one_shots(w.told) == "todo_edited(U2)");
  }
  SECTION("settling") {
    w.done("U1", SettleTodo{id, true, {}});
    w.done("U1", Undo{});
    CHECK(todo(w, id) == before);
  }
  SECTION("giving away, and changing its time") {
    w.done("U1", GiveTodo{id, user("U3"), {}});
    w.done("U1", RescheduleTodo{id, {}, minutes(5)});
    w.done("U1", Undo{});
    CHECK(todo(w, id).due == before.due);
    CHECK(todo(w, id).owner == user("U3"));
    w.done("U1", Undo{});
    CHECK(todo(w, id).owner == user("U2"));
  }
  SECTION("not when somebody else was at it") {
    w.done("U1", GiveTodo{id, user("U3"), {}});
    w.done("U2", RankTodo{id, Priority::high, {}});
    CHECK(w.refused("U1", Undo{}).code == Code::wrong_status);
  }
}

TEST_CASE("a merge takes the open actions along, and leaves the follow-ups") {
  World w = World::declared();
  const auto id = add(w, "U2", action("restart the pods", "U3"));
  add(w, "U2", follow_up("write it down"));
  World into = World::declared();
  into.state.incident.id = IncidentId(8);
  into.state.incident.number = 43;
  w.other = into.state.incident;
  const State before = w.state;
  const auto records = w.done("U1", Merge{IncidentId(8)});
  CHECK(kinds(records) == "StatusChanged MergedInto TodosMoved");
  CHECK(todos_of(w.incident(), false).empty());
  CHECK(todos_of(w.incident(), true).size() == 1);
  // Whose it is works on, and needs no word.
  const auto next = follow_on(before, records);
  REQUIRE(next);
  World there = World::declared();
  there.done("U1", next->command);
  const auto moved = todos_of(there.incident(), false);
  REQUIRE(moved.size() == 1);
  CHECK(moved.front()->owner == user("U3"));
  CHECK(moved.front()->by == user("U2"));
  CHECK(moved.front()->words.id == before.incident.todos.at(id).words.id);
  CHECK(one_shots(there.told).find("todo_given") == std::string::npos);
  CHECK(moved.front()->from == w.incident().id);

  SECTION("into a private one without those who have nothing to do with that") {
    World secret = World::declared({.is_private = true});
    secret.done("U1", AssignRole{.role = "lead", .user = user("U4")});
    auto take = std::get<TakeIn>(next->command);
    secret.done("U1", take);
    CHECK(todos_of(secret.incident(), false).front()->owner.empty());
    take.link.incident = IncidentId(99);
    take.todos.front().owner = user("U4");
    secret.done("U1", take);
    CHECK(todos_of(secret.incident(), false).back()->owner == user("U4"));
  }
  SECTION("and stay in one that became private since") {
    w.other = there.state.incident;
    w.other->id = IncidentId(8);
    w.other->is_private = true;
    const State merged = w.state;
    const auto back = w.done("U1", Unmerge{});
    CHECK(kinds(back) == "StatusChanged");
    const auto let_go = follow_on(merged, back);
    REQUIRE(let_go);
    CHECK(kinds(there.done("U1", let_go->command)) == "MergeUndone");
    CHECK(todos_of(there.incident(), false).size() == 1);
  }
  SECTION("and back, when it is taken out again, as far as they are still open") {
    add(there, "U2", action("its own"));
    w.other = there.state.incident;
    w.other->id = IncidentId(8);
    const State merged = w.state;
    const auto back = w.done("U1", Unmerge{});
    CHECK(kinds(back) == "StatusChanged TodoAdded");
    CHECK(todos_of(w.incident(), false).front()->owner == user("U3"));
    const auto let_go = follow_on(merged, back);
    REQUIRE(let_go);
    CHECK(kinds(there.done("U1", let_go->command)) == "MergeUndone TodosMoved");
    CHECK(todos_of(there.incident(), false).size() == 1);
  }
}
