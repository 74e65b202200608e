// Pictures of what an app sends, for people to look at: close to what Slack's clients show, of every block
// and element that slack/blocks.h makes. What isn't known is shown as a box with its type.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace slack::standin {

struct RenderedSurface {
  std::string caption;  ///< plain
  std::string json;     ///< a message {text, blocks}, or a view
};

/// Shown for mentions: id -> name, without @ and #. An id that isn't there shows as itself.
using Names = std::map<std::string, std::string, std::less<>>;

/// One self-contained page (no script, nothing loaded), each surface as wide as a phone. Times are UTC, since
/// there is no reader whose zone could be taken. Any bytes: what isn't JSON is shown as such, and nothing in
/// it becomes markup.
std::string render_html(std::string_view title, const std::vector<RenderedSurface>& surfaces,
                        const Names& names = {});

/// The same as lines for a terminal, with a line end after each: no control characters, whatever comes in.
std::string render_text(std::string_view json, const Names& names = {});

}  // namespace slack::standin
