#include "slack/transport.h"

#include <httplib.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <ctime>
#include <iterator>
#include <map>
#include <mutex>
#include <stdexcept>
#include <tuple>
#include <utility>
#include <vector>

#include "slack/ascii.h"
#include "slack/net.h"
#include "slack/url.h"

namespace slack {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t max_scopes = 8192;
constexpr std::size_t max_request_id = 128;

struct Origin {
  bool https = true;
  std::string host;
  int port = 443;
  bool operator<(const Origin& other) const {
    return std::tie(https, host, port) < std::tie(other.https, other.host, other.port);
  }
};

struct Dial {
  Endpoint peer;
  std::optional<Endpoint> proxy;
  milliseconds each{0};
};

/// One connection, kept alive between calls; one call at a time.
class Lane {
 public:
  Lane() = default;
  virtual ~Lane() = default;
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  virtual bool exchange(httplib::Request& request, httplib::Response& response, httplib::Error& error,
                        Cutoff::Call& call) = 0;
  virtual void close() = 0;
  virtual int socket_of() const = 0;  ///< -1 when not connected
  bool connected() const { return socket_of() >= 0; }
  /// Why connecting failed, after Error::Connection.
  const std::string& connect_code() const { return connect_code_; }

 protected:
  std::string connect_code_;
};

/// httplib's client on a socket that we connect: its own connecting takes the timeout anew for each address,
/// and its proxy code (0.11.4) locks a mutex twice when a proxy refuses and closes.
template <class Base>
class HttpLane final : public Lane, private Base {
 public:
  explicit HttpLane(Dial dial) : Base(dial.peer.host, dial.peer.port), dial_(std::move(dial)) {
    this->set_keep_alive(true);
    this->set_follow_location(false);
    this->set_url_encode(false);
    this->set_tcp_nodelay(true);
  }

  bool exchange(httplib::Request& request, httplib::Response& response, httplib::Error& error,
                Cutoff::Call& call) override {
    const milliseconds left = std::max(call.left(), milliseconds(1));
    this->set_connection_timeout(left);  // the steps of the TLS handshake
    this->set_read_timeout(left);
    this->set_write_timeout(left);
    call_ = &call;
    if (connected() && !call.guard(socket_of())) {
      close();
    }
    const bool ok = this->send(request, response, error);
    call_ = nullptr;
    return ok;
  }
  void close() override { this->stop(); }
  int socket_of() const override { return this->socket(); }
  SSL_CTX* context() const { return this->ssl_context(); }

 private:
  bool create_and_connect_socket(typename Base::Socket& socket, httplib::Error& error) override {
    auto fd = dial_.proxy ? connect_through(*dial_.proxy, dial_.peer, dial_.each, *call_)
                          : connect_to(dial_.peer, dial_.each, *call_);
    if (!fd) {
      connect_code_ = fd.error();
      error = httplib::Error::Connection;
      return false;
    }
    socket.sock = fd->release();
    return true;
  }

