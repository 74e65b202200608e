#include <algorithm>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/codec.h"
#include "core/undo.h"
#include "tests/catch.h"
#include "tests/core/support/events.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace muster::core::test;
using Code = Refusal::Code;
using std::chrono::minutes;

namespace {

/// What people see of an incident: without how often and when it was written to, and without the pointers to
/// its latest moments, of which an undone one doesn't make place for an older one.
Incident seen(Incident incident) {
  incident.version = 0;
  incident.moments.clear();
  // Somebody was just there, and that stays so.
  incident.quiet = {};
  incident.led_at.reset();
  incident.last_act.reset();
  // Who was asked something and reads that they needn't answer was asked all the same: tests of their own.
  incident.handoffs.clear();
  std::erase_if(incident.pages, [](const Page& page) { return page.people.back().call == Call::spared; });
  return incident;
}

std::vector<Entry> shown_entries(const World& w) {
  std::vector<Entry> entries;
  for (const auto& [id, entry] : w.state.entries)
    if (!entry.hidden && entry.kind != EntryKind::page) entries.push_back(entry);
  // That somebody corrected it stays known, so that nothing automatic overwrites it.
  for (auto& entry : entries) entry.edited = false;
  return entries;
}

/// Some name what is there then.
using Made = std::function<Command(const World&)>;

template <class Kept>
EntryId first_of(const std::map<EntryId, Kept>& all) {
  return all.empty() ? EntryId(999) : all.begin()->first;
}
EntryId first_todo(const World& w) {
  return first_of(w.incident().todos);
}

std::vector<Made> reversible_acts() {
  std::vector<Made> acts;
  const std::vector<Command> plain_ones{ChangeStatus{"fixing", plain("found it")},
                                        ChangeStatus{"monitoring", {}},
                                        Monitor{minutes(20)},
                                        Monitor{minutes(40)},
                                        Resolve{},
                                        Reopen{},
                                        ChangeSeverity{"sev1", {}},
                                        ChangeSeverity{"sev3", plain("only the report")},
                                        AssignRole{"lead", UserId("U1"), {}, true},
                                        AssignRole{"lead", UserId("U2"), {}, true},
                                        AssignRole{"scribe", UserId("U3"), {}, true},
                                        LeaveRole{"lead"},
                                        OfferHandoff{"lead", UserId("U3")},
                                        AskToCome{{UserId("U4")}, {}, {}, {}},
                                        SetSummary{plain("what we know")},
                                        SetSummary{plain("what we know now")},
                                        SetImpact{plain("half of all carts")},
                                        Rename{plain("Payments are down")},
                                        AddNote{plain("restarted it"), {}},
                                        RequestCapture{message("7.7"), "reaction:U1"},
                                        RequestCapture{message("7.7"), "pin:U1"},
                                        RequestCapture{message("1.1"), "reaction:U1"},
                                        HideEntry{EntryId(1)},
                                        ShowEntry{EntryId(1)},
                                        EditEntry{EntryId(1), plain("Checkout is down in Europe")},
                                        RetimeEntry{EntryId(1), utc(2026, 3, 1, 1, 30)},
                                        Subscribe{},
                                        Unsubscribe{},
                                        Snooze{minutes(30)},
                                        Postpone{minutes(10)},
                                        Pause{minutes(30), plain("the vendor"), true},
                                        Pause{minutes(90), plain("the other vendor"), true},
                                        KeepOpen{},
                                        SetAffected{{"checkout"}, true},
                                        SetAffected{{"checkout", "search"}, true},
                                        SetAffected{{"checkout"}, false},
                                        AddTodo{.words = plain("restart the pods"), .owner = UserId("U2")},
                                        AddTodo{.follow_up = true, .words = plain("write it down")},
                                        BeginChange{plain("roll back")},
                                        SettleChange{{}, ChangeResult::worked, {}},
                                        HoldTheory{plain("the cache is cold")},
                                        Conclude{Category::active, {}},
                                        Conclude{Category::dismissed, plain("a false alarm")},
                                        Conclude{Category::closed, {}},
                                        Conclude{Category::stood_down, plain("not ours")}};
  for (const Command& command : plain_ones) acts.emplace_back([command](const World&) { return command; });
  const auto about = [&acts](auto make) {
    acts.emplace_back([make](const World& w) -> Command { return make(w); });
  };
  about([](const World& w) { return GiveTodo{first_todo(w), UserId("U2"), {}}; });
  about([](const World& w) { return ReturnTodo{first_todo(w), plain("no time")}; });
  about([](const World& w) { return RescheduleTodo{first_todo(w), {}, std::chrono::days(2)}; });
  about([](const World& w) { return RankTodo{first_todo(w), Priority::high, true}; });
  about([](const World& w) { return ConvertTodo{first_todo(w), false, {}}; });
  about([](const World& w) { return SettleTodo{first_todo(w), true, {}}; });
  about([](const World& w) {
    return SettleTheory{first_of(w.incident().theories), false, plain("it was off")};
  });
  about([](const World& w) {
    return AddLink{"https://example.com/" + std::to_string(w.incident().version), plain("a page")};
  });
  about([](const World& w) { return RemoveLink{first_of(w.incident().links)}; });
  for (const auto as : {Reviewed::action, Reviewed::kept, Reviewed::left})
    about([as](const World& w) { return ReviewLine{first_of(w.incident().offers), as}; });
  return acts;
}

/// With a follow-up of U1's, a line that waits for a review, and services.
World furnished(Category category) {
  World w = World::in(category);
  w.policy.services = {{"checkout", "Checkout"}, {"search", "Search"}};
  w.done("U1", AddTodo{.follow_up = true, .words = plain("mend the alarm"), .owner = UserId("U1")});
  OfferLines lines;
  lines.message = message("1.1");
  lines.said_at = utc(2026, 3, 1, 2, 0);
  lines.words = plain("TODO: ask the vendor");
  w.done("U7", lines);
  return w;
}

/// What an incident consists of, each piece by its name, as `roles/lead`.
using Pieces = std::map<std::string, std::string>;

void take_apart(const std::string& name, const nlohmann::json& part, Pieces& pieces) {
  if (part.is_object()) {
    for (const auto& [key, value] : part.items()) pieces[name + "/" + key] = value.dump();
  } else if (part.is_array()) {
    for (const auto& one : part)
      pieces[name + "/" + (one.is_object() && one.contains("id") ? one["id"] : one).dump()] = one.dump();
  } else {
    pieces[name] = part.dump();
  }
}

Pieces pieces_of(const World& w) {
  Pieces pieces;
  Incident incident = w.incident();
  // Of which an undone one says that it was made, and that somebody was just there.
  incident.version = 0;
  incident.moments.clear();
  incident.led_at.reset();
  incident.last_act.reset();
  const auto head = nlohmann::json::parse(encode_incident(incident));
  for (const auto& [key, value] : head.items()) take_apart(key, value, pieces);
  for (const auto& [id, entry] : w.state.entries) {
    const auto row = nlohmann::json::parse(encode_entry(entry));
    const auto name = "entry " + std::to_string(id.value);
    for (const auto& [key, value] : row.items()) {
      if (key == "captured")
        for (const auto& [inner, of_it] : value.items()) take_apart(name + " " + inner, of_it, pieces);
      else
        pieces[name + " " + key] = value.dump();
    }
  }
  return pieces;
}

std::string at(const Pieces& pieces, const std::string& name) {
  const auto found = pieces.find(name);
  return found == pieces.end() ? std::string() : found->second;
}

std::set<std::string> names_of(const std::vector<const Pieces*>& all) {
  std::set<std::string> names;
  for (const Pieces* pieces : all)
    for (const auto& [name, value] : *pieces) names.insert(name);
  return names;
}

/// `entry 7`, of what is one of its pieces; empty for any other.
std::string entry_of(const std::string& name) {
  constexpr std::string_view entry = "entry ";
  return name.starts_with(entry) ? name.substr(0, name.find(' ', entry.size())) : std::string();
}

/// What stays otherwise than it was, and is tested elsewhere: lines that are hidden and that somebody
/// corrected, whom an act asked and who read that they needn't answer, since when it is quiet.
bool is_aside(const std::string& name, const Pieces& at_first, const Pieces& now) {
  for (const auto* what : {"pages/", "handoffs/", "quiet/", "roles_filled_at"})
    if (name.starts_with(what)) return true;
  const auto entry = entry_of(name);
  if (entry.empty()) return false;
  const auto is_hidden = [&](const Pieces& pieces) { return at(pieces, entry + " hidden") != "false"; };
  return name == entry + " edited" || at(now, entry + " kind") == "\"page\"" ||
         (is_hidden(now) && is_hidden(at_first));
}

/// Of a line that somebody else put on the timeline as well: it stays there, without the mark of who undoes.
bool is_kept_by_others(const std::string& name, const Pieces& left, const Pieces& then) {
  const auto entry = entry_of(name);
  const auto marks = entry + " captors/";
  if (entry.empty() || name.starts_with(marks)) return false;
  return std::ranges::any_of(names_of({&left, &then}), [&](const auto& mark) {
    return mark.starts_with(marks) && at(left, mark) != at(then, mark);
  });
}

/// What an incident that is over can't have, whoever began it.
bool is_for_open_ones(const std::string& name) {
  return name.starts_with("paused/") || name == "next_update_due" || name == "watch_until" ||
         name == "snoozed_until";
}

bool is_asked(const World& w, const char* person) {
  return std::ranges::any_of(w.incident().roles, [&](const auto& role) {
    return role.second.user == UserId(person) && role.second.asked;
  });
}

/// That can be undone by themselves.
std::set<std::string> reversible_kinds() {
  std::set<std::string> found;
  for (const Event& event : every_event())
    if (can_be_undone(std::vector{Record{1, {}, {}, UserId("U1"), event}})) found.emplace(kind_of(event));
  return found;
}

}  // namespace

