// How bytes get to Slack: the one seam below the Web API client, so that a test or a simulation can be the
// other side.
//
// A deadline holds for connecting, TLS, sending and receiving together, also against a peer that drips. Only
// looking up a host's name (getaddrinfo) can't be interrupted; it keeps to the resolver's own time limits.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace slack {

struct HttpCall {
  std::string url;  ///< absolute
  std::string content_type;
  std::string body;
  std::string bearer;                         ///< token, or empty; a secret
  std::chrono::milliseconds deadline{10000};  ///< for the whole call, connecting included
  /// Beside those that the fields above become. Names begin with `X-` and go on with ASCII letters, digits
  /// and `-`, so that none can change how a request is framed or who it is from; values are printable ASCII.
  std::vector<std::pair<std::string, std::string>> headers{};
  std::size_t max_answer = std::size_t{16} * 1024 * 1024;  ///< bytes of the answer's body
};
struct HttpReply {
  int status = 0;
  std::string body;
  std::optional<std::chrono::seconds> retry_after;
  std::string request_id;              ///< x-slack-req-id, for the log; printable ASCII without spaces
  std::string scopes;                  ///< x-oauth-scopes: what the token may do, parted by commas
  std::optional<std::int64_t> date{};  ///< Date, in unix seconds: the other side's clock
  std::string content_type{};          ///< in lower case and without parameters: `application/json`
};
struct HttpFailure {
  enum class When {
    before_send,  ///< the request did not leave, or not whole: certainly not done
    unknown       ///< it may have been done
  } when = When::unknown;
  /// `connect`, `proxy`, `tls`, `timeout`, `reset` (cut off, or no HTTP), `too_large` (an answer over
  /// HttpCall::max_answer), `bad_call` (an address or header that can't be sent), `internal`.
  std::string code;
};

class Transport {
 public:
  virtual ~Transport() = default;
  /// POST. Any thread, several at once. Never throws; never logs. Follows no redirects. Every call is sent at
  /// most once: a second try on a fresh connection is made only when the peer had closed a kept one before it
  /// had the whole request.
  virtual tl::expected<HttpReply, HttpFailure> post(const HttpCall& call) = 0;
};

struct TransportOptions {
  std::size_t max_idle_per_host = 8;
  std::chrono::milliseconds connect_timeout{3000};  ///< for each address of the host
  std::chrono::milliseconds max_idle_age{30000};    ///< a kept connection older than this is not used again
  std::string ca_file{};                            ///< trusted certificates besides the system's
  /// http://host:port, for https only; empty: none. (HTTPS_PROXY of the environment is for the caller to
  /// pass.)
  std::string proxy{};
};
/// Real connections, kept alive and reused (a pool per host), TCP_NODELAY, TLS 1.2 or later, certificates
/// verified. Throws std::invalid_argument for a proxy that is no http address. Destroy it when no call is
/// under way. Ignores SIGPIPE for the process where that still has its default (OpenSSL writes to sockets
/// without a flag against it).
std::unique_ptr<Transport> make_transport(TransportOptions options = {});

}  // namespace slack
