// What one person can see, surface by surface, as values: for assertions and for printing. Texts are as
// Slack shows them: mentions by name, links by their label, dates by their fallback, entities decoded.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "slack/standin/world.h"

namespace slack::standin {

struct Shown {
  std::string ts, by;                    ///< by: a name
  std::string text;                      ///< the fallback text
  std::vector<std::string> lines{};      ///< what is read: the blocks, else the text
  std::vector<std::string> buttons{};    ///< words on buttons and selects
  std::vector<std::string> reactions{};  ///< `pushpin 2`
  std::vector<std::string> files{};      ///< names
  std::string blocks;                    ///< JSON, as sent
  bool ephemeral = false, pinned = false, system = false;
  int edits = 0;
  std::vector<Shown> replies{};

  /// Whether one of the lines, the text or a button holds these words.
  bool says(std::string_view words) const;
};
struct ShownChannel {
  std::string id, name, topic, purpose;
  bool archived = false, is_private = false;
  std::vector<std::string> bookmarks{};  ///< titles
  std::vector<Shown> messages{};         ///< ephemeral ones among them, oldest first
};
struct ShownView {
  std::string id, title, callback_id;
  std::vector<std::string> lines{}, buttons{};
  std::map<std::string, std::string> errors{};  ///< at block ids
};
struct Screen {
  std::string person;
  std::vector<ShownChannel> channels{};  ///< that they are in
  std::vector<ShownChannel> direct{};    ///< DMs and group DMs
  std::vector<ShownView> forms{};        ///< the top one last
  std::optional<ShownView> home{};

  /// The newest message (or reply) with these words; in this channel, if one is named. Valid as long as the
  /// Screen.
  const Shown* find(std::string_view words, std::string_view channel = {}) const;
  const ShownChannel* channel(std::string_view id_or_name) const;
  const ShownView* form() const { return forms.empty() ? nullptr : &forms.back(); }
};

Screen screen_of(const State& state, const std::string& person);

/// mrkdwn as it is read. Names come from the state.
std::string readable(const State& state, std::string_view mrkdwn);

/// The lines of one message for a terminal: who, what, buttons, files, reactions.
std::vector<std::string> plain_lines(const Shown& message);
/// The same with its body given: as the blocks were rendered by something better than their words.
std::vector<std::string> lines_with_body(const Shown& message, const std::vector<std::string>& body);
using Renderer = std::function<std::vector<std::string>(const Shown&)>;
/// The surfaces by name (`#inc-1`, `@muster`, `form`, `home`), each as lines; `render` does the messages
/// (plain_lines, when empty).
std::map<std::string, std::vector<std::string>> surfaces(const Screen& screen, const Renderer& render = {});

}  // namespace slack::standin
