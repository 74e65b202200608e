#include "slack/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

#include "slack/ascii.h"
#include "slack/mrkdwn.h"
#include "slack/utf8.h"

namespace slack {
namespace {

constexpr std::size_t max_emoji_name = 100;
constexpr std::string_view fence = "```";

bool starts_with_no_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), text.begin(),
                                                    [](char a, char b) { return a == ascii::lower(b); });
}

bool is_id(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return ascii::is_alphanumeric(c) || c == '_' || c == '-';
  });
}

bool is_web(std::string_view address) {
  return starts_with_no_case(address, "http://") || starts_with_no_case(address, "https://");
}
bool is_linkable(std::string_view address) {
  return is_web(address) || starts_with_no_case(address, "mailto:");
}

/// `tel:`, `slack:` and the like.
bool has_scheme(std::string_view address) {
  const auto colon = address.find(':');
  return colon != std::string_view::npos && colon > 0 && ascii::is_letter(address.front()) &&
         std::all_of(address.begin(), address.begin() + static_cast<std::ptrdiff_t>(colon),
                     [](char c) { return ascii::is_alphanumeric(c) || c == '+' || c == '.' || c == '-'; });
}

bool is_emoji_char(char c) {
  return (c >= 'a' && c <= 'z') || ascii::is_digit(c) || c == '_' || c == '-' || c == '+' || c == '\'';
}
bool is_emoji_name(std::string_view name) {
  return !name.empty() && name.size() <= max_emoji_name &&
         std::all_of(name.begin(), name.end(), is_emoji_char);
}

bool is_broadcast(std::string_view name) {
  return name == "here" || name == "channel" || name == "everyone";
}

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

// --- taking apart

/// `ref|label`, both with their entities decoded. Slack writes no label, an empty one, or one.
struct Token {
  std::string ref;
  std::string label;
};
Token split(std::string_view content) {
  const auto bar = content.find('|');
  if (bar == std::string_view::npos) {
    return {unescape(content), {}};
  }
  return {unescape(content.substr(0, bar)), unescape(content.substr(bar + 1))};
}

/// A token as a span; none for what only looks like one.
std::optional<Span> decode_token(std::string_view content) {
  if (content.front() == '@' || content.front() == '#') {
    auto [ref, label] = split(content.substr(1));
    if (!is_id(ref)) {
      return std::nullopt;
    }
    const auto kind = content.front() == '@' ? Span::Kind::user : Span::Kind::channel;
    return Span{kind, std::move(label), std::move(ref)};
  }
  if (content.front() == '!') {
    auto [ref, label] = split(content.substr(1));
    constexpr std::string_view subteam = "subteam^";
    if (ref.starts_with(subteam) && is_id(std::string_view(ref).substr(subteam.size()))) {
      return Span{Span::Kind::usergroup, std::move(label), ref.substr(subteam.size())};
    }
    if (is_broadcast(ref)) {
      return Span{Span::Kind::broadcast, std::move(ref), {}};
    }
    // Dates, and whatever comes to be: the label is what a client that doesn't know the token shows.
    return label.empty() ? std::nullopt : std::optional(Span{Span::Kind::text, std::move(label), {}});
  }
  auto [ref, label] = split(content);
  if (is_linkable(ref)) {
    return Span{Span::Kind::link, std::move(label), std::move(ref)};
  }
  if (has_scheme(ref)) {
    return Span{Span::Kind::text, label.empty() || label == ref ? ref : label + " (" + ref + ")", {}};
  }
  return std::nullopt;
}

/// Code is literal, but Slack puts tokens for addresses and mentions into it all the same.
std::string decode_code(std::string_view content) {
  std::string out;
  for (std::size_t i = 0; i < content.size();) {
    const auto token = mrkdwn::token_at(content, i);
    const auto span = token.empty() ? std::nullopt : decode_token(token);
    if (!span) {
      const auto entity = mrkdwn::entity_at(content, i);
      out += entity.empty() ? std::string(1, content[i]) : unescape(entity);
      i += std::max<std::size_t>(1, entity.size());
      continue;
    }
    switch (span->kind) {
      case Span::Kind::user:
        out += "@" + (span->text.empty() ? span->ref : span->text);
        break;
      case Span::Kind::channel:
        out += "#" + (span->text.empty() ? span->ref : span->text);
        break;
      case Span::Kind::broadcast:
        out += "@" + span->text;
        break;
      default:
        out += span->text.empty() ? span->ref : span->text;
    }
    i += token.size() + 2;
  }
  return out;
}

class Decoder {
 public:
  explicit Decoder(std::string_view text) : text_(text) {}

