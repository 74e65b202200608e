#include "bot/doctor.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "bot/arrivals.h"
#include "bot/convert.h"
#include "bot/groups.h"
#include "bot/views/views.h"
#include "slack/manifest.h"
#include "slack/text.h"

namespace muster::bot {

namespace {

using Grade = Finding::Grade;

constexpr std::chrono::seconds tolerable_skew{30};

using MayName = std::function<bool(const core::Incident&)>;

std::string name_of(const core::Incident& incident, const MayName& may_name) {
  return may_name(incident) ? core::reference(incident) : std::string("INC-? (you can't see it)");
}

void examine_slack(App& app, std::vector<Finding>& findings) {
  const auto info = app.web.auth_test();
  if (!info) {
    using What = slack::Error::What;
    const bool token = info.error().what == What::token;
    findings.push_back(
        {Grade::bad, fmt::format("Slack doesn't answer as it should: {}", info.error().code),
         token ? "Install the app again in Slack and put the new token into SLACK_BOT_TOKEN."
               : "Look at the network and at status.slack.com; what people do is kept meanwhile."});
    return;
  }
  findings.push_back({Grade::good, fmt::format("Slack knows the token: workspace {}", info->team.value), {}});
  if (info->date) {
    const auto ahead = core::to_seconds(app.clock()) - *info->date;
    const auto skew = std::chrono::seconds(ahead < 0 ? -ahead : ahead);
    if (skew > tolerable_skew) {
      findings.push_back(
          {Grade::bad,
           fmt::format("This machine's clock is {} {} Slack's", core::format_duration(skew),
                       ahead < 0 ? "behind" : "ahead of"),
           "Set it right (timedatectl): beyond five minutes no request of Slack's is accepted."});
    } else {
      findings.push_back({Grade::good, "The clock agrees with Slack's", {}});
    }
  }
  if (!info->scopes.empty()) {
    std::string missing;
    for (const auto& scope : slack::bot_scopes()) {
      if (std::find(info->scopes.begin(), info->scopes.end(), scope) == info->scopes.end())
        missing += " " + scope;
    }
    if (missing.empty()) {
      findings.push_back({Grade::good, "All scopes of the manifest are granted", {}});
    } else {
      findings.push_back(
          {Grade::warning, "Scopes are missing:" + missing,
           "Paste the output of `muster manifest` into the app's manifest and install it again."});
    }
  }
}

void examine_events(App& app, std::vector<Finding>& findings) {
  const auto now = app.clock();
  const auto heard = app.arrivals.last_event();
  if (!app.arrivals.is_listening()) {
    findings.push_back(
        {Grade::good, "Whether Slack's events arrive, the running server knows: ask it in Slack", {}});
  } else if (app.arrivals.is_silent(now)) {
    findings.push_back(
        {Grade::bad,
         fmt::format("Slack sends no events{}",
                     heard ? fmt::format(": the last came {} ago", core::format_duration(now - *heard))
                           : std::string(": I posted a message, and was told of nothing")),
         "Look at Event Subscriptions of the app: the request URL must be verified, and the events those of "
         "`muster manifest`. Until then reactions, pins, edits and who joins go unnoticed."});
  } else if (heard) {
    findings.push_back({Grade::good,
                        fmt::format("Slack's events arrive: the last one {} ago",
                                    core::format_duration(std::max(core::Duration{0}, now - *heard))),
                        {}});
  } else {
    findings.push_back({Grade::good, "No event of Slack's was due yet: opening my Home tab sends one", {}});
  }
}

void examine_people(App& app, std::vector<Finding>& findings) {
  // The bot itself is in the list, so it is known once the list is.
  if (app.store.user(app.workspace.id, core::UserId(app.workspace.bot_user))) return;
  findings.push_back(
      {Grade::warning, "The list of people was not fetched yet: until then a guest counts as a member",
       "It is fetched at the start and once a day. If this stays, look at the scope users:read."});
}

void examine_channel(App& app, const std::string& named, const std::string& section,
                     std::vector<Finding>& findings) {
  if (named.front() == '#') return;  // a name can't be asked for
  const auto channel = app.web.info(slack::ChannelId(named));
  if (!channel) {
    findings.push_back(
        {Grade::bad, fmt::format("The announcement channel can't be seen: {}", channel.error().code),
         fmt::format("Correct announce in [{}]; invite the bot if the channel is private.", section)});
  } else if (channel->is_archived) {
    findings.push_back({Grade::bad, "The announcement channel is archived",
                        fmt::format("Choose another in [{}].", section)});
  } else if (channel->is_private && !channel->is_member) {
    findings.push_back({Grade::bad, "The bot is not in the announcement channel, which is private",
                        "Invite it there: /invite @muster."});
  } else {
    findings.push_back({Grade::good, fmt::format("Announcements go to #{}", channel->name), {}});
  }
}

void examine_announcements(App& app, const Config& config, std::vector<Finding>& findings) {
  if (config.announce.empty())
    findings.push_back({Grade::warning, "No announcement channel is configured",
                        "Set announce in [channels], so that everybody hears of incidents in one place."});
  else
    examine_channel(app, config.announce, "channels", findings);
  std::map<std::string, std::string> others;
  for (const auto& severity : config.policy.severities) others[severity.measures.announce] = "severities";
  for (const auto& status : config.policy.statuses) others[status.measures.announce] = "statuses";
  others.erase(std::string());
  for (const auto& [named, section] : others) examine_channel(app, named, section, findings);
}

void examine_start(App& app, std::vector<Finding>& findings) {
  if (app.crashes == 0) return;
  findings.push_back(
      {Grade::bad,
       fmt::format("Safe mode: the program ended {} times in ten minutes without being told to", app.crashes),
       "Look at the log for why. What was under way is given up below; restart when it is mended, then "
       "`muster jobs --retry all`."});
}

void examine_store(App& app, const MayName& may_name, std::vector<Finding>& findings) {
  try {
    app.store.probe();
    findings.push_back({Grade::good, "The database can be written", {}});
  } catch (const storage::StoreError& e) {
    findings.push_back(
        {Grade::bad, fmt::format("The database can't be written: {}", e.what()),
         "Free space, or mend the file's permissions; nothing is acknowledged that isn't saved."});
  }
  const auto stats = app.store.queue_stats();
  if (stats.oldest_due && app.clock() - *stats.oldest_due > std::chrono::minutes(2)) {
    findings.push_back(
        {Grade::warning,
         fmt::format("Slack is behind: {} {} and {} {} wait, the oldest for {}", stats.surfaces_behind,
                     stats.surfaces_behind == 1 ? "surface" : "surfaces", stats.one_shots_waiting,
                     stats.one_shots_waiting == 1 ? "message" : "messages",
                     core::format_duration(app.clock() - *stats.oldest_due)),
         "Look at status.slack.com. It catches up by itself."});
  } else {
    findings.push_back({Grade::good, "Slack is up to date", {}});
  }
  for (const auto& task : app.store.parked(10)) {
    const auto incident = app.store.incident(task.incident);
    // The job's id has the incident's in it.
    const bool hidden = incident && !may_name(*incident);
    findings.push_back(
        {Grade::bad,
         fmt::format("Given up after {} {}: {} of {} ({})", task.attempts,
                     task.attempts == 1 ? "attempt" : "attempts", task.what,
                     incident ? name_of(*incident, may_name) : std::string("an incident"), task.error),
         fmt::format("Mend what the code says, then {} on the machine that runs me.",
                     hidden ? "look at `muster jobs`" : fmt::format("`muster jobs --retry {}`", task.id))});
  }
}

void examine_incidents(App& app, const MayName& may_name, std::vector<Finding>& findings) {
  storage::IncidentFilter filter;
  filter.include_private = true;
  filter.limit = 100;
  for (const auto& incident : app.store.list(app.workspace.id, filter)) {
    const auto name = name_of(incident, may_name);
    if (incident.channel_failed) {
      findings.push_back(
          {Grade::bad, fmt::format("{} has no channel of its own", name),
           "Look at what Slack allows the bot (channels:manage, groups:write, workspace policy)."});
    } else if (!incident.channel_usable && incident.unseen) {
      findings.push_back({Grade::bad,
                          fmt::format("The bot isn't in the channel in which {} was declared to live", name),
                          "Invite it there: /invite with its name behind it."});
    } else if (!incident.channel.empty() && !incident.channel_usable) {
      findings.push_back({Grade::bad, fmt::format("The bot is not in the channel of {} any more", name),
                          "Invite it again, or unarchive the channel."});
    }
    for (const auto& [surface, code] : incident.failing) {
      findings.push_back({Grade::warning, fmt::format("{}: {} is not up to date ({})", name, surface, code),
                          "Mend what the code says; the next change tries again."});
    }
  }
}

/// A group that Slack doesn't know calls nobody, and permits nothing to anybody.
void examine_groups(App& app, const Config& config, std::vector<Finding>& findings) {
  std::map<std::string, std::string> named;
  const auto& policy = config.policy;
  for (const auto& service : policy.services)
    if (!service.group.empty()) named[service.group] = "services";
  for (const auto& severity : policy.severities)
    for (const auto& group : severity.measures.invite) named[group] = "severities";
  for (const auto& status : policy.statuses)
    for (const auto& group : status.measures.invite) named[group] = "statuses";
  for (const auto& [what, permitted] : policy.permissions)
    for (const auto& group : permitted.groups) named[group] = "permissions";
  const auto groups = app.store.groups(app.workspace.id);
  for (const auto& [group, section] : named) {
    if (find_group(groups, group)) continue;
    findings.push_back(
        {Grade::bad, fmt::format("Slack has told of no user group @{}, which [{}] names", group, section),
         "Correct its name; if it is new, wait ten minutes; the scope usergroups:read is needed, and "
         "a plan of Slack's that has user groups."});
  }
}

std::string_view mark(Grade grade, bool terminal) {
  switch (grade) {
    case Grade::good:
      return terminal ? "ok  " : ":white_check_mark:";
    case Grade::warning:
      return terminal ? "warn" : ":warning:";
    case Grade::bad:
      break;
  }
  return terminal ? "BAD " : ":x:";
}

}  // namespace

std::vector<Finding> examine(App& app, const Config& config, const MayName& may_name) {
  std::vector<Finding> findings;
  examine_slack(app, findings);
  examine_events(app, findings);
  examine_announcements(app, config, findings);
  examine_start(app, findings);
  try {
    examine_people(app, findings);
    examine_groups(app, config, findings);
    examine_store(app, may_name, findings);
    examine_incidents(app, may_name, findings);
  } catch (const storage::StoreError& e) {
    findings.push_back(
        {Grade::bad, fmt::format("The database can't be read: {}", e.what()),
         "Look at the disk and at the file's permissions; restore a backup if it is corrupt."});
  }
  std::stable_sort(findings.begin(), findings.end(),
                   [](const auto& a, const auto& b) { return a.grade > b.grade; });
  return findings;
}

slack::OutMessage doctor_message(const std::vector<Finding>& findings) {
  std::string text;
  for (const auto& finding : findings) {
    text += fmt::format("{}{} {}", text.empty() ? "" : "\n", mark(finding.grade, false),
                        slack::escape(finding.what));
    if (!finding.mend.empty()) text += "\n        " + slack::escape(finding.mend);
  }
  return views::say(text);
}

std::string doctor_text(const std::vector<Finding>& findings) {
  std::string text;
  for (const auto& finding : findings) {
    text += fmt::format("{}  {}\n", mark(finding.grade, true), finding.what);
    if (!finding.mend.empty()) text += fmt::format("      {}\n", finding.mend);
  }
  return text;
}

}  // namespace muster::bot
