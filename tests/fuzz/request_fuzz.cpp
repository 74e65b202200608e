// Everything that Slack may send, and everything that others may.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "slack/request.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  for (const auto* type : {"application/json", "application/x-www-form-urlencoded", ""}) {
    const auto request = slack::parse(type, body);
    if (!request && request.error().what.empty()) {
      std::abort();
    }
  }
  if (const auto fields = slack::parse_form(body)) {
    const auto again = slack::parse_form(slack::encode_form({fields->begin(), fields->end()}));
    if (again != fields) {
      std::abort();
    }
  }
  return 0;
}
