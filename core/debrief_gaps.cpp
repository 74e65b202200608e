#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/debrief_model.h"
#include "core/debrief_text.h"

namespace muster::core {

namespace {

std::string plural(std::size_t n, std::string_view one, std::string_view many) {
  return n == 1 ? fmt::format("1 {}", one) : fmt::format("{} {}", n, many);
}

class GapFinder {
 public:
  GapFinder(const Debrief& debrief, const Policy& policy, const std::set<std::string>& failed)
      : is_(debrief), policy_(policy), failed_(failed) {}

  std::vector<Gap> gaps() {
    find();
    return std::move(gaps_);
  }

 private:
  void gap(std::string code, std::string words) { gaps_.push_back({std::move(code), std::move(words)}); }

  void find() {
    if (is_.open) gap("open", "The incident is not over. This is how it stood at the last record.");
    gap("detection_unknown",
        is_.began_at ? fmt::format("How it was detected is not recorded. When it began is what {} said when "
                                   "declaring it.",
                                   is_.declared_by.name)
        : is_.first_sign
            ? fmt::format("When it began and how it was detected is not recorded. The earliest line of the "
                          "timeline is {} older than the declaration.",
                          format_duration(is_.declared_at - *is_.first_sign))
            : "When it began and how it was detected is not recorded: durations count from the declaration.");
    if (is_.summary.empty()) gap("no_summary", "Nobody wrote a summary.");
    if (is_.impact.empty()) gap("no_impact", "Nobody wrote down the impact.");
    if (is_.peak_unsure) gap("no_severity", "No severity was ever decided.");
    // Nobody is missed in what was over before anybody could be asked.
    if (is_.in_hindsight) {
      gap("in_hindsight",
          "It was declared when it was over: who worked on it, when, and what people were told is on record "
          "only as far as it was written down afterwards.");
    } else {
      make_course_gaps();
    }
    make_entry_gaps();
    if (!failed_.empty()) {
      gap("display_failures",
          fmt::format("Could not be shown in the chat at some time: {}.", fmt::join(failed_, ", ")));
    }
  }

  void make_course_gaps() {
    make_role_gaps();
    if (!is_.acknowledged_at) gap("not_acknowledged", "No lead confirmed the incident.");
    if (is_.resolved_at && !is_.mitigated_at) {
      gap("not_mitigated",
          "It was resolved without being marked as mitigated, so the time to mitigate is unknown.");
    }
    if (is_.updates.empty()) gap("no_updates", "No formal update was posted.");
    if (is_.promises.missed > 0) {
      gap("updates_missed",
          fmt::format("{} passed without one.", plural(static_cast<std::size_t>(is_.promises.missed),
                                                       "promised update", "promised updates")));
    }
  }

  void make_role_gaps() {
    for (const RoleDef& role : policy_.roles) {
      const bool held = std::any_of(is_.tenures.begin(), is_.tenures.end(),
                                    [&](const Tenure& tenure) { return tenure.role == role.key; });
      if (!held) gap("role_empty", fmt::format("Nobody held the role {}.", legible_line(role.name)));
    }
    for (const Tenure& tenure : is_.tenures) {
      if (tenure.asked && !tenure.confirmed_at && !tenure.declined) {
        gap("role_unconfirmed", fmt::format("{} was asked to be {} and did nothing here as such.",
                                            tenure.holder.name, tenure.role_name));
      }
    }
  }

  void make_entry_gaps() {
    std::size_t withdrawn = 0;
    std::size_t erased = 0;
    std::size_t unread = 0;
    for (const Line& line : is_.timeline) {
      if (line.withdrawn) {
        ++withdrawn;
      } else if (line.erased) {
        ++erased;
      } else if (line.entry.captured && (line.entry.captured->pending || line.entry.captured->unreadable)) {
        ++unread;
      }
    }
    if (withdrawn > 0) {
      gap("withdrawn", fmt::format("{} captured and later deleted by the author.",
                                   plural(withdrawn, "message was", "messages were")));
    }
    if (erased > 0) gap("erased", fmt::format("The text of {} was erased.", plural(erased, "line", "lines")));
    if (unread > 0) {
      gap("unread", fmt::format("{} not be fetched.",
                                plural(unread, "captured message could", "captured messages could")));
    }
    if (!is_.hidden.empty()) {
      gap("hidden", fmt::format("{} taken out of the timeline by people.",
                                plural(is_.hidden.size(), "line was", "lines were")));
    }
  }

  const Debrief& is_;
  const Policy& policy_;
  const std::set<std::string>& failed_;
  std::vector<Gap> gaps_;
};

}  // namespace

std::vector<Gap> debrief_gaps(const Debrief& debrief, const Policy& policy,
                              const std::set<std::string>& failed) {
  return GapFinder(debrief, policy, failed).gaps();
}

}  // namespace muster::core
