// Hashes of stored bytes, and randomness.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace muster::storage::sqlite {

/// 32 raw bytes.
std::string sha256(std::string_view bytes);
/// Lower case.
std::string hex(std::string_view bytes);
/// From the system. Throws StoreError when there is none.
std::string random_bytes(std::size_t count);

/// The digest that an event carries of a text: hex SHA-256 of the salt and the stored body.
std::string text_digest(std::string_view salt, std::string_view body);

/// The fields of an event exactly as they are stored.
struct StoredEvent {
  std::int64_t incident = 0;
  std::int64_t seq = 0;
  std::string_view kind;
  std::int64_t version = 0;
  std::int64_t occurred_at = 0;
  std::int64_t recorded_at = 0;
  std::string_view actor;
  std::string_view body;
  std::int64_t text_id = 0;  ///< 0: none
};

/// What the chain of an incident starts from.
std::string chain_start();
/// SHA-256 of the previous hash and of every field: numbers as 8 bytes, most significant first; texts after
/// their length, written likewise.
std::string chain_next(std::string_view previous, const StoredEvent& event);

}  // namespace muster::storage::sqlite