  Text run() {
    while (pos_ < text_.size()) {
      if (!token() && !code() && !emoji()) {
        const auto entity = mrkdwn::entity_at(text_, pos_);
        literal_ += entity.empty() ? std::string(1, text_[pos_]) : unescape(entity);
        pos_ += std::max<std::size_t>(1, entity.size());
        after_emoji_ = false;
      }
    }
    flush();
    return std::move(spans_);
  }

 private:
  bool token() {
    const auto content = mrkdwn::token_at(text_, pos_);
    auto span = content.empty() ? std::nullopt : decode_token(content);
    if (!span) {
      return false;
    }
    take(std::move(*span), content.size() + 2);
    return true;
  }

  bool code() {
    if (text_[pos_] != '`') {
      return false;
    }
    if (text_.substr(pos_, fence.size()) == fence && !no_more_fences_) {
      const auto start = pos_ + fence.size();
      const auto end = text_.find(fence, start);
      no_more_fences_ = end == std::string_view::npos;
      if (!no_more_fences_ && end > start) {
        take({Span::Kind::code_block, decode_code(text_.substr(start, end - start)), {}},
             end + fence.size() - pos_);
        return true;
      }
    }
    const auto end = text_.find_first_of("`\n", pos_ + 1);
    if (end == std::string_view::npos || text_[end] != '`' || end == pos_ + 1) {
      return false;
    }
    take({Span::Kind::code, decode_code(text_.substr(pos_ + 1, end - pos_ - 1)), {}}, end + 1 - pos_);
    return true;
  }

  /// `:name:` that stands free: `12:30:45`, `std::vector::at` and `a:b:c` are none.
  bool emoji() {
    if (text_[pos_] != ':') {
      return false;
    }
    const char before = pos_ == 0 ? ' ' : text_[pos_ - 1];
    if (ascii::is_alphanumeric(before) || (before == ':' && !after_emoji_)) {
      return false;
    }
    auto end = pos_ + 1;
    while (end < text_.size() && end - pos_ <= max_emoji_name && is_emoji_char(text_[end])) {
      ++end;
    }
    if (end == pos_ + 1 || end >= text_.size() || text_[end] != ':') {
      return false;
    }
    if (end + 1 < text_.size() && ascii::is_alphanumeric(text_[end + 1])) {
      return false;
    }
    take({Span::Kind::emoji, std::string(text_.substr(pos_ + 1, end - pos_ - 1)), {}}, end + 1 - pos_);
    after_emoji_ = true;
    return true;
  }

  void take(Span span, std::size_t bytes) {
    pos_ += bytes;
    after_emoji_ = false;
    if (span.kind == Span::Kind::text) {
      literal_ += span.text;
      return;
    }
    flush();
    spans_.push_back(std::move(span));
  }

  void flush() {
    if (!literal_.empty()) {
      spans_.push_back({Span::Kind::text, std::move(literal_), {}});
      literal_.clear();
    }
  }

  std::string_view text_;
  std::size_t pos_ = 0;
  bool after_emoji_ = false;
  bool no_more_fences_ = false;  // searched in vain once: a text full of them stays linear
  std::string literal_;
  Text spans_;
};

// --- putting together

/// `<sigil ref|label>`.
std::string token(std::string_view sigil, std::string_view ref, std::string_view label) {
  std::string out = fmt::format("<{}{}", sigil, ref);
  if (!label.empty()) {
    out += '|' + escape(one_line(clean_utf8(label)));
  }
  return out + '>';
}

std::string person_or_place(std::string_view sigil, char mark, std::string_view ref, std::string_view label) {
  if (is_id(ref)) {
    return token(sigil, ref, label);
  }
  const auto shown = label.empty() ? ref : label;
  return escape(clean_utf8((shown.starts_with(mark) ? "" : std::string(1, mark)) + std::string(shown)));
}