TEST_CASE("an act and its undoing leave what was so before, whatever the acts before it") {
  const auto acts = reversible_acts();
  std::set<std::string> undone;
  std::size_t turn = 0;
  for (const Category category :
       {Category::triage, Category::active, Category::mitigated, Category::resolved, Category::closed}) {
    const World start = furnished(category);
    for (const auto& first : acts) {
      // Most is done while it is worked on; elsewhere every fourth one stands before.
      if (category != Category::active && turn++ % 4 != 0) continue;
      World after_first = start;
      (void)after_first.run("U1", first(after_first));
      const auto before = seen(after_first.incident());
      const auto entries = shown_entries(after_first);
      for (const auto& second : acts) {
        World w = after_first;
        const auto did = w.run("U1", second(w));
        if (!did || did->empty()) continue;
        INFO(to_string(category) << ": " << kinds(*did));
        const auto back = w.done("U1", Undo{});
        REQUIRE(std::holds_alternative<Undone>(back.front().event));
        REQUIRE(seen(w.incident()) == before);
        REQUIRE(shown_entries(w) == entries);
        for (const Record& record : *did) undone.emplace(kind_of(record.event));
      }
    }
  }
  for (const auto& kind : reversible_kinds()) {
    INFO(kind);
    CHECK(undone.contains(kind));
  }
}

