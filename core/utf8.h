// UTF-8 one code point at a time, forgiving what is malformed. Of core and what builds on it; the client's
// library has its own.
#pragma once

#include <cstddef>
#include <string_view>

namespace muster::core::utf8 {

struct CodePoint {
  char32_t value = 0;    ///< 0 when malformed
  std::size_t size = 1;  ///< bytes
  bool valid = false;
};

/// The first code point of a text that is not empty. A byte that doesn't begin a valid one (RFC 3629: no
/// overlong form, no surrogate, nothing beyond U+10FFFF) stands alone.
CodePoint first(std::string_view bytes);

}  // namespace muster::core::utf8
