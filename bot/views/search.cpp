// What a search has found. Slack takes 50 blocks in a message: a page of it makes 9.
#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/views/pieces.h"

namespace muster::bot::views {

namespace {

constexpr std::size_t longest_line = 300;

std::string state_of(const core::Incident& incident, const core::Policy& policy) {
  return fmt::format("{}  ·  {}  ·  declared {}{}", severity(incident, policy),
                     slack::escape(policy.status_name(incident.status)), when(incident.declared_at),
                     incident.is_private ? "  ·  :lock: private" : "");
}

/// Where the words stand, a quotation each. What looks like a mention there is text.
std::string quotations(const std::vector<std::string>& lines) {
  std::string all;
  for (const auto& line : lines) {
    const auto words = core::to_plain(core::one_line(core::plain(line)));
    all += "\n>" + slack::fit(slack::escape(words), longest_line);
  }
  return all;
}

/// A page that begins behind the last of these incidents.
slack::Button turn_to(std::string label, const std::vector<int>& way, const std::string& words) {
  std::string before;
  for (const int number : way) before += fmt::format("{}{}", before.empty() ? "" : ",", number);
  return run(std::move(label),
             fmt::format("search {}{}", before.empty() ? before : "--before " + before + " ", words));
}

}  // namespace

slack::OutMessage search(const Search& asked, const storage::FoundPage& page, const Config& config) {
  const auto words = slack::escape(asked.words);
  slack::OutMessage message;
  if (page.found.empty()) {
    message = say(fmt::format(
        "Nothing{} that you may see has all of these words: “{}”.\nTry fewer, or the beginning of the last. "
        "Capitals, accents and signs don't count; what is only seconds old isn't found yet.",
        asked.way.empty() ? "" : " older", words));
  } else {
    message.text = fmt::format("Found for “{}”", words);
    message.blocks.section(fmt::format("*Found for* “{}”, newest first", words));
  }
  for (const auto& [incident, lines] : page.found) {
    message.text += "\n" + name_and_title(incident);
    message.blocks.section(fmt::format("{}\n{}{}", name_and_title(incident),
                                       state_of(incident, config.policy), quotations(lines)),
                           menu_of(incident));
  }
  message.text = slack::fit(message.text, longest_text);
  std::vector<slack::Element> buttons;
  if (!asked.way.empty()) {
    buttons.emplace_back(turn_to("Newer", {asked.way.begin(), asked.way.end() - 1}, words));
  }
  if (page.more) {
    auto way = asked.way;
    way.push_back(page.found.back().incident.number);
    buttons.emplace_back(turn_to("Older", way, words));
  }
  buttons.emplace_back(run("Search again", "search"));
  message.blocks.actions(buttons);
  return message;
}

}  // namespace muster::bot::views
