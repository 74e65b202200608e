// The week, for everybody.
#include "bot/digest.h"

#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/views/pieces.h"

namespace muster::bot::views {

namespace {

constexpr std::size_t most_of_a_kind = 10;

using NameOf = std::function<std::string(const core::UserId&)>;

void list_incidents(slack::Blocks& blocks, const char* title, const std::vector<core::Incident>& incidents,
                    const std::function<std::string(const core::Incident&)>& line) {
  if (incidents.empty()) return;
  std::string lines = fmt::format("*{}*", title);
  for (std::size_t i = 0; i < std::min(incidents.size(), most_of_a_kind); ++i)
    lines += "\n•  " + line(incidents[i]);
  if (incidents.size() > most_of_a_kind)
    lines += fmt::format("\nand {} more", incidents.size() - most_of_a_kind);
  blocks.section(lines);
}

/// By name and not as a mention: whoever has it is reminded of it themselves.
std::string late_line(const TodoOf& one, const NameOf& name_of) {
  const auto& [incident, todo] = one;
  return fmt::format("{}  ·  {}  ·  due {}  ·  {}", line_of(todo.words),
                     todo.owner.empty() ? std::string("nobody has it") : slack::escape(name_of(todo.owner)),
                     slack::date(core::to_seconds(*todo.due), "{date_short_pretty}"),
                     core::reference(incident));
}

}  // namespace

slack::OutMessage digest(const DigestContent& content, const Config& config, const NameOf& name_of) {
  slack::OutMessage message;
  message.text =
      fmt::format("The week in incidents: {} open, {} paused, {} {} late, {} without a debrief",
                  content.open.size(), content.paused.size(), content.late.size(),
                  content.late.size() == 1 ? "follow-up" : "follow-ups", content.without_debrief.size());
  message.blocks.header("The week in incidents");
  list_incidents(message.blocks, "Open", content.open, [&](const core::Incident& incident) {
    const auto lead = incident.roles.find(std::string(core::lead_role));
    return fmt::format("{}  ·  {}  ·  {}  ·  declared {}", name_and_title(incident),
                       severity(incident, config.policy),
                       lead == incident.roles.end() ? std::string("nobody leads")
                       : lead->second.asked ? slack::escape(name_of(lead->second.user)) + " is asked to lead"
                                            : "led by " + slack::escape(name_of(lead->second.user)),
                       when(incident.declared_at));
  });
  list_incidents(message.blocks, "Paused", content.paused, [&](const core::Incident& incident) {
    return fmt::format("{}  ·  until {}", name_and_title(incident), when(incident.paused->until));
  });
  if (!content.late.empty()) {
    std::string lines = "*Follow-ups that are late*";
    for (std::size_t i = 0; i < std::min(content.late.size(), most_of_a_kind); ++i)
      lines += "\n•  " + late_line(content.late[i], name_of);
    if (content.late.size() > most_of_a_kind)
      lines += fmt::format("\nand {} more", content.late.size() - most_of_a_kind);
    message.blocks.section(lines);
  }
  list_incidents(message.blocks, "Over, and nobody has made the debrief", content.without_debrief,
                 [&](const core::Incident& incident) {
                   return fmt::format("{}  ·  {}", name_and_title(incident),
                                      severity(incident, config.policy));
                 });
  return message;
}

slack::OutMessage digest_anew(slack::OutMessage digest, core::Time now) {
  digest.blocks.context({fmt::format("As of {}", when(now))});
  return digest;
}

slack::OutMessage digest_taken_back() {
  return say("What this week's digest said is taken back: not all of it is for everybody any more.");
}

}  // namespace muster::bot::views
