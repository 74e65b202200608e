// The two headers that decide whether a request is Slack's. Input: timestamp, signature and body, a line
// each.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "slack/signature.h"

namespace {

std::string_view line(std::string_view& rest) {
  const auto end = std::min(rest.find('\n'), rest.size());
  const auto out = rest.substr(0, end);
  rest.remove_prefix(std::min(rest.size(), end + 1));
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::int64_t now = 1772331420;
  std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto timestamp = line(body);
  const auto signature = line(body);
  const std::array<std::string, 2> secrets = {"", "8f742231b10e8888abcd99yyyzzz85a5"};

  const auto verdict = slack::verify(secrets, timestamp, signature, body, now);
  // Nobody guesses a signature; one that we make is genuine exactly when the time is right.
  if (verdict == slack::Verdict::genuine && slack::sign(secrets[1], timestamp, body) != signature) {
    std::abort();
  }
  const auto ours =
      slack::verify(secrets, "1772331420", slack::sign(secrets[1], "1772331420", body), body, now);
  if (ours != slack::Verdict::genuine) {
    std::abort();
  }
  return 0;
}
