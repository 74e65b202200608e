#include "core/nudges.h"

#include <algorithm>

#include "core/workload.h"

namespace muster::core {
namespace {

UserId holder(const Incident& incident, std::string_view role) {
  const auto found = incident.roles.find(std::string(role));
  return found == incident.roles.end() ? UserId{} : found->second.user;
}

/// By somebody who wasn't only asked to.
bool is_led(const Incident& incident) {
  const auto found = incident.roles.find(std::string(lead_role));
  return found != incident.roles.end() && !found->second.asked;
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

/// Since they have the role.
std::optional<Time> last_asked(const Incident& incident, std::string_view kind, std::string_view about,
                               const RoleHolder& holder) {
  const auto last = incident.nudged.find(Nudge{std::string(kind), std::string(about), {}, {}}.key());
  if (last == incident.nudged.end() || last->second < holder.since) return std::nullopt;
  return last->second;
}

/// Collects them.
class Reasons {
 public:
  Reasons(const Incident& incident, const Policy& policy) : incident_(incident), policy_(policy) {}

  std::vector<Nudge> all() && {
    if (incident_.paused) return {};
    if (is_open(incident_.category)) {
      promises();
      roles();
      weeds();
      time_boxes();
    }
    follow_ups();
    lacks();
    return std::move(all_);
  }

 private:
  /// None: never.
  std::optional<Duration> after(std::string_view kind) const {
    const NudgeKind* def = find_nudge_kind(kind);
    const bool usual = policy_.severity_rank(incident_.severity) <= def->up_to_rank;
    const auto configured = policy_.nudge_after(incident_.severity, kind);
    if (configured) return *configured > Duration{0} ? configured : std::nullopt;
    return usual ? std::optional(def->after) : std::nullopt;
  }

  void add(std::string_view kind, std::string about, Time due, UserId to) {
    if (to.empty() || !after(kind)) return;
    Nudge one{std::string(kind), std::move(about), due, std::move(to)};
    const auto last = incident_.nudged.find(one.key());
    one.sent = last != incident_.nudged.end() && last->second >= due;
    if (incident_.snoozed_until) one.due = std::max(one.due, *incident_.snoozed_until);
    all_.push_back(std::move(one));
  }

  /// Of several times, in order, the last for which it was sent, and the next.
  template <class Times>
  void add_series(std::string_view kind, const std::string& about, const Times& times, const UserId& to) {
    const auto last = incident_.nudged.find(Nudge{std::string(kind), about, {}, {}}.key());
    std::optional<Time> sent;
    for (const Time due : times) {
      if (last != incident_.nudged.end() && last->second >= due) {
        sent = due;
        continue;
      }
      if (sent) add(kind, about, *sent, to);
      add(kind, about, due, to);
      return;
    }
    if (sent) add(kind, about, *sent, to);
  }

  void promises() {
    if (incident_.next_update_due) {
      add(nudge::update_due, {}, update_warning(incident_, *incident_.next_update_due),
          first_of({holder(incident_, "comms"), lead_, asked_lead_}));
    }
    if (incident_.watch_until && incident_.category == Category::mitigated)
      add(nudge::watch_over, {}, *incident_.watch_until,
          first_of({lead_, holder(incident_, "comms"), incident_.declared_by}));
  }

  void roles() {
    for (const auto& role : policy_.roles) {
      for (const auto& [seat, held] : holders_of(incident_, role.key)) {
        if (held->asked) continue;
        const std::string about(seat);
        const Time long_since = held->since + long_in_a_role;
        const auto long_asked = last_asked(incident_, nudge::long_role, about, *held);
        const auto night_asked = last_asked(incident_, nudge::in_night, about, *held);
        const auto night = night_asked
                               ? night_asked
                               : next_sleeping(long_asked.value_or(held->since) + settled_in, held->zone);
        // Who is asked at night isn't asked once more because of the hours.
        const bool night_first = night_asked ? !long_asked : night && *night <= long_since;
        if (!night_first) add(nudge::long_role, about, long_since, held->user);
        if (night) add(nudge::in_night, about, *night, held->user);
      }
    }
  }

  void weeds() {
    const auto led = incident_.roles.find(std::string(lead_role));
    if (led == incident_.roles.end()) return;
    const auto asked = last_asked(incident_, nudge::in_weeds, {}, led->second);
    // It is no timer's: whoever counts what is said, says so. It stands until they lead.
    if (asked && incident_.led_at.value_or(led->second.since) < *asked)
      add(nudge::in_weeds, {}, *asked, led->second.user);
  }

  void time_boxes() {
    for (const Todo* action : todos_of(incident_, false)) {
      if (!action->due) continue;
      const auto about = std::to_string(action->id.value);
      add(nudge::time_box, about, *action->due, action->owner);
      const UserId lead = first_of({lead_, asked_lead_});
      if (lead == action->owner) continue;
      const Duration patience = action->owner.empty() ? Duration{0} : box_patience;
      add(nudge::box_unanswered, about, *action->due + patience, lead);
    }
  }

  void follow_ups() {
    for (const Todo* todo : todos_of(incident_, true)) {
      if (!todo->due) continue;
      std::vector<Time> times;
      for (const Duration from_due : follow_up_reminders)
        if (*todo->due + from_due > todo->at) times.push_back(*todo->due + from_due);
      add_series(nudge::follow_up, std::to_string(todo->id.value), times, first_of({todo->owner, todo->by}));
    }
  }

  void lack(std::string_view kind, Time since, const UserId& to) {
    const auto wait = after(kind);
    if (!wait) return;
    std::array<Time, asked_after.size()> times;
    std::ranges::transform(asked_after, times.begin(), [&](int n) { return since + *wait * n; });
    add_series(kind, {}, times, to);
  }

  void lacks() {
    const auto& is = incident_;
    const UserId leads = first_of({lead_, is.declared_by});
    const Time begun = std::max(is.declared_at, is.category_since);
    if (is.category == Category::triage) lack(nudge::undecided, is.category_since, is.declared_by);
    if (is.category == Category::active) {
      if (lead_.empty()) {
        const auto asked = is.roles.find(std::string(lead_role));
        const UserId by = asked == is.roles.end() ? UserId{} : asked->second.by;
        // Who was only asked has as long to come: taking it, or being asked, is when it is led from.
        lack(nudge::no_lead, std::max(begun, is.led_at.value_or(begun)),
             first_of({by, holder(is, "comms"), is.declared_by}));
      }
      if (is.severity == policy_.unsure_severity) lack(nudge::no_severity, is.severity_since, leads);
      if (const auto since = lacks_people(); since && !lead_.empty())
        lack(nudge::no_roles, std::max({begun, is.severity_since, *since}), lead_);
      if (is.summary.id == 0 && !is.summary.body)
        lack(nudge::no_summary, begun, first_of({holder(is, "scribe"), leads}));
      lack(nudge::quiet, is.last_act.value_or(begun), leads);
    }
    if (is.category == Category::mitigated && !is.watch_until)
      lack(nudge::unresolved, is.category_since, leads);
    const bool ended = is.category == Category::resolved || is.category == Category::closed;
    // What is on record in hindsight calls nobody.
    if (ended && !is.drill && !is.in_hindsight && !is.exported_at && is.final_resolved_at)
      lack(nudge::no_debrief, *is.final_resolved_at, leads);
    if (!is.offers.empty() && (is_open(is.category) || ended))
      lack(nudge::review, is.offers.begin()->second.at, first_of({holder(is, "scribe"), lead_, asked_lead_}));
  }

  /// Since when people have been asked for the required roles that nobody has taken yet; its beginning when
  /// nobody has been. None: nothing lacks.
  std::optional<Time> lacks_people() const {
    std::optional<Time> since;
    for (const auto& role : unfilled_roles(incident_, policy_)) {
      if (role == lead_role) continue;
      since = since.value_or(incident_.declared_at);
      for (const auto& [seat, held] : holders_of(incident_, role)) since = std::max(*since, held->since);
    }
    return since;
  }

  const Incident& incident_;
  const Policy& policy_;
  // Who was asked to lead and hasn't come may be asleep: they are asked only what nobody else is there for.
  UserId lead_ = is_led(incident_) ? holder(incident_, lead_role) : UserId{};
  UserId asked_lead_ = is_led(incident_) ? UserId{} : holder(incident_, lead_role);
  std::vector<Nudge> all_;
};

}  // namespace

std::vector<std::string> unfilled_roles(const Incident& incident, const Policy& policy) {
  auto roles = policy.required_roles(incident.severity, incident.status);
  std::erase_if(roles, [&](const std::string& role) {
    const auto holders = holders_of(incident, role);
    return std::ranges::any_of(holders, [](const auto& one) { return !one.second->asked; });
  });
  return roles;
}

const NudgeKind* find_nudge_kind(std::string_view name) {
  const auto* found = std::ranges::find(nudge_kinds, name, &NudgeKind::name);
  return found == nudge_kinds.end() ? nullptr : found;
}

bool is_in_weeds(const Incident& incident, Time now) {
  const auto lead = incident.roles.find(std::string(lead_role));
  const bool quiet = incident.paused || (incident.snoozed_until && now < *incident.snoozed_until);
  if (!is_open(incident.category) || quiet || lead == incident.roles.end() || lead->second.asked)
    return false;
  const RoleHolder& holder = lead->second;
  const auto asked = last_asked(incident, nudge::in_weeds, {}, holder);
  if (asked && now < *asked + settled_in) return false;
  return now >= std::max(incident.led_at.value_or(holder.since), holder.since) + talk_window;
}

std::vector<Nudge> nudges(const Incident& incident, const Policy& policy) {
  return Reasons(incident, policy).all();
}

}  // namespace muster::core
