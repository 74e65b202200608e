#include "bot/bot.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "bot/background.h"
#include "bot/engine.h"
#include "bot/http/server.h"
#include "bot/log.h"
#include "bot/work/work.h"

namespace muster::bot {

namespace {

constexpr std::chrono::milliseconds first_wait{500};
constexpr std::chrono::seconds most_between_tries{30};

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

// What it is made of, and what runs that. Taken apart the other way round.
struct Bot::Impl {
  Engine engine;
  WorkerPool workers;
  BackgroundThread background;
  std::unique_ptr<HttpServer> admin_server;
  std::unique_ptr<HttpServer> front;

  Impl(storage::Store& store, slack::Transport& transport, const BotOptions& options)
      : engine(store, transport, options),
        workers(engine.app, options.crashes > 0 ? 1 : options.config->workers),
        background(
            engine.app, options.on_fatal ? options.on_fatal : [](const std::string&) {}) {
    engine.arrivals.listening();
    store.on_work([this] { workers.wake(); });
    admin_server = serve_http(
        options.config->admin_listen,
        [this](const HttpRequest& request, const Respond& respond) { admin(engine.app, request, respond); });
    front = serve_http(
        options.config->listen,
        [this](HttpRequest request, Respond respond) {
          engine.ingress(std::move(request), std::move(respond));
        },
        {}, options.inherited_socket);
    log::info("admin on " + address(options.config->admin_listen, admin_server->port()));
    log::info("listening on " + address(options.config->listen, front->port()));
  }
  ~Impl() {
    engine.app.store.on_work({});
    // Answers of what the front accepted may still wait for their commit, and use the engine.
    try {
      engine.app.store.probe();
    } catch (const storage::StoreError&) {
      log::warn("the database can't be written at the end");
    }
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
};

Bot::Bot(storage::Store& store, slack::Transport& transport, const BotOptions& options)
    : impl_(std::make_unique<Impl>(store, transport, options)) {}

Bot::~Bot() {
  stop(usual_patience);
}

int Bot::port() const {
  return impl_ ? impl_->front->port() : 0;
}
int Bot::admin_port() const {
  return impl_ ? impl_->admin_server->port() : 0;
}

int Bot::listener() const {
  return impl_ ? impl_->front->listener() : -1;
}

void Bot::reload(std::shared_ptr<const Config> config) {
  if (impl_) impl_->engine.settings.set(std::move(config));
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
    wait = std::min<std::chrono::milliseconds>(wait * 2, most_between_tries);
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
