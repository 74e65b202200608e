#include "core/debrief.h"
#include "core/timers.h"
#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using muster::core::test::kinds;
using muster::core::test::one_shots;
using muster::core::test::surfaces;
using muster::core::test::World;

namespace {

/// Another one beside World's, with a number and a channel of its own.
World another(Category category = Category::active) {
  World w = World::in(category);
  w.state.incident.id = IncidentId(8);
  w.state.incident.number = 43;
  w.state.incident.channel = ChannelId("C2");
  return w;
}

const Merge into_other{IncidentId(8)};

World beside(const World& other, Category category = Category::active) {
  World w = World::in(category);
  w.other = other.incident();
  return w;
}

}  // namespace

TEST_CASE("merging ends one incident, says where it goes on, and asks the other to take it in") {
  const World other = another();
  World w = beside(other);
  w.done("U1", ChangeStatus{"fixing", {}});
  REQUIRE(w.incident().next_update_due);
  const State before = w.state;
  const auto records = w.done("U2", into_other);
  CHECK(kinds(records) == "StatusChanged MergedInto");
  CHECK(w.incident().category == Category::merged);
  CHECK_FALSE(w.incident().next_update_due);
  CHECK(w.incident().merged_into == IncidentLink{IncidentId(8), 43, ChannelId("C2")});
  CHECK(w.incident().status_before_merge == "fixing");
  CHECK(surfaces(w.told) == "control topic announcement");
  CHECK(one_shots(w.told) == "channel_line");
  // What people outside are told is said where it goes on.
  CHECK(w.refused("U2", DraftExternal{plain("Checkout is slow.")}).code == Refusal::Code::wrong_status);

  const auto next = follow_on(before, records);
  REQUIRE(next);
  CHECK(next->incident == IncidentId(8));
  CHECK(std::get<TakeIn>(next->command).link == IncidentLink{IncidentId(7), 42, ChannelId("C1")});
}

TEST_CASE("taking in is remembered, shown, told, and invites people, once") {
  World w = World::declared();
  const IncidentLink link{IncidentId(6), 41, ChannelId("C9")};
  CHECK(kinds(w.done("U2", TakeIn{link})) == "MergedIn");
  CHECK(w.incident().merged_in == std::vector{link});
  CHECK(w.last_entry().kind == EntryKind::merge);
  CHECK(w.last_entry().to == "INC-41");
  CHECK(surfaces(w.told) == "control");
  CHECK(one_shots(w.told) == "channel_line invite");
  CHECK(w.done("U2", TakeIn{link}).empty());

  CHECK(kinds(w.done("U2", LetGo{link})) == "MergeUndone");
  CHECK(w.incident().merged_in.empty());
  CHECK(one_shots(w.told) == "channel_line");
  CHECK(w.done("U2", LetGo{link}).empty());
}

TEST_CASE("a private one lets nobody in by a merge") {
  World w = World::declared({.is_private = true});
  w.done("U2", TakeIn{{IncidentId(6), 41, {}}});
  CHECK(one_shots(w.told) == "channel_line");
}

TEST_CASE("what is merged with what: every category of both") {
  const auto all = {Category::triage, Category::active,    Category::mitigated, Category::resolved,
                    Category::closed, Category::dismissed, Category::merged,    Category::stood_down};
  for (const Category from : all) {
    for (const Category to : all) {
      INFO(to_string(from) << " into " << to_string(to));
      World w = beside(another(to), from);
      const auto result = w.run("U1", into_other);
      const bool may = (from == Category::triage || from == Category::active) && is_open(to);
      CHECK(result.has_value() == may);
      if (!result) CHECK(result.error().code == Refusal::Code::wrong_status);
    }
  }
}

TEST_CASE("an incident is merged with another one only, that is there, and of its kind") {
  using Code = Refusal::Code;
  World w = beside(another());
  CHECK(w.refused("U1", Merge{IncidentId(7)}).code == Code::already);
  CHECK(w.refused("U1", Merge{IncidentId(99)}).code == Code::no_incident);
  w.other->drill = true;
  CHECK(w.refused("U1", into_other).code == Code::wrong_status);
  w.other->drill = false;
  // Perhaps it is a private channel.
  w.other->unseen = true;
  CHECK(w.refused("U1", into_other).code == Code::wrong_status);
  w.other->unseen = false;
  // In either direction somebody would read of the private one.
  w.other->is_private = true;
  CHECK(w.refused("U1", into_other).code == Code::would_leak);
  World hidden = World::declared({.is_private = true});
  hidden.other = another().incident();
  CHECK(hidden.refused("U1", into_other).code == Code::would_leak);
  hidden.other->is_private = true;
  hidden.done("U1", into_other);
}