  Dial dial_;
  Cutoff::Call* call_ = nullptr;
};

/// httplib trusts either the system's certificates or a file, and matches names by itself. Here it is both,
/// and OpenSSL matches the name too.
bool prepare_tls(SSL_CTX* context, const std::string& host, const std::string& ca_file) {
  if (context == nullptr || SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_default_verify_paths(context) != 1) {
    return false;
  }
  if (!ca_file.empty() && SSL_CTX_load_verify_locations(context, ca_file.c_str(), nullptr) != 1) {
    return false;
  }
  X509_VERIFY_PARAM* verify = SSL_CTX_get0_param(context);
  return X509_VERIFY_PARAM_set1_ip_asc(verify, host.c_str()) == 1 ||
         X509_VERIFY_PARAM_set1_host(verify, host.c_str(), host.size()) == 1;
}

struct Kept {
  std::unique_ptr<Lane> lane;
  Cutoff::Clock::time_point since;
};

bool sendable(std::string_view header) {
  return std::ranges::all_of(header, [](char c) { return c >= 0x20 && c < 0x7f; });
}

bool sendable(const std::pair<std::string, std::string>& header) {
  const auto& [name, value] = header;
  return name.size() > 2 && (name.starts_with("X-") || name.starts_with("x-")) && sendable(value) &&
         std::ranges::all_of(name, [](char c) { return ascii::is_alphanumeric(c) || c == '-'; });
}

/// `Application/JSON; charset=utf-8` without what stands behind the type.
std::string media_type(const std::string& content_type) {
  auto type = content_type.substr(0, content_type.find(';'));
  type.erase(std::min(type.find_last_not_of(" \t") + 1, type.size()));
  return ascii::lower(std::move(type));
}

std::string printable(std::string text, std::size_t max) {
  std::erase_if(text, [](char c) { return c <= 0x20 || c >= 0x7f; });
  text.resize(std::min(text.size(), max));
  return text;
}

/// `Sat, 21 Nov 2026 06:07:22 GMT` (RFC 9110, 5.6.7), the only form that a server may send.
std::optional<std::int64_t> parse_http_date(const std::string& text) {
  std::tm parts{};
  const char* end = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return static_cast<std::int64_t>(::timegm(&parts));
}

std::optional<std::chrono::seconds> parse_retry_after(std::string_view text) {
  constexpr std::size_t most_digits = 6;
  int seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (text.size() > most_digits || error != std::errc() || end != text.data() + text.size() || seconds < 0) {
    return std::nullopt;
  }
  return std::chrono::seconds(seconds);
}

std::string host_header(const Url& url) {
  std::string host = url.host.find(':') == std::string::npos ? url.host : "[" + url.host + "]";
  return url.port == (url.https ? 443 : 80) ? host : host + ":" + std::to_string(url.port);
}

/// An answer that is as long as its connection lives.
bool ends_with_connection(const httplib::Response& response) {
  return !response.has_header("Content-Length") && !response.has_header("Transfer-Encoding");
}

/// Errors before the last byte of the request was handed to the system. `Write` is one of them: the request
/// breaks off short of its Content-Length, and what isn't whole isn't done.
bool before_send(httplib::Error error) {
  switch (error) {
    case httplib::Error::Connection:
    case httplib::Error::ConnectionTimeout:
    case httplib::Error::BindIPAddress:
    case httplib::Error::SSLConnection:
    case httplib::Error::SSLLoadingCerts:
    case httplib::Error::SSLServerVerification:
    case httplib::Error::Write:
      return true;
    default:
      return false;
  }
}

class HttpTransport final : public Transport {
 public:
  explicit HttpTransport(TransportOptions options) : options_(std::move(options)) {
    if (!options_.proxy.empty()) {
      const std::optional<Url> url = parse_url(options_.proxy);
      if (!url || url->https || url->target != "/") {
        throw std::invalid_argument("the proxy must be http://host:port");
      }
      proxy_ = Endpoint{url->host, url->port};
    }
    struct sigaction current {};
    if (::sigaction(SIGPIPE, nullptr, &current) == 0 && current.sa_handler == SIG_DFL) {
      ::signal(SIGPIPE, SIG_IGN);
    }
  }

  tl::expected<HttpReply, HttpFailure> post(const HttpCall& call) override {
    try {
      return post_once(call);
    } catch (...) {
      // Out of memory, or a bug below: nothing tells how far the call came.
      return failure(HttpFailure::When::unknown, "internal");
    }
  }

 private:
  static tl::unexpected<HttpFailure> failure(HttpFailure::When when, std::string code) {
    return tl::unexpected(HttpFailure{when, std::move(code)});
  }

  tl::expected<HttpReply, HttpFailure> post_once(const HttpCall& call) {
    const std::optional<Url> url = parse_url(call.url);
    if (!url || !sendable(call.content_type) || !sendable(call.bearer) ||
        !std::ranges::all_of(call.headers, [](const auto& header) { return sendable(header); })) {
      return failure(HttpFailure::When::before_send, "bad_call");
    }
    if (call.deadline <= milliseconds(0)) {
      return failure(HttpFailure::When::before_send, "timeout");
    }
    Cutoff::Call timed(cutoff_, call.deadline);
    const Origin origin{url->https, url->host, url->port};
    std::unique_ptr<Lane> lane = take(origin);
    if (lane == nullptr) {
      return failure(HttpFailure::When::before_send, "tls");
    }

    HttpReply reply;
    for (bool retried = false;; retried = true) {
      const bool kept = lane->connected();
      reply = HttpReply{};
      httplib::Request request = make_request(call, *url, reply.body);
      httplib::Response response;
      auto error = httplib::Error::Success;
      if (lane->exchange(request, response, error, timed)) {
        if (timed.over() && ends_with_connection(response)) {
          // The cut looks like the end.
          return failure(HttpFailure::When::unknown, "timeout");
        }
        finish(reply, response);
        give_back(origin, std::move(lane));
        return reply;
      }
      if (kept && !retried && error == httplib::Error::Write && !timed.over()) {
        lane->close();  // the peer had closed it; see before_send
        continue;
      }
      return failure(before_send(error) ? HttpFailure::When::before_send : HttpFailure::When::unknown,
                     code_of(error, *lane, timed));
    }
  }

