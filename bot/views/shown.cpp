// What is shown to who asks to see it: incidents, entries, roles, services, severities, statuses, each with
// what can be done about it.
#include <fmt/core.h>

#include <algorithm>

#include "bot/convert.h"
#include "bot/views/pieces.h"
#include "core/debrief.h"
#include "core/decide.h"
#include "slack/text.h"

namespace muster::bot::views {

slack::OutMessage list(std::span<const core::Incident> incidents, bool more, const Config& config) {
  if (incidents.empty())
    return say(fmt::format("Nothing is open. `{} declare &lt;title&gt;` opens one.", config.command));
  slack::OutMessage message;
  message.text = fmt::format("{} open", incidents.size());
  for (const auto& incident : incidents) {
    message.text += "\n" + name_and_title(incident);
    message.blocks.section(brief_lines(incident, config));
  }
  message.text = slack::fit(message.text, longest_text);
  if (more) {
    message.blocks.actions({run("Older ones", fmt::format("list --before {}", incidents.back().number))});
  }
  return message;
}

slack::OutMessage timeline(const core::Incident& incident, const storage::EntryPage& page,
                           const Config& config) {
  slack::OutMessage message;
  message.text = fmt::format("Timeline of {}", core::reference(incident));
  message.blocks.section(fmt::format("*Timeline of {}*, latest first", core::reference(incident)));
  if (page.entries.empty())
    message.blocks.section(
        fmt::format("Nothing is there yet. `{} note &lt;text&gt;` adds to it.", config.command));
  for (const auto& entry : page.entries) {
    // Nobody has put it here.
    if (entry.captured && entry.captured->offered) continue;
    const auto id = std::to_string(entry.id.value);
    slack::Overflow menu;
    menu.action_id = "do";
    if (entry.words.body) menu.options.push_back({"Edit", line_for(incident, "entry", id + " edit"), {}});
    menu.options.push_back({"Change its time", line_for(incident, "entry", id + " retime"), {}});
    menu.options.push_back(entry.hidden
                               ? slack::Option{"Show again", line_for(incident, "entry", id + " show"), {}}
                               : slack::Option{"Hide", line_for(incident, "entry", id + " hide"), {}});
    if (entry.words.body)
      menu.options.push_back({"Erase its text", line_for(incident, "entry", id + " redact"), {}});
    auto text = mrkdwn(core::describe(entry, config.policy));
    const bool said = entry.kind == core::EntryKind::note || entry.kind == core::EntryKind::message;
    if (said && !entry.author.empty()) text.insert(0, slack::mention(to_slack(entry.author)) + ": ");
    if (entry.hidden) text.insert(0, "_hidden_  ");
    text = fmt::format("{}  {}", when(entry.occurred_at), slack::fit(text, 600));
    message.text += "\n" + text;
    message.blocks.section(text, menu);
  }
  message.text = slack::fit(message.text, longest_text);
  std::vector<slack::Element> buttons;
  if (page.more) {
    buttons.emplace_back(run(
        "Older", line_for(incident, "timeline", "--before " + std::to_string(page.entries.back().id.value))));
  }
  buttons.emplace_back(run("Add a note", line_for(incident, "note")));
  // The latest; Slack takes 25 in a row.
  for (std::size_t i = 0; i < std::min<std::size_t>(incident.merged_in.size(), 5); ++i) {
    const auto other = core::reference(incident.merged_in[incident.merged_in.size() - 1 - i]);
    buttons.emplace_back(run("Timeline of " + other, "timeline " + other));
  }
  message.blocks.actions(buttons);
  return message;
}

namespace {

/// What somebody can do about a role: take it, take it over, hand it over or give it up.
slack::Element way_into(const core::RoleDef& role, const core::Incident& incident,
                        const core::UserId& reader) {
  const auto holders = core::holders_of(incident, role.key);
  const bool own = core::held_by(incident, role.key, reader) != nullptr;
  if (own && (role.many || !core::is_open(incident.category)))
    return run("Give it up", line_for(incident, "leave", role.key));
  if (own) return run("Hand over", line_for(incident, "handoff", role.key));
  if (role.many) return run("I'm in", line_for(incident, "role", role.key));
  if (holders.empty()) return run("I'll take it", line_for(incident, "role", role.key + " --expect nobody"));
  return run("Take over", line_for(incident, "role",
                                   role.key + " --take-over --expect " + holders.front().second->user.value));
}

}  // namespace

slack::OutMessage roles(const core::Incident& incident, const core::UserId& reader, const Config& config) {
  slack::OutMessage message;
  message.text = fmt::format("Roles of {}", core::reference(incident));
  message.blocks.section(fmt::format("*Roles of* {}", name_and_title(incident)));
  for (const auto& role : config.policy.roles) {
    auto text = role_line(incident, role, config.policy);
    message.text += "\n" + text;
    if (!role.description.empty()) text += "\n" + slack::escape(role.description);
    const auto offered = incident.handoffs.find(role.key);
    if (offered != incident.handoffs.end())
      text += fmt::format("\n_{} was asked {} to take it over_", slack::mention(to_slack(offered->second.to)),
                          when(offered->second.at));
    message.blocks.section(text, way_into(role, incident, reader));
  }
  message.text = slack::fit(message.text, longest_text);
  message.blocks.actions({run("Give roles to people", line_for(incident, "roles", "--form"))});
  return message;
}

slack::OutMessage services(const core::Incident& incident, const Config& config) {
  const auto& policy = config.policy;
  slack::OutMessage message;
  const auto ref = core::reference(incident);
  if (policy.services.empty() && incident.affected.empty())
    return say(
        "No services are configured. Whoever runs me can add them to the configuration as `[[services]]`.");
  message.text = fmt::format("What {} affects", ref);
  message.blocks.section(
      fmt::format("*What {} affects*{}", ref, incident.affected.empty() ? "\nNothing is marked yet." : ""));
  for (const auto& key : incident.affected) {
    const auto* def = policy.service(key);
    auto text = service_name(key, policy);
    if (def && !def->owner.empty()) text += fmt::format("\nOwner: {}", owner_name(*def));
    message.blocks.section(text, run("Not affected", line_for(incident, "affects", "--not " + key)));
  }
  slack::Select others;
  others.action_id = "do";
  others.placeholder = "Add a service";
  for (const auto& def : policy.services) {
    if (incident.affected.contains(def.key)) continue;
    others.options.push_back({def.name, line_for(incident, "affects", def.key), {}});
  }
  if (!others.options.empty()) message.blocks.actions({others});
  return message;
}

slack::OutMessage severities(const core::Incident& incident, const Config& config) {
  slack::OutMessage message;
  message.text =
      fmt::format("{} is {}", core::reference(incident), config.policy.severity_name(incident.severity));
  message.blocks.section(fmt::format("{} is *{}* since {}.", core::reference(incident),
                                     severity(incident, config.policy), when(incident.severity_since)));
  for (const auto& def : config.policy.severities) {
    std::optional<slack::Element> button;
    if (def.key != incident.severity) {
      // Lowering needs a reason, so its button asks for one.
      const bool lowers =
          incident.severity != config.policy.unsure_severity &&
          config.policy.severity_rank(def.key) > config.policy.severity_rank(incident.severity);
      button = run("Set " + def.name, line_for(incident, "severity", def.key + (lowers ? " --form" : "")));
    }
    message.blocks.section(fmt::format("{}*{}*  {}", def.emoji.empty() ? "" : ":" + def.emoji + ": ",
                                       slack::escape(def.name), slack::escape(def.guidance)),
                           button);
  }
  return message;
}

slack::OutMessage statuses(const core::Incident& incident, const Config& config) {
  slack::OutMessage message;
  const auto name = slack::escape(config.policy.status_name(incident.status));
  message.text = fmt::format("{} is {}", core::reference(incident), name);
  message.blocks.section(fmt::format("{} is *{}*, {}.", core::reference(incident), name, since(incident)));
  std::vector<slack::Element> buttons;
  for (const auto& def : config.policy.statuses) {
    if (def.key == incident.status) continue;
    using C = core::Category;
    // Merging needs another incident, and opening again has a button of its own.
    const bool reopens = !core::is_open(incident.category) && core::is_open(def.category);
    const bool shown =
        core::may_become(incident.category, def.category) && def.category != C::merged && !reopens;
    if (shown && def.category == C::resolved) {
      buttons.emplace_back(run(def.name, line_for(incident, "resolve"), slack::Style::primary));
    } else if (shown && def.category == C::closed) {
      buttons.emplace_back(run(def.name, line_for(incident, "close")));
    } else if (shown) {
      buttons.emplace_back(run(def.name, line_for(incident, "status", def.key)));
    }
  }
  if (!core::is_open(incident.category)) buttons.emplace_back(run("Reopen", line_for(incident, "reopen")));
  message.blocks.actions(buttons);
  return message;
}

}  // namespace muster::bot::views
