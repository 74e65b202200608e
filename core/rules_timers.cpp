// What happens by itself when its time comes, and what keeps it from happening.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/nudges.h"
#include "core/rules.h"
#include "core/timers.h"

namespace muster::core {
namespace {

/// The promise whose time comes next and that nobody has yet seen to be broken.
std::optional<Time> promise_to_break(const Incident& incident) {
  const auto& due = incident.next_update_due;
  if (incident.paused || !due || incident.overdue == due) return std::nullopt;
  return due;
}

}  // namespace

std::optional<Time> next_timer(const Incident& incident, const Policy& policy) {
  std::optional<Time> next;
  const auto consider = [&next](const std::optional<Time>& at) {
    if (at) next = next ? std::min(*next, *at) : *at;
  };
  if (incident.paused) consider(incident.paused->until);
  consider(promise_to_break(incident));
  consider(next_page_timer(incident));
  consider(next_archive_timer(incident, policy));
  for (const auto& nudge : nudges(incident, policy)) {
    if (!nudge.sent) consider(nudge.due);
  }
  return next;
}

namespace rules {
namespace {

constexpr Duration shortest_pause = std::chrono::minutes(1);
constexpr Duration longest_pause = std::chrono::days(31);
constexpr Duration longest_snooze = std::chrono::days(1);
constexpr int grave_ones = 2;  ///< severities in which a pause is rarely meant

void go_on(Case& c) {
  c.happened(IncidentResumed{promised(c.policy, c.incident.severity, c.incident.status)});
}

Verdict within(Duration length, Duration shortest, Duration longest) {
  if (length >= shortest && length <= longest) return {};
  return refuse(Code::empty, {fmt::format("Say for how long: from {} to {}. Nothing was changed.",
                                          format_duration(shortest), format_duration(longest))});
}

/// Whether it is quiet is asked of the channel only when it seems so: what is said there is no event.
void note_talk(Case& c) {
  const auto all = nudges(c.incident, c.policy);
  const bool seems_quiet = std::ranges::any_of(all, [&](const Nudge& one) {
    return one.kind == nudge::quiet && !one.sent && one.due <= c.context.now;
  });
  const auto said = seems_quiet && c.context.last_said ? c.context.last_said() : std::nullopt;
  if (said && (!c.incident.last_act || *said > *c.incident.last_act))
    c.happened(ActivitySeen{std::min(*said, c.context.now)});
}

}  // namespace

Verdict judge(Case& c, const Tick&) {
  const Incident& now = c.incident;
  const Time time = c.context.now;
  go_on_paging(c);
  go_on_archiving(c);
  if (now.paused && now.paused->until <= time) {
    go_on(c);
    return {};  // what is due then, is due from now on
  }
  if (const auto broken = promise_to_break(now); broken && *broken <= time)
    c.happened(UpdateOverdue{*broken});
  note_talk(c);
  // One message for each person, however much there is to ask.
  std::map<UserId, std::vector<std::string>> asked;
  // What was said meanwhile is so, too.
  Incident as_it_is = now;
  for (const Record& record : c.events)
    if (const auto* seen = std::get_if<ActivitySeen>(&record.event)) as_it_is.last_act = seen->last;
  for (const auto& nudge : nudges(as_it_is, c.policy)) {
    if (!nudge.sent && nudge.due <= time) asked[nudge.to].push_back(nudge.key());
  }
  for (auto& [person, kinds] : asked) c.happened(Nudged{person, std::move(kinds)});
  return {};
}

Verdict judge(Case& c, const NoticeWeeds& command) {
  const auto lead = c.incident.roles.find(std::string(lead_role));
  const bool leads = lead != c.incident.roles.end() && lead->second.user == command.user;
  const bool wanted = c.policy.nudge_after(c.incident.severity, nudge::in_weeds) != Duration{0};
  if (leads && wanted && is_in_weeds(c.incident, c.context.now))
    c.happened(Nudged{command.user, {std::string(nudge::in_weeds)}});
  return {};
}

namespace {

/// Refused where a button was pressed that was shown before somebody went on with something else.
Verdict still_to_watch(const Case& c, const Monitor& command) {
  const Incident& now = c.incident;
  if (!command.mitigated || !command.watch) return {};
  if (may_become(now.category, Category::mitigated))
    return refuse(
        Code::wrong_status,
        {fmt::format("{} is {} again, so there is nothing to watch. Nothing was changed. When it is "
                     "mitigated, say ",
                     c.name(), c.policy.status_name(now.status)),
         Verb{"monitoring --watch 20m"}, std::string(".")});
  if (now.watch_until && *now.watch_until > c.context.now + *command.watch)
    return refuse(Code::already, {fmt::format("{} is watched for longer than that already, until {}. Nothing "
                                              "was changed.",
                                              c.name(), format_in_zone(*now.watch_until, zone_of_actor(c)))});
  return {};
}

}  // namespace

Verdict judge(Case& c, const Monitor& command) {
  if (auto verdict = still_to_watch(c, command); !verdict) return verdict;
  const auto to = first_status(c, Category::mitigated);
  if (!to) return tl::unexpected(to.error());
  if (c.incident.category != Category::mitigated || !command.watch) {
    if (auto verdict = change_status(c, *to, {}); !verdict) return verdict;
  }
  if (!command.watch) return {};
  if (auto verdict = within(*command.watch, shortest_pause, longest_pause); !verdict) return verdict;
  c.happened(WatchStarted{c.context.now + *command.watch});
  return {};
}

Verdict judge(Case& c, const Snooze& command) {
  if (auto verdict = must_be_open(c, "reminders are"); !verdict) return verdict;
  if (!command.length) {
    if (!c.incident.snoozed_until || *c.incident.snoozed_until <= c.context.now)
      return refuse(Code::already, {std::string("Reminders are on. To have none for a while, say "),
                                    Verb{"snooze 30m"}, std::string(".")});
    c.happened(NudgesSnoozed{});
    return {};
  }
  if (auto verdict = within(*command.length, shortest_pause, longest_snooze); !verdict) return verdict;
  c.happened(NudgesSnoozed{c.context.now + *command.length});
  return {};
}

Verdict judge(Case& c, const Pause& command) {
  if (auto verdict = must_be_open(c, "a pause is"); !verdict) return verdict;
  if (auto verdict = within(command.length, shortest_pause, longest_pause); !verdict) return verdict;
  auto accepted = required_text(command.words, max_words, "What is waited for");
  if (!accepted) return tl::unexpected(std::move(accepted.error()));
  const Incident& now = c.incident;
  if (c.policy.severity_rank(now.severity) < grave_ones && !command.confirmed)
    return refuse(
        Code::unconfirmed,
        {fmt::format("{} is {}, and while it is paused nobody is reminded of anything and no update "
                     "is due. Nothing was changed: if that is meant, say so.",
                     c.name(), c.policy.severity_name(now.severity))});
  c.happened(IncidentPaused{c.context.now + command.length, words(std::move(*accepted))});
  return {};
}

Verdict judge(Case& c, const Resume&) {
  if (!c.incident.paused)
    return refuse(Code::already, {fmt::format("{} isn't paused. Nothing was changed.", c.name())});
  go_on(c);
  return {};
}

Verdict judge(Case& c, const Postpone& command) {
  if (auto verdict = must_be_open(c, "promises are"); !verdict) return verdict;
  if (auto verdict = within(command.by, shortest_pause, longest_snooze); !verdict) return verdict;
  const Time from = std::max(c.context.now, c.incident.next_update_due.value_or(c.context.now));
  c.happened(UpdatePostponed{from + command.by - c.context.now});
  return {};
}

}  // namespace rules
}  // namespace muster::core
