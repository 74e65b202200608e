// The control message and what resembles it: one person's panel, the announcement, the topic.
#include <fmt/core.h>

#include <algorithm>

#include "bot/convert.h"
#include "bot/views/pieces.h"
#include "core/ascii.h"
#include "core/debrief.h"
#include "core/decide.h"

namespace muster::bot::views {

namespace {

void role_blocks(slack::Blocks& blocks, const core::Incident& incident, const Config& config) {
  for (const auto& role : config.policy.roles) {
    std::optional<slack::Element> button;
    const bool vacant = core::holders_of(incident, role.key).empty();
    const bool open = core::is_open(incident.category);
    if (vacant && !open) continue;  // nobody is looked for any more
    if (role.many && open) {
      button = run("I'm in", line_for(incident, "role", role.key));
    } else if (vacant) {
      // The button carries what it was shown with, so that of two presses one wins and a stale one refuses
      // itself.
      button = run("I'll take it", line_for(incident, "role", role.key + " --expect nobody"));
    }
    blocks.section(role_line(incident, role, config.policy), button);
  }
  // Whoever holds a role that the configuration has no more is still shown.
  for (const auto& [key, holder] : incident.roles) {
    if (!config.policy.role(key)) {
      blocks.section(
          fmt::format("*{}*  {}", slack::escape(core::role_of(key)), slack::mention(to_slack(holder.user))));
    }
  }
}

std::string promise(const core::Incident& incident) {
  if (!core::is_open(incident.category)) return {};
  if (incident.paused) return {};
  if (!incident.next_update_due) return "No update is promised.";
  if (incident.overdue == incident.next_update_due)
    return fmt::format(":warning: An update was due {}",
                       clock(*incident.next_update_due, incident.declared_at));
  return fmt::format("Next update due {}", clock(*incident.next_update_due, incident.declared_at));
}

std::string watch(const core::Incident& incident) {
  return incident.watch_until
             ? fmt::format("Watched until {}", clock(*incident.watch_until, incident.declared_at))
             : std::string();
}

bool is_snoozed(const core::Incident& incident, core::Time now) {
  return core::is_open(incident.category) && incident.snoozed_until && *incident.snoozed_until > now;
}

/// Of which only who did it was told.
std::string snoozed(const core::Incident& incident, core::Time now) {
  return is_snoozed(incident, now)
             ? fmt::format("No reminders for anyone until {}", clock(*incident.snoozed_until, now))
             : std::string();
}

void moment_blocks(slack::Blocks& blocks, const core::Incident& incident,
                   std::span<const core::Entry> moments, const Config& config) {
  if (moments.empty()) return;
  std::string lines = "*Latest*";
  for (const auto& entry : moments) {
    lines += fmt::format("\n{}  {}", clock(entry.occurred_at, incident.declared_at),
                         slack::fit(mrkdwn(core::describe(entry, config.policy)), 300));
  }
  blocks.section(lines);
}

std::vector<slack::Element> main_buttons(const core::Incident& incident) {
  if (incident.merged_into) {
    const auto there = core::reference(*incident.merged_into);
    return {run("Join " + there, "join " + there, slack::Style::primary),
            run("Unmerge", line_for(incident, "unmerge")), run("Timeline", line_for(incident, "timeline")),
            run("Export", line_for(incident, "export"))};
  }
  std::vector<slack::Element> buttons;
  if (!core::is_open(incident.category)) {
    if (incident.category == core::Category::resolved) {
      buttons.emplace_back(run("Close", line_for(incident, "close"), slack::Style::primary));
      buttons.emplace_back(run("Update", line_for(incident, "update")));
    }
    for (const auto* verb : {"Reopen", "Timeline", "Export"})
      buttons.emplace_back(run(verb, line_for(incident, core::ascii::lower(verb))));
    buttons.emplace_back(run("More", line_for(incident, "panel")));
    return buttons;
  }
  const bool triage = incident.category == core::Category::triage;
  if (triage) {
    buttons.emplace_back(run("It's an incident", line_for(incident, "confirm"), slack::Style::primary));
    buttons.emplace_back(run("Not an incident", line_for(incident, "dismiss")));
  }
  buttons.emplace_back(
      run("Update", line_for(incident, "update"), triage ? slack::Style::normal : slack::Style::primary));
  for (const auto* verb : {"Severity", "Status", "Action", "Page"})
    buttons.emplace_back(run(verb, line_for(incident, core::ascii::lower(verb))));
  buttons.emplace_back(run("More", line_for(incident, "panel")));
  return buttons;
}

slack::OutMessage state_message(const core::Incident& incident, std::span<const core::Entry> moments,
                                const Config& config) {
  slack::OutMessage message;
  message.text = fmt::format("{}: {}, {}", name_and_title(incident), severity(incident, config.policy),
                             slack::escape(config.policy.status_name(incident.status)));
  state_blocks(message.blocks, incident, config);
  if (const auto kept = links_line(incident); !kept.empty()) message.blocks.section(kept);
  message.blocks.divider();
  role_blocks(message.blocks, incident, config);
  if (const auto paged = paged_line(incident, config.policy); !paged.empty()) message.blocks.section(paged);
  message.blocks.divider();
  work_blocks(message.blocks, incident);
  moment_blocks(message.blocks, incident, moments, config);
  return message;
}

}  // namespace

namespace {

slack::Button subscription(const core::Incident& incident, const core::UserId& reader) {
  if (incident.subscribers.contains(reader)) return run("No more updates", line_for(incident, "unsubscribe"));
  return run("Subscribe", line_for(incident, "subscribe"));
}

}  // namespace

slack::OutMessage control(const core::Incident& incident, std::span<const core::Entry> moments,
                          const Config& config,
                          std::span<const std::pair<core::Incident, core::Todo>> wounds) {
  auto message = state_message(incident, moments, config);
  for (const auto& [before, todo] : wounds) {
    message.blocks.section(
        fmt::format(":adhesive_bandage: *An open wound:* overdue follow-up of {}, on the same service\n{}",
                    name_and_title(before), todo_line(todo)));
  }
  std::vector<std::string> notes;
  if (const auto due = promise(incident); !due.empty()) notes.push_back(due);
  if (const auto until = watch(incident); !until.empty()) notes.push_back(until);
  if (incident.drill) notes.emplace_back("This is a drill: nothing here is real, and nothing is announced.");
  if (incident.is_private) notes.emplace_back(":lock: Private: it appears nowhere but here.");
  if (!incident.merged_in.empty()) {
    std::string all;
    for (const auto& link : incident.merged_in) all += (all.empty() ? "" : ", ") + place(link);
    notes.push_back("Merged in: " + all);
  }
  if (!incident.source_link.empty())
    notes.push_back(fmt::format("Declared from {}", slack::link(incident.source_link, "this message")));
  if (!notes.empty()) message.blocks.context(notes);
  message.blocks.actions(main_buttons(incident), "main");
  return message;
}

slack::OutMessage panel(const core::Incident& incident, std::span<const core::Entry> moments,
                        const core::UserId& reader, core::Time now, const Config& config) {
  auto message = state_message(incident, moments, config);
  std::vector<std::string> ahead;
  for (auto& one : {promise(incident), watch(incident), snoozed(incident, now)})
    if (!one.empty()) ahead.push_back(one);
  if (!ahead.empty()) message.blocks.context(ahead);
  auto buttons = main_buttons(incident);
  std::erase_if(buttons, [](const slack::Element& e) {
    const auto* button = std::get_if<slack::Button>(&e);
    return button && button->text == "More";
  });
  message.blocks.actions(buttons, "main");
  std::vector<slack::Element> more = {
      run("Roles", line_for(incident, "roles", "--form")), run("Note", line_for(incident, "note")),
      run("Summary", line_for(incident, "summary")),       run("Impact", line_for(incident, "impact")),
      run("Rename", line_for(incident, "rename")),         run("Links", line_for(incident, "link"))};
  if (!config.policy.services.empty() || !incident.affected.empty())
    more.emplace_back(run("Services", line_for(incident, "affects")));
  if (core::is_open(incident.category)) {
    more.emplace_back(run("I'm changing something", line_for(incident, "doing")));
    more.emplace_back(run("Theory", line_for(incident, "theory")));
    more.emplace_back(run("Regroup", line_for(incident, "regroup")));
    more.emplace_back(run("Actions", line_for(incident, "actions")));
    if (std::ranges::any_of(incident.pages, [](const core::Page& page) { return core::being_asked(page); }))
      more.emplace_back(run("Stop asking", line_for(incident, "page", "--stop")));
  }
  if (incident.category == core::Category::resolved)
    more.emplace_back(run("Severity", line_for(incident, "severity")));
  if (!incident.merged_into) more.emplace_back(run("Follow-ups", line_for(incident, "followups")));
  if (core::is_open(incident.category)) {
    if (incident.drill) more.emplace_back(run("Not a drill", line_for(incident, "not-a-drill")));
    if (incident.category != core::Category::mitigated)
      more.emplace_back(run("Merge", line_for(incident, "merge", "which")));
    more.emplace_back(run("Timeline", line_for(incident, "timeline")));
    if (!incident.offers.empty())
      more.emplace_back(
          run(fmt::format("Review ({})", incident.offers.size()), line_for(incident, "review")));
    more.emplace_back(run("Export", line_for(incident, "export")));
    if (core::may_become(incident.category, core::Category::resolved))
      more.emplace_back(run("Resolve", line_for(incident, "resolve")));
    if (incident.paused) {
      more.emplace_back(run("End the pause", line_for(incident, "resume")));
    } else {
      more.emplace_back(run("Pause", line_for(incident, "pause")));
      more.emplace_back(is_snoozed(incident, now)
                            ? run("Reminders on", line_for(incident, "snooze", "off"))
                            : run("No reminders for anyone, 30 min", line_for(incident, "snooze", "30m")));
    }
    if (incident.category == core::Category::mitigated && !incident.watch_until)
      more.emplace_back(
          run("Watch for 20 min", line_for(incident, "monitoring", "--watch 20m --expect mitigated")));
    // Where many have a role, nobody has to hand it over.
    const auto hands_over = [&](const auto& role) {
      return role.second.user == reader && core::role_of(role.first) == role.first;
    };
    if (std::ranges::any_of(incident.roles, hands_over))
      more.emplace_back(run("Hand over", line_for(incident, "handoff")));
  }
  // Also what is over may be updated, or opened again: who gets that can end it.
  if (core::is_open(incident.category) || incident.category == core::Category::resolved ||
      incident.subscribers.contains(reader))
    more.emplace_back(subscription(incident, reader));
  more.emplace_back(run("Catch me up", line_for(incident, "catchup")));
  if (!incident.is_private) more.emplace_back(run("Make private", line_for(incident, "private")));
  if (!incident.merged_into)
    more.emplace_back(run("External update", line_for(incident, "update", "--external")));
  if (incident.updates > 0) {
    more.emplace_back(run("Correct the update", line_for(incident, "correct")));
    more.emplace_back(run("Who got it?", line_for(incident, "update", "--who")));
  }
  message.blocks.actions(more, "more");
  return message;
}

void briefing_blocks(slack::Blocks& blocks, const core::Incident& incident,
                     std::span<const core::Entry> moments, core::Time now, const Config& config) {
  state_blocks(blocks, incident, config);
  std::string people;
  for (const auto& role : config.policy.roles)
    people += (people.empty() ? "" : "\n") + role_line(incident, role, config.policy);
  if (!people.empty()) blocks.section(people);
  if (const auto paged = paged_line(incident, config.policy); !paged.empty()) blocks.section(paged);
  if (incident.last_update_at) {
    blocks.section(fmt::format("*Last update*, {}\n{}", when(*incident.last_update_at),
                               mrkdwn(core::shown(incident.last_update))));
  }
  work_blocks(blocks, incident, now);
  moment_blocks(blocks, incident, moments, config);
  std::vector<std::string> ahead;
  for (auto& one : {promise(incident), watch(incident), snoozed(incident, now)})
    if (!one.empty()) ahead.push_back(one);
  if (!ahead.empty()) blocks.context(ahead);
}

slack::OutMessage briefing(const core::Incident& incident, std::span<const core::Entry> moments,
                           const core::UserId& reader, core::Time now, const Config& config) {
  slack::OutMessage message;
  message.text =
      fmt::format("Where {} stands: {}, {}", name_and_title(incident), severity(incident, config.policy),
                  slack::escape(config.policy.status_name(incident.status)));
  const bool open = core::is_open(incident.category);
  const auto end = open ? now : incident.final_resolved_at.value_or(incident.category_since);
  message.blocks.context({fmt::format("Where things stand, {} {}", open ? "after" : "at the end, after",
                                      core::format_duration(end - core::began(incident)))});
  briefing_blocks(message.blocks, incident, moments, now, config);
  std::vector<slack::Element> buttons;
  const bool vacant = std::ranges::any_of(config.policy.roles, [&](const core::RoleDef& role) {
    return core::holders_of(incident, role.key).empty();
  });
  if (open && vacant) buttons.emplace_back(run("Take a role", line_for(incident, "roles", "--form")));
  buttons.emplace_back(run("Timeline", line_for(incident, "timeline")));
  if (open) buttons.emplace_back(subscription(incident, reader));
  message.blocks.actions(buttons);
  return message;
}

slack::OutMessage announcement(const core::Incident& incident, const Config& config) {
  slack::OutMessage message;
  message.text = fmt::format("{}: {}, {}", name_and_title(incident), severity(incident, config.policy),
                             slack::escape(config.policy.status_name(incident.status)));
  state_blocks(message.blocks, incident, config);
  // What was over when it was declared looks for nobody.
  const bool led = incident.roles.contains(std::string(core::lead_role));
  std::string people = led || !incident.in_hindsight ? "*Lead*  " + led_by(incident, who) : std::string();
  if (!incident.channel.empty()) people += (people.empty() ? "" : "  ·  ") + place(incident);
  if (!people.empty()) message.blocks.section(people);
  if (incident.last_update_at) {
    message.blocks.section(fmt::format("*Last update*, {}\n{}", when(*incident.last_update_at),
                                       mrkdwn(core::shown(incident.last_update))));
  }
  if (const auto due = promise(incident); !due.empty()) message.blocks.context({due});
  if (core::is_open(incident.category)) {
    message.blocks.actions({run("Catch me up", line_for(incident, "catchup")),
                            run("Subscribe", line_for(incident, "subscribe"))});
  }
  return message;
}

slack::OutMessage announcement_withdrawn(const core::Incident& incident) {
  return say(
      fmt::format(":lock: {} is private now. Its people go on in its channel.", core::reference(incident)));
}

std::string topic(const core::Incident& incident, const Config& config,
                  const std::function<std::string(const core::UserId&)>& name_of) {
  return fmt::format("{}{} · {} · Lead: {}", drill_mark(incident),
                     config.policy.severity_name(incident.severity),
                     config.policy.status_name(incident.status), led_by(incident, name_of));
}

}  // namespace muster::bot::views
