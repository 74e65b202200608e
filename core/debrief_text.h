// What the forms of a debrief share about text: people's words made harmless to look at, and moments parted
// into date and clock.
#pragma once

#include <string>
#include <string_view>

#include "core/text.h"
#include "core/time.h"

namespace muster::core {

/// Valid UTF-8 (U+FFFD for what isn't), line ends as \n, tabs as spaces; without control characters and
/// without the invisible ones that turn the direction of whatever follows.
std::string legible(std::string_view text);
/// The same on one line, white space trimmed and joined.
std::string legible_line(std::string_view text);

/// The only way into HTML and SVG, for elements and attributes alike: legible, and every character that could
/// be markup escaped.
std::string html(std::string_view text);

/// The character of a common emoji, else `:name:`.
std::string emoji(std::string_view name);

/// True for http, https and mailto: the only addresses that become links.
bool is_web_address(std::string_view address);

/// `@name` of a span that mentions somebody or something; its label or address for a link. One legible line.
std::string mention(const Span& span);

/// to_plain for people who have nothing else: code blocks on lines of their own, addresses behind labels.
std::string readable(const Text& text);

struct Moment {
  std::string date;   ///< `2026-03-01`
  std::string clock;  ///< `02:17`
};
Moment moment(Time t, std::string_view zone);
/// `Sunday, 1 March 2026`, of the day in UTC.
std::string long_date(Time t);
/// `2026-03-01 02:17 UTC · 03:17 Europe/Berlin`, with a date where the zone's is another one.
std::string both_times(Time t, std::string_view zone);

}  // namespace muster::core
