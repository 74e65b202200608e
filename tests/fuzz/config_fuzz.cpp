// Whatever stands in the configuration's file: it is taken, or every mistake has words and a place.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "bot/config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto loaded = muster::bot::parse_config(text, [](const std::string&) { return std::nullopt; });
  if (loaded.config && !loaded.mistakes.empty()) std::abort();
  if (!loaded.config && loaded.mistakes.empty()) std::abort();
  for (const auto& mistake : loaded.mistakes) {
    if (mistake.what.empty() || mistake.line < 0) std::abort();
  }
  if (loaded.config && loaded.config->policy.statuses.empty()) std::abort();
  return 0;
}
