// Any bytes: framing never reads past them, never promises more than the limits, and what it says of a
// request stays true however much follows.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "bot/http/framing.h"

using namespace muster::bot;

namespace {
void require(bool condition) {
  if (!condition) std::abort();
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  HttpLimits limits;
  limits.head = 2048;
  limits.body = 4096;
  const Framing framing = frame_request(bytes, limits);
  if (const auto* frame = std::get_if<Frame>(&framing)) {
    require(frame->head <= limits.head && frame->head <= size && frame->body <= limits.body);
    require(bytes.substr(0, frame->head).ends_with("\r\n\r\n"));
    const Framing longer = frame_request(std::string(bytes) + "\r\n\r\nmore", limits);
    const auto* same = std::get_if<Frame>(&longer);
    require(same != nullptr && same->head == frame->head && same->body == frame->body);
    for (const std::size_t n : {frame->head - 1, frame->head / 2})
      require(!std::holds_alternative<Frame>(frame_request(bytes.substr(0, n), limits)));
  } else if (const auto* refused = std::get_if<Refused>(&framing)) {
    require(refused->status >= 400 && refused->status <= 505);
  } else {
    require(size < limits.head);
  }

  HttpResponse response;
  response.headers["X-Any"] = std::string(bytes);
  response.content_type = std::string(bytes.substr(0, 40));
  const std::string written = write_answer(response, Frame{}, true);
  require(written.ends_with("\r\n\r\n") && written.find("\r\n\r\n") == written.size() - 4);
  return 0;
}
