// What people type after /incident: every verb reads any words, as typed and as meant, and what it says of
// them is fit to be shown.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "bot/verb.h"
#include "core/policy.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto policy = muster::core::default_policy();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const muster::bot::Line line(text);
  const auto now = muster::core::from_millis(1'772'329'020'000);
  for (const auto& verb : muster::bot::all_verbs()) {
    for (const bool meant : {false, true}) {
      const auto read = verb.read({line, policy, "Europe/Berlin", now, meant});
      if (!read && read.error().takes.empty()) std::abort();
    }
  }
  if (!line.empty()) {
    (void)muster::bot::find_verb(line.front());
    (void)muster::bot::nearest_verb(line.front());
  }
  return 0;
}