TEST_CASE("what one undoes is theirs alone: what others did since stands, or nothing is undone") {
  const auto acts = reversible_acts();
  World led = furnished(Category::active);
  led.done("U1", AssignRole{"lead", UserId("U1"), {}, true});
  std::size_t turn = 0, shift = 0, done = 0, refused = 0;
  for (const World& start : {furnished(Category::active), led, furnished(Category::triage),
                             furnished(Category::resolved), furnished(Category::closed)}) {
    const Pieces at_first = pieces_of(start);
    for (const auto& own : acts) {
      if (start.incident().category != Category::active && turn++ % 3 != 0) continue;
      World w = start;
      const auto did = w.run("U1", own(w));
      if (!did || did->empty()) continue;
      const Pieces left = pieces_of(w);
      ++shift;
      for (std::size_t i = 0; i < acts.size(); ++i) {
        // Every fourth pair, each act with others each time: all of them take more than a minute.
        if ((i + shift) % 4 != 0) continue;
        const auto& act = acts[i];
        World since = w;
        const auto others = since.run("U5", act(since));
        if (!others || others->empty()) continue;
        // Now and then a third one does something, too, each time something else.
        if (turn++ % 3 == 0) (void)since.run("U6", acts[turn % acts.size()](since));
        // Whatever they do then accepts it, and so is no undoing alone.
        if (is_asked(since, "U1")) continue;
        const Pieces then = pieces_of(since);
        const bool was_open = is_open(since.incident().category);
        INFO(kinds(*did) << ", and then " << kinds(*others));
        const auto version = since.incident().version;
        if (!since.run("U1", Undo{})) {
          // Only over what others have touched, too.
          REQUIRE(since.incident().version == version);
          REQUIRE(std::ranges::any_of(names_of({&at_first, &left, &then}), [&](const auto& name) {
            return at(at_first, name) != at(left, name) && at(left, name) != at(then, name);
          }));
          ++refused;
          continue;
        }
        ++done;
        const Pieces now = pieces_of(since);
        const bool over_again = was_open && !is_open(since.incident().category);
        for (const auto& name : names_of({&at_first, &left, &then, &now})) {
          if (is_aside(name, at_first, now) || is_kept_by_others(name, left, then)) continue;
          if (over_again && is_for_open_ones(name)) continue;
          // Only what is mitigated is watched, whoever wished for it.
          if (name == "watch_until" && since.incident().category != Category::mitigated) continue;
          const bool theirs = at(left, name) != at(then, name);
          INFO(name);
          REQUIRE(at(now, name) == at(theirs ? then : at_first, name));
        }
      }
    }
  }
  CHECK(done > 1000);
  CHECK(refused > 30);
}

