#include "core/text.h"

#include <algorithm>
#include <cstdint>

#include "core/utf8.h"

namespace muster::core {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view ellipsis = "\xE2\x80\xA6";

using utf8::CodePoint;

/// White space of any script, and what shows nothing at all.
bool is_space(char32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200D) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x2060 || c == 0x3000 || c == 0xFEFF;
}

/// Calls `f(code point, its bytes)` for each; `f` returns false to stop.
template <class F>
void each(std::string_view bytes, F f) {
  while (!bytes.empty()) {
    const CodePoint c = utf8::first(bytes);
    if (!f(c, c.valid ? bytes.substr(0, c.size) : replacement)) return;
    bytes.remove_prefix(c.size);
  }
}

bool blank(std::string_view bytes) {
  bool all = true;
  each(bytes, [&](const CodePoint& c, std::string_view) { return all = c.valid && is_space(c.value); });
  return all;
}

std::string trim_front(std::string_view bytes) {
  while (!bytes.empty()) {
    const CodePoint c = utf8::first(bytes);
    if (!c.valid || !is_space(c.value)) break;
    bytes.remove_prefix(c.size);
  }
  return std::string(bytes);
}

std::string trim_back(std::string_view bytes) {
  std::size_t end = 0;
  std::size_t at = 0;
  for (std::string_view rest = bytes; !rest.empty();) {
    const CodePoint c = utf8::first(rest);
    at += c.size;
    if (!c.valid || !is_space(c.value)) end = at;
    rest.remove_prefix(c.size);
  }
  return std::string(bytes.substr(0, end));
}

/// Embeddings, overrides and isolates of UAX #9; not the marks, which scripts that go leftwards need.
bool turns_direction(char32_t c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

std::string clean_utf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  bool after_return = false;
  each(bytes, [&](const CodePoint& c, std::string_view shown_as) {
    const bool control = c.valid && (c.value < 0x20 || (c.value >= 0x7F && c.value < 0xA0));
    // A line feed after a return is the second half of a line end that is there already. What turns the
    // direction makes a text look like another one, and reaches beyond its end. (https://trojansource.codes)
    const bool left_out = c.valid && ((c.value == '\n' && after_return) || turns_direction(c.value));
    if (c.valid && c.value == '\r') {
      out += '\n';
    } else if (left_out) {
      // Nothing stands for it.
    } else if (!control || c.value == '\n' || c.value == '\t') {
      out += shown_as;
    }
    after_return = c.valid && c.value == '\r';
    return true;
  });
  return out;
}

std::string with_sign(char sign, const Span& span) {
  const std::string& name = span.text.empty() ? span.ref : span.text;
  return name.starts_with(sign) ? name : sign + name;
}

}  // namespace

Text plain(std::string_view literal) {
  if (literal.empty()) return {};
  return {Span{Span::Kind::text, std::string(literal), {}}};
}

std::string to_plain(const Text& text) {
  std::string out;
  for (const Span& span : text) {
    switch (span.kind) {
      case Span::Kind::text:
      case Span::Kind::code:
      case Span::Kind::code_block:
        out += span.text;
        break;
      case Span::Kind::person:
      case Span::Kind::group:
      case Span::Kind::broadcast:
        out += with_sign('@', span);
        break;
      case Span::Kind::channel:
        out += with_sign('#', span);
        break;
      case Span::Kind::link:
        out += span.text.empty() ? span.ref : span.text;
        break;
      case Span::Kind::emoji:
        out += ':' + span.text + ':';
        break;
    }
  }
  return out;
}

std::size_t code_points(std::string_view bytes) {
  std::size_t count = 0;
  each(bytes, [&](const CodePoint&, std::string_view) { return ++count > 0; });
  return count;
}

bool is_blank(const Text& text) {
  return std::all_of(text.begin(), text.end(), [](const Span& span) {
    const bool literal =
        span.kind == Span::Kind::text || span.kind == Span::Kind::code || span.kind == Span::Kind::code_block;
    return literal && blank(span.text);
  });
}

Text trimmed(Text text) {
  const auto is_text = [](const Span& span) { return span.kind == Span::Kind::text; };
  std::erase_if(text, [&](const Span& span) { return is_text(span) && span.text.empty(); });
  while (!text.empty() && is_text(text.front())) {
    text.front().text = trim_front(text.front().text);
    if (!text.front().text.empty()) break;
    text.erase(text.begin());
  }
  while (!text.empty() && is_text(text.back())) {
    text.back().text = trim_back(text.back().text);
    if (!text.back().text.empty()) break;
    text.pop_back();
  }
  return text;
}

Text cleaned(Text text) {
  for (Span& span : text) {
    span.text = clean_utf8(span.text);
    span.ref = clean_utf8(span.ref);
  }
  return text;
}

Text one_line(Text text) {
  for (Span& span : text) {
    if (span.kind == Span::Kind::code_block) span.kind = Span::Kind::code;
    for (char& c : span.text)
      if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    if (span.kind != Span::Kind::text) continue;
    const auto both_spaces = [](char a, char b) { return a == ' ' && b == ' '; };
    span.text.erase(std::unique(span.text.begin(), span.text.end(), both_spaces), span.text.end());
  }
  return text;
}

std::string excerpt(const Text& text, std::size_t max) {
  return shorten(to_plain(text), max);
}

Text brief(const Text& text, std::size_t max) {
  Text line = trimmed(one_line(text));
  if (code_points(to_plain(line)) <= max) return line;
  return plain(excerpt(line, max));
}

std::string shorten(std::string_view bytes, std::size_t max) {
  std::string out;
  std::size_t count = 0;
  std::size_t kept = 0;  // bytes of `out` that stay when there is no word to cut at
  std::size_t word = 0;  // bytes up to the end of the last whole word
  bool in_word = false;
  each(bytes, [&](const CodePoint& c, std::string_view shown_as) {
    const bool space = c.valid && is_space(c.value);
    if (space && in_word && count < max) word = out.size();
    in_word = !space;
    if (count + 1 < max) kept = out.size() + shown_as.size();
    out += shown_as;
    return ++count <= max;
  });
  if (count <= max) return out;
  if (max == 0) return {};
  // Back to the end of a word, unless that throws away two thirds: a long address, or a script that has
  // no spaces.
  const std::size_t end = word > 0 && word * 3 >= kept ? word : kept;
  return trim_back(std::string_view(out).substr(0, end)).append(ellipsis);
}

std::string normalised(std::string_view title) {
  std::string out;
  bool gap = false;
  for (const char c : title) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                        (byte >= 'a' && byte <= 'z') || byte >= 0x80;
    if (!letter) {
      gap = true;
      continue;
    }
    if (gap && !out.empty()) out += ' ';
    gap = false;
    out += byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + ('a' - 'A')) : c;
  }
  return out;
}

Words words(Text text) {
  return Words{0, {}, std::move(text)};
}

Text shown(const Words& w) {
  if (w.body) return *w.body;
  return w.id == 0 ? Text{} : plain("[erased]");
}

}  // namespace muster::core
