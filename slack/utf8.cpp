#include "slack/utf8.h"

namespace slack::utf8 {
namespace {

bool continues(unsigned char byte) {
  return (byte & 0xC0U) == 0x80;
}

// How many bytes the sequence that starts so has; 0 for a byte that starts none.
std::size_t sequence_length(unsigned char lead) {
  if (lead < 0x80) {
    return 1;
  }
  if (lead >= 0xC2 && lead <= 0xDF) {
    return 2;
  }
  if (lead >= 0xE0 && lead <= 0xEF) {
    return 3;
  }
  return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

}  // namespace

char32_t next(std::string_view bytes, std::size_t& pos, bool* malformed) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const auto start = pos++;
  const auto length = sequence_length(at(start));
  bool bad = length == 0 || length > bytes.size() - start;
  char32_t value = replacement;
  if (!bad) {
    value = length == 1 ? at(start) : at(start) & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length && !bad; ++i) {
      bad = !continues(at(start + i));
      value = (value << 6U) | (at(start + i) & 0x3FU);
    }
    bad = bad || (length == 3 && (value < 0x800 || (value >= 0xD800 && value <= 0xDFFF))) ||
          (length == 4 && (value < 0x10000 || value > 0x10FFFF));
  }
  if (malformed != nullptr) {
    *malformed = bad;
  }
  if (bad) {
    return replacement;
  }
  pos = start + length;
  return value;
}

void append(std::string& out, char32_t code_point) {
  const auto byte = [&out](char32_t value) { out += static_cast<char>(static_cast<unsigned char>(value)); };
  if (code_point < 0x80) {
    byte(code_point);
  } else if (code_point < 0x800) {
    byte(0xC0U | (code_point >> 6U));
    byte(0x80U | (code_point & 0x3FU));
  } else if (code_point < 0x10000) {
    byte(0xE0U | (code_point >> 12U));
    byte(0x80U | ((code_point >> 6U) & 0x3FU));
    byte(0x80U | (code_point & 0x3FU));
  } else {
    byte(0xF0U | (code_point >> 18U));
    byte(0x80U | ((code_point >> 12U) & 0x3FU));
    byte(0x80U | ((code_point >> 6U) & 0x3FU));
    byte(0x80U | (code_point & 0x3FU));
  }
}

}  // namespace slack::utf8
