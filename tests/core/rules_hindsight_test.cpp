#include "core/debrief_model.h"
#include "core/debrief_words.h"
#include "core/time.h"
#include "core/timers.h"
#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace muster::core::test;
using Code = Refusal::Code;

namespace {

using std::chrono::hours;
using std::chrono::minutes;

/// Declared at 02:01.
const Time began_then = utc(2026, 3, 1, 0, 5);
const Time ended_then = utc(2026, 3, 1, 1, 30);

Declare over() {
  Declare command{.title = plain("Search was down"), .severity = "sev1", .declared_in = ChannelId("C9")};
  command.began = began_then;
  command.ended = ended_then;
  return command;
}

Debrief debrief_of(const World& w) {
  DebriefInput input;
  input.incident = w.incident();
  input.log = w.log;
  for (const auto& [id, entry] : w.state.entries) input.entries.push_back(entry);
  return make_debrief(input, w.policy);
}

bool has_gap(const Debrief& debrief, std::string_view code) {
  return std::ranges::any_of(debrief.gaps, [&](const Gap& gap) { return gap.code == code; });
}

std::string value_of(const std::vector<Fact>& facts, std::string_view name) {
  for (const Fact& fact : facts)
    if (fact.name == name) return fact.value;
  return "";
}

}  // namespace

TEST_CASE("what began earlier is open as ever, and its durations count from there") {
  World w;
  Declare command{.title = plain("Search is down"), .severity = "sev1"};
  command.began = began_then;
  CHECK(kinds(w.done("U1", command)) == "IncidentDeclared");
  CHECK(surfaces(w.told) == "channel members control pin topic bookmark announcement");
  const Time declared = w.incident().declared_at;
  CHECK(declared == w.now);
  CHECK(w.incident().began_at == began_then);
  CHECK(began(w.incident()) == began_then);
  CHECK(w.incident().category == Category::active);
  CHECK_FALSE(w.incident().in_hindsight);
  CHECK(w.incident().next_update_due);  // promised from now on, not from then
  CHECK(*w.incident().next_update_due > w.now);
  // The log's own times stay as they are.
  CHECK(w.log.front().occurred_at == declared);
  CHECK(w.entry(1).occurred_at == declared);

  w.done("U1", Resolve{});
  const auto debrief = debrief_of(w);
  CHECK(debrief.elapsed == w.now - began_then);
  CHECK(debrief.active == w.now - declared);
  CHECK(value_of(duration_facts(debrief), "Began to declared") == format_duration(declared - began_then));
  CHECK(value_of(duration_facts(debrief), "Began to resolved") == format_duration(w.now - began_then));
  CHECK(value_of(duration_facts(debrief), "Declared to resolved").empty());
  CHECK(has_gap(debrief, "not_acknowledged"));
}

