// Letters by ASCII's rules, whatever the locale; all other bytes stand for themselves.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace muster::core::ascii {

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
inline std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return lower(c); });
  return text;
}

/// The same but for upper and lower case.
inline bool same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace muster::core::ascii
