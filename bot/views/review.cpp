// Lines that wait for a review, as the scribe sees them.
#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/views/pieces.h"

namespace muster::bot::views {

namespace {

slack::Overflow menu_of(const core::Incident& incident, const core::Offer& offer) {
  slack::Overflow menu;
  menu.action_id = "do";
  const auto add = [&](const char* label, std::string_view as) {
    menu.options.push_back(
        {label, line_for(incident, "review", fmt::format("{} {}", offer.id.value, as)), {}});
  };
  const auto keep = [&] { add("Put it on the timeline", "timeline"); };
  if (offer.decision) keep();
  if (core::is_open(incident.category)) add("An action", "action");
  add("A follow-up", "followup");
  if (!offer.decision) keep();
  add("Neither", "skip");
  return menu;
}

}  // namespace

slack::OutMessage review(const core::Incident& incident, const std::map<core::EntryId, std::string>& links,
                         const Config& config) {
  if (incident.offers.empty()) {
    return say(
        fmt::format("Nothing waits for a review in {}. Lines that people begin with `TODO:` or "
                    "`DECISION:` come here.",
                    core::reference(incident)));
  }
  slack::OutMessage message;
  message.text = fmt::format("Lines of {} that wait for a review: {}", core::reference(incident),
                             incident.offers.size());
  message.blocks.section(fmt::format("*Said in* {}. What becomes of it?", name_and_title(incident)));
  for (const auto& [id, offer] : incident.offers) {
    const auto link = links.find(id);
    const bool linked = link != links.end() && !link->second.empty();
    message.blocks.section(
        fmt::format("`{}` {}  {}\n{}, {}{}", id.value, offer.decision ? "*Decision*" : "*To do*",
                    line_of(offer.words), who(offer.by), when(offer.at),
                    linked ? "  ·  " + slack::link(link->second, "message") : std::string()),
        menu_of(incident, offer));
  }
  message.blocks.context(
      {fmt::format("What is put on the timeline or becomes something to do is marked where it "
                   "was said. `{} undo` takes back what you did last.",
                   config.command)});
  return message;
}

}  // namespace muster::bot::views
