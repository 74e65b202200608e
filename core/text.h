// What people wrote, as spans. Core never sees the chat platform's markup: its library decodes text on the
// way in and encodes it on the way out.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"

namespace muster::core {

struct Span {
  enum class Kind {
    text,       ///< `text` is literal UTF-8
    person,     ///< `ref` is a UserId; `text` a name, if one was given
    channel,    ///< `ref` is a ChannelId; `text` a name, if one was given
    group,      ///< `ref` is a user group's id; `text` its handle, if one was given
    broadcast,  ///< `text` is here, channel or everyone; shown, never rung again
    link,       ///< `ref` is the address; `text` its label, or empty
    emoji,      ///< `text` is the name without colons
    code,       ///< `text` is literal
    code_block  ///< `text` is literal
  };
  Kind kind = Kind::text;
  std::string text;
  std::string ref;

  bool operator==(const Span&) const = default;
};

using Text = std::vector<Span>;

/// A text of one literal span; no spans at all for an empty string.
Text plain(std::string_view literal);
/// All spans as readable literal text: `@name` (or `@U123`), `#name`, labels, `:emoji:`. No markup.
std::string to_plain(const Text& text);
/// Code points of a text, which is what every limit counts. A malformed byte counts as one.
std::size_t code_points(std::string_view utf8);
/// True when nothing but white space (of any script) is there.
bool is_blank(const Text& text);
/// White space trimmed at both ends; line breaks inside are kept.
Text trimmed(Text text);
/// Valid UTF-8: every malformed byte becomes U+FFFD; control characters other than line break and tab go, and
/// every line end becomes one line break.
Text cleaned(Text text);
/// Without line breaks: for titles.
Text one_line(Text text);
/// At most `max` code points of to_plain, cut at a word with "…" where something was cut.
std::string excerpt(const Text& text, std::size_t max);
/// On one line, with its people and links; only what is longer than `max` is cut, and plain then.
Text brief(const Text& text, std::size_t max);
/// The same for a string that is plain already. Invalid UTF-8 is replaced by U+FFFD.
std::string shorten(std::string_view utf8, std::size_t max);
/// Lower case (ASCII), punctuation and runs of white space as one space: what makes two titles "the same".
std::string normalised(std::string_view title);

/// A text of a person, kept apart from the event that mentions it so that it can be erased. Events and
/// derived rows carry `id` and `digest` (hex SHA-256 of salt and body); `body` is filled in whenever it was
/// loaded or is new, and empty when the text was erased.
struct Words {
  std::int64_t id = 0;  ///< 0: not stored yet
  std::string digest;
  std::optional<Text> body;

  bool operator==(const Words&) const = default;
};

/// New words, to be stored by whoever stores the event.
Words words(Text text);
/// The body, or `[erased]`; nothing for words that never were (id 0).
Text shown(const Words& w);

}  // namespace muster::core
