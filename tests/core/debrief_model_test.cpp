#include "core/debrief_model.h"

#include <algorithm>

#include "core/debrief_words.h"
#include "tests/catch.h"
#include "tests/core/support/debrief_sample.h"

using namespace muster::core;
using muster::core::testing::at;
using muster::core::testing::bare;
using muster::core::testing::sample;
using muster::core::testing::sample_policy;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

Debrief made(const DebriefInput& input) {
  return make_debrief(input, sample_policy());
}

void log(DebriefInput& input, Time when, const UserId& actor, Event event) {
  input.log.push_back({static_cast<std::int64_t>(input.log.size()) + 1, when, when, actor, std::move(event)});
}

Duration time_in(const std::vector<TimeIn>& times, std::string_view key) {
  const auto found = std::find_if(times.begin(), times.end(), [&](const TimeIn& t) { return t.key == key; });
  return found == times.end() ? Duration{-1} : found->time;
}

bool has_gap(const Debrief& debrief, std::string_view code) {
  return std::any_of(debrief.gaps.begin(), debrief.gaps.end(),
                     [&](const Gap& gap) { return gap.code == code; });
}

UpdatePosted update(std::optional<Duration> next) {
  return {words(plain("news")), next};
}

StatusChanged status(std::string to, Category from_category, Category to_category) {
  StatusChanged event;
  event.to = std::move(to);
  event.from_category = from_category;
  event.to_category = to_category;
  return event;
}

const UserId ada{"U1"};

}  // namespace

TEST_CASE("time in statuses and severities is that of the log, without the time between relapses") {
  const Debrief debrief = made(sample());
  CHECK(time_in(debrief.time_in_status, "investigating") == minutes{24 + 30});
  CHECK(time_in(debrief.time_in_status, "fixing") == minutes{74});
  CHECK(time_in(debrief.time_in_status, "monitoring") == minutes{25});
  CHECK(time_in(debrief.time_in_status, "resolved") == Duration{-1});
  CHECK(time_in(debrief.time_in_severity, "unsure") == minutes{3});
  CHECK(time_in(debrief.time_in_severity, "sev2") == minutes{4});
  CHECK(time_in(debrief.time_in_severity, "sev1") == minutes{92});
  CHECK(time_in(debrief.time_in_severity, "sev3") == minutes{24 + 30});
  CHECK(debrief.active == minutes{153});
  CHECK(debrief.elapsed == minutes{233});
  CHECK(debrief.ended_at == at(6, 10));
  CHECK(debrief.reopened_at == std::vector<Time>{at(5, 40)});
}

TEST_CASE("the worst severity counts, and not being sure is none") {
  CHECK(made(sample()).peak_severity_name == "SEV1");
  DebriefInput input = bare();
  log(input, at(2, 20), ada, SeverityChanged{"unsure", "sev4", false, {}, {}});
  input.incident.severity = "sev4";
  CHECK(made(input).peak_severity_name == "SEV4");
  CHECK_FALSE(has_gap(made(input), "no_severity"));
  CHECK(made(bare()).peak_unsure);
  CHECK(has_gap(made(bare()), "no_severity"));
}

TEST_CASE("a promise is kept, late, missed, or let go when work ends") {
  DebriefInput input = bare();
  log(input, at(2, 20), ada, update(minutes{30}));
  SECTION("nothing was promised for the first one") {
    const Debrief debrief = made(input);
    REQUIRE(debrief.updates.size() == 1);
    CHECK_FALSE(debrief.updates[0].promised);
    CHECK(punctuality_words(debrief.updates[0]).empty());
    CHECK(debrief.promises.kept + debrief.promises.late + debrief.promises.missed == 0);
  }
  SECTION("within the promised minute is kept") {
    log(input, at(2, 50, 59), ada, update({}));
    CHECK(made(input).promises.kept == 1);
    CHECK(punctuality_words(made(input).updates[1]) == "on time");
  }
  SECTION("a minute later is late") {
    log(input, at(2, 51), ada, update({}));
    CHECK(made(input).promises.late == 1);
    CHECK(punctuality_words(made(input).updates[1]) == "1m late");
  }
  SECTION("still open and nothing came") {
    log(input, at(3, 30), ada, EntryNoted{});
    CHECK(made(input).promises.missed == 1);
    CHECK(has_gap(made(input), "updates_missed"));
  }
  SECTION("resolved in time") {
    log(input, at(2, 40), ada, status("resolved", Category::active, Category::resolved));
    CHECK(made(input).promises.missed == 0);
  }
  SECTION("resolved too late") {
    log(input, at(3, 0), ada, status("resolved", Category::active, Category::resolved));
    CHECK(made(input).promises.missed == 1);
  }
  SECTION("a new severity promises anew") {
    log(input, at(2, 40), ada, SeverityChanged{"unsure", "sev1", false, {}, minutes{30}});
    log(input, at(3, 5), ada, update({}));
    CHECK(made(input).promises.kept == 1);
    CHECK(made(input).promises.late == 0);
  }
}

TEST_CASE("silence counts only while the incident was open") {
  const Debrief debrief = made(sample());
  CHECK(debrief.first_word == minutes{18});
  CHECK(debrief.longest_silence == minutes{44} + seconds{20});
}

