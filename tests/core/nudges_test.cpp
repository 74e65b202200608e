// What an incident lacks is asked for: after a while that the severity gives, three times, and not when it is
// there.
#include "core/nudges.h"

#include <algorithm>

#include "core/timers.h"
#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace muster::core::test;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

/// `no_lead no_severity`, of those that wait for their time, or were sent.
std::string waiting(const World& w) {
  std::string all;
  for (const auto& one : nudges(w.incident(), w.policy)) all += (all.empty() ? "" : " ") + one.key();
  return all;
}

/// When this kind was sent, in minutes since the declaration.
std::vector<long> times_of(World& w, std::string_view kind, int ticks = 40) {
  std::vector<long> times;
  for (int i = 0; i < ticks && next_timer(w.incident(), w.policy); ++i)
    for (const Record& record : tick(w))
      if (const auto* nudged = std::get_if<Nudged>(&record.event))
        for (const auto& key : nudged->kinds)
          if (key == kind)
            times.push_back(static_cast<long>((record.occurred_at - w.incident().declared_at) / minutes(1)));
  return times;
}

World fresh(const std::string& severity = {}) {
  World w;
  w.policy.severities = default_policy().severities;
  w.step = Duration{0};
  w.done("U1", Declare{.title = plain("x"), .severity = severity, .declared_in = ChannelId("C9")});
  return w;
}

}  // namespace

TEST_CASE("who declared it is asked for a lead three times, ever more rarely, until there is one") {
  World w = fresh("sev2");
  CHECK(times_of(w, nudge::no_lead) == std::vector<long>{5, 15, 35});
  World led = fresh("sev2");
  led.done("U1", AssignRole{.role = "lead", .user = user("U1")});
  CHECK(waiting(led).find("no_lead") == std::string::npos);
}

TEST_CASE("a severity says after how long, and whether at all") {
  World w = fresh("sev2");
  w.policy.severities[1].nudges = {{"no_lead", minutes(2)}, {"no_summary", Duration{0}}};
  CHECK(waiting(w).find("no_summary") == std::string::npos);
  CHECK(times_of(w, nudge::no_lead) == std::vector<long>{2, 6, 14});
  // "Not sure yet" is asked as the severity whose cadence it has.
  World unsure = fresh();
  unsure.policy.severities[1].nudges = {{"no_lead", minutes(2)}};
  CHECK(times_of(unsure, nudge::no_lead).front() == 2);
}

TEST_CASE("each lack is asked about and ends by itself") {
  World w = fresh();
  CHECK(waiting(w).find("no_severity") != std::string::npos);
  w.done("U1", ChangeSeverity{"sev1", {}});
  CHECK(waiting(w).find("no_severity") == std::string::npos);
  CHECK(waiting(w).find("no_roles") == std::string::npos);  // nobody leads who could be asked
  w.done("U1", AssignRole{.role = "lead", .user = user("U1")});
  CHECK(waiting(w).find("no_roles") != std::string::npos);
  w.done("U2", AssignRole{.role = "comms", .user = user("U2")});
  w.done("U3", AssignRole{.role = "scribe", .user = user("U3")});
  CHECK(waiting(w).find("no_roles") == std::string::npos);
  CHECK(waiting(w).find("no_summary") != std::string::npos);
  w.done("U1", SetSummary{plain("carts are lost")});
  CHECK(waiting(w).find("no_summary") == std::string::npos);
  w.done("U1", Monitor{});
  CHECK(waiting(w).find("unresolved") != std::string::npos);
  CHECK(waiting(w).find("quiet") == std::string::npos);
  w.done("U1", Resolve{});
  CHECK(waiting(w) == "no_debrief");
  w.done("U1", RecordExport{{"md"}, "channel", false});
  CHECK(waiting(w).empty());
}

TEST_CASE("a triage that nobody decides comes back to who declared it") {
  World w;
  w.policy.severities = default_policy().severities;
  w.step = Duration{0};
  w.done("U1", Declare{.title = plain("x"), .triage = true, .declared_in = ChannelId("C9")});
  CHECK(times_of(w, nudge::undecided) == std::vector<long>{30, 90, 210});
}

TEST_CASE("a debrief is missed of the two gravest only, and not of a drill") {
  for (const auto& [severity, missed] : {std::pair{"sev2", true}, std::pair{"sev3", false}}) {
    World w = fresh(severity);
    w.done("U1", Resolve{});
    CHECK((waiting(w) == "no_debrief") == missed);
  }
  World drill;
  drill.policy.severities = default_policy().severities;
  drill.done("U1", Declare{.title = plain("x"), .severity = "sev1", .drill = true});
  drill.done("U1", Resolve{});
  CHECK(waiting(drill).empty());
}

