// Incidents that may be the same, and what is said before they are merged.
#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/views/pieces.h"

namespace muster::bot::views {

namespace {

slack::Confirm question(const core::Incident& incident, const core::Incident& into) {
  const auto from = core::reference(incident);
  return {fmt::format("Merge {} into {}?", from, core::reference(into)),
          fmt::format("{} ends here and goes on there. It can be undone.", from), "Merge", "No"};
}

std::string one_line(const core::Incident& incident, const Config& config) {
  return fmt::format("{}\n{}  ·  {}  ·  declared {} by {}", name_and_title(incident),
                     severity(incident, config.policy),
                     slack::escape(config.policy.status_name(incident.status)), when(incident.declared_at),
                     slack::mention(to_slack(incident.declared_by)));
}

}  // namespace

void alike_blocks(slack::Blocks& blocks, const core::Incident& incident,
                  std::span<const core::Incident> alike, const Config& config) {
  for (const auto& other : alike) {
    blocks.section(one_line(other, config));
    std::vector<slack::Element> ways{run("Join", line_for(other, "join"), slack::Style::primary)};
    // What would be refused is not offered.
    if (incident.version != 0 && incident.is_private == other.is_private) {
      auto merge = run("Join and merge", line_for(incident, "merge", core::reference(other) + " --yes"));
      merge.confirm = question(incident, other);
      ways.emplace_back(std::move(merge));
    }
    blocks.actions(ways);
  }
}

slack::OutMessage merge_choices(const core::Incident& incident, std::span<const core::Incident> candidates) {
  if (candidates.empty())
    return say(fmt::format("No other incident is open that {} could go on in.", core::reference(incident)));
  auto message = say(fmt::format("Which one does {} go on in? I did nothing yet.", name_and_title(incident)));
  std::vector<slack::Element> buttons;
  for (const auto& other : candidates) {
    const auto there = core::reference(other);
    buttons.emplace_back(
        run(slack::fit(fmt::format("{} {}", there, core::to_plain(core::shown(other.title))), 70),
            line_for(incident, "merge", there)));
  }
  message.blocks.actions(buttons);
  return message;
}

slack::OutMessage ask_merge(const core::Incident& incident, const core::Incident& into) {
  const auto there = core::reference(into);
  auto message = say(fmt::format(
      "I did nothing yet. Shall {} go on in {}?\n{} Its promises end, and it no longer counts in the "
      "statistics. Its open "
      "actions, and whoever is being asked to come, go along; what was captured stands in the debrief of "
      "both. `unmerge` takes it out again.",
      name_and_title(incident), name_and_title(into),
      into.is_private ? fmt::format("Nobody is let into {}: it is private.", there)
                      : fmt::format("Its people are invited to {}, guests left out.",
                                    into.channel.empty() ? there : place(into))));
  message.blocks.actions({run(fmt::format("Yes: merge into {}", there),
                              line_for(incident, "merge", there + " --yes"), slack::Style::danger)});
  return message;
}

}  // namespace muster::bot::views
