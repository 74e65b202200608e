#include "bot/http/server.h"

#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <system_error>

#include "bot/http/front.h"
#include "bot/log.h"

namespace muster::bot {
namespace {

struct Address {
  std::string host;
  int port = 0;
};

Address parse_address(const std::string& listen) {
  const auto colon = listen.rfind(':');
  Address address;
  if (colon != std::string::npos && colon > 0) {
    address.host = listen.substr(0, colon);
    if (address.host.size() > 2 && address.host.front() == '[' && address.host.back() == ']')
      address.host = address.host.substr(1, address.host.size() - 2);
    const char* first = listen.data() + colon + 1;
    const char* last = listen.data() + listen.size();
    const auto [end, error] = std::from_chars(first, last, address.port);
    if (first != last && end == last && error == std::errc{} && address.port >= 0 && address.port <= 65535)
      return address;
  }
  throw std::runtime_error(
      fmt::format("can't listen on \"{}\": write an address and a port, for example 127.0.0.1:8080", listen));
}

}  // namespace

std::string bind_problem(const std::string& host, int port, int error) {
  switch (error) {
    case EADDRINUSE:
      return fmt::format("can't listen on {}:{}: the address is in use (is another one running?)", host,
                         port);
    case EACCES:
      return fmt::format("can't listen on {}:{}: not allowed; take a port from 1024 on", host, port);
    case EADDRNOTAVAIL:
    case 0:
      return fmt::format("can't listen on {}:{}: this machine has no such address", host, port);
    default:
      return fmt::format("can't listen on {}:{}: {}", host, port, std::generic_category().message(error));
  }
}

std::unique_ptr<HttpServer> serve_http(const std::string& listen, HttpHandler handler, HttpLimits limits) {
  const Address address = parse_address(listen);
#ifdef MUSTER_BOUNDED_FRONT
  return serve_bounded(address.host, address.port, std::move(handler), limits);
#else
  log::warn("plain http server",
            {{"why", "built with a cpp-httplib that is not 0.11.4"}, {"do", "keep it behind a proxy"}});
  return serve_plain(address.host, address.port, std::move(handler), limits);
#endif
}

}  // namespace muster::bot
