// Addresses that came from outside, taken apart strictly before anything is sent to them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace slack {

struct Url {
  bool https = true;
  std::string host;    ///< lower case; an IPv6 address without its brackets
  int port = 443;      ///< as given, else the scheme's
  std::string target;  ///< path and query, starts with '/'

  bool same_origin(const Url& other) const {
    return https == other.https && host == other.host && port == other.port;
  }
};

/// Only what can be read in one way: http or https, a plain host name or address, at most a port, and a
/// target of printable ASCII. None with user information, backslashes, fragments, white space, non-ASCII,
/// empty or overlong parts.
std::optional<Url> parse_url(std::string_view text);

/// Where Slack's own answers may send us (a response_url, an upload's address): https on the usual port of a
/// host below slack.com or slack-gov.com, or the very origin of the configured API.
bool is_slacks(const Url& url, const Url& api);

}  // namespace slack
