#include "core/likeness.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "core/ascii.h"
#include "core/utf8.h"

namespace muster::core {
namespace {

/// The base letters of U+00C0 to U+017F, a blank where there is no single one. (Names of channels have the
/// like, in slack; neither knows of the other.)
constexpr std::string_view latin =
    "aaaaaa ceeeeiiiidnooooo ouuuuy  aaaaaa ceeeeiiiidnooooo ouuuuy y"   // U+00C0
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii  jjkkklllllll"   // U+0100
    "lllnnnnnnnnnoooooo  rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";  // U+0140
static_assert(latin.size() == 0x180 - 0xC0);

/// In any incident's title, so they tell none apart.
constexpr std::array<std::string_view, 77> common{
    "a",      "about",   "after",    "again",       "all",    "an",     "and",   "are",     "as",
    "at",     "back",    "be",       "before",      "being",  "broken", "but",   "by",      "can",
    "cannot", "cant",    "customer", "dead",        "doesnt", "dont",   "down",  "drill",   "error",
    "fail",   "failed",  "failing",  "failure",     "for",    "from",   "get",   "getting", "has",
    "have",   "high",    "in",       "incident",    "is",     "isnt",   "issue", "it",      "its",
    "lost",   "many",    "no",       "not",         "of",     "on",     "or",    "our",     "out",
    "outage", "problem", "return",   "returning",   "slow",   "some",   "still", "test",    "that",
    "the",    "this",    "to",       "unavailable", "up",     "user",   "very",  "was",     "we",
    "when",   "with",    "work",     "working",     "wrong"};

/// Belongs to no word: white space and punctuation of the scripts that have any.
bool separates(char32_t c) {
  const bool ascii_letter = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  if (c < 0x80) return !ascii_letter;
  return c < 0xC0 || c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x303F) ||
         (c >= 0xFF00 && c <= 0xFF0F);
}

/// Neither parts words nor belongs to them: apostrophes, and accents that follow their letter.
bool is_silent(char32_t c) {
  return c == '\'' || c == 0x2019 || (c >= 0x300 && c <= 0x36F);
}

void append_folded(std::string& word, char32_t c, std::string_view bytes) {
  if (c < 0x80) {
    word += ascii::lower(static_cast<char>(c));
  } else if (c == 0xC6 || c == 0xE6) {
    word += "ae";
  } else if (c == 0x152 || c == 0x153) {
    word += "oe";
  } else if (c == 0xDF) {
    word += "ss";
  } else if (c >= 0xC0 && c < 0x180 && latin[c - 0xC0] != ' ') {
    word += latin[c - 0xC0];
  } else if ((c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F)) {
    // Greek and Cyrillic capitals stand 32 before the small letters; both have two bytes.
    const char32_t small = c + 0x20;
    word += static_cast<char>(0xC0U | small >> 6U);
    word += static_cast<char>(0x80U | (small & 0x3FU));
  } else {
    word += bytes;
  }
}

std::string singular(std::string word) {
  const bool plural = word.size() > 3 && word.back() == 's' && word[word.size() - 2] != 's';
  if (plural) word.pop_back();
  return word;
}

std::set<std::string> words_in(std::string_view title) {
  std::set<std::string> found;
  std::string word;
  const auto end = [&] {
    if (!word.empty()) found.insert(singular(std::exchange(word, {})));
  };
  while (!title.empty()) {
    const auto [c, size, valid] = utf8::first(title);
    if (!valid) {
      end();
    } else if (!is_silent(c)) {
      if (separates(c)) {
        end();
      } else {
        append_folded(word, c, title.substr(0, size));
      }
    }
    title.remove_prefix(size);
  }
  end();
  return found;
}

bool is_common(const std::string& word) {
  // "this" has lost its s, too.
  return std::ranges::any_of(common,
                             [&](std::string_view known) { return word == known || word + "s" == known; });
}

}  // namespace

std::set<std::string> telling_words(std::string_view title) {
  const auto all = words_in(title);
  std::set<std::string> telling;
  for (const auto& word : all) {
    if (!is_common(word)) telling.insert(word);
  }
  return telling.empty() ? all : telling;
}

std::vector<Incident> look_alikes(const Incident& incident, std::vector<Incident> others) {
  const auto title_of = [](const Incident& i) { return to_plain(shown(i.title)); };
  const auto wanted = telling_words(title_of(incident));
  std::vector<std::pair<std::size_t, Incident>> alike;
  for (Incident& other : others) {
    const auto apart = other.declared_at > incident.declared_at ? other.declared_at - incident.declared_at
                                                                : incident.declared_at - other.declared_at;
    if (other.id == incident.id || !is_open(other.category) || other.drill != incident.drill ||
        apart > alike_within) {
      continue;
    }
    const auto has = telling_words(title_of(other));
    const auto shared = static_cast<std::size_t>(std::count_if(
        has.begin(), has.end(), [&](const std::string& word) { return wanted.contains(word); }));
    if (shared > 0) alike.emplace_back(shared, std::move(other));
  }
  std::stable_sort(alike.begin(), alike.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first, a.second.number) > std::pair(b.first, b.second.number);
  });
  if (alike.size() > most_alike) alike.resize(most_alike);
  std::vector<Incident> found;
  found.reserve(alike.size());
  for (auto& [shared, other] : alike) found.push_back(std::move(other));
  return found;
}

}  // namespace muster::core