  static httplib::Request make_request(const HttpCall& call, const Url& url, std::string& body) {
    httplib::Request request;
    request.method = "POST";
    request.path = url.target;
    request.body = call.body;
    request.set_header("Host", host_header(url));
    request.set_header("User-Agent", "muster");
    request.set_header("Accept-Encoding", "identity");
    request.set_header("Content-Type", call.content_type);
    if (!call.bearer.empty()) {
      request.set_header("Authorization", "Bearer " + call.bearer);
    }
    for (const auto& [name, value] : call.headers) {
      request.set_header(name, value);
    }
    request.content_receiver = [&body, most = call.max_answer](const char* data, std::size_t size,
                                                               std::uint64_t, std::uint64_t) {
      if (size > most - body.size()) {
        return false;
      }
      body.append(data, size);
      return true;
    };
    return request;
  }

  static void finish(HttpReply& reply, const httplib::Response& response) {
    reply.status = response.status;
    reply.retry_after = parse_retry_after(response.get_header_value("Retry-After"));
    reply.request_id = printable(response.get_header_value("x-slack-req-id"), max_request_id);
    reply.scopes = printable(response.get_header_value("x-oauth-scopes"), max_scopes);
    reply.date = parse_http_date(response.get_header_value("Date"));
    reply.content_type = media_type(response.get_header_value("Content-Type"));
  }

  static std::string code_of(httplib::Error error, const Lane& lane, const Cutoff::Call& timed) {
    if (timed.over()) {
      return "timeout";
    }
    switch (error) {
      case httplib::Error::Connection:
        return lane.connect_code().empty() ? "connect" : lane.connect_code();
      case httplib::Error::ConnectionTimeout:
      case httplib::Error::BindIPAddress:
        return "connect";
      case httplib::Error::SSLConnection:
      case httplib::Error::SSLLoadingCerts:
      case httplib::Error::SSLServerVerification:
        return "tls";
      case httplib::Error::Canceled:
        return "too_large";
      default:
        return "reset";
    }
  }

  /// A lane, connected if one that is fit for use was kept. None if its TLS can't be set up.
  std::unique_ptr<Lane> take(const Origin& origin) {
    std::unique_ptr<Lane> lane;
    {
      const std::lock_guard lock(mutex_);
      std::vector<Kept>& idle = idle_[origin];
      if (!idle.empty()) {
        // The one used last is the likeliest to be alive.
        const bool young = Cutoff::Clock::now() - idle.back().since < options_.max_idle_age;
        lane = std::move(idle.back().lane);
        idle.pop_back();
        if (young && lane->connected() && still_idle(lane->socket_of())) {
          return lane;
        }
      }
    }
    if (lane != nullptr) {
      lane->close();
      return lane;
    }
    return make(origin);
  }

  void give_back(const Origin& origin, std::unique_ptr<Lane> lane) {
    std::vector<Kept> dropped;  // closed outside the lock
    const auto now = Cutoff::Clock::now();
    const std::lock_guard lock(mutex_);
    std::vector<Kept>& idle = idle_[origin];
    const auto young = [&](const Kept& kept) { return now - kept.since < options_.max_idle_age; };
    const auto old = std::stable_partition(idle.begin(), idle.end(), young);
    std::move(old, idle.end(), std::back_inserter(dropped));
    idle.erase(old, idle.end());
    if (idle.size() < options_.max_idle_per_host) {
      idle.push_back({std::move(lane), now});
    } else {
      dropped.push_back({std::move(lane), now});
    }
  }

  std::unique_ptr<Lane> make(const Origin& origin) const {
    Dial dial{{origin.host, origin.port}, origin.https ? proxy_ : std::nullopt, options_.connect_timeout};
    if (!origin.https) {
      return std::make_unique<HttpLane<httplib::ClientImpl>>(std::move(dial));
    }
    auto lane = std::make_unique<HttpLane<httplib::SSLClient>>(std::move(dial));
    if (!prepare_tls(lane->context(), origin.host, options_.ca_file)) {
      return nullptr;
    }
    return lane;
  }

  TransportOptions options_;
  std::optional<Endpoint> proxy_;
  Cutoff cutoff_;
  std::mutex mutex_;
  std::map<Origin, std::vector<Kept>> idle_;
};

}  // namespace

std::unique_ptr<Transport> make_transport(TransportOptions options) {
  return std::make_unique<HttpTransport>(std::move(options));
}

}  // namespace slack
