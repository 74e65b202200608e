#include "slack/channel_name.h"

#include <algorithm>

#include "slack/utf8.h"

namespace slack {
namespace {

/// The base letters of U+00C0 to U+024F, a blank where there is no single one.
constexpr std::string_view latin =
    "aaaaaa ceeeeiiiidnooooo ouuuuy  aaaaaa ceeeeiiiidnooooo ouuuuy y"  // U+00C0
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii  jjkkklllllll"  // U+0100
    "lllnnnnnnnnnoooooo  rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"  // U+0140
    "bbbb   ccdddd eeeffg   ikkl  nnooo  pp     ttttuu vyyzz         "  // U+0180
    "             aaiioouuuuuuuuuueaaaa  ggggkkoooo  j   gg  nnaa    "  // U+01C0
    "aaaaeeeeiiiioooorrrruuuusstt  hhnd  zzaaeeooooooooyylntj  acclts"  // U+0200
    "z  bu eejjqqrryy";                                                 // U+0240
/// The same for U+1E00 to U+1EFF.
constexpr std::string_view latin_additional =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"   // U+1E00
    "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"   // U+1E40
    "wwwwwwwwwwxxxxyyzzzzzzhtwyassss aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"   // U+1E80
    "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy    yy";  // U+1EC0
static_assert(latin.size() == 0x250 - 0xC0 && latin_additional.size() == 0x1F00 - 0x1E00);

bool is_legal(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool is_combining_accent(char32_t c) {
  return c >= 0x300 && c <= 0x36F;
}

/// What a letter is written as in a name; empty for what separates.
std::string folded(char32_t c) {
  if (c >= 'A' && c <= 'Z') {
    c += 'a' - 'A';
  }
  if (c < 0x80) {
    return c != '-' && is_legal(c) ? std::string(1, static_cast<char>(c)) : std::string();
  }
  switch (c) {
    case 0xC6:
    case 0xE6:
    case 0x1E2:
    case 0x1E3:
    case 0x1FC:
    case 0x1FD:
      return "ae";
    case 0x152:
    case 0x153:
      return "oe";
    case 0xDF:
    case 0x1E9E:
      return "ss";
    case 0xDE:
    case 0xFE:
      return "th";
    case 0x132:
    case 0x133:
      return "ij";
    case 0x1C4:
    case 0x1C5:
    case 0x1C6:
    case 0x1F1:
    case 0x1F2:
    case 0x1F3:
      return "dz";
    case 0x1C7:
    case 0x1C8:
    case 0x1C9:
      return "lj";
    case 0x1CA:
    case 0x1CB:
    case 0x1CC:
      return "nj";
    case 0x1FE:
    case 0x1FF:
      return "o";
    default:
      break;
  }
  char base = ' ';
  if (c >= 0xC0 && c < 0x250) {
    base = latin[c - 0xC0];
  } else if (c >= 0x1E00 && c < 0x1F00) {
    base = latin_additional[c - 0x1E00];
  }
  return base == ' ' ? std::string() : std::string(1, base);
}

bool is_mark(char c) {
  return c == '-' || c == '_';
}

std::string_view without_end_marks(std::string_view name) {
  while (!name.empty() && is_mark(name.back())) {
    name.remove_suffix(1);
  }
  while (!name.empty() && is_mark(name.front())) {
    name.remove_prefix(1);
  }
  return name;
}

/// `max` characters at most, cut between words where there are several.
std::string_view cut(std::string_view name, std::size_t max) {
  if (name.size() <= max) {
    return name;
  }
  const auto dash = name.rfind('-', max);
  return without_end_marks(name.substr(0, dash == std::string_view::npos ? max : dash));
}

/// The pattern with its fields filled in, as a legal name of any length.
std::string filled(std::string_view pattern, std::string_view number, std::string_view title,
                   std::string_view date) {
  std::string out;
  const auto field = [&](std::string_view name, std::string_view value) {
    if (!pattern.starts_with(name)) {
      return false;
    }
    out += value;
    pattern.remove_prefix(name.size());
    return true;
  };
  while (!pattern.empty()) {
    if (!field("{number}", number) && !field("{title}", title) && !field("{date}", date)) {
      out += pattern.front();
      pattern.remove_prefix(1);
    }
  }
  return slug(out);
}

}  // namespace

std::string slug(std::string_view utf8) {
  std::string out;
  bool separate = false;
  for (std::size_t pos = 0; pos < utf8.size();) {
    const auto code_point = utf8::next(utf8, pos);
    if (is_combining_accent(code_point)) {
      continue;
    }
    const auto letters = folded(code_point);
    if (letters.empty()) {
      separate = true;
      continue;
    }
    if (separate && !out.empty()) {
      out += '-';
    }
    separate = false;
    out += letters;
  }
  return std::string(without_end_marks(out));
}

std::string channel_name(std::string_view pattern, int number, std::string_view title, std::string_view date,
                         std::size_t reserve) {
  std::string digits = std::to_string(number);
  digits.erase(0, digits.find_first_not_of('-'));
  const auto limit = std::max(max_channel_name - std::min(reserve, max_channel_name), digits.size());

  std::string whole(pattern);
  if (whole.find("{number}") == std::string::npos) {
    whole += "-{number}";
  }
  const auto title_slug = slug(title);
  const auto date_slug = slug(date);
  for (std::size_t room = std::min(title_slug.size(), limit);; --room) {
    auto name = filled(whole, digits, cut(title_slug, room), date_slug);
    if (name.size() <= limit) {
      return name;
    }
    if (room == 0) {
      break;
    }
  }
  // The pattern itself is too long: as much of it as fits before the number.
  const auto fixed = filled(whole, "", "", date_slug);
  const auto kept = cut(fixed, limit - std::min(limit, digits.size() + 1));
  return kept.empty() ? digits : std::string(kept) + '-' + digits;
}

std::string with_suffix(std::string_view name, int n) {
  const auto suffix = std::to_string(n < 0 ? -static_cast<long long>(n) : n);
  const auto legal = slug(name);
  const auto kept =
      without_end_marks(std::string_view(legal).substr(0, max_channel_name - suffix.size() - 1));
  return kept.empty() ? suffix : std::string(kept) + '-' + suffix;
}

}  // namespace slack
