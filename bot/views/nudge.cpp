// What somebody is asked about because nobody has done it.
#include <fmt/core.h>

#include <algorithm>

#include "bot/views/pieces.h"
#include "core/nudges.h"
#include "slack/text.h"

namespace muster::bot::views {

namespace {

void ask(slack::OutMessage& message, const core::Incident& incident, const core::Nudge& nudge,
         const Config& config) {
  std::string words;
  std::vector<slack::Element> buttons;
  if (nudge.kind == core::nudge::update_due) {
    words = incident.overdue == incident.next_update_due ? "An update was due" : "The next update is due";
    words += " " + clock(*incident.next_update_due) + ". People who aren't in the channel wait for it.";
    buttons = {run("Post it", line_for(incident, "update"), slack::Style::primary),
               run("In 10 minutes", line_for(incident, "postpone", "10m"))};
  } else if (nudge.kind == core::nudge::watch_over) {
    words = "The watch is over and it stayed mitigated. Is it resolved?";
    buttons = {run("Resolve", line_for(incident, "resolve"), slack::Style::primary),
               run("Watch 20 minutes more", line_for(incident, "monitoring", "--watch 20m"))};
  } else if (nudge.kind == core::nudge::long_role) {
    words = fmt::format("You have been *{}* for {}. Does somebody fresh take over?",
                        slack::escape(config.policy.role_name(nudge.about)),
                        core::format_duration(core::long_in_a_role));
    buttons = {run("Hand over", line_for(incident, "handoff", nudge.about))};
  }
  message.text += (message.text.empty() ? "" : "\n") + words;
  message.blocks.section(words);
  message.blocks.actions(buttons);
}

}  // namespace

std::optional<slack::OutMessage> nudge(const core::Incident& incident, const core::Record& record,
                                       const Config& config) {
  const auto* event = std::get_if<core::Nudged>(&record.event);
  if (!event) return std::nullopt;
  slack::OutMessage message;
  message.blocks.section(name_and_title(incident) +
                         (incident.channel.empty() ? std::string() : "  ·  " + place(incident)));
  bool any = false;
  for (const auto& one : core::nudges(incident, config.policy)) {
    const bool meant = std::ranges::find(event->kinds, one.key()) != event->kinds.end();
    const auto last = incident.nudged.find(one.key());
    // Asked again since, for another reason of the same kind; or somebody has done it, and the next is far.
    const bool stands = last != incident.nudged.end() && last->second == record.occurred_at && one.sent;
    if (!meant || !stands || one.to != event->to) continue;
    ask(message, incident, one, config);
    any = true;
  }
  if (!any) return std::nullopt;
  message.text.insert(0, name_and_title(incident) + "\n");
  message.blocks.actions({run("No reminders for 30 min", line_for(incident, "snooze", "30m"))});
  return message;
}

}  // namespace muster::bot::views
