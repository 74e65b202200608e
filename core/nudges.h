// What somebody is asked about because nobody has done it. Read off the incident as it is, so that a nudge
// ends by itself when its reason does.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/incident.h"
#include "core/policy.h"

namespace muster::core {

/// The lead is whoever leads and came; who was only asked to lead stands in where nobody else is there.
namespace nudge {
inline constexpr std::string_view update_due =
    "update_due";  ///< to comms, else the lead: the promised update
inline constexpr std::string_view watch_over =
    "watch_over";                                           ///< to the lead: it stayed mitigated, is it over?
inline constexpr std::string_view long_role = "long_role";  ///< to who has held a role for long
inline constexpr std::string_view in_night = "in_night";    ///< to who holds one while they should sleep
inline constexpr std::string_view in_weeds = "in_weeds";    ///< to a lead who talks and doesn't lead
inline constexpr std::string_view time_box = "time_box";    ///< to who has an action: its time is over
inline constexpr std::string_view box_unanswered =
    "box_unanswered";  ///< to the lead: they didn't say what came of it
inline constexpr std::string_view follow_up =
    "follow_up";  ///< to who has it, around the day on which it is due
// What the head lacks. After how long is asked, and whether at all, is the severity's.
inline constexpr std::string_view no_lead =
    "no_lead";  ///< to who asked somebody to lead, else comms, else the declarer
inline constexpr std::string_view no_severity = "no_severity";  ///< to the lead, else the declarer
inline constexpr std::string_view no_roles = "no_roles";  ///< to the lead: the severity requires more people
inline constexpr std::string_view no_summary = "no_summary";  ///< to the scribe, else the lead, the declarer
inline constexpr std::string_view undecided = "undecided";    ///< to the declarer: triage takes long
/// To the lead, else the declarer: nobody did anything here, nor wrote in the channel.
inline constexpr std::string_view quiet = "quiet";
inline constexpr std::string_view unresolved = "unresolved";  ///< to the lead: mitigated for long
inline constexpr std::string_view no_debrief = "no_debrief";  ///< to who led: it is over, and none was made
inline constexpr std::string_view review = "review";  ///< to the scribe, else the lead: lines wait for them
}  // namespace nudge

/// A kind that the configuration may put off, or switch off.
struct NudgeKind {
  std::string_view name;
  Duration after{0};     ///< when nothing else is configured; 0: its time is given by what it is about
  int up_to_rank = 100;  ///< for severities as grave as this, 0 being the gravest; for others never
};
inline constexpr std::array<NudgeKind, 17> nudge_kinds{{
    {nudge::update_due},
    {nudge::watch_over},
    {nudge::long_role},
    {nudge::in_night},
    {nudge::in_weeds},
    {nudge::time_box},
    {nudge::box_unanswered},
    {nudge::follow_up},
    {nudge::no_lead, std::chrono::minutes(5)},
    {nudge::no_severity, std::chrono::minutes(15)},
    {nudge::no_roles, std::chrono::minutes(15)},
    {nudge::no_summary, std::chrono::minutes(20)},
    {nudge::undecided, std::chrono::minutes(30)},
    {nudge::quiet, std::chrono::hours(1)},
    {nudge::unresolved, std::chrono::hours(24)},
    {nudge::no_debrief, std::chrono::hours(72), 1},
    {nudge::review, std::chrono::minutes(10)},
}};
/// A null pointer when there is no such kind.
const NudgeKind* find_nudge_kind(std::string_view name);
/// What is lacking is asked for three times: after so many times its time. Then people have decided.
inline constexpr std::array<int, 3> asked_after{1, 3, 7};

struct Nudge {
  std::string kind;   ///< one of the above
  std::string about;  ///< a seat (core/incident.h), the number of a Todo, or empty
  Time due{};         ///< may have passed
  UserId to;
  bool sent = false;  ///< for this reason

  /// Under which Incident::nudged and Nudged know it.
  std::string key() const { return about.empty() ? kind : kind + ":" + about; }
};

/// Those that the severity and the status require, and that nobody has who came, in the policy's order.
std::vector<std::string> unfilled_roles(const Incident& incident, const Policy& policy);

/// All that there is a reason for and somebody to ask, now or later; in the order of the list above. While
/// the incident is paused, none; when it is over, only those about what is left to do: follow-ups, lines to
/// review, the debrief. What has been
/// asked once and will be again is in here twice, as sent and as due.
std::vector<Nudge> nudges(const Incident& incident, const Policy& policy);

/// Before a promise ends, its keeper hears of it by so much; by half of it, if it is a short one.
inline constexpr Duration warned_before = std::chrono::minutes(5);
/// Who has held a role for so long is asked whether to hand it over.
inline constexpr Duration long_in_a_role = std::chrono::hours(2);
/// Nobody is asked about their role so soon after they took it, or after they were asked the last time.
inline constexpr Duration settled_in = std::chrono::hours(1);

/// A lead who wrote so much within `talk_window`, and did nothing else here for as long, is in the weeds.
inline constexpr int much_talk = 10;
inline constexpr Duration talk_window = std::chrono::minutes(15);
/// Whether the lead, who talks a lot, is to be asked about it: once for an hour at most.
bool is_in_weeds(const Incident& incident, Time now);

}  // namespace muster::core