TEST_CASE("what is merged is neither merged again nor brought back without the other's hearing of it") {
  using Code = Refusal::Code;
  World w = beside(another());
  w.done("U1", into_other);
  CHECK(w.refused("U1", into_other).code == Code::already);
  w.other->id = IncidentId(9);
  CHECK(w.refused("U1", Merge{IncidentId(9)}).code == Code::wrong_status);
  CHECK(w.refused("U1", Reopen{}).code == Code::wrong_status);
  CHECK(w.refused("U1", ChangeStatus{"fixing", {}}).code == Code::wrong_status);
  CHECK(w.refused("U1", PostUpdate{.words = plain("x"), .status = "fixing"}).code == Code::wrong_status);
  CHECK(w.refused("U1", Conclude{Category::active, {}}).code == Code::wrong_status);
  CHECK(w.refused("U1", Join{}).code == Code::wrong_status);
  // No circle: what is merged takes nothing in.
  World v = another();
  v.other = w.incident();
  CHECK(v.refused("U1", Merge{IncidentId(7)}).code == Code::wrong_status);
}

TEST_CASE("an undone merge goes on as it was, with a new promise, and is no relapse") {
  for (const auto* status : {"triage", "fixing"}) {
    INFO(status);
    World w = World::declared({.triage = std::string(status) == "triage"});
    w.other = another().incident();
    if (!w.incident().status.starts_with("triage")) w.done("U1", ChangeStatus{status, {}});
    w.done("U1", into_other);
    const State before = w.state;
    const auto records = w.done("U2", Unmerge{});
    CHECK(kinds(records) == "StatusChanged");
    CHECK(w.incident().status == status);
    CHECK_FALSE(w.incident().merged_into);
    CHECK(w.incident().status_before_merge.empty());
    CHECK(w.incident().relapses == 0);
    CHECK(w.incident().next_update_due);
    const auto next = follow_on(before, records);
    REQUIRE(next);
    CHECK(std::holds_alternative<LetGo>(next->command));
    CHECK(next->incident == IncidentId(8));
    CHECK(w.refused("U2", Unmerge{}).code == Refusal::Code::already);
    // And can be merged again.
    w.done("U1", into_other);
  }
}

TEST_CASE("an undone merge of a status that is configured no more begins with the first in work") {
  World w = beside(another());
  w.done("U1", ChangeStatus{"fixing", {}});
  w.done("U1", into_other);
  std::erase_if(w.policy.statuses, [](const StatusDef& status) { return status.key == "fixing"; });
  w.done("U2", Unmerge{});
  CHECK(w.incident().status == "investigating");
}

TEST_CASE("nothing else asks anything of another incident") {
  World w = beside(another());
  const State before = w.state;
  CHECK_FALSE(follow_on(before, w.done("U1", ChangeStatus{"monitoring", {}})));
  CHECK_FALSE(follow_on(before, w.done("U1", AddNote{plain("x"), {}})));
}

TEST_CASE("joining invites whoever asks, unless there is no channel to be let into") {
  World w = World::declared();
  CHECK(kinds(w.done("U5", Join{})) == "JoinRequested");
  CHECK(one_shots(w.told) == "invite(U5)");
  CHECK(surfaces(w.told).empty());
  w.done("", RecordChannelLost{"archived"});
  CHECK(w.refused("U5", Join{}).code == Refusal::Code::wrong_status);
}

TEST_CASE("a merge, and its undoing, are taken back by the verbs that tell the other incident, not by undo") {
  World w = beside(another());
  w.step = std::chrono::seconds(10);
  w.done("U1", into_other);
  CHECK(w.refused("U1", Undo{}).code == Refusal::Code::wrong_status);
  CHECK(w.incident().merged_into);
  w.done("U1", Unmerge{});
  CHECK(w.refused("U1", Undo{}).code == Refusal::Code::wrong_status);
  CHECK_FALSE(w.incident().merged_into);
}

namespace {

/// One in which U2 is being asked to come, and then U3 and U4; merged into another by U5.
struct Merging {
  World from = World::declared({.severity = "sev4"});
  EntryId page;
  State merged_from = {};

  Merging() {
    from.other = another().incident();
    from.done(
        "U1",
        AskToCome{{UserId("U2"), UserId("U3"), UserId("U4")}, {}, "oncall", plain("the cart loses orders")});
    page = from.incident().pages.front().id;
  }
  const Page& asked() const { return from.incident().pages.front(); }
  /// What it asks of the other.
  TakeIn merge(const std::string& by = "U5") {
    merged_from = from.state;
    const auto next = follow_on(merged_from, from.done(by, into_other));
    REQUIRE(next);
    return std::get<TakeIn>(next->command);
  }
};

/// It goes on in one such. Its id is another one's to the first, and World's to itself.
World target(Declare declare, const World& from) {
  World w = World::declared(std::move(declare));
  w.now = from.now;
  w.step = std::chrono::seconds(1);
  return w;
}

}  // namespace

