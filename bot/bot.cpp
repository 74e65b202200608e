#include "bot/bot.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "bot/background.h"
#include "bot/http/server.h"
#include "bot/ingress.h"
#include "bot/log.h"
#include "bot/response_urls.h"
#include "bot/router.h"
#include "bot/urgent.h"
#include "bot/work/work.h"

namespace muster::bot {

namespace {

constexpr std::chrono::seconds drain{8};
constexpr std::chrono::milliseconds first_wait{500};
constexpr std::chrono::seconds longest_wait{30};

slack::WebApiOptions observed(slack::WebApiOptions options, Metrics& metrics) {
  options.observe = [&metrics](const slack::CallSeen& seen) {
    metrics.slack_call(seen.method, seen.code, seen.took);
    if (seen.code != "ok") {
      log::debug("slack call",
                 {{"method", seen.method}, {"code", seen.code}, {"slack_request", seen.request_id}});
    }
  };
  return options;
}

void admin(App& app, const HttpRequest& request, const Respond& respond) {
  if (request.path == "/metrics") return respond({200, "text/plain; version=0.0.4", app.metrics.text(), {}});
  if (request.path != "/readyz" && request.path != "/healthz") return respond({404, {}, {}, {}});
  try {
    app.store.probe();
  } catch (const storage::StoreError&) {
    return respond({503, "text/plain", "the database can't be written\n", {}});
  }
  respond({200, "text/plain", "ready\n", {}});
}

std::string address(const std::string& listen, int port) {
  return fmt::format("http://{}:{}", listen.substr(0, listen.rfind(':')), port);
}

}  // namespace

// In the order in which they depend on each other; taken apart the other way round.
struct Bot::Impl {
  Metrics metrics;
  slack::WebApi web;
  Settings settings;
  Urgent urgent;
  ResponseUrls response_urls;
  App app;
  Patience patience;
  Router router;
  Ingress ingress;
  WorkerPool workers;
  BackgroundThread background;
  std::unique_ptr<HttpServer> admin_server;
  std::unique_ptr<HttpServer> front;

  Impl(storage::Store& store, slack::Transport& transport, const BotOptions& options)
      : web(transport, observed(web_options(*options.config, options.secrets), metrics)),
        settings(options.config),
        app{store,
            web,
            settings,
            metrics,
            urgent,
            response_urls,
            options.clock ? options.clock : Clock(system_now),
            options.workspace.value_or(storage::Workspace())},
        router(app, patience),
        ingress(router, metrics, options.secrets.signing_secrets, app.clock),
        workers(app, options.config->workers),
        background(
            app, options.on_fatal ? options.on_fatal : [](const std::string&) {}) {
    store.on_work([this] { workers.wake(); });
    admin_server = serve_http(
        options.config->admin_listen,
        [this](const HttpRequest& request, const Respond& respond) { admin(app, request, respond); });
    front = serve_http(options.config->listen, [this](HttpRequest request, Respond respond) {
      ingress(std::move(request), std::move(respond));
    });
    log::info("admin on " + address(options.config->admin_listen, admin_server->port()));
    log::info("listening on " + address(options.config->listen, front->port()));
  }
  ~Impl() { app.store.on_work({}); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
};

core::Time system_now() {
  return std::chrono::floor<core::Duration>(std::chrono::system_clock::now());
}

Bot::Bot(storage::Store& store, slack::Transport& transport, const BotOptions& options)
    : impl_(std::make_unique<Impl>(store, transport, options)) {}

Bot::~Bot() {
  stop(drain);
}

int Bot::port() const {
  return impl_ ? impl_->front->port() : 0;
}
int Bot::admin_port() const {
  return impl_ ? impl_->admin_server->port() : 0;
}

void Bot::reload(std::shared_ptr<const Config> config) {
  if (impl_) impl_->settings.set(std::move(config));
}

void Bot::stop(std::chrono::milliseconds patience) {
  if (!impl_) return;
  impl_->front->stop(patience);
  impl_->admin_server->stop(std::chrono::seconds(1));
  impl_.reset();
}

std::optional<storage::Workspace> know_workspace(
    storage::Store& store, slack::WebApi& web, const std::function<bool(std::chrono::milliseconds)>& pause) {
  if (auto known = store.only_workspace()) return known;
  std::chrono::milliseconds wait = first_wait;
  for (;;) {
    const auto info = web.auth_test();
    if (info) return store.bind_workspace(workspace_of(*info));
    if (info.error().what == slack::Error::What::token) {
      log::error("slack refuses SLACK_BOT_TOKEN",
                 {{"code", info.error().code}, {"mend", "install the app again"}});
      return std::nullopt;
    }
    log::warn("slack can't be reached yet", {{"code", info.error().code}, {"again_in_ms", wait.count()}});
    if (!pause(wait)) return std::nullopt;
    wait = std::min<std::chrono::milliseconds>(wait * 2, longest_wait);
  }
}

slack::WebApiOptions web_options(const Config& config, const Secrets& secrets) {
  slack::WebApiOptions options;
  options.base_url = config.api_url;
  options.token = secrets.bot_token;
  options.pacing = config.pacing;
  return options;
}

slack::TransportOptions transport_options(const Config& config, const Environment& environment) {
  slack::TransportOptions options;
  options.max_idle_per_host = static_cast<std::size_t>(config.workers) + 4;
  options.ca_file = config.ca_file;
  options.proxy = environment("HTTPS_PROXY").value_or("");
  return options;
}

}  // namespace muster::bot