TEST_CASE("what is over again after an undo is neither paused nor promised, whatever was done meanwhile") {
  World w = World::in(Category::closed);
  w.done("U1", Reopen{});
  w.done("U2", Pause{minutes(30), plain("the vendor"), true});
  w.done("U3", Postpone{minutes(50)});
  w.done("U3", Snooze{minutes(50)});
  w.done("U1", Undo{});
  CHECK(w.incident().category == Category::closed);
  CHECK_FALSE(w.incident().paused);
  CHECK_FALSE(w.incident().next_update_due);
  CHECK_FALSE(w.incident().snoozed_until);
}

TEST_CASE("undo takes back the caller's own last act, one after the other, and never another's") {
  World w = World::declared();
  w.done("U1", ChangeSeverity{"sev1", {}});
  w.done("U2", SetSummary{plain("what we know")});
  w.done("U1", Rename{plain("Payments are down")});
  CHECK(kinds(w.done("U1", Undo{})) == "Undone FactRestored EntryHidden");
  CHECK(to_plain(shown(w.incident().title)) == "Checkout is down");
  CHECK(kinds(w.done("U1", Undo{})) == "Undone SeverityRestored EntryHidden");
  CHECK(w.incident().severity == "unsure");
  // What is left is the declaration.
  CHECK(w.refused("U1", Undo{}).code == Code::wrong_status);
  CHECK(to_plain(shown(w.incident().summary)) == "what we know");
  CHECK(w.refused("U3", Undo{}).code == Code::already);
}

TEST_CASE("what somebody has changed since is not undone over their heads") {
  World w = World::declared();
  w.done("U1", ChangeSeverity{"sev1", {}});
  w.done("U2", ChangeSeverity{"sev2", plain("not so bad")});
  CHECK(w.refused("U1", Undo{}).code == Code::wrong_status);
  CHECK(w.incident().severity == "sev2");
  w.done("U1", AssignRole{"lead", UserId("U1"), {}, false});
  w.done("U2", AssignRole{"lead", UserId("U2"), {}, true});
  CHECK(w.refused("U1", Undo{}).code == Code::wrong_status);
  CHECK(w.incident().roles.at("lead").user == UserId("U2"));
}

TEST_CASE("undo ends after ten minutes, and with an update, which people have read") {
  World w = World::declared();
  w.done("U2", ChangeStatus{"fixing", {}});
  w.step = minutes(11);
  CHECK(w.refused("U2", Undo{}).code == Code::already);
  w.step = minutes(1);
  w.done("U2", PostUpdate{plain("news"), {}, "monitoring", "", {}});
  CHECK(w.refused("U2", Undo{}).code == Code::wrong_status);
  CHECK(w.incident().category == Category::mitigated);
}

