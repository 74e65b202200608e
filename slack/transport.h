// How bytes get to Slack: the one seam below the Web API client, so that a test or a simulation can be the
// other side.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace slack {

struct HttpCall {
  std::string url;  ///< absolute
  std::string content_type;
  std::string body;
  std::string bearer;                         ///< token, or empty; a secret
  std::chrono::milliseconds deadline{10000};  ///< for the whole call, connecting included
};
struct HttpReply {
  int status = 0;
  std::string body;
  std::optional<std::chrono::seconds> retry_after;
  std::string request_id;  ///< x-slack-req-id, for the log
};
struct HttpFailure {
  enum class When {
    before_send,  ///< no byte of the request left: certainly not done
    unknown       ///< it may have been done
  } when = When::unknown;
  std::string code;  ///< `connect`, `tls`, `timeout`, `reset`
};

class Transport {
 public:
  virtual ~Transport() = default;
  /// POST. Any thread, several at once. Never throws; never logs. Follows no redirects.
  virtual tl::expected<HttpReply, HttpFailure> post(const HttpCall& call) = 0;
};

struct TransportOptions {
  std::size_t max_idle_per_host = 8;
  std::chrono::milliseconds connect_timeout{3000};
  std::string ca_file;  ///< extra trusted certificates (tests); empty: the system's
  std::string proxy;    ///< http://host:port; empty: HTTPS_PROXY of the environment is for the caller to pass
};
/// Real connections, kept alive and reused (a pool per host), TCP_NODELAY, certificates verified.
std::unique_ptr<Transport> make_transport(TransportOptions options = {});

}  // namespace slack
