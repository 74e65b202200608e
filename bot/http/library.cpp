#ifdef MUSTER_BOUNDED_FRONT
#include "bot/http/library.h"

#include <fcntl.h>
#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "bot/http/front.h"

namespace muster::bot {
namespace {

static_assert(std::string_view(CPPHTTPLIB_VERSION) == "0.11.4",
              "Parser and Socket rely on protected parts of cpp-httplib 0.11.4; build without "
              "MUSTER_BOUNDED_FRONT, or check those parts of the new version and name it here.");

std::string lower(std::string s) {
  for (char& c : s)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return s;
}

/// Reads one head from memory and swallows what is written.
class MemoryStream final : public httplib::Stream {
 public:
  explicit MemoryStream(std::string_view bytes) : bytes_(bytes) {}
  bool is_readable() const override { return !bytes_.empty(); }
  bool is_writable() const override { return true; }
  ssize_t read(char* to, size_t size) override {
    const auto n = std::min(size, bytes_.size());
    std::memcpy(to, bytes_.data(), n);
    bytes_.remove_prefix(n);
    return static_cast<ssize_t>(n);
  }
  ssize_t write(const char*, size_t size) override { return static_cast<ssize_t>(size); }
  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    ip.clear();
    port = 0;
  }
  void get_local_ip_and_port(std::string& ip, int& port) const override {
    ip.clear();
    port = 0;
  }
  socket_t socket() const override { return INVALID_SOCKET; }

 private:
  std::string_view bytes_;
};

class Socket : private httplib::Server {
 public:
  Listening listening(const std::string& host, int port) {
    Listening out;
    // The default sets SO_REUSEPORT, with which a second process takes half of the traffic without a word.
    set_socket_options([](socket_t socket) {
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    errno = 0;
    out.port = port == 0 ? bind_to_any_port(host) : (bind_to_port(host, port) ? port : -1);
    const int error = errno;
    if (out.port < 0) throw std::runtime_error(bind_problem(host, port, error));
    out.fd = Fd(svr_sock_.exchange(INVALID_SOCKET));
    // Its backlog of 5 costs retransmitted SYNs (1 s, 3 s) in a burst; listening again widens it.
    if (::listen(out.fd.get(), 1024) != 0 || ::fcntl(out.fd.get(), F_SETFL, O_NONBLOCK) != 0 ||
        ::fcntl(out.fd.get(), F_SETFD, FD_CLOEXEC) != 0)
      throw std::runtime_error(bind_problem(host, out.port, errno));
    return out;
  }
};

}  // namespace

Listening listen_on(const std::string& host, int port) {
  return Socket().listening(host, port);
}

Listening take_over(int inherited) {
  Listening out;
  out.fd = Fd(inherited);
  int listens = 0;
  socklen_t size = sizeof listens;
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getsockopt(inherited, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || listens == 0 ||
      ::getsockname(inherited, reinterpret_cast<sockaddr*>(&address), &length) != 0)
    throw std::runtime_error("the inherited socket is none that listens");
  out.port = ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(address).sin6_port
                                                 : reinterpret_cast<sockaddr_in&>(address).sin_port);
  if (::fcntl(inherited, F_SETFL, O_NONBLOCK) != 0 || ::fcntl(inherited, F_SETFD, FD_CLOEXEC) != 0)
    throw std::runtime_error("the inherited socket can't be used");
  return out;
}

struct Parser::Impl : private httplib::Server {
  Impl() {
    set_pre_routing_handler([](const httplib::Request&, httplib::Response&) {
      return httplib::Server::HandlerResponse::Handled;
    });
  }

  std::optional<HttpRequest> parse(std::string_view head) {
    std::string lines;
    lines.reserve(head.size());
    // Without ranges, which cpp-httplib reads with a recursive regular expression and answers itself.
    for (std::size_t at = 0; at < head.size();) {
      const auto end = std::min(head.find("\r\n", at), head.size() - 2) + 2;
      const auto line = head.substr(at, end - at);
      if (lower(std::string(line.substr(0, 6))) != "range:") lines += line;
      at = end;
    }
    MemoryStream stream(lines);
    bool closed = false;
    std::optional<HttpRequest> result;
    process_request(stream, true, closed, [&](httplib::Request& request) {
      HttpRequest& out = result.emplace();
      out.method = request.method;
      const auto question = request.target.find('?');
      out.path = request.target.substr(0, question);
      if (question != std::string::npos) out.query = request.target.substr(question + 1);
      for (const auto& [name, value] : request.headers) out.headers.emplace(lower(name), value);
      // These are cpp-httplib's, or forged; the address is the connection's alone.
      for (const auto* name : {"remote_addr", "remote_port", "local_addr", "local_port"})
        out.headers.erase(name);
    });
    return result;
  }
};

Parser::Parser() : impl_(std::make_unique<Impl>()) {}
Parser::~Parser() = default;

std::optional<HttpRequest> Parser::parse(std::string_view head) {
  return impl_->parse(head);
}

}  // namespace muster::bot
#endif
