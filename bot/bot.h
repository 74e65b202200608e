// The bot as one object: everything put together, and taken apart in the right order. serve() runs one; tests
// run several in a process.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "bot/app.h"
#include "bot/config.h"
#include "slack/transport.h"
#include "storage/store.h"

namespace muster::bot {

struct BotOptions {
  std::shared_ptr<const Config> config;
  Secrets secrets;
  Clock clock;    ///< system_now when empty
  Random random;  ///< random_bits when empty
  /// App::slack_waits. A test waits longer: that a machine stood still for seconds is not what it is about.
  std::chrono::milliseconds slack_waits{3000};
  /// For each call of Slack's.
  std::chrono::milliseconds slack_deadline{10000};
  /// For each call of a webhook.
  std::chrono::milliseconds webhook_deadline{10000};
  /// App::edits_apart
  std::chrono::milliseconds edits_apart{1000};
  /// The workspace's identity, when the caller knows it already; else it is asked for (see know_workspace).
  std::optional<storage::Workspace> workspace;
  int crashes = 0;            ///< not 0: safe mode (App::crashes)
  int inherited_socket = -1;  ///< that listens already (serve_http); owned from here on
  /// The token belongs to another workspace: called once, from a thread of the bot; the caller should stop
  /// it.
  std::function<void(const std::string& why)> on_fatal;
};

class Bot {
 public:
  /// Within systemd's and Kubernetes' patience, after which they kill.
  static constexpr std::chrono::seconds usual_patience{8};

  /// Begins to serve and to work. The store and the transport must outlive it. Throws std::runtime_error with
  /// words for the operator (an address in use), StoreError when the database fails.
  Bot(storage::Store& store, slack::Transport& transport, const BotOptions& options);
  /// stop(usual_patience)
  ~Bot();
  Bot(const Bot&) = delete;
  Bot& operator=(const Bot&) = delete;

  int port() const;
  int admin_port() const;
  /// The front's listening socket (HttpServer::listener).
  int listener() const;
  /// From now on. Listeners, workers and the database stay as they were begun.
  void reload(std::shared_ptr<const Config> config);
  /// Accepts nothing new, answers what was accepted for at most `patience`, ends the workers. Idempotent.
  void stop(std::chrono::milliseconds patience);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Who we are at Slack: from the store if it knows, else from auth.test, which is repeated (with growing
/// pauses, made by `pause`, which says false to give up) as long as Slack can't be reached. None: given up,
/// or the token is no good.
std::optional<storage::Workspace> know_workspace(storage::Store& store, slack::WebApi& web,
                                                 const std::function<bool(std::chrono::milliseconds)>& pause);

/// The client that a configuration describes. `observe` may be empty.
slack::WebApiOptions web_options(const Config& config, const Secrets& secrets);
slack::TransportOptions transport_options(const Config& config, const Environment& environment);

}  // namespace muster::bot
