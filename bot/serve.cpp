#include "bot/serve.h"

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <variant>

#include "bot/bot.h"
#include "bot/log.h"
#include "storage/sqlite/sqlite_store.h"

namespace muster::bot {

namespace {

constexpr std::chrono::seconds drain{8};

sigset_t our_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  return set;
}

/// Waits for a signal at most this long; 0 when none came.
int wait_for_signal(const sigset_t& set, std::chrono::milliseconds limit) {
  timespec spec{};
  spec.tv_sec = limit.count() / 1000;
  spec.tv_nsec = (limit.count() % 1000) * 1000000;
  const int got = sigtimedwait(&set, nullptr, &spec);
  return got < 0 ? 0 : got;
}

bool ends(int signal) {
  return signal == SIGTERM || signal == SIGINT;
}

void print_mistakes(const std::vector<ConfigMistake>& mistakes) {
  for (const auto& m : mistakes) {
    log::error("configuration", {{"line", m.line}, {"column", m.column}, {"mistake", m.what}});
  }
}

void reload(Bot& bot, const std::filesystem::path& config_file, const Environment& environment) {
  auto loaded = load_config(config_file, environment);
  if (!loaded.config) {
    print_mistakes(loaded.mistakes);
    log::error("configuration not reloaded; the old one stays in force");
    return;
  }
  log::configure(loaded.config->log_format, loaded.config->log_level);
  bot.reload(std::move(loaded.config));
  log::info("configuration reloaded");
}

int run(const Config& config, BotOptions options, const sigset_t& signals,
        const std::filesystem::path& config_file, const Environment& environment) {
  storage::SqliteOptions store_options;
  store_options.path = std::filesystem::absolute(config.database);
  const auto store = storage::open_sqlite(store_options);
  log::info("database", {{"path", store_options.path.string()}});

  const auto transport = slack::make_transport(transport_options(config, environment));
  slack::WebApi web(*transport, web_options(config, options.secrets));
  options.workspace = know_workspace(
      *store, web, [&](std::chrono::milliseconds wait) { return !ends(wait_for_signal(signals, wait)); });
  if (!options.workspace) return 1;

  std::atomic<int> exit_code{0};
  options.on_fatal = [&exit_code](const std::string& why) {
    log::error("stopping", {{"why", why}});
    exit_code = 1;
    kill(getpid(), SIGTERM);
  };
  Bot bot(*store, *transport, options);
  for (;;) {
    const int signal = wait_for_signal(signals, std::chrono::hours(24));
    if (signal == SIGHUP) reload(bot, config_file, environment);
    if (ends(signal)) break;
  }
  log::info("stopping: no new requests; what was accepted is finished");
  bot.stop(drain);
  log::info("stopped");
  return exit_code;
}

}  // namespace

int serve(const std::filesystem::path& config_file, const Environment& environment) {
  const auto signals = our_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  auto loaded = load_config(config_file, environment);
  if (!loaded.config) {
    print_mistakes(loaded.mistakes);
    return 2;
  }
  log::configure(loaded.config->log_format, loaded.config->log_level);
  auto secrets = load_secrets(environment);
  if (const auto* problem = std::get_if<SecretsProblem>(&secrets)) {
    log::error(problem->what);
    return 2;
  }
  BotOptions options;
  options.config = loaded.config;
  options.secrets = std::get<Secrets>(std::move(secrets));
  try {
    return run(*loaded.config, std::move(options), signals, config_file, environment);
  } catch (const std::exception& e) {
    log::error("can't serve", {{"reason", e.what()}});
    return 1;
  }
}

}  // namespace muster::bot
