// What somebody is asked about because nobody has done it. Read off the incident as it is, so that a nudge
// ends by itself when its reason does.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/incident.h"
#include "core/policy.h"

namespace muster::core {

namespace nudge {
inline constexpr std::string_view update_due =
    "update_due";  ///< to comms, else the lead: the promised update
inline constexpr std::string_view watch_over =
    "watch_over";                                           ///< to the lead: it stayed mitigated, is it over?
inline constexpr std::string_view long_role = "long_role";  ///< to who has held a role for long
}  // namespace nudge

struct Nudge {
  std::string kind;   ///< one of the above
  std::string about;  ///< a role's key, or empty
  Time due{};         ///< may have passed
  UserId to;
  bool sent = false;  ///< for this reason

  /// Under which Incident::nudged and Nudged know it.
  std::string key() const { return about.empty() ? kind : kind + ":" + about; }
};

/// All that there is a reason for and somebody to ask, now or later; in the order of the list above. None
/// while the incident is over, or paused.
std::vector<Nudge> nudges(const Incident& incident, const Policy& policy);

/// Before a promise ends, its keeper hears of it by so much; by half of it, if it is a short one.
inline constexpr Duration warned_before = std::chrono::minutes(5);
/// Who has held a role for so long is asked whether to hand it over.
inline constexpr Duration long_in_a_role = std::chrono::hours(2);

}  // namespace muster::core