TEST_CASE("a merge takes along who is being asked to come: asked again, then the next, as if it were one") {
  Merging m;
  const Page was = m.asked();
  const auto take = m.merge();
  CHECK(one_shots(m.from.told) == "channel_line page_settled(U2)");
  REQUIRE(take.pages.size() == 1);
  CHECK(m.from.refused("U2", AnswerPage{m.page, true}).code == Refusal::Code::closed);

  World w = target({.severity = "sev4"}, m.from);
  CHECK(kinds(w.done("U5", take)) == "MergedIn PageCameAlong");
  CHECK(one_shots(w.told) == "channel_line invite page_message(U2)");
  CHECK(surfaces(w.told) == "members control");
  const Page page = w.incident().pages.front();
  CHECK(page.by == UserId("U1"));
  CHECK(page.group == "oncall");
  CHECK(page.next == was.next);
  CHECK(page.from == m.from.incident().id);
  CHECK(page.origin == m.page);
  REQUIRE(page.people.size() == 1);
  CHECK(page.people.front().at == was.people.front().at);
  CHECK(page.people.front().last == was.people.front().last);
  CHECK(page.people.front().asks == std::vector{page.id});
  CHECK(to_plain(w.last_entry().words.body.value()) == "the cart loses orders");
  CHECK(to_plain(describe(w.last_entry(), w.policy)).find("first to INC-42") != std::string::npos);
  const auto due = next_page_timer(w.incident());
  REQUIRE(due);
  CHECK(*due == was.people.front().last + page_patience);
  // Once for all.
  CHECK(w.done("U5", take).empty());

  SECTION("whoever answers nothing") {
    w.now = *due - w.step;
    CHECK(kinds(w.done("", Tick{})) == "PersonPagedAgain");
    w.now += page_patience - w.step;
    CHECK(kinds(w.done("", Tick{})) == "PageUnanswered PersonPaged");
    CHECK(one_shots(w.told) == "page_message(U3)");
  }
  SECTION("whoever can't") {
    CHECK(kinds(w.done("U2", AnswerPage{page.id, false})) == "PageAnswered PersonPaged");
  }
  SECTION("whoever comes") {
    w.done("U2", AnswerPage{page.id, true});
    CHECK_FALSE(next_page_timer(w.incident()));
    CHECK(kinds(w.done("U2", Arrive{})) == "PageArrived");
  }
  SECTION("and is merged again, with the words") {
    w.other = another().incident();
    const State before = w.state;
    const auto next = follow_on(before, w.done("U5", into_other));
    REQUIRE(next);
    const auto on = std::get<TakeIn>(next->command);
    REQUIRE(on.pages.size() == 1);
    CHECK(to_plain(on.pages.front().words.body.value()) == "the cart loses orders");
  }
}

TEST_CASE("who is on the way is told where to, and who has come is asked no more") {
  Merging m;
  SECTION("on the way") {
    m.from.done("U2", AnswerPage{m.page, true});
    const auto take = m.merge();
    CHECK(one_shots(m.from.told) == "channel_line page_settled(U2)");
    World w = target({.severity = "sev4"}, m.from);
    w.done("U5", take);
    CHECK(one_shots(w.told) == "channel_line invite page_message(U2)");
    CHECK(w.incident().pages.front().people.front().call == Call::coming);
    CHECK_FALSE(next_page_timer(w.incident()));
  }
  SECTION("come") {
    m.from.done("U2", Arrive{});
    CHECK(m.merge().pages.empty());
  }
  SECTION("come with the merge itself") {
    CHECK(m.merge("U2").pages.empty());
  }
  SECTION("in the other one already") {
    const auto take = m.merge();
    World w = target({.severity = "sev4"}, m.from);
    w.done("U2", AssignRole{.role = "lead", .user = UserId("U2")});
    CHECK(kinds(w.done("U5", take)) == "MergedIn");
  }
}

