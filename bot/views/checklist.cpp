// What who has a role should think of, with a box to tick for each: in the message that they get with the
// role, and whenever they ask for it.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "bot/content_hash.h"
#include "bot/views/pieces.h"
#include "core/text.h"
#include "slack/text.h"

namespace muster::bot::views {

namespace {

/// Of a box's label and of the line below it: https://docs.slack.dev/reference/block-kit/composition-objects
constexpr std::size_t label_size = 75;

/// A long item is parted where it takes a breath: the label says what, the line below it more about it.
slack::Option box(const std::string& item) {
  slack::Option option{item, checklist_item(item), {}};
  if (core::code_points(item) <= label_size) return option;
  for (const std::string_view breath : {": ", ". ", "; ", ", ", " "}) {
    auto at = item.find(breath);
    // The last one that fits.
    for (auto next = at;
         next != std::string::npos && core::code_points(item.substr(0, next + 1)) <= label_size;
         next = item.find(breath, next + 1))
      at = next;
    if (at == std::string::npos || core::code_points(item.substr(0, at + 1)) > label_size) continue;
    const bool keep = breath == ", " || breath == ". ";
    option.text = item.substr(0, at + (keep ? 1 : 0));
    option.description = item.substr(at + breath.size());
    return option;
  }
  return option;
}

}  // namespace

std::string checklist_item(const std::string& item) {
  return content_hash(item);
}

void checklist_boxes(slack::Blocks& blocks, const core::Incident& incident, const core::RoleDef& role,
                     const core::RoleHolder& holder) {
  for (std::size_t from = 0; from < role.checklist.size(); from += boxes_in_one) {
    slack::Checkboxes boxes;
    const auto part = from / boxes_in_one;
    boxes.action_id = run_line(line_for(incident, "checklist", fmt::format("{} --part {}", role.key, part)));
    const auto until = std::min(role.checklist.size(), from + boxes_in_one);
    for (auto i = from; i < until; ++i) {
      const auto& item = role.checklist[i];
      boxes.options.push_back(box(item));
      if (holder.done.contains(item)) boxes.initial.push_back(checklist_item(item));
    }
    blocks.actions({boxes});
  }
}

slack::OutMessage role_checklist(const core::Incident& incident, const core::Record& record,
                                 const Config& config) {
  const auto* event = std::get_if<core::RoleAssigned>(&record.event);
  const std::string seat = event ? event->role : std::string();
  const std::string key(core::role_of(seat));
  const auto* role = config.policy.role(key);
  const auto held = incident.roles.find(seat);
  const bool theirs = held != incident.roles.end() && held->second.seq == record.seq;
  slack::OutMessage message;
  const auto name = slack::escape(config.policy.role_name(key));
  const bool asked = event && event->asked && !(theirs && !held->second.asked);
  std::string head =
      asked ? fmt::format("{} asks you to be *{}* of {}.", who(record.actor), name, name_and_title(incident))
            : fmt::format("You are *{}* of {}.", name, name_and_title(incident));
  message.text = head;
  if (!incident.channel.empty()) head += fmt::format("\n{}", place(incident));
  message.blocks.section(head);
  if (role && !role->description.empty()) message.blocks.section(slack::escape(role->description));
  if (role && theirs) {
    checklist_boxes(message.blocks, incident, *role, held->second);
  } else if (role && !role->checklist.empty()) {
    std::string list;
    for (const auto& item : role->checklist)
      list += fmt::format("{}•  {}", list.empty() ? "" : "\n", slack::escape(item));
    message.blocks.section(list);
  }
  std::vector<slack::Element> buttons;
  if (asked)
    buttons.emplace_back(run("I'll do it", line_for(incident, "role", key), slack::Style::primary));
  else if (core::is_open(incident.category) && !(role && role->many))
    buttons.emplace_back(run("Hand over", line_for(incident, "handoff", key)));
  buttons.emplace_back(run(asked ? "I can't" : "Give it up", line_for(incident, "leave", key)));
  message.blocks.actions(buttons);
  return message;
}

slack::OutMessage role_gone(const core::Incident& incident, const core::Record& given,
                            const core::Record& end, const Config& config) {
  const auto* asked = std::get_if<core::RoleAssigned>(&given.event);
  const auto role = slack::escape(config.policy.role_name(asked ? asked->role : std::string()));
  const auto ref = core::reference(incident);
  if (std::holds_alternative<core::RoleVacated>(end.event))
    return say(fmt::format("You said that you can't be *{}* of {}.", role, ref));
  if (const auto* e = std::get_if<core::RoleAssigned>(&end.event)) {
    if (asked && end.actor == asked->user)
      return say(fmt::format("You asked {} to be *{}* of {} instead.", who(e->user), role, ref));
    return say(e->asked
                   ? fmt::format("Nothing to do any more: {} is asked to be *{}* of {} instead.",
                                 who(e->user), role, ref)
                   : fmt::format("Nothing to do any more: {} has *{}* of {} now.", who(e->user), role, ref));
  }
  return say(fmt::format("Nothing to do any more: {} took back that you were asked to be *{}* of {}.",
                         who(end.actor), role, ref));
}

slack::OutMessage role_declined(const core::Incident& incident, const core::Record& record,
                                const Config& config) {
  const auto* e = std::get_if<core::RoleVacated>(&record.event);
  const std::string key(core::role_of(e ? std::string_view(e->role) : std::string_view()));
  const auto* role = config.policy.role(key);
  const bool many = role && role->many;
  const auto holders = core::holders_of(incident, key);
  auto text = fmt::format("{} can't be *{}* of {}.", who(record.actor),
                          slack::escape(config.policy.role_name(key)), name_and_title(incident));
  if (!many)
    text +=
        holders.empty() ? " Nobody is now." : fmt::format(" {} is now.", who(holders.front().second->user));
  auto message = say(std::move(text));
  std::vector<slack::Element> ways;
  if (many || holders.empty()) {
    ways.emplace_back(run(many ? "I'm in" : "I'll take it",
                          line_for(incident, "role", key + (many ? "" : " --expect nobody"))));
    ways.emplace_back(run("Ask somebody else", line_for(incident, "roles", "--form")));
  } else {
    ways.emplace_back(run("Show the roles", line_for(incident, "roles")));
  }
  message.blocks.actions(ways);
  return message;
}

slack::OutMessage checklists(const core::Incident& incident, std::span<const core::RoleDef> roles,
                             const core::UserId& user) {
  slack::OutMessage message;
  for (const auto& role : roles) {
    const auto* holder = core::held_by(incident, role.key, user);
    if (!holder) continue;
    message.blocks.section(fmt::format("*{}* of {}", slack::escape(role.name), name_and_title(incident)));
    checklist_boxes(message.blocks, incident, role, *holder);
    if (role.checklist.empty()) message.blocks.context({"No checklist is configured for it."});
  }
  message.text = fmt::format("Your checklist in {}", core::reference(incident));
  return message;
}

}  // namespace muster::bot::views
