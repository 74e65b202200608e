// The channel of an incident that is over: when nobody writes there any more it is said there that it will be
// archived, and then it is. Only a channel that was made for the incident; one that was there before is not
// ours to close.
#include <fmt/format.h>

#include <algorithm>

#include "core/rules.h"
#include "core/timers.h"

namespace muster::core {
namespace {

using Stage = Quiet::Stage;

bool may_be_archived(const Incident& incident, const Policy& policy) {
  return policy.archive_after > Duration{0} && is_over(incident.category) && has_own_channel(incident) &&
         incident.channel_usable && incident.quiet.stage != Stage::settled;
}

}  // namespace

std::optional<Time> next_archive_timer(const Incident& incident, const Policy& policy) {
  if (!may_be_archived(incident, policy)) return std::nullopt;
  const Quiet& quiet = incident.quiet;
  switch (quiet.stage) {
    case Stage::counting:
      // What was written within a day of what is known is known to nobody.
      return (quiet.stirred_at ? *quiet.stirred_at + stirs_every : incident.category_since) +
             policy.archive_after;
    case Stage::announced:
      return quiet.announced_at.value_or(incident.category_since) + time_to_keep;
    case Stage::planned:
    case Stage::archiving:
    case Stage::settled:
      break;  // waits for a worker, or for nothing
  }
  return std::nullopt;
}

bool stirs(const Incident& incident, const Policy& policy, Time now) {
  if (!may_be_archived(incident, policy)) return false;
  const Quiet& quiet = incident.quiet;
  return quiet.stage != Stage::counting || !quiet.stirred_at || *quiet.stirred_at + stirs_every <= now;
}

namespace rules {

void go_on_archiving(Case& c) {
  const auto due = next_archive_timer(c.incident, c.policy);
  if (!due || *due > c.context.now) return;
  if (c.incident.quiet.stage == Stage::counting)
    c.happened(ArchivePlanned{});
  else
    c.happened(ArchiveBegun{});
}

Verdict judge(Case& c, const KeepOpen&) {
  const Incident& now = c.incident;
  if (!is_over(now.category))
    return refuse(Code::already,
                  {fmt::format("{} is {}, so nothing archives its channel. Nothing was changed.", c.name(),
                               c.policy.status_name(now.status))});
  if (!has_own_channel(now) || c.policy.archive_after <= Duration{0})
    return refuse(Code::already,
                  {fmt::format("I don't archive the channel of {}. Nothing was changed.", c.name())});
  if (!now.channel_usable)
    return refuse(Code::closed,
                  {fmt::format("The channel of {} is archived already, or I'm not in it. It can be opened "
                               "again in Slack, at the end of its settings.",
                               c.name())});
  if (now.quiet.stage == Stage::settled)
    return refuse(Code::already, {fmt::format("The channel of {} stays open already.", c.name())});
  c.happened(ChannelKeptOpen{});
  return {};
}

Verdict judge(Case& c, const Stir&) {
  if (stirs(c.incident, c.policy, c.context.now)) c.happened(ChannelStirred{});
  return {};
}

Verdict judge(Case& c, const RecordArchiveNotice&) {
  if (c.incident.quiet.stage == Stage::planned) c.happened(ArchiveAnnounced{});
  return {};
}

Verdict judge(Case& c, const RecordArchiveFailure& command) {
  const Stage stage = c.incident.quiet.stage;
  if (stage == Stage::planned || stage == Stage::archiving) c.happened(ArchiveFailed{command.code});
  return {};
}

}  // namespace rules
}  // namespace muster::core
