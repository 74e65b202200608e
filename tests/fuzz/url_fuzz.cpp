// Whatever a response_url holds: parsing never crashes, and nothing but Slack's hosts passes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "slack/url.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const slack::Url api = *slack::parse_url("http://127.0.0.1:4003/api/");
  const auto url = slack::parse_url({reinterpret_cast<const char*>(data), size});
  if (!url) {
    return 0;
  }
  const std::string_view host = url->host;
  const bool slack_host = host.ends_with(".slack.com") || host.ends_with(".slack-gov.com");
  const bool sandbox = host == "127.0.0.1" && url->port == 4003 && !url->https;
  if (host.empty() || url->port < 1 || url->port > 65535 || !url->target.starts_with('/') ||
      (slack::is_slacks(*url, api) && !sandbox && !(slack_host && url->https && url->port == 443))) {
    std::abort();
  }
  return 0;
}
