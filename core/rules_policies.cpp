// What the policy wants done when an incident comes to a severity or a status.
#include <algorithm>

#include "core/rules.h"
#include "core/variant.h"

namespace muster::core::rules {
namespace {

/// The incident as the events leave it, as far as measures depend on it.
struct Leads {
  std::string severity, status;
  bool open = false, is_private = false, drill = false, unseen = false;
};

Leads where(const Case& c) {
  const Incident& now = c.incident;
  Leads to{now.severity, now.status, is_open(now.category), now.is_private, now.drill, now.unseen};
  for (const Record& record : c.events)
    visit_known(Overloaded{[&](const IncidentDeclared& e) {
                             to = {e.severity, e.status, is_open(e.category), e.is_private, e.drill, false};
                           },
                           [&](const ChannelOpened& e) { to.unseen = e.unseen; },
                           [&](const SeverityChanged& e) { to.severity = e.to; },
                           [&](const SeverityRestored& e) { to.severity = e.severity; },
                           [&](const StatusChanged& e) {
                             to.status = e.to;
                             to.open = is_open(e.to_category);
                           },
                           [&](const CourseRestored& e) {
                             to.status = e.status;
                             to.open = is_open(e.category);
                           },
                           [&](const DrillMadeReal&) { to.drill = false; },
                           [&](const ChannelMadePrivate&) { to.is_private = true; },
                           [&](const MovedToPrivate&) {
                             to.is_private = true;
                             to.unseen = false;
                           }},
                record.event);
  return to;
}

/// A status that ends it has measures, too; a severity only counts while work goes on.
void take(Case& c, const Leads& to, const std::string& cause, const Measures& wanted) {
  const auto is_new = [&](std::string_view what) {
    return !c.incident.measures.contains(std::string(what) + " " + cause);
  };
  MeasuresTaken taken{cause, {}, {}, !wanted.checklist.empty() && is_new("checklist")};
  // Nobody is let into a private one whom its people didn't choose, and nobody else hears of it.
  if (!to.is_private && is_new("invite")) taken.invite = wanted.invite;
  const auto announced = [&](const auto& one) { return one.channel == wanted.announce; };
  const bool there = std::ranges::any_of(c.incident.elsewhere, announced);
  // A drill is nobody else's alarm. What is announced there already shows what is so now.
  if (!to.is_private && !to.drill && !there && is_new("announce")) taken.announce = wanted.announce;
  if (taken.checklist || !taken.invite.empty() || !taken.announce.empty()) c.happened(std::move(taken));
}

}  // namespace

void note_measures(Case& c) {
  if (c.events.empty()) return;
  const Leads to = where(c);
  const bool same = c.incident.version != 0 && to.severity == c.incident.severity &&
                    to.status == c.incident.status && to.drill == c.incident.drill &&
                    to.unseen == c.incident.unseen;
  // Who may be let in, and what may be announced, shows once the bot knows where it lives.
  if (same || to.unseen) return;
  if (to.open) take(c, to, "severity:" + to.severity, c.policy.measures_of_severity(to.severity));
  take(c, to, "status:" + to.status, c.policy.measures_of_status(to.status));
}

}  // namespace muster::core::rules
