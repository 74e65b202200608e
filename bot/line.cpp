#include "bot/line.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "bot/convert.h"
#include "core/ascii.h"

namespace muster::bot {

namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::optional<std::string> token(std::string_view word, char mark) {
  if (word.size() < 4 || word.front() != '<' || word.back() != '>' || word[1] != mark) return std::nullopt;
  auto id = word.substr(2, word.size() - 3);
  id = id.substr(0, id.find('|'));
  const auto good = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  if (id.empty() || !std::all_of(id.begin(), id.end(), good)) return std::nullopt;
  return std::string(id);
}

}  // namespace

Line::Line(std::string_view markup) : markup_(markup) {
  split();
}

void Line::split() {
  words_.clear();
  std::size_t i = 0;
  while (i < markup_.size()) {
    if (is_space(markup_[i])) {
      ++i;
      continue;
    }
    const std::size_t begin = i;
    while (i < markup_.size() && !is_space(markup_[i])) {
      // A token may hold white space in its label; it is one word.
      if (markup_[i] == '<') {
        const auto close = markup_.find('>', i);
        if (close != std::string::npos) i = close;
      }
      ++i;
    }
    words_.push_back({begin, i});
  }
  first_ = 0;
  last_ = words_.size();
}

void Line::remove(std::size_t from, std::size_t to) {
  // What was popped before is gone for good, and so are the words [from, to).
  std::string left = markup_.substr(words_[first_].begin, words_[from].begin - words_[first_].begin);
  if (to < last_) left += markup_.substr(words_[to].begin, words_[last_ - 1].end - words_[to].begin);
  markup_ = std::move(left);
  split();
}

std::optional<core::UserId> Line::person(std::string_view word) {
  const auto id = token(word, '@');
  return id ? std::optional(core::UserId(*id)) : std::nullopt;
}

std::optional<core::ChannelId> Line::channel(std::string_view word) {
  const auto id = token(word, '#');
  return id ? std::optional(core::ChannelId(*id)) : std::nullopt;
}

std::optional<std::string> Line::group(std::string_view word) {
  constexpr std::string_view begins = "<!subteam^";
  if (!word.starts_with(begins)) return std::nullopt;
  return token(fmt::format("<!{}", word.substr(begins.size())), '!');
}

std::optional<int> Line::incident_number(std::string_view word) {
  if (word.size() < 5 || core::ascii::lower(word[0]) != 'i' || core::ascii::lower(word[1]) != 'n' ||
      core::ascii::lower(word[2]) != 'c' || word[3] != '-') {
    return std::nullopt;
  }
  int number = 0;
  if (word.back() == ':') word.remove_suffix(1);
  const auto* end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data() + 4, end, number);
  if (error != std::errc() || stop != end || number <= 0) return std::nullopt;
  return number;
}

std::string_view Line::rest() const {
  if (empty()) return {};
  return std::string_view(markup_).substr(words_[first_].begin, words_[last_ - 1].end - words_[first_].begin);
}

core::Text Line::text() const {
  return core::trimmed(from_mrkdwn(rest()));
}

std::optional<std::string> Line::take_final(std::string_view keyword) {
  if (size() < 2 || edit_distance(word(last_ - 2), keyword) != 0) return std::nullopt;
  std::string value(back());
  last_ -= 2;
  return value;
}

std::optional<std::string> Line::take_option(std::string_view name, std::size_t words) {
  for (std::size_t i = first_; i < last_; ++i) {
    if (word(i) != name) continue;
    const std::size_t end = std::min(i + 1 + words, last_);
    std::string value;
    for (std::size_t at = i + 1; at < end; ++at) {
      if (!value.empty()) value += ' ';
      value += word(at);
    }
    remove(i, end);
    return value;
  }
  return std::nullopt;
}

bool Line::take_flag(std::string_view name) {
  for (std::size_t i = first_; i < last_; ++i) {
    if (word(i) != name) continue;
    remove(i, i + 1);
    return true;
  }
  return false;
}

int edit_distance(std::string_view a, std::string_view b) {
  // Optimal string alignment; words are short, so the whole table is small.
  const std::size_t n = a.size(), m = b.size();
  std::vector<std::vector<int>> d(n + 1, std::vector<int>(m + 1));
  for (std::size_t i = 0; i <= n; ++i) d[i][0] = static_cast<int>(i);
  for (std::size_t j = 0; j <= m; ++j) d[0][j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= n; ++i) {
    for (std::size_t j = 1; j <= m; ++j) {
      const int cost = core::ascii::lower(a[i - 1]) == core::ascii::lower(b[j - 1]) ? 0 : 1;
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + cost});
      if (i > 1 && j > 1 && core::ascii::lower(a[i - 1]) == core::ascii::lower(b[j - 2]) &&
          core::ascii::lower(a[i - 2]) == core::ascii::lower(b[j - 1])) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[n][m];
}

}  // namespace muster::bot
