// Texts of strangers: taken apart, put together, cut, and made into names.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "slack/channel_name.h"
#include "slack/text.h"

namespace {

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

void require_shown(const std::string& text, std::size_t max) {
  require(slack::length(text) <= max && slack::clean_utf8(text) == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t max = size == 0 ? 0 : data[0];

  const auto spans = slack::decode(text);
  const auto encoded = slack::encode(spans);
  require(slack::clean_utf8(encoded) == encoded);
  for (const auto& span : slack::decode(encoded)) {
    require(span.kind != slack::Span::Kind::broadcast);
  }

  require_shown(slack::fit(text, max), max);
  for (const auto& page : slack::pages(text, max)) {
    require(!page.empty());
    require_shown(page, max);
  }

  const auto name = slack::channel_name(text, 42, text, text, max % 60);
  require(!name.empty() && name.size() <= slack::max_channel_name - max % 60);
  require(name.find("42") != std::string::npos && name.find("--") == std::string::npos);
  return 0;
}