TEST_CASE("a button undoes the act that it was shown with") {
  World w = World::declared();
  const auto severity = w.done("U1", ChangeSeverity{"sev1", {}}).front().seq;
  (void)severity;
  const auto seq = w.log.back().seq;
  w.done("U1", SetSummary{plain("what we know")});
  CHECK(kinds(w.done("U1", Undo{seq})) == "Undone SeverityRestored EntryHidden");
  CHECK(to_plain(shown(w.incident().summary)) == "what we know");
  // Pressed twice.
  CHECK(w.refused("U1", Undo{seq}).code == Code::already);
  CHECK(w.refused("U2", Undo{seq + 1}).code == Code::already);
}

TEST_CASE("a lead who never was one acknowledged nothing; one who was, did") {
  World w = World::declared();
  w.done("U2", AssignRole{"lead", UserId("U2"), {}, false});
  REQUIRE(w.incident().acknowledged_at);
  w.done("U2", Undo{});
  CHECK_FALSE(w.incident().acknowledged_at);
  w.done("U2", AssignRole{"lead", UserId("U2"), {}, false});
  const auto acknowledged = w.incident().acknowledged_at;
  w.done("U3", AssignRole{"lead", UserId("U3"), {}, true});
  w.done("U3", Undo{});
  CHECK(w.incident().roles.at("lead").user == UserId("U2"));
  CHECK(w.incident().acknowledged_at == acknowledged);
}

TEST_CASE("who subscribed hears that the end was none") {
  World w = World::declared();
  w.done("U3", Subscribe{});
  w.done("U2", Resolve{});
  w.done("U2", Undo{});
  CHECK(one_shots(w.told) == "channel_line update_message(U3)");
  CHECK(surfaces(w.told) == "control topic announcement");
}

TEST_CASE("a postponed promise, a longer watch and a kept channel are acts like any other") {
  World w = World::declared();
  w.done("U1", AssignRole{"lead", UserId("U1"), {}, true});
  w.done("U1", ChangeSeverity{"sev1", {}});
  const auto due = w.incident().next_update_due;
  w.done("U1", Postpone{minutes(10)});
  CHECK(kinds(w.done("U1", Undo{})) == "Undone PromiseRestored");
  CHECK(w.incident().next_update_due == due);
  CHECK(w.incident().severity == "sev1");
  CHECK(surfaces(w.told) == "control announcement");

  SECTION("a promise that was made since stands") {
    w.done("U1", Postpone{minutes(10)});
    const auto seq = w.log.back().seq;
    w.done("U2", Postpone{minutes(10)});
    CHECK(w.refused("U1", Undo{seq}).code == Code::wrong_status);
  }
  SECTION("a watch alone") {
    w.done("U1", Monitor{minutes(20)});
    const auto until = w.incident().watch_until;
    CHECK(kinds(w.done("U1", Monitor{minutes(60)})) == "WatchStarted");
    CHECK(kinds(w.done("U1", Undo{})) == "Undone WatchRestored");
    CHECK(w.incident().watch_until == until);
    CHECK(w.incident().category == Category::mitigated);
    // With the change of status it goes, too.
    CHECK(kinds(w.done("U1", Undo{})) == "Undone Undone CourseRestored EntryHidden");
    CHECK_FALSE(w.incident().watch_until);
    // And that once: what was done before is next.
    CHECK(kinds(w.done("U1", Undo{})) == "Undone SeverityRestored EntryHidden");
  }
  SECTION("a channel that was to be kept is archived after all, once it is quiet for long") {
    w.done("U1", Resolve{});
    w.done("U1", Conclude{Category::closed, {}});
    w.done("U1", KeepOpen{});
    CHECK(kinds(w.done("U1", Undo{})) == "Undone ChannelStirred");
    CHECK(w.incident().category == Category::closed);
    CHECK(w.incident().quiet.stage == Quiet::Stage::counting);
    w.done("U1", KeepOpen{});
  }
}

