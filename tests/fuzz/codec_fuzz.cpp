// What stands in the database, broken or another version's: it is read, or refused with an exception that
// says so; and what was read is written as it was.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "core/codec.h"

namespace {

namespace core = muster::core;

template <class Decode, class Encode>
void there_and_back(std::string_view json, Decode decode, Encode encode) {
  std::string written;
  try {
    written = encode(decode(json));
  } catch (const core::CodecError&) {
    return;  // refused
  }
  if (encode(decode(written)) != written) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr std::array kinds = {"IncidentDeclared", "ChannelOpened",  "StatusChanged",    "SeverityChanged",
                                "RoleAssigned",     "EntryNoted",     "CaptureRequested", "MessageCaptured",
                                "UpdatePosted",     "SummaryChanged", "EntryEdited",      "Exported"};
  const std::string_view json(reinterpret_cast<const char*>(data) + 1, size - 1);
  there_and_back(
      json, [&](std::string_view text) { return core::decode_event(kinds[data[0] % kinds.size()], 1, text); },
      [](const core::Event& event) { return core::encode_event(event); });
  there_and_back(json, core::decode_incident, core::encode_incident);
  there_and_back(json, core::decode_entry, core::encode_entry);
  there_and_back(json, core::decode_text, core::encode_text);
  return 0;
}