/// The address as it may stand in a token.
std::string encoded_address(std::string_view address) {
  std::string out;
  for (const char c : clean_utf8(address)) {
    if (static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == '|') {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else if (c == '&') {
      out += "&amp;";
    } else {
      out += c;
    }
  }
  return out;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \n\t") == std::string_view::npos;
}

std::string link_token(std::string_view address, std::string_view label) {
  return token("", encoded_address(address), is_blank(label) ? std::string_view() : label);
}

std::string encode_code(std::string_view literal, bool block) {
  const auto clean = clean_utf8(literal);
  if (clean.empty()) {
    return {};
  }
  // There is no escape for a backtick: a block bears single ones, and those that would close it get air.
  if (!block && clean.find_first_of("`\n") == std::string::npos) {
    return '`' + escape(clean) + '`';
  }
  std::string body;
  int ticks = 0;
  for (const char c : clean) {
    if (c == '`' && ticks == 2) {
      body += ' ';
      ticks = 0;
    }
    ticks = c == '`' ? ticks + 1 : 0;
    body += c;
  }
  if (ticks > 0) {
    body += ' ';
  }
  return fmt::format("{0}{1}{0}", fence, escape(body));
}

std::string encode_span(const Span& span) {
  switch (span.kind) {
    case Span::Kind::text:
      return escape(clean_utf8(span.text));
    case Span::Kind::user:
      return person_or_place("@", '@', span.ref, span.text);
    case Span::Kind::channel:
      return person_or_place("#", '#', span.ref, span.text);
    case Span::Kind::usergroup:
      return person_or_place("!subteam^", '@', span.ref, span.text);
    case Span::Kind::broadcast:
      return escape(clean_utf8("@" + span.text));
    case Span::Kind::link:
      return is_linkable(span.ref) ? link_token(span.ref, span.text)
                                   : escape(clean_utf8(span.text.empty() ? span.ref : span.text));
    case Span::Kind::emoji:
      return is_emoji_name(span.text) ? ":" + span.text + ":" : escape(clean_utf8(":" + span.text + ":"));
    case Span::Kind::code:
      return encode_code(span.text, false);
    case Span::Kind::code_block:
      return encode_code(span.text, true);
  }
  return {};
}

std::string date_token(std::int64_t unix_seconds, std::string_view format, bool with_date) {
  // Years 1970 to 9999: what the token's readers know.
  const std::chrono::sys_seconds at{
      std::chrono::seconds(std::clamp<std::int64_t>(unix_seconds, 0, 253402300799))};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(at - day);
  std::string clean = one_line(clean_utf8(format));
  std::replace_if(
      clean.begin(), clean.end(),
      [](char c) { return std::string_view("<>|^&").find(c) != std::string_view::npos; }, ' ');
  const auto day_text =
      with_date ? fmt::format("{:04}-{:02}-{:02} ", static_cast<int>(date.year()),
                              static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()))
                : std::string();
  return fmt::format("<!date^{}^{}|{}{:02}:{:02} UTC>", at.time_since_epoch().count(), clean, day_text,
                     time.hours().count(), time.minutes().count());
}

}  // namespace

std::string_view mrkdwn::token_at(std::string_view text, std::size_t pos) {
  if (text[pos] != '<' || pos + 1 >= text.size()) {
    return {};
  }
  const char first = text[pos + 1];
  if (first != '@' && first != '#' && first != '!' && !ascii::is_letter(first)) {
    return {};
  }
  const auto end = text.find_first_of("<>\n", pos + 1);
  return end == std::string_view::npos || text[end] != '>' ? std::string_view()
                                                           : text.substr(pos + 1, end - pos - 1);
}

std::string_view mrkdwn::entity_at(std::string_view text, std::size_t pos) {
  static constexpr std::array<std::string_view, 3> entities = {"&amp;", "&lt;", "&gt;"};
  if (text[pos] == '&') {
    for (const auto entity : entities) {
      if (text.substr(pos, entity.size()) == entity) {
        return entity;
      }
    }
  }
  return {};
}

Text decode(std::string_view mrkdwn) {
  const auto clean = clean_utf8(mrkdwn);
  return Decoder(clean).run();
}

std::string encode(const Text& text) {
  std::string out;
  for (const auto& span : text) {
    out += encode_span(span);
  }
  return out;
}

std::string escape(std::string_view literal) {
  std::string out;
  out.reserve(literal.size());
  for (const char c : literal) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string unescape(std::string_view escaped) {
  std::string out;
  out.reserve(escaped.size());
  for (std::size_t i = 0; i < escaped.size();) {
    const auto entity = mrkdwn::entity_at(escaped, i);
    if (entity.empty()) {
      out += escaped[i++];
      continue;
    }
    out += entity == "&amp;" ? '&' : entity == "&lt;" ? '<' : '>';
    i += entity.size();
  }
  return out;
}

std::string mention(const UserId& user) {
  return person_or_place("@", '@', user.value, {});
}
std::string mention(const ChannelId& channel) {
  return person_or_place("#", '#', channel.value, {});
}

std::string link(std::string_view url, std::string_view label) {
  return is_web(url) ? link_token(url, label) : escape(clean_utf8(label));
}

std::string date(std::int64_t unix_seconds, std::string_view format) {
  return date_token(unix_seconds, format, true);
}
std::string time_of_day(std::int64_t unix_seconds) {
  return date_token(unix_seconds, "{time}", false);
}

std::string clean_utf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t pos = 0; pos < bytes.size();) {
    const auto start = pos;
    bool malformed = false;
    const auto code_point = utf8::next(bytes, pos, &malformed);
    if (malformed) {
      utf8::append(out, utf8::replacement);
    } else if (code_point == '\n' || code_point == '\t' || (code_point >= 0x20 && code_point < 0x7F) ||
               code_point >= 0xA0) {
      out += bytes.substr(start, pos - start);
    }
  }
  return out;
}

std::size_t length(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(
      utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }));
}

}  // namespace slack