TEST_CASE("who undoes the end of what was paused, or asked for somebody, finds both as they were") {
  World w = World::declared({.severity = "sev3"});
  w.done("U1", AskToCome{{UserId("U2"), UserId("U3")}, {}, "oncall", {}});
  w.done("U1", Pause{std::chrono::hours(1), plain("the vendor"), true});
  const auto paused = w.incident().paused;
  w.done("U1", Resolve{});
  CHECK(one_shots(w.told).find("page_settled(U2)") != std::string::npos);
  CHECK_FALSE(w.incident().paused);
  w.done("U1", Undo{});
  CHECK(w.incident().paused == paused);
  REQUIRE(being_asked(w.incident().pages.front()));
  CHECK(being_asked(w.incident().pages.front())->user == UserId("U2"));
  CHECK(kinds(w.done("U1", Undo{})) == "Undone PauseRestored EntryHidden");
  CHECK_FALSE(w.incident().paused);
}

TEST_CASE("undoing a status leaves what others have promised, paused and put off since") {
  World w = World::declared();
  w.done("U1", ChangeStatus{"fixing", {}});
  const auto undo = [&] { w.done("U1", Undo{}); };
  SECTION("a promise that a severity brought") {
    w.done("U2", ChangeSeverity{"sev1", {}});
    const auto due = w.incident().next_update_due;
    undo();
    CHECK(w.incident().next_update_due == due);
  }
  SECTION("a pause, reminders put off, a promise put off") {
    w.done("U2", Pause{minutes(30), plain("the vendor"), true});
    const auto paused = w.incident().paused;
    w.done("U2", Snooze{minutes(50)});
    const auto snoozed = w.incident().snoozed_until;
    undo();
    CHECK(w.incident().paused == paused);
    CHECK(w.incident().snoozed_until == snoozed);
  }
  SECTION("the end of a pause") {
    w = World::declared();
    w.done("U2", Pause{minutes(30), plain("the vendor"), true});
    w.done("U1", ChangeStatus{"fixing", {}});
    w.done("U2", Resume{});
    undo();
    CHECK_FALSE(w.incident().paused);
  }
  SECTION("but no watch, which ends with what it watches") {
    w = World::declared();
    w.done("U1", ChangeStatus{"monitoring", {}});
    w.done("U2", Monitor{minutes(40)});
    undo();
    CHECK_FALSE(w.incident().watch_until);
  }
  CHECK(w.incident().status == "investigating");
}

TEST_CASE("who put a message on the timeline takes that back, and not what they did before") {
  World w = World::declared();
  w.done("U1", ChangeSeverity{"sev1", {}});
  w.done("U1", RequestCapture{message("2.2"), "reaction:U1"});
  const auto entry = w.last_entry().id.value;
  w.done("", FillCapture{.message = message("2.2"), .author = user("U2"), .words = plain("it is the cache")});
  SECTION("it is out, and comes back with another mark") {
    w.done("U1", Undo{});
    CHECK(w.entry(entry).hidden);
    CHECK(w.incident().severity == "sev1");
    w.done("U3", RequestCapture{message("2.2"), "reaction:U3"});
    CHECK_FALSE(w.entry(entry).hidden);
  }
  SECTION("somebody else's mark holds it") {
    w.done("U3", RequestCapture{message("2.2"), "reaction:U3"});
    w.done("U1", Undo{});
    CHECK_FALSE(w.entry(entry).hidden);
  }
}

TEST_CASE("an offer to hand a role over is withdrawn, as long as it stands") {
  World w = World::declared();
  w.done("U1", AssignRole{"lead", UserId("U1"), {}, true});
  w.done("U1", OfferHandoff{"lead", UserId("U2")});
  CHECK(kinds(w.done("U1", Undo{})) == "Undone HandoffWithdrawn");
  CHECK(one_shots(w.told) == "handoff_settled(U2)");
  CHECK(w.incident().handoffs.empty());
  CHECK(w.refused("U2", AcceptHandoff{"lead", 0}).code == Code::not_held);

  w.done("U1", OfferHandoff{"lead", UserId("U2")});
  w.done("U2", AcceptHandoff{"lead", 0});
  const auto refused = w.refused("U1", Undo{});
  CHECK(refused.code == Code::wrong_status);
  CHECK_THAT(to_plain(refused.words), Catch::Contains("answered"));
}