TEST_CASE("hand-overs are told with times and how long people took to come") {
  const Debrief debrief = made(sample());
  REQUIRE(debrief.tenures.size() == 3);
  const Tenure& first = debrief.tenures[0];
  const Tenure& second = debrief.tenures[1];
  CHECK(first.holder.name == "Ada Lovelace");
  CHECK(first.to == at(3, 20));
  CHECK(tenure_words(first) == "took it");
  CHECK(second.holder.name == "Bob Kahn");
  CHECK_FALSE(second.to);
  CHECK(tenure_words(second) == "handed over by Ada Lovelace, came after 1m 10s");
  CHECK(debrief.tenures[2].role == "comms");
  CHECK(tenure_words(debrief.tenures[2]) == "asked by Ada Lovelace, came after 4m 30s");
}

TEST_CASE("a role that was left, taken from somebody, or never confirmed says so") {
  DebriefInput input = bare();
  const UserId bob{"U2"};
  log(input, at(2, 20), ada, RoleAssigned{"lead", ada, {}, false});
  log(input, at(2, 30), bob, RoleAssigned{"lead", bob, ada, false});
  log(input, at(2, 40), bob, RoleVacated{"lead", bob});
  log(input, at(2, 45), ada, RoleAssigned{"scribe", bob, {}, true});
  const Debrief debrief = made(input);
  REQUIRE(debrief.tenures.size() == 3);
  CHECK(debrief.tenures[0].to == at(2, 30));
  CHECK(tenure_words(debrief.tenures[1]) == "took over from Ada Lovelace");
  CHECK(debrief.tenures[1].to == at(2, 40));
  CHECK(tenure_words(debrief.tenures[2]) == "asked by Ada Lovelace, never confirmed");
  log(input, at(2, 50), bob, RoleVacated{"scribe", bob, ada});
  const Debrief later = made(input);
  REQUIRE(later.tenures.size() == 3);
  CHECK(tenure_words(later.tenures[2]) == "asked by Ada Lovelace, couldn't do it");
  CHECK_FALSE(has_gap(later, "role_unconfirmed"));
  CHECK(has_gap(debrief, "role_unconfirmed"));
  CHECK(has_gap(debrief, "role_empty"));
}

TEST_CASE("people are in the order of their names, with bands for hours") {
  const Debrief debrief = made(sample());
  REQUIRE(debrief.people.size() == 4);
  CHECK(debrief.people[0].person.name == "Ada Lovelace");
  CHECK(debrief.people[0].roles == std::vector<std::string>{"Lead"});
  CHECK(debrief.people[0].messages == 31);
  CHECK(debrief.people[0].hours == "30 min to 2 h");
  CHECK(debrief.people[3].person.name == "Grace Hopper");
  CHECK(debrief.messages == 76);
}

TEST_CASE("hours are parted by each person's own clock and end with the incident") {
  DebriefInput input = bare();  // one act at 02:17 UTC
  CHECK(made(input).hours == std::array<Duration, day_parts>{minutes{0}, minutes{0}, minutes{10}});
  input.zones[ada] = "Asia/Tokyo";
  CHECK(made(input).hours == std::array<Duration, day_parts>{minutes{10}, minutes{0}, minutes{0}});
  log(input, at(2, 22), ada, status("resolved", Category::active, Category::resolved));
  input.incident.category = Category::resolved;
  log(input, at(9, 0), ada, Exported{});
  CHECK(made(input).hours[0] == minutes{15});
}

TEST_CASE("somebody without a name is shown by id, the bot by its own") {
  DebriefInput input = bare();
  input.names.clear();
  CHECK(made(input).declared_by.name == "U1");
  input.incident.declared_by = {};
  CHECK(made(input).declared_by.name == "Muster");
}

TEST_CASE("the author of a message that was not fetched yet is unknown, not the bot") {
  DebriefInput input = bare();
  Entry entry;
  entry.id = EntryId{9};
  entry.kind = EntryKind::message;
  entry.occurred_at = at(2, 18);
  entry.captured.emplace();
  input.entries.push_back(entry);
  const Debrief debrief = made(input);
  CHECK(debrief.timeline.back().author.name == "unknown");
  CHECK(has_gap(debrief, "unread"));
}

TEST_CASE("what is missing is said") {
  const Debrief poor = made(bare());
  for (const char* code : {"open", "detection_unknown", "no_summary", "no_impact", "no_severity",
                           "role_empty", "not_acknowledged", "no_updates"}) {
    CAPTURE(code);
    CHECK(has_gap(poor, code));
  }
  const Debrief rich = made(sample());
  for (const char* code : {"open", "no_summary", "no_impact", "no_severity", "not_acknowledged", "no_updates",
                           "not_mitigated", "unread"}) {
    CAPTURE(code);
    CHECK_FALSE(has_gap(rich, code));
  }
  for (const char* code : {"withdrawn", "erased", "hidden", "display_failures", "role_empty"}) {
    CAPTURE(code);
    CHECK(has_gap(rich, code));
  }
}

TEST_CASE("resolved without being mitigated is not a time of zero") {
  DebriefInput input = bare();
  input.incident.category = Category::resolved;
  input.incident.resolved_at = at(3, 0);
  log(input, at(3, 0), ada, status("resolved", Category::active, Category::resolved));
  CHECK(has_gap(made(input), "not_mitigated"));
  CHECK(since_start(made(input), std::nullopt) == "not marked");
  CHECK(since_start(made(bare()), std::nullopt) == "not yet");
}

TEST_CASE("the first sign is the earliest visible line from before the declaration") {
  CHECK(made(sample()).first_sign == at(2, 3, 20));
  CHECK_FALSE(made(bare()).first_sign);
  DebriefInput input = bare();
  input.entries.push_back(muster::core::testing::note(9, at(1, 0), plain("hidden")));
  input.entries.back().hidden = true;
  CHECK_FALSE(made(input).first_sign);
}
