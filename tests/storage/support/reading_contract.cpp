#include "tests/catch.h"
#include "tests/storage/support/contract.h"

namespace muster::storage::testing {

namespace {

std::vector<int> numbers(const std::vector<core::Incident>& incidents) {
  std::vector<int> found;
  for (const auto& incident : incidents) found.push_back(incident.number);
  return found;
}

std::vector<std::int64_t> ids(const std::vector<core::Entry>& entries) {
  std::vector<std::int64_t> found;
  for (const auto& entry : entries) found.push_back(entry.id.value);
  return found;
}

const core::UserId ada("U_ADA");
const core::UserId bob("U_BOB");

}  // namespace

void reading_contract(const Open& open) {
  World world(open);
  const core::WorkspaceId ws = world.workspace.id;

  SECTION("an incident is found by its number, in its workspace") {
    const auto id = world.declare();
    CHECK(world->by_number(ws, 1)->id == id);
    CHECK_FALSE(world->by_number(ws, 2));
    CHECK_FALSE(world->by_number(core::WorkspaceId(99), 1));
    CHECK_FALSE(world->incident(core::IncidentId(99)));
    CHECK(world->chain_head(core::IncidentId(99)).empty());
  }

  SECTION("user groups are kept as they were last told, with their people in order") {
    CHECK(world->groups(ws).empty());
    const Group oncall{"S1", "oncall", "On call", {bob, ada}};
    world->set_groups(ws, {oncall, {"S2", "all", "", {}}});
    world->set_groups(ws, {{"S3", "new", "New", {ada}}, oncall});
    world->probe();  // behind the writer
    CHECK(world->groups(ws) == std::vector<Group>{{"S3", "new", "New", {ada}}, oncall});
    CHECK(world->groups(core::WorkspaceId(99)).empty());
  }

  SECTION("a channel's incidents: the open ones first, and those that could get no channel") {
    const auto first = world.declare("first");
    const auto second = world.declare("second");
    const core::ChannelId channel("C_INC");
    CHECK(world->in_channel(ws, channel).empty());
    CHECK(world->in_channel(ws, core::ChannelId("C_GENERAL")).empty());
    CHECK(world->in_channel(ws, core::ChannelId()).empty());
    world.open_channel(first, channel.value);
    world.open_channel(second, channel.value);
    world.run(second, core::Resolve{core::plain("fixed")}, at(5));
    CHECK(numbers(world->in_channel(ws, channel)) == std::vector<int>{1, 2});
    const auto homeless = world.declare("third");
    world.run(homeless, core::RecordChannelFailure{"restricted_action"});
    CHECK(numbers(world->in_channel(ws, core::ChannelId("C_GENERAL"))) == std::vector<int>{3});
    world.open_channel(homeless, "C_NEW");
    CHECK(world->in_channel(ws, core::ChannelId("C_GENERAL")).empty());
    CHECK(numbers(world->in_channel(ws, core::ChannelId("C_NEW"))) == std::vector<int>{3});
  }

  SECTION(
      "one that became private is in its old channel no more, and its people are those that were chosen") {
    const auto id = world.declare("payroll leaked");
    world.open_channel(id, "C_OLD");
    world->set_member(id, ada, true, at(1));
    world.run(id, core::MakePrivate{{bob}}, at(2));
    const core::ChannelId old("C_OLD");
    CHECK(world->in_channel(ws, old).empty());
    CHECK(numbers(world->that_left(ws, old)) == std::vector<int>{1});
    CHECK(world->that_left(core::WorkspaceId(99), old).empty());
    CHECK(world->that_left(ws, core::ChannelId()).empty());
    CHECK(world->members(id).empty());
    auto incident = *world->incident(id);
    CHECK(world->is_insider(incident, bob));
    CHECK_FALSE(world->is_insider(incident, ada));
    // Who came, and left again, is out.
    world->set_member(id, bob, true, at(3));
    world->set_member(id, bob, false, at(4));
    world->probe();
    CHECK_FALSE(world->is_insider(incident, bob));
  }

  SECTION("what is to be done is found by who has it and by when it is due, as long as it isn't settled") {
    const auto first = world.declare("first");
    const auto second = world.declare_private("second");
    const auto add = [&](core::IncidentId id, bool follow_up, const core::UserId& owner,
                         std::optional<core::Time> due) {
      core::AddTodo command;
      command.follow_up = follow_up;
      command.words = core::plain("do it");
      command.owner = owner;
      command.due = due;
      world.run(id, command, at(2));
      return world->incident(id)->todos.rbegin()->first;
    };
    const auto day = std::chrono::days(1);
    const auto soon = add(first, false, ada, at(0) + std::chrono::hours(1));
    const auto later = add(second, true, ada, at(0) + 2 * day);
    const auto never = add(first, true, ada, {});
    const auto others = add(first, true, bob, at(0) + 3 * day);
    TodoFilter mine;
    mine.owner = ada;
    CHECK(world->todos(ws, mine) == std::vector<TodoPlace>{{first, soon}, {second, later}, {first, never}});
    mine.limit = 1;
    CHECK(world->todos(ws, mine) == std::vector<TodoPlace>{{first, soon}});
    CHECK(world->todos(core::WorkspaceId(99), mine).empty());
    TodoFilter due;
    due.follow_ups_due_by = at(0) + 2 * day;
    CHECK(world->todos(ws, due) == std::vector<TodoPlace>{{second, later}});
    due.follow_ups_due_by = at(0) + 9 * day;
    CHECK(world->todos(ws, due) == std::vector<TodoPlace>{{second, later}, {first, others}});
    // Whoever has to do something may know what.
    CHECK(world->is_insider(*world->incident(second), ada));
    CHECK_FALSE(world->is_insider(*world->incident(second), bob));

    world.run(second, core::SettleTodo{later, true, {}}, at(3));
    world.run(first, core::GiveTodo{others, ada, {}}, at(3));
    world.reopen();
    mine.limit = 50;
    CHECK(world->todos(ws, mine) == std::vector<TodoPlace>{{first, soon}, {first, others}, {first, never}});
    CHECK(core::to_plain(*world->incident(first)->todos.at(soon).words.body) == "do it");
    CHECK_FALSE(world->is_insider(*world->incident(second), ada));
  }

  SECTION("late follow-ups are found by service, however many others there are; no private one's") {
    const auto day = std::chrono::days(1);
    const auto add = [&](core::IncidentId id, core::Time due) {
      core::AddTodo command;
      command.follow_up = true;
      command.words = core::plain("mend it");
      command.due = due;
      world.run(id, command, at(2));
      return world->incident(id)->todos.rbegin()->first;
    };
    for (int i = 0; i < 5; ++i) {
      const auto noise = world.declare("mail again");
      affect(world, noise, {"mail"});
      add(noise, at(0) + day);
    }
    const auto first = world.declare("checkout is down");
    affect(world, first, {"checkout", "carts"});
    const auto wound = add(first, at(0) + 3 * day);
    const auto later = add(first, at(0) + 9 * day);
    const auto secret = world.declare_private("checkout leaks");
    affect(world, secret, {"checkout"});
    add(secret, at(0) + day);
    const auto drill = [&] {
      auto declaration = a_declaration("practice");
      declaration.drill = true;
      return world.run({}, declaration).outcome.after.incident.id;
    }();
    affect(world, drill, {"checkout"});
    const auto practised = add(drill, at(0) + day);

    TodoFilter filter;
    filter.services = {"checkout", "carts"};
    filter.follow_ups_due_by = at(0) + 4 * day;
    filter.limit = 2;
    const std::vector<TodoPlace> only{{first, wound}};
    CHECK(world->todos(ws, filter) == only);
    CHECK(world->todos(core::WorkspaceId(99), filter).empty());
    world.reopen();
    CHECK(world->todos(ws, filter) == only);
    filter.but_of = first;
    CHECK(world->todos(ws, filter).empty());
    filter.but_of = {};
    filter.follow_ups_due_by = at(0) + 9 * day;
    CHECK(world->todos(ws, filter) == std::vector<TodoPlace>{{first, wound}, {first, later}});
    filter.follow_ups_due_by = at(0) + 4 * day;

    SECTION("settled") {
      world.run(first, core::SettleTodo{wound, true, {}}, at(3));
      CHECK(world->todos(ws, filter).empty());
    }
    SECTION("for another day") {
      world.run(first, core::RescheduleTodo{wound, at(0) + 8 * day}, at(3));
      CHECK(world->todos(ws, filter).empty());
    }
    SECTION("of a service that isn't affected after all") {
      world.run(first, core::SetAffected{{"checkout"}, false}, at(3));
      CHECK(world->todos(ws, filter) == only);
      world.run(first, core::SetAffected{{"carts"}, false}, at(3));
      CHECK(world->todos(ws, filter).empty());
    }
    SECTION("private from now on") {
      world.run(first, core::MakePrivate{}, at(3));
      CHECK(world->todos(ws, filter).empty());
    }
    SECTION("no drill any more") {
      world.run(drill, core::NotADrill{}, at(3));
      CHECK(world->todos(ws, filter) == std::vector<TodoPlace>{{drill, practised}, {first, wound}});
    }
  }

  SECTION("the list: open or all, newest first, paged, private ones only for who is in them") {
    for (int i = 0; i < 3; ++i) world.declare("public");
    const auto secret = world.declare_private("secret");
    world.run(core::IncidentId(2), core::Resolve{{}}, at(5));
    IncidentFilter filter;
    CHECK(numbers(world->list(ws, filter)) == std::vector<int>{3, 1});
    filter.open_only = false;
    CHECK(numbers(world->list(ws, filter)) == std::vector<int>{3, 2, 1});
    filter.limit = 2;
    CHECK(numbers(world->list(ws, filter)) == std::vector<int>{3, 2});
    filter.before_number = 2;
    CHECK(numbers(world->list(ws, filter)) == std::vector<int>{1});
    filter = {};
    filter.include_private = true;
    CHECK(numbers(world->list(ws, filter)) == std::vector<int>{4, 3, 1});
    filter.include_private = false;
    filter.visible_to = ada;
    CHECK(numbers(world->list(ws, filter)) == std::vector<int>{3, 1});
    world->set_member(secret, ada, true, at(1));
    world->probe();
    CHECK(numbers(world->list(ws, filter)) == std::vector<int>{4, 3, 1});
    filter.visible_to = core::UserId("U1");
    CHECK(numbers(world->list(ws, filter)) == std::vector<int>{4, 3, 1});
    CHECK(world->list(core::WorkspaceId(99), filter).empty());
  }

  SECTION("insiders: who declared it, holds a role, or is in its channel") {
    const auto id = world.declare_private("secret");
    CHECK(world->is_insider(*world->incident(id), core::UserId("U1")));
    CHECK_FALSE(world->is_insider(*world->incident(id), ada));
    CHECK_FALSE(world->is_insider(*world->incident(id), core::UserId()));
    world.run(id, core::AssignRole{"lead", ada, std::nullopt, false});
    CHECK(world->is_insider(*world->incident(id), ada));
    world->set_member(id, bob, true, at(10));
    world->set_member(id, core::UserId("U_OLD"), false, at(10));
    world->probe();
    CHECK(world->is_insider(*world->incident(id), bob));
    CHECK(world->members(id) == std::vector<core::UserId>{bob});
    // Whoever was removed is out, whatever they had to do, until they are given something anew; the last one
    // of all isn't.
    world->set_member(id, ada, false, at(11));
    world->probe();
    CHECK_FALSE(world->is_insider(*world->incident(id), ada));
    world.run(id, core::AssignRole{"scribe", ada, std::nullopt, false}, at(12));
    CHECK(world->is_insider(*world->incident(id), ada));
    world->set_member(id, core::UserId("U1"), false, at(12));
    world->probe();
    CHECK_FALSE(world->is_insider(*world->incident(id), core::UserId("U1")));
    world->set_member(id, bob, false, at(13));
    world->probe();
    CHECK(world->is_insider(*world->incident(id), core::UserId("U1")));
    world->set_member(id, bob, true, at(14));
    world->probe();
    // Told late about what was before: it counts no more.
    world->set_member(id, bob, false, at(9));
    world->probe();
    CHECK(world->is_insider(*world->incident(id), bob));
    world->set_member(id, bob, false, at(15));
    world->probe();
    CHECK_FALSE(world->is_insider(*world->incident(id), bob));
    // All of them at once, as they were then: what is newer stays.
    const core::UserId carol("U_CAROL"), dave("U_DAVE");
    world->set_member(id, bob, true, at(20));
    world->set_member(id, dave, true, at(30));
    world->set_members(id, {carol}, at(25));
    world->probe();
    CHECK(world->members(id) == std::vector<core::UserId>{carol, dave});
    world->set_member(id, carol, false, at(26));
    world->set_members(id, {carol, dave}, at(25));
    world->probe();
    CHECK(world->members(id) == std::vector<core::UserId>{dave});
  }

  SECTION("entries are paged by their place in time, the latest first") {
    const auto id = world.declare();
    for (int i = 2; i <= 6; ++i) world.note(id, "note", at(i));
    world.run(id, core::RetimeEntry{core::EntryId(6), at(-5)}, at(20));
    world.run(id, core::HideEntry{core::EntryId(4)}, at(21));
    const auto page = world->entries(id, {}, 2, false);
    CHECK(ids(page.entries) == std::vector<std::int64_t>{5, 3});
    CHECK(page.more);
    const auto rest = world->entries(id, core::EntryId(3), 10, false);
    CHECK(ids(rest.entries) == std::vector<std::int64_t>{2, 1, 6});
    CHECK_FALSE(rest.more);
    CHECK(ids(world->entries(id, {}, 3, true).entries) == std::vector<std::int64_t>{5, 4, 3});
    CHECK(world->all_entries(id).size() == 6);
    CHECK_FALSE(world->entries(id, core::EntryId(6), 10, true).more);
    CHECK_FALSE(world->entry(id, core::EntryId(77)));
    CHECK_FALSE(world->entry_of(id, {core::ChannelId("C"), "1.2"}));
    CHECK_FALSE(world->entry_of(id, {}));
  }

  SECTION("messages and the bot's posts are counted") {
    const auto id = world.declare();
    for (int i = 0; i < 5; ++i) world->count_activity(id, ada, at(i * 30));
    world->count_activity(id, bob, at(0));
    world->count_bot_post(id);
    world->count_bot_post(id);
    world->probe();
    const std::vector<std::pair<core::UserId, int>> expected{{ada, 5}, {bob, 1}};
    CHECK(world->message_counts(id) == expected);
    CHECK(world->bot_posts(id) == 2);
    CHECK(world->bot_posts(core::IncidentId(99)) == 0);
    // Of no incident: nobody is told, and nothing else suffers.
    world->count_activity(core::IncidentId(99), ada, at(0));
    world->count_bot_post(core::IncidentId(99));
    world.note(id, "still here");
  }

  SECTION("people are remembered, and what is new about them replaces what was") {
    User user{ada, "Ada", "Europe/Berlin", false, true, false, false};
    world->upsert_users(ws, {user, User{bob, "Bob", "", false, false, true, true}});
    user.name = "Ada L.";
    user.deleted = true;
    world->upsert_users(ws, {user});
    world->probe();
    const auto found = world->user(ws, ada);
    REQUIRE(found);
    CHECK(found->name == "Ada L.");
    CHECK(found->zone == "Europe/Berlin");
    CHECK(found->deleted);
    CHECK(found->guest);
    CHECK_FALSE(found->external);
    CHECK(world->user(ws, bob)->bot);
    CHECK(world->user(ws, bob)->external);
    CHECK_FALSE(world->user(ws, core::UserId("U_NOBODY")));
    CHECK_FALSE(world->user(core::WorkspaceId(99), ada));
  }

  SECTION("what was so of a person earlier doesn't replace what is so now, however late it is told") {
    User user{ada, "Ada", "", true, false, false, false, 60};
    world->upsert_users(ws, {user});
    user.deleted = false;
    user.updated = 40;
    world->upsert_users(ws, {user});
    world->probe();
    CHECK(world->user(ws, ada)->deleted);
    CHECK(world->user(ws, ada)->updated == 60);
    // In the same second, and where nobody says when, what is told last counts.
    user.updated = 60;
    world->upsert_users(ws, {user});
    world->probe();
    CHECK_FALSE(world->user(ws, ada)->deleted);
    user.guest = true;
    user.updated = 0;
    world->upsert_users(ws, {user});
    world->probe();
    CHECK(world->user(ws, ada)->guest);
    CHECK(world->user(ws, ada)->updated == 60);
  }

  SECTION("the installation is bound to its team") {
    CHECK(world->only_workspace()->team == "T1");
    Workspace seen = world.workspace;
    seen.bot_user = "U_NEWBOT";
    CHECK(world->bind_workspace(seen).id == ws);
    CHECK(world->only_workspace()->bot_user == "U_NEWBOT");
    world.declare();
    Workspace other;
    other.team = "T2";
    CHECK_THROWS_AS(world->bind_workspace(other), StoreError);
    CHECK(world->only_workspace()->team == "T1");
  }
}

}  // namespace muster::storage::testing