TEST_CASE(
    "who undoes the end finds the offer to hand a role over standing again, unless the role changed hands") {
  World w = World::declared();
  w.done("U1", AssignRole{"lead", UserId("U1"), {}, true});
  w.done("U1", OfferHandoff{"lead", UserId("U2")});
  const auto offers = w.incident().handoffs;
  w.done("U1", Resolve{});
  CHECK_THAT(one_shots(w.told), Catch::Contains("handoff_settled(U2)"));
  REQUIRE(w.incident().handoffs.empty());
  SECTION("its message has its buttons again") {
    w.done("U1", Undo{});
    CHECK(w.incident().handoffs == offers);
    CHECK_THAT(one_shots(w.told), Catch::Contains("handoff_settled(U2)"));
    w.done("U2", AcceptHandoff{"lead", 0});
    CHECK(w.incident().roles.at("lead").user == UserId("U2"));
  }
  SECTION("somebody else took it") {
    w.done("U3", AssignRole{"lead", UserId("U3"), {}, true});
    w.done("U1", Undo{});
    CHECK(w.incident().handoffs.empty());
    CHECK(w.incident().roles.at("lead").user == UserId("U3"));
  }
}

TEST_CASE("who undoes the reopening of what was declared in hindsight leaves it so") {
  World w;
  Declare command{.title = plain("Search was down"), .severity = "sev1"};
  command.began = utc(2026, 2, 27, 14, 5);
  command.ended = utc(2026, 2, 27, 15, 30);
  w.done("U1", command);
  REQUIRE(w.incident().in_hindsight);
  SECTION("once") {
    w.done("U1", Reopen{});
    REQUIRE_FALSE(w.incident().in_hindsight);
    w.done("U1", Undo{});
    CHECK(w.incident().in_hindsight);
    CHECK(w.incident().category == Category::resolved);
  }
  SECTION("and what was undone besides changes nothing about it") {
    w.done("U1", Conclude{Category::closed, plain("nothing is missing")});
    w.done("U1", Undo{});
    CHECK(w.incident().in_hindsight);
  }
}

TEST_CASE("what can't be undone says what is so and the way out") {
  World w = World::declared({.drill = true});
  const auto says = [&w](const char* who, const char* way) {
    const auto refused = w.refused(who, Undo{});
    CHECK(refused.code == Code::wrong_status);
    CHECK_THAT(to_plain(refused.words), Catch::Contains(way));
  };
  says("U1", "standdown");
  w.done("U1", AssignRole{"lead", UserId("U1"), {}, true});
  w.done("U1", OfferHandoff{"lead", UserId("U2")});
  w.done("U2", DeclineHandoff{"lead", 0, {}});
  says("U2", "role lead");
  w.done("U2", DraftExternal{plain("We look into it.")});
  says("U2", "update --external");
  w.done("U1", DraftExternal{plain("It is mended.")});
  says("U1", "stands ready to be copied");
  w.done("U5", AskForAccess{});
  w.done("U1", AnswerAccess{UserId("U5"), true});
  says("U1", "removed from it in Slack");
  w.done("U1", Pause{std::chrono::hours(1), plain("the vendor"), true});
  w.done("U1", Resume{});
  says("U1", "pause <how long>");
  w.done("U1", CallRegroup{});
  says("U1", "Say in the channel");
  w.done("U1", AddNote{plain("the password is secret"), {}});
  w.done("U1", RedactEntry{EntryId(w.log.back().seq)});
  says("U1", "note <text>");
  w.done("U1", NotADrill{});
  says("U1", "standdown");
  w.done("U1", PostUpdate{.words = plain("news")});
  says("U1", "correct");
  w.done("U1", CorrectUpdate{w.incident().last_update_entry, plain("better news")});
  says("U1", "correct");
  w.done("U1", AskToCome{{UserId("U6")}, {}, {}, {}});
  const EntryId page = w.incident().pages.back().id;
  w.done("U1", StopPage{});
  says("U1", "page @user");
  CHECK(w.refused("U6", AnswerPage{page, true}).code == Code::already);
  w.done("U1", MakePrivate{});
  says("U1", "private");
}
