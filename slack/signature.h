// Is this request Slack's? https://docs.slack.dev/authentication/verifying-requests-from-slack
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace slack {

enum class Verdict {
  genuine,
  unsigned_,  ///< a header is missing
  malformed,  ///< a header is not what Slack sends
  stale,      ///< more than 300 s from now, in either direction
  forged      ///< no secret makes this signature
};
std::string_view to_string(Verdict verdict);

/// `v0=` and the lower-case hex HMAC-SHA256 of `v0:<timestamp>:<body>` with the secret as ASCII text.
std::string sign(std::string_view secret, std::string_view timestamp, std::string_view body);

/// Judges the raw bytes. Several secrets are accepted while one is rotated; empty ones are never accepted.
/// Constant time in the signature's content. Allocates nothing that outlives the call, logs nothing. Any
/// thread.
Verdict verify(std::span<const std::string> secrets, std::string_view timestamp_header,
               std::string_view signature_header, std::string_view body, std::int64_t now_unix_seconds);

}  // namespace slack
