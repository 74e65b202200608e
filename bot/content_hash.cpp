#include "bot/content_hash.h"

#include <fmt/core.h>
#include <openssl/sha.h>

#include <array>

namespace muster::bot {

std::string content_hash(std::string_view content) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(content.data()), content.size(), digest.data());
  std::string hex;
  for (int i = 0; i < 12; ++i) hex += fmt::format("{:02x}", digest[static_cast<std::size_t>(i)]);
  return hex;
}

}  // namespace muster::bot
