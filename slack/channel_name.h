// Legal channel names from anything. https://docs.slack.dev/reference/methods/conversations.create
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace slack {

inline constexpr std::size_t max_channel_name = 80;

/// `a-z`, `0-9`, `-`, `_`: Latin letters lose their accents, everything else becomes one `-` between words;
/// no `-` at the ends. May be empty (CJK or emoji alone).
std::string slug(std::string_view utf8);

/// Fills a template such as `inc-{number}-{title}`: {number}, {title} (a slug), {date} (as given,
/// `20260301`). The number always survives; the title is cut at a word to keep the whole within 80 characters
/// less `reserve`. An empty title leaves no double or trailing `-`. A template without {number} gets
/// `-{number}` appended. Always legal, never empty. `reserve` leaves room for a suffix: 69 at most, since the
/// number goes before it.
std::string channel_name(std::string_view pattern, int number, std::string_view title, std::string_view date,
                         std::size_t reserve = 0);

/// The n-th other name for one that is taken: `<name>-2`, `<name>-3` …, still legal and within 80.
std::string with_suffix(std::string_view name, int n);

}  // namespace slack
