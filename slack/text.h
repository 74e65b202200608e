// Slack's mrkdwn: decoded to spans on the way in, encoded and escaped once on the way out.
// https://docs.slack.dev/messaging/formatting-message-text
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "slack/ids.h"

namespace slack {

struct Span {
  enum class Kind {
    text,       ///< `text` literal
    user,       ///< `ref` U…; `text` a label, or empty
    channel,    ///< `ref` C…; `text` a label, or empty
    usergroup,  ///< `ref` S…; `text` @handle, or empty
    broadcast,  ///< `text` here | channel | everyone
    link,       ///< `ref` the address; `text` its label, or empty
    emoji,      ///< `text` the name
    code,       ///< `text` literal
    code_block  ///< `text` literal
  };
  Kind kind = Kind::text;
  std::string text;
  std::string ref;

  bool operator==(const Span&) const = default;
};
using Text = std::vector<Span>;

/// Any bytes at all: what does not parse as a token is text. `<…>` tokens, `:emoji:`, `` `code` `` and code
/// blocks are recognised, the three entities decoded. Bold, italic and strike marks stay characters of the
/// text. An emoji stands free of letters and digits (`12:30:45` is none); a date is its fallback; addresses
/// that are neither http(s) nor mailto are text. No text span is empty or next to another; all are
/// clean_utf8.
Text decode(std::string_view mrkdwn);

/// Text as Slack shows it literally: decode(encode(t)) == t for text without marks. A broadcast is written as
/// `@here` text, so nothing that is encoded can ring a channel. Addresses that are not http(s) or mailto
/// become text. A user group stays a mention: posted, it calls its people.
std::string encode(const Text& text);

/// `&`, `<`, `>` and nothing else, once.
std::string escape(std::string_view literal);
std::string unescape(std::string_view escaped);

std::string mention(const UserId& user);        ///< `<@U1>`
std::string mention(const ChannelId& channel);  ///< `<#C1>`
/// `<https://…|label>`; percent-encodes what would break the token. Just the escaped label when the address
/// is not http(s).
std::string link(std::string_view url, std::string_view label);
/// `<!date^unix^{date_short_pretty} {time}|2026-03-01 02:17 UTC>`: each reader's own zone.
std::string date(std::int64_t unix_seconds, std::string_view format = "{date_short_pretty} {time}");
/// The same showing the time alone: `{time}`.
std::string time_of_day(std::int64_t unix_seconds);

/// Valid UTF-8: every malformed byte becomes U+FFFD, control characters other than line break and tab go.
std::string clean_utf8(std::string_view bytes);
/// Code points, which is what Slack's limits count. `utf8` must be valid.
std::size_t length(std::string_view utf8);
/// At most `max` code points; a cut is made at a word where one is near and marked by "…". Never splits a
/// `<…>` token or an entity.
std::string fit(std::string_view utf8, std::size_t max);
/// Pages of at most `max` code points, parted at line breaks, else at words; every page but the last ends
/// with "…". Never splits a token or an entity: one that fits no page is left out. None for an empty text.
std::vector<std::string> pages(std::string_view utf8, std::size_t max);

}  // namespace slack
