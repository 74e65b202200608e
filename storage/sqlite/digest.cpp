#include "storage/sqlite/digest.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <stdexcept>

#include "storage/store.h"

namespace muster::storage::sqlite {

namespace {

void put(std::string& out, std::int64_t number) {
  const auto bits = static_cast<std::uint64_t>(number);
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>((bits >> shift) & 0xffU));
}

void put(std::string& out, std::string_view text) {
  put(out, static_cast<std::int64_t>(text.size()));
  out.append(text);
}

}  // namespace

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) {
    throw StoreError(StoreError::Kind::other, "SHA-256 is not available");
  }
  return {digest.begin(), digest.begin() + length};
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out.push_back(digits[byte >> 4U]);
    out.push_back(digits[byte & 15U]);
  }
  return out;
}

std::string random_bytes(std::size_t count) {
  std::string out(count, '\0');
  // OpenSSL's buffers are unsigned.
  if (RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(count)) != 1) {
    throw StoreError(StoreError::Kind::other, "the system gives no random bytes");
  }
  return out;
}

std::string text_digest(std::string_view salt, std::string_view body) {
  std::string bytes;
  bytes.reserve(salt.size() + body.size());
  bytes.append(salt).append(body);
  return hex(sha256(bytes));
}

std::string chain_start() {
  return std::string(32, '\0');
}

std::string chain_next(std::string_view previous, const StoredEvent& event) {
  std::string bytes;
  bytes.reserve(previous.size() + event.kind.size() + event.actor.size() + event.body.size() + 72);
  bytes.append(previous);
  put(bytes, event.incident);
  put(bytes, event.seq);
  put(bytes, event.kind);
  put(bytes, event.version);
  put(bytes, event.occurred_at);
  put(bytes, event.recorded_at);
  put(bytes, event.actor);
  put(bytes, event.body);
  put(bytes, event.text_id);
  return sha256(bytes);
}

}  // namespace muster::storage::sqlite
