// What stands after `/incident`: words, some of them people, the rest of it free text. Kept in Slack's
// markup, so that nothing is decoded twice.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/text.h"

namespace muster::bot {

class Line {
 public:
  explicit Line(std::string_view markup);

  bool empty() const { return first_ == last_; }
  std::size_t size() const { return last_ - first_; }
  /// Words as typed, entities and all. Precondition: not empty.
  std::string_view front() const { return word(first_); }
  std::string_view back() const { return word(last_ - 1); }
  void pop_front() { ++first_; }
  void pop_back() { --last_; }

  /// `<@U1>` or `<@U1|ada>`: the person; none for any other word.
  static std::optional<core::UserId> person(std::string_view word);
  /// `<#C1>` or `<#C1|name>`.
  static std::optional<core::ChannelId> channel(std::string_view word);
  /// `<!subteam^S1>` or `<!subteam^S1|@oncall>`: the user group's id.
  static std::optional<std::string> group(std::string_view word);
  /// `INC-42` or `INC-42:`, in any case; none for a bare number: `note 12 pods restarted` names no incident.
  static std::optional<int> incident_number(std::string_view word);

  /// What is left, as typed (inner white space kept), as markup and as text.
  std::string_view rest() const;
  core::Text text() const;

  /// If the last two words are `<keyword> <value>`, takes them off and gives the value. Only a final one
  /// counts.
  std::optional<std::string> take_final(std::string_view keyword);
  /// Takes `--name value` off, wherever it stands; the value is so many words, or as many as there are.
  /// `--name` alone at the end gives an empty value.
  std::optional<std::string> take_option(std::string_view name, std::size_t words = 1);
  /// Takes `--name` off, wherever it stands.
  bool take_flag(std::string_view name);

 private:
  struct Place {
    std::size_t begin, end;
  };
  std::string_view word(std::size_t i) const {
    return std::string_view(markup_).substr(words_[i].begin, words_[i].end - words_[i].begin);
  }
  void split();
  void remove(std::size_t from, std::size_t to);

  std::string markup_;
  std::vector<Place> words_;
  std::size_t first_ = 0, last_ = 0;
};

/// Edits (insert, delete, replace, swap neighbours) that make one word from the other; ASCII, case ignored.
int edit_distance(std::string_view a, std::string_view b);

}  // namespace muster::bot
