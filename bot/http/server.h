// The HTTP front: complete requests in, answers out, later and from any thread. No thread waits for an
// answer, and no client can starve another. See server.cpp for how it sits on cpp-httplib.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace muster::bot {

struct HttpRequest {
  std::string method;
  std::string path;  ///< without the query
  std::string query;
  std::map<std::string, std::string> headers;         ///< names in lower case; of a repeated one the first
  std::string body;                                   ///< raw bytes
  std::string peer;                                   ///< address of the connection, never of a header
  std::chrono::system_clock::time_point received_at;  ///< when its last byte was here
};
struct HttpResponse {
  int status = 200;
  std::string content_type;  ///< empty with an empty body
  std::string body;
  std::map<std::string, std::string> headers;
};

/// Called exactly once for each request, from any thread; a dropped one answers 500.
using Respond = std::function<void(HttpResponse)>;
/// Runs on one of the front's threads; must not block for long. What it throws becomes a 500 without a word
/// of why.
using HttpHandler = std::function<void(HttpRequest, Respond)>;

struct HttpLimits {
  std::size_t head = std::size_t{16} * 1024;
  std::size_t body = std::size_t{1024} * 1024;  ///< more: 413 at once
  std::size_t connections = 4096;  ///< more: an idle one is closed, else who has been slow for longest
  /// Of requests that are not answered yet, all together; more: the largest that isn't complete is refused.
  std::size_t buffered = std::size_t{64} * 1024 * 1024;
  std::chrono::milliseconds request{10000};  ///< from a request's first byte to its last; then 408
  std::chrono::milliseconds idle{60000};
  /// While stopping: how long a connection is kept on which a request may be on its way, though nothing of it
  /// is here yet.
  std::chrono::milliseconds last_word{200};
  int threads = 2;
};

class HttpServer {
 public:
  virtual ~HttpServer() = default;
  virtual int port() const = 0;
  /// The listening socket, for a program that goes on where this one ends: a copy of it, made before stop(),
  /// keeps clients waiting instead of refused. -1 where there is none to hand over.
  virtual int listener() const { return -1; }
  /// Stops accepting, lets what was received be answered for at most `patience`, closes. Idempotent.
  virtual void stop(std::chrono::milliseconds patience) = 0;
};

struct HttpAddress {
  std::string host;
  int port = 0;
};
/// `127.0.0.1:8080`, `localhost:0`, `[::1]:8080`; none for anything else. An empty host is not every address.
std::optional<HttpAddress> parse_listen(std::string_view listen);

/// Listens on `host:port` (port 0: any; see port()) and serves until stopped. Throws std::runtime_error with
/// words for the operator when it can't: address in use, not allowed, no such address.
/// `inherited`: a socket that listens already, instead of `listen` (systemd's socket activation, or the
/// program before this one).
std::unique_ptr<HttpServer> serve_http(const std::string& listen, HttpHandler handler, HttpLimits limits = {},
                                       int inherited = -1);

}  // namespace muster::bot
