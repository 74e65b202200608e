// The public listener: POST /slack/events (with /slack/commands and /slack/interactions as aliases) and GET
// /healthz.
#pragma once

#include "bot/http/server.h"
#include "bot/metrics.h"
#include "bot/replays.h"
#include "bot/reply.h"
#include "bot/router.h"

namespace muster::bot {

/// Verifies, parses, routes. Everything it holds must outlive it.
class Ingress {
 public:
  Ingress(Router& router, Metrics& metrics, std::vector<std::string> signing_secrets,
          std::function<core::Time()> clock)
      : router_(router), metrics_(metrics), secrets_(std::move(signing_secrets)), clock_(std::move(clock)) {}

  /// An HttpHandler. Any thread.
  void operator()(HttpRequest request, Respond respond);

 private:
  void slack(HttpRequest request, Respond respond);

  Router& router_;
  Metrics& metrics_;
  Replays replays_;
  const std::vector<std::string> secrets_;
  const std::function<core::Time()> clock_;
};

}  // namespace muster::bot
