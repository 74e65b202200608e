// Cutting texts to Slack's limits.
#include <algorithm>

#include "slack/mrkdwn.h"
#include "slack/text.h"
#include "slack/utf8.h"

namespace slack {
namespace {

constexpr std::string_view ellipsis = "…";
/// How far back a cut looks for the end of a word, in code points.
constexpr std::size_t near = 30;

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\t';
}

/// What a cut must not go through: a token, an entity, or one code point. Bytes.
std::size_t unit_at(std::string_view text, std::size_t pos) {
  if (const auto token = mrkdwn::token_at(text, pos); !token.empty()) {
    return token.size() + 2;
  }
  if (const auto entity = mrkdwn::entity_at(text, pos); !entity.empty()) {
    return entity.size();
  }
  const auto start = pos;
  utf8::next(text, pos);
  return pos - start;
}

struct Cuts {
  std::size_t whole = 0;  ///< the last place that holds `max` code points at most
  std::size_t line = 0;   ///< the last line break up to there; 0 if there is none
  std::size_t word = 0;   ///< the last white space; 0 if there is none
  std::size_t whole_length = 0;
  std::size_t line_length = 0;
  std::size_t word_length = 0;
};

Cuts cuts_within(std::string_view text, std::size_t max) {
  Cuts cuts;
  std::size_t count = 0;
  for (std::size_t pos = 0; pos < text.size();) {
    if (is_space(text[pos])) {
      cuts.word = pos;
      cuts.word_length = count;
      if (text[pos] == '\n') {
        cuts.line = pos;
        cuts.line_length = count;
      }
    }
    const auto bytes = unit_at(text, pos);
    count += length(text.substr(pos, bytes));
    if (count > max) {
      break;
    }
    pos += bytes;
    cuts.whole = pos;
    cuts.whole_length = count;
  }
  return cuts;
}

/// length(text) > max, without reading on once that is known.
bool longer_than(std::string_view text, std::size_t max) {
  std::size_t count = 0;
  for (std::size_t pos = 0; pos < text.size() && count <= max; ++count) {
    utf8::next(text, pos);
  }
  return count > max;
}

std::string_view without_trailing_space(std::string_view text) {
  while (!text.empty() && is_space(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

/// Blank lines and the rest of a broken one; the indentation of the next line stays.
std::string_view without_leading_lines(std::string_view text) {
  const auto first = std::min(text.find_first_not_of(" \n\t"), text.size());
  const auto line = text.substr(0, first).rfind('\n');
  return text.substr(line == std::string_view::npos ? 0 : line + 1);
}

std::string_view without_leading_space(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \n\t"), text.size()));
}

}  // namespace

std::string fit(std::string_view utf8, std::size_t max) {
  auto clean = clean_utf8(utf8);
  if (length(clean) <= max) {
    return clean;
  }
  if (max == 0) {
    return {};
  }
  const auto cuts = cuts_within(clean, max - 1);
  const bool at_word = cuts.word > 0 && cuts.whole_length - cuts.word_length <= near;
  const auto kept =
      without_trailing_space(std::string_view(clean).substr(0, at_word ? cuts.word : cuts.whole));
  return std::string(kept) += ellipsis;
}

std::vector<std::string> pages(std::string_view utf8, std::size_t max) {
  if (max < 2) {
    auto page = fit(utf8, max);
    return page.empty() ? std::vector<std::string>() : std::vector<std::string>{std::move(page)};
  }
  auto clean = clean_utf8(utf8);
  if (!longer_than(clean, max)) {
    return clean.empty() ? std::vector<std::string>() : std::vector<std::string>{std::move(clean)};
  }
  std::vector<std::string> out;
  auto rest = without_trailing_space(clean);
  while (longer_than(rest, max)) {
    const auto cuts = cuts_within(rest, max - 1);
    if (cuts.whole == 0) {  // a token that fits no page can only go
      rest = without_leading_space(rest.substr(unit_at(rest, 0)));
      if (out.empty()) {
        out.emplace_back(ellipsis);
      }
      continue;
    }
    // A page shorter than a quarter is worse than a broken line.
    const bool at_line = cuts.line > 0 && cuts.line_length >= max / 4;
    const bool at_word = !at_line && cuts.word > 0 && cuts.word_length >= max / 4;
    const auto cut = at_line ? cuts.line : at_word ? cuts.word : cuts.whole;
    const auto page = without_trailing_space(rest.substr(0, cut));
    rest.remove_prefix(cut);
    rest = at_line ? without_leading_lines(rest) : at_word ? without_leading_space(rest) : rest;
    if (!page.empty()) {
      out.push_back(std::string(page) += ellipsis);
    }
  }
  if (!rest.empty()) {
    out.emplace_back(rest);
  }
  return out;
}

}  // namespace slack
