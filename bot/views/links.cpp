// Pages on the web that an incident keeps.
#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/views/pieces.h"
#include "slack/text.h"

namespace muster::bot::views {

std::string links_line(const core::Incident& incident) {
  std::string all;
  for (const auto& [id, link] : incident.links)
    if (link.words.body) all += (all.empty() ? "*Links*  " : "  ·  ") + line_of(link.words);
  return all;
}

slack::OutMessage links(const core::Incident& incident, const Config& config) {
  slack::OutMessage message;
  message.text = fmt::format("Links of {}", core::reference(incident));
  message.blocks.section(fmt::format("*Links of* {}", name_and_title(incident)));
  if (incident.links.empty())
    message.blocks.section(
        fmt::format("None yet. `{} link &lt;url&gt; &lt;name&gt;` keeps one.", config.command));
  for (const auto& [id, link] : incident.links) {
    message.text += "\n" + line_of(link.words);
    message.blocks.section(
        fmt::format("`{}` {}", id.value, line_of(link.words)),
        run("Take it out", line_for(incident, "link", fmt::format("remove {}", id.value))));
  }
  message.text = slack::fit(message.text, longest_text);
  message.blocks.actions({run("Add a link", line_for(incident, "link", "--form"))});
  return message;
}

}  // namespace muster::bot::views
