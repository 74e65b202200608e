#include "slack/signature.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <stdexcept>

#include "slack/ascii.h"

namespace slack {
namespace {

constexpr std::string_view prefix = "v0=";
constexpr std::size_t digest_bytes = 32;
constexpr std::size_t signature_length = prefix.size() + 2 * digest_bytes;
constexpr std::uint64_t tolerance_seconds = 300;

bool is_lower_hex(char c) {
  return ascii::is_digit(c) || (c >= 'a' && c <= 'f');
}

std::optional<std::int64_t> parse_timestamp(std::string_view header) {
  if (!std::all_of(header.begin(), header.end(), ascii::is_digit)) {
    return std::nullopt;
  }
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(header.data(), header.data() + header.size(), seconds);
  if (error != std::errc{} || end != header.data() + header.size()) {
    return std::nullopt;
  }
  return seconds;
}

bool well_formed(std::string_view signature) {
  return signature.size() == signature_length && signature.substr(0, prefix.size()) == prefix &&
         std::all_of(signature.begin() + prefix.size(), signature.end(), is_lower_hex);
}

// Without overflow for any two values.
std::uint64_t distance(std::int64_t a, std::int64_t b) {
  return a > b ? static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b)
               : static_cast<std::uint64_t>(b) - static_cast<std::uint64_t>(a);
}

std::string signed_text(std::string_view timestamp, std::string_view body) {
  std::string base;
  base.reserve(4 + timestamp.size() + body.size());
  base.append("v0:").append(timestamp).append(":").append(body);
  return base;
}

std::string signature_of(std::string_view secret, std::string_view base) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const auto* data = reinterpret_cast<const unsigned char*>(base.data());
  if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), data, base.size(), digest.data(),
           &size) == nullptr ||
      size != digest_bytes) {
    throw std::runtime_error("HMAC-SHA256 is not available");
  }
  constexpr std::string_view hex = "0123456789abcdef";
  std::string signature(prefix);
  signature.reserve(signature_length);
  for (std::size_t i = 0; i < digest_bytes; ++i) {
    signature += hex[digest[i] >> 4U];
    signature += hex[digest[i] & 0xFU];
  }
  return signature;
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::genuine:
      return "genuine";
    case Verdict::unsigned_:
      return "unsigned";
    case Verdict::malformed:
      return "malformed";
    case Verdict::stale:
      return "stale";
    case Verdict::forged:
      return "forged";
  }
  return "unknown";
}

std::string sign(std::string_view secret, std::string_view timestamp, std::string_view body) {
  return signature_of(secret, signed_text(timestamp, body));
}

Verdict verify(std::span<const std::string> secrets, std::string_view timestamp_header,
               std::string_view signature_header, std::string_view body, std::int64_t now_unix_seconds) {
  if (timestamp_header.empty() || signature_header.empty()) {
    return Verdict::unsigned_;
  }
  const auto timestamp = parse_timestamp(timestamp_header);
  if (!timestamp || !well_formed(signature_header)) {
    return Verdict::malformed;
  }
  if (distance(*timestamp, now_unix_seconds) > tolerance_seconds) {
    return Verdict::stale;
  }
  const auto base = signed_text(timestamp_header, body);
  bool genuine = false;
  for (const auto& secret : secrets) {
    if (secret.empty()) {
      continue;  // anybody could sign with it
    }
    const auto expected = signature_of(secret, base);
    // Lengths are equal: well_formed saw to it. No early end, so that time doesn't tell which one matched.
    genuine |= CRYPTO_memcmp(expected.data(), signature_header.data(), expected.size()) == 0;
  }
  return genuine ? Verdict::genuine : Verdict::forged;
}

}  // namespace slack
