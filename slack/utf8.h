// UTF-8 read one code point at a time, forgiving what is malformed. Small, used by text and names.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace slack::utf8 {

inline constexpr char32_t replacement = 0xFFFD;

/// The code point that begins at `pos`, which is moved behind it. Malformed bytes (overlong forms, surrogates
/// and what lies beyond U+10FFFF included) are `replacement`, one byte at a time; `malformed` tells these
/// from a genuine U+FFFD. `pos` must be below the size.
char32_t next(std::string_view bytes, std::size_t& pos, bool* malformed = nullptr);

void append(std::string& out, char32_t code_point);

}  // namespace slack::utf8
