#include "bot/http/server.h"

#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <system_error>

#include "bot/http/front.h"
#include "bot/log.h"

namespace muster::bot {
std::optional<HttpAddress> parse_listen(std::string_view listen) {
  const auto colon = listen.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  HttpAddress address;
  std::string_view host = listen.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  else if (host.find_first_of(":[]") != std::string_view::npos)
    return std::nullopt;
  if (host.find_first_of(" \t\r\n/@") != std::string_view::npos) return std::nullopt;
  address.host = host;
  const char* first = listen.data() + colon + 1;
  const char* last = listen.data() + listen.size();
  const auto [end, error] = std::from_chars(first, last, address.port);
  if (first == last || end != last || error != std::errc{} || address.port < 0 || address.port > 65535)
    return std::nullopt;
  return address;
}

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

std::unique_ptr<HttpServer> serve_http(const std::string& listen, HttpHandler handler, HttpLimits limits,
                                       int inherited) {
  const auto address = parse_listen(listen);
  if (!address)
    throw std::runtime_error(fmt::format(
        "can't listen on \"{}\": write an address and a port, for example 127.0.0.1:8080", listen));
#ifdef MUSTER_BOUNDED_FRONT
  return serve_bounded(address->host, address->port, std::move(handler), limits, inherited);
#else
  if (inherited >= 0) throw std::runtime_error("a socket can't be taken over by the plain http server");
  log::warn("plain http server",
            {{"why", "built with a cpp-httplib that is not 0.11.4"}, {"do", "keep it behind a proxy"}});
  return serve_plain(address->host, address->port, std::move(handler), limits);
#endif
}

}  // namespace muster::bot