TEST_CASE("what is over is declared as resolved in one act, and calls nobody") {
  World w;
  auto command = over();
  command.lead = UserId("U2");
  CHECK(kinds(w.done("U1", command)) == "IncidentDeclared RoleAssigned");
  CHECK(w.incident().category == Category::resolved);
  CHECK(w.incident().resolved_at == ended_then);
  CHECK(w.incident().final_resolved_at == ended_then);
  CHECK(w.incident().in_hindsight);
  CHECK(w.incident().without_channel);
  CHECK_FALSE(w.incident().next_update_due);
  CHECK_FALSE(next_timer(w.incident(), w.policy));
  // Who led is known, and asked nothing.
  CHECK_FALSE(w.incident().roles.at("lead").asked);
  CHECK_FALSE(w.incident().acknowledged_at);
  CHECK_FALSE(w.incident().roles_filled_at);
  CHECK(surfaces(w.told) == "announcement");
  CHECK(one_shots(w.told).empty());
  CHECK(lives_with_declarer(w.incident()));

  SECTION("its debrief has its durations, and misses nobody") {
    const auto debrief = debrief_of(w);
    CHECK_FALSE(debrief.open);
    CHECK(debrief.elapsed == hours(1) + minutes(25));
    CHECK(debrief.active == debrief.elapsed);
    CHECK(debrief.ended_at == ended_then);
    CHECK(debrief.peak_severity_name == "SEV1");
    CHECK(has_gap(debrief, "in_hindsight"));
    for (const char* code : {"not_acknowledged", "role_empty", "not_mitigated", "no_updates", "open"}) {
      CAPTURE(code);
      CHECK_FALSE(has_gap(debrief, code));
    }
    CHECK(value_of(overview_facts(debrief), "Lasted") == "1h 25m");
    CHECK(value_of(overview_facts(debrief), "Declared").find("in hindsight") != std::string::npos);
    CHECK(debrief_html(debrief).find("<svg") == std::string::npos);
    CHECK_FALSE(debrief_markdown(debrief).empty());
  }
  SECTION("what is written down afterwards makes no channel") {
    w.done("U3", AddNote{plain("The index was corrupt"), began_then + minutes(20)});
    CHECK(surfaces(w.told).empty());
    w.done("U3", SetSummary{plain("A corrupt index")});
    CHECK(surfaces(w.told) == "announcement");
    w.done("U3", ChangeSeverity{"sev2", plain("Only some searches")});
    CHECK(surfaces(w.told) == "announcement");
    w.done("U3", Conclude{Category::closed, plain("done")});
    CHECK(w.incident().in_hindsight);
    CHECK(debrief_of(w).elapsed == hours(1) + minutes(25));
  }
  SECTION("opened again it is an incident as any other, with a channel") {
    w.done("U3", Reopen{});
    CHECK_FALSE(w.incident().in_hindsight);
    CHECK_FALSE(w.incident().without_channel);
    CHECK(w.incident().relapses == 1);
    CHECK(w.incident().resolved_at == ended_then);
    CHECK(surfaces(w.told) == "channel members control pin topic bookmark announcement");
    w.done("U1", RecordChannel{ChannelId("C1"), "inc-42"});
    w.done("U3", Resolve{});
    CHECK(w.incident().resolved_at == ended_then);
    CHECK(w.incident().final_resolved_at == w.now);
    CHECK(debrief_of(w).elapsed == w.now - began_then);
  }
}

TEST_CASE("what is over gets a channel when that is asked for") {
  World w;
  auto command = over();
  SECTION("of its own") {
    command.channel = true;
    w.done("U1", command);
    CHECK(surfaces(w.told) == "channel members control pin topic bookmark announcement");
  }
  SECTION("where it was declared") {
    command.here = true;
    CHECK(kinds(w.done("U1", command)) == "IncidentDeclared ChannelOpened");
    CHECK(w.incident().channel == ChannelId("C9"));
  }
  CHECK(w.incident().in_hindsight);
  CHECK_FALSE(w.incident().without_channel);
  CHECK_FALSE(lives_with_declarer(w.incident()));
}

TEST_CASE("a private one and a drill are announced nowhere in hindsight either") {
  World w;
  auto command = over();
  SECTION("private") {
    command.is_private = true;
  }
  SECTION("a drill") {
    command.drill = true;
  }
  w.done("U1", command);
  CHECK(surfaces(w.told).empty());
  CHECK(one_shots(w.told).empty());
}

TEST_CASE("times that can't be so are refused, and nothing is declared") {
  World w;
  auto command = over();
  SECTION("ended before it began") {
    std::swap(command.began, command.ended);
    w.zones[user("U1")] = "Asia/Tokyo";
    const auto refusal = w.refused("U1", command);
    CHECK(refusal.code == Code::wrong_order);
    // In the zone in which what they type is read.
    const auto typed = format_in_zone(*command.began, "Asia/Tokyo").substr(0, 16);
    CHECK(to_plain(refusal.words).find("say its date, too: " + typed) != std::string::npos);
  }
  SECTION("begun in the future") {
    command.began = w.now + hours(1);
    command.ended.reset();
    CHECK(w.refused("U1", command).code == Code::in_future);
  }
  SECTION("ended in the future") {
    command.ended = w.now + hours(1);
    CHECK(w.refused("U1", command).code == Code::in_future);
  }
  SECTION("an end alone") {
    command.began.reset();
    CHECK(w.refused("U1", command).code == Code::empty);
  }
  SECTION("over and undecided") {
    command.triage = true;
    CHECK(w.refused("U1", command).code == Code::wrong_status);
  }
  CHECK(w.incident().version == 0);
}
