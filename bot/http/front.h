// The two ways to serve HTTP; serve_http chooses. Both keep the promises of server.h as far as they can.
#pragma once

#include <memory>
#include <string>

#include "bot/http/server.h"

namespace muster::bot {

/// One thread moves bytes (epoll), a few run handlers, none waits: complete requests only, under limits and
/// deadlines. Built where cpp-httplib is the version whose protected parts it relies on
/// (MUSTER_BOUNDED_FRONT).
std::unique_ptr<HttpServer> serve_bounded(const std::string& host, int port, HttpHandler handler,
                                          const HttpLimits& limits, int inherited = -1);

/// cpp-httplib as it is, one thread for each connection, which waits for the answer: few slow clients keep
/// others waiting, so this one belongs behind a proxy.
std::unique_ptr<HttpServer> serve_plain(const std::string& host, int port, HttpHandler handler,
                                        const HttpLimits& limits);

/// What the operator is told about a bind that failed with `error` (an errno; 0: the name wasn't found).
std::string bind_problem(const std::string& host, int port, int error);

}  // namespace muster::bot
