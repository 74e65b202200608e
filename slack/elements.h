// Text objects and block elements as JSON, each within Slack's limits: the lower half of blocks.h, for the
// sources of this folder. https://docs.slack.dev/reference/block-kit
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "slack/blocks.h"

namespace slack::detail {

/// Shown where Slack refuses an empty text.
inline constexpr std::string_view nothing = "–";

/// No code point of it can be seen.
bool blank(std::string_view utf8);

/// Cleaned, on one line, trimmed, at most `max` code points. Empty when there is nothing to see.
std::string one_line(std::string_view bytes, std::size_t max);
/// Cleaned, at most `max` code points. Empty when there is nothing to see.
std::string many_lines(std::string_view bytes, std::size_t max);

/// A plain_text object of one line; `otherwise` when `bytes` show nothing.
nlohmann::json plain(std::string_view bytes, std::size_t max, std::string_view otherwise = nothing);
/// A mrkdwn object, verbatim. `text` is cleaned, fitted and not empty.
nlohmann::json mrkdwn(std::string_view text);

/// Ids that are unique within a block or a surface.
class Ids {
 public:
  /// The id, or the id with a suffix if it is taken. None for an empty id, and for one that Slack wouldn't
  /// take with its suffix.
  std::optional<std::string> claim(std::string_view id);
  static bool usable(std::string_view id);

 private:
  std::set<std::string, std::less<>> taken_;
  std::map<std::string, std::size_t> last_suffix_;  // of a base id
};

/// The element and the number of its options that had no place, or null when it must be left out.
std::pair<nlohmann::json, std::size_t> build(const Element& element, Ids& action_ids);
std::pair<nlohmann::json, std::size_t> build(const InputElement& element, Ids& action_ids);

}  // namespace slack::detail
