#include "core/nudges.h"

#include <algorithm>

namespace muster::core {
namespace {

UserId holder(const Incident& incident, std::string_view role) {
  const auto found = incident.roles.find(std::string(role));
  return found == incident.roles.end() ? UserId{} : found->second.user;
}

UserId first_of(std::initializer_list<UserId> people) {
  for (const auto& person : people)
    if (!person.empty()) return person;
  return {};
}

Time update_warning(const Incident& incident, Time due) {
  const Time promised = incident.last_update_at.value_or(incident.declared_at);
  const Duration half = std::max(Duration{0}, (due - promised) / 2);
  return due - std::min(warned_before, half);
}

}  // namespace

std::vector<Nudge> nudges(const Incident& incident, const Policy& policy) {
  std::vector<Nudge> all;
  if (!is_open(incident.category) || incident.paused) return all;
  const auto add = [&](std::string_view kind, std::string about, Time due, UserId to) {
    if (to.empty()) return;
    Nudge one{std::string(kind), std::move(about), due, std::move(to)};
    const auto last = incident.nudged.find(one.key());
    one.sent = last != incident.nudged.end() && last->second >= due;
    if (incident.snoozed_until) one.due = std::max(one.due, *incident.snoozed_until);
    all.push_back(std::move(one));
  };
  const UserId lead = holder(incident, lead_role);
  if (incident.next_update_due) {
    add(nudge::update_due, {}, update_warning(incident, *incident.next_update_due),
        first_of({holder(incident, "comms"), lead}));
  }
  if (incident.watch_until && incident.category == Category::mitigated) {
    add(nudge::watch_over, {}, *incident.watch_until,
        first_of({lead, holder(incident, "comms"), incident.declared_by}));
  }
  for (const auto& role : policy.roles) {
    const auto held = incident.roles.find(role.key);
    if (held != incident.roles.end() && !held->second.asked)
      add(nudge::long_role, role.key, held->second.since + long_in_a_role, held->second.user);
  }
  return all;
}

}  // namespace muster::core
