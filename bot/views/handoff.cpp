// A role that is handed over: the brief, and what becomes of it.
#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/views/pieces.h"

namespace muster::bot::views {

namespace {

std::string role_of(const core::Record& offer, const Config& config) {
  const auto* e = std::get_if<core::HandoffOffered>(&offer.event);
  return slack::escape(config.policy.role_name(e ? e->role : std::string()));
}

slack::OutMessage brief(const core::Incident& incident, std::string head,
                        std::span<const core::Entry> moments, core::Time now, const Config& config) {
  slack::OutMessage message;
  message.text = head;
  if (!incident.channel.empty()) head += "\n" + place(incident);
  message.blocks.section(head);
  message.blocks.divider();
  briefing_blocks(message.blocks, incident, moments, now, config);
  return message;
}

}  // namespace

slack::OutMessage handoff_brief(const core::Incident& incident, const core::Record& record,
                                std::span<const core::Entry> moments, const Config& config) {
  const auto role = role_of(record, config);
  auto message = brief(incident,
                       fmt::format("{} asks you to take *{}* of {} over from them. It stays with them until "
                                   "you accept.",
                                   who(record.actor), role, name_and_title(incident)),
                       moments, record.occurred_at, config);
  const auto* e = std::get_if<core::HandoffOffered>(&record.event);
  auto buttons = handoff_answers(incident, e ? e->role : std::string(), record.seq);
  buttons.emplace_back(run("Timeline", line_for(incident, "timeline")));
  message.blocks.actions(buttons);
  return message;
}

std::vector<slack::Element> handoff_answers(const core::Incident& incident, const std::string& role,
                                            std::int64_t offer) {
  const auto id = std::to_string(offer);
  return {
      run("Accept", line_for(incident, "handoff", role + " --accept --offer " + id), slack::Style::primary),
      run("Decline", line_for(incident, "handoff", role + " --decline --form --offer " + id))};
}

slack::OutMessage handoff_settled(const core::Incident& incident, const core::Record& offer,
                                  const core::Record& end, std::span<const core::Entry> moments,
                                  const Config& config) {
  const auto role = role_of(offer, config);
  const auto ref = core::reference(incident);
  if (const auto* e = std::get_if<core::RoleAssigned>(&end.event)) {
    if (e->handed_over) {
      return brief(
          incident,
          fmt::format("You took *{}* of {} over from {}.", role, name_and_title(incident), who(e->previous)),
          moments, end.occurred_at, config);
    }
    return say(fmt::format("Nothing to do any more: {} has *{}* of {} now.", who(e->user), role, ref));
  }
  if (std::holds_alternative<core::HandoffWithdrawn>(end.event)) {
    return say(
        fmt::format("Nothing to do any more: {} keeps *{}* of {} after all.", who(end.actor), role, ref));
  }
  if (std::holds_alternative<core::HandoffDeclined>(end.event))
    return say(fmt::format("You declined to take *{}* of {} over.", role, ref));
  if (std::holds_alternative<core::HandoffOffered>(end.event)) {
    return say(
        fmt::format("Nothing to do any more: somebody else is asked to take *{}* of {} over.", role, ref));
  }
  if (std::holds_alternative<core::RoleRestored>(end.event))
    return say(fmt::format("Nothing to do any more: *{}* of {} changed hands.", role, ref));
  if (std::holds_alternative<core::RoleVacated>(end.event)) {
    return say(fmt::format("Nothing to do any more: {} gave *{}* of {} up.", who(offer.actor), role, ref));
  }
  return say(fmt::format("Nothing to do any more: {} is over.", ref));
}

slack::OutMessage handoff_declined(const core::Incident& incident, const core::Record& record,
                                   const Config& config) {
  const auto* e = std::get_if<core::HandoffDeclined>(&record.event);
  const auto key = e ? e->role : std::string();
  auto message = say(fmt::format("{} can't take *{}* of {} over. It stays with you.{}", who(record.actor),
                                 slack::escape(config.policy.role_name(key)), name_and_title(incident),
                                 e ? quoted(e->words) : std::string()));
  message.blocks.actions({run("Ask somebody else", line_for(incident, "handoff", key)),
                          run("Show the roles", line_for(incident, "roles"))});
  return message;
}

}  // namespace muster::bot::views
