// What the two forms for people, Markdown and HTML, say in the same words. Plain text: each form escapes it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/debrief_model.h"

namespace muster::core {

struct Fact {
  std::string name;
  std::string value;
};

/// What a reader must know before anything else: confidential, a drill. Empty for an ordinary incident.
std::vector<std::string> warnings(const Debrief& debrief);

std::vector<Fact> overview_facts(const Debrief& debrief);
/// How long after its durations begin; without a time, that there is none.
std::string since_start(const Debrief& debrief, const std::optional<Time>& at);
/// From milestone to milestone.
std::vector<Fact> duration_facts(const Debrief& debrief);
/// In each status and severity.
std::vector<Fact> time_facts(const Debrief& debrief);
/// `SEV1 at worst, SEV3 at the end`
std::string severity_words(const Debrief& debrief);
/// `2h 5m, of which active 1h 40m`
std::string lasted_words(const Debrief& debrief);

/// How often somebody was asked to come, what they answered, and when they came.
std::string summons_words(const Summons& summons);

/// How somebody came to a role: `took it over from Bob`, `asked by Bob, came after 4m`.
std::string tenure_words(const Tenure& tenure);
/// `Lead: Ada asked Bob, who accepted after 4m`, with why when it was declined.
Text handover_words(const HandOver& handover);
/// `corrected 2026-03-01 02:17 UTC; before: “…”`; empty when it never was.
Text correction_words(const Debrief& debrief, const DebriefUpdate& update);
/// `drafted by Ada, approved by Bob 2026-03-01 02:17 UTC`
std::string external_words(const Debrief& debrief, const ExternalUpdate& external);
/// Of what people did or believed how it went: `by Ada; worked after 4m, said Bob`.
std::string pursuit_words(const Debrief& debrief, const Pursuit& pursuit);
/// A section each, in this order, of which empty ones are left out: title, and what belongs there.
std::vector<std::pair<std::string, std::vector<const Pursuit*>>> pursuit_sections(const Debrief& debrief);
/// `on time`, `12m late`; empty when nothing was promised.
std::string punctuality_words(const DebriefUpdate& update);
/// Kept against promised, the first word, the longest silence: a sentence each.
std::vector<std::string> update_facts(const Debrief& debrief);
/// The hours of all together, by part of the day.
std::string hours_words(const Debrief& debrief);
/// How much of it the bot said, and what the export was made from: a sentence each.
std::vector<std::string> footer_words(const Debrief& debrief);

/// `Summary`, and what is said when there is none.
inline constexpr std::string_view no_summary = "Nobody wrote a summary.";
inline constexpr std::string_view no_impact = "Nobody wrote down the impact.";
inline constexpr std::string_view people_note =
    "By name; this is no ranking. Hours are bands, from what each person did on the record.";

/// The questions that no record answers, for those who review the incident.
const std::vector<std::string>& review_questions();

}  // namespace muster::core