TEST_CASE("it is quiet when nobody did anything here, nor wrote in the channel") {
  World w = fresh("sev2");
  w.policy.severities[1].nudges = {{"no_lead", Duration{0}},
                                   {"no_summary", Duration{0}},
                                   {"update_due", Duration{0}},
                                   {"no_severity", Duration{0}}};
  const Time begun = w.now;
  SECTION("") {
    CHECK(times_of(w, nudge::quiet) == std::vector<long>{60, 180, 420});
  }
  SECTION("whatever a person does counts") {
    w.now = begun + minutes(30);
    w.done("U2", AddNote{plain("looking")});
    CHECK(times_of(w, nudge::quiet).front() == 90);
  }
  SECTION("what the bot does by itself doesn't") {
    w.now = begun + minutes(30);
    w.done("", RecordOrnament{"topic", "missing_scope"});
    CHECK(times_of(w, nudge::quiet).front() == 60);
  }
  SECTION("and so does what is written, of which there is no record before it is asked for") {
    w.last_said = begun + minutes(50);
    w.now = begun + minutes(60);
    CHECK(kinds(w.done("", Tick{})).find("ActivitySeen") != std::string::npos);
    w.last_said.reset();
    CHECK(times_of(w, nudge::quiet).front() == 110);
  }
  SECTION("but not what was written before that") {
    w.last_said = begun - minutes(5);
    CHECK(times_of(w, nudge::quiet).front() == 60);
  }
}

TEST_CASE("after hours without the bot each person is asked once for all") {
  World w = fresh("sev1");
  w.now += hours(10);
  const auto records = w.done("", Tick{});
  int asked = 0;
  for (const Record& record : records) asked += std::holds_alternative<Nudged>(record.event) ? 1 : 0;
  CHECK(asked == 1);
  const auto next = next_timer(w.incident(), w.policy);
  CHECK((!next || *next > w.now));
}

TEST_CASE("snoozed, nobody is asked before") {
  World w = fresh("sev2");
  w.done("U1", Snooze{hours(1)});
  CHECK(times_of(w, nudge::no_lead).front() == 60);
}

TEST_CASE("somebody who was asked to lead and doesn't come is no lead: who asked her hears of it") {
  World w = fresh("sev2");
  w.now += minutes(4);
  w.done("U5", AssignRole{.role = "lead", .user = user("U2")});
  std::vector<std::pair<long, std::string>> asked;
  for (int i = 0; i < 20 && next_timer(w.incident(), w.policy); ++i)
    for (const Record& record : tick(w))
      if (const auto* nudged = std::get_if<Nudged>(&record.event))
        if (std::ranges::find(nudged->kinds, nudge::no_lead) != nudged->kinds.end())
          asked.emplace_back((record.occurred_at - w.incident().declared_at) / minutes(1), nudged->to.value);
  CHECK(asked == std::vector<std::pair<long, std::string>>{{9, "U5"}, {19, "U5"}, {39, "U5"}});
  // Whatever she does confirms it.
  w.done("U2", AddNote{plain("here")});
  CHECK(waiting(w).find("no_lead") == std::string::npos);
}

TEST_CASE("who was only asked to lead is asked what nobody else is there for, and nothing beside") {
  World w = fresh();
  w.done("U1", AssignRole{.role = "lead", .user = user("U2")});
  const auto to = [&w](std::string_view kind) {
    for (const auto& one : nudges(w.incident(), w.policy))
      if (one.kind == kind) return one.to.value;
    return std::string();
  };
  CHECK(to(nudge::no_severity) == "U1");
  CHECK(to(nudge::update_due) == "U2");
  CHECK(to(nudge::no_roles).empty());
  w.done("U2", AddNote{plain("here")});
  CHECK(to(nudge::no_severity) == "U2");
  CHECK(to(nudge::no_roles) == "U2");
}

TEST_CASE("a required role that somebody was only asked to take is lacking, from when they were asked") {
  World w = fresh("sev2");
  w.done("U1", AssignRole{.role = "lead", .user = user("U1")});
  w.now += minutes(10);
  w.done("U1", AssignRole{.role = "comms", .user = user("U3")});
  CHECK(unfilled_roles(w.incident(), w.policy) == std::vector<std::string>{"comms"});
  CHECK(times_of(w, nudge::no_roles).front() == 25);
  w.done("U3", AddNote{plain("here")});
  CHECK(unfilled_roles(w.incident(), w.policy).empty());
}