TEST_CASE("a merge asks nobody twice") {
  Merging m;
  const auto take = m.merge();
  World w = target({.severity = "sev4"}, m.from);
  SECTION("who is asked there already is passed over") {
    w.done("U1", AskToCome{{UserId("U2")}, {}, {}, {}});
    w.done("U5", take);
    REQUIRE(w.incident().pages.size() == 2);
    CHECK(w.incident().pages.back().people.front().user == UserId("U3"));
    CHECK(w.incident().pages.back().next == std::vector{UserId("U4")});
  }
  SECTION("of a list that is asked there already nobody is") {
    w.done("U1", AskToCome{{UserId("U2"), UserId("U3")}, {}, "oncall", {}});
    CHECK(kinds(w.done("U5", take)) == "MergedIn");
  }
  SECTION("and no more than one incident can ask") {
    for (std::size_t i = 0; i < most_pages; ++i)
      w.done("U1", AskToCome{{UserId("P" + std::to_string(i))}, {}, {}, {}});
    CHECK(kinds(w.done("U5", take)) == "MergedIn");
  }
}

TEST_CASE("a merge brings nobody into what isn't theirs: not into a private one, and no guests") {
  Merging m;
  auto take = m.merge();
  SECTION("who has a part in the private one is asked in their stead") {
    World w = target({.severity = "sev4", .is_private = true}, m.from);
    w.done("U1", AssignRole{.role = "lead", .user = UserId("U3")});
    w.done("U5", take);
    CHECK(one_shots(w.told) == "channel_line page_message(U3)");
    const Page& page = w.incident().pages.front();
    CHECK(page.people.size() == 1);
    CHECK(page.next.empty());
    CHECK_FALSE(party_since(w.incident(), UserId("U2")));
  }
  SECTION("and who merged them hears that nobody comes, where who asked may not") {
    World w = target({.severity = "sev4", .is_private = true}, m.from);
    w.done("U1", AssignRole{.role = "lead", .user = UserId("U3")});
    take.pages.front().page.by = UserId("U9");
    w.done("U5", take);
    CHECK(w.incident().pages.front().by == UserId("U5"));
  }
  SECTION("nobody, if nobody has a part in it") {
    World w = target({.severity = "sev4", .is_private = true}, m.from);
    CHECK(kinds(w.done("U5", take)) == "MergedIn");
  }
  SECTION("no guests") {
    World w = target({.severity = "sev4"}, m.from);
    w.guests = {UserId("U2"), UserId("U3")};
    w.done("U5", take);
    CHECK(one_shots(w.told) == "channel_line invite page_message(U4)");
  }
}

TEST_CASE("what a merge took along is asked from where it came again, once that is undone") {
  Merging m;
  const auto take = m.merge();
  World w = target({.severity = "sev4"}, m.from);
  w.done("U5", take);
  const auto there = w.incident().pages.front().id;
  w.done("U2", AnswerPage{there, false});
  m.from.now = w.now;
  m.from.other = w.incident();
  m.from.other->id = IncidentId(8);
  const State merged = m.from.state;
  const auto back = m.from.done("U5", Unmerge{});
  CHECK(kinds(back) == "StatusChanged PageCameAlong");
  // U2's message of before said that it goes on elsewhere.
  CHECK(one_shots(m.from.told) == "channel_line page_message(U3) page_settled(U2)");
  const Page& page = m.asked();
  CHECK(page.id == m.page);
  CHECK(page.from.empty());
  CHECK_FALSE(page.over);
  CHECK(page.people.front().call == Call::cant);
  CHECK(page.people.front().asks == std::vector{m.page});
  CHECK(page.people.back().user == UserId("U3"));
  CHECK(page.next == std::vector{UserId("U4")});
  CHECK(next_page_timer(m.from.incident()));

  const auto let_go = follow_on(merged, back);
  REQUIRE(let_go);
  CHECK(kinds(w.done("U5", let_go->command)) == "MergeUndone");
  CHECK(one_shots(w.told) == "channel_line page_settled(U3)");
  CHECK_FALSE(next_page_timer(w.incident()));
  CHECK_FALSE(is_called(w.incident(), UserId("U3")));
  CHECK(is_called(m.from.incident(), UserId("U3")));
}

TEST_CASE("the debrief of where it goes on has who was asked along with it") {
  Merging m;
  const auto take = m.merge();
  World w = target({.severity = "sev4"}, m.from);
  w.done("U5", take);
  const auto page = w.incident().pages.front().id;
  w.done("U2", AnswerPage{page, true});
  w.done("U2", Arrive{});
  DebriefInput input;
  input.incident = w.incident();
  for (const auto& [id, entry] : w.state.entries) input.entries.push_back(entry);
  input.log = w.log;
  input.names = {{UserId("U1"), "Ada"}, {UserId("U2"), "Grace"}};
  const auto text = render_debrief(input, w.policy, Format::markdown);
  CHECK(text.find("asked by Ada for @oncall; on the way after") != std::string::npos);
}
