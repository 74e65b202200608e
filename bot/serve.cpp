#include "bot/serve.h"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <variant>
#include <vector>

#include "bot/bot.h"
#include "bot/log.h"
#include "bot/starts.h"
#include "storage/sqlite/sqlite_store.h"

namespace muster::bot {

namespace {

constexpr std::chrono::seconds long_enough{60};  ///< to be no crash loop

sigset_t our_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  sigaddset(&set, SIGUSR2);
  return set;
}

/// Waits for a signal at most this long; 0 when none came.
int wait_for_signal(const sigset_t& set, std::chrono::milliseconds limit) {
  using std::chrono::steady_clock;
  const auto end = steady_clock::now() + limit;
  for (;;) {
    const auto left = std::max(end - steady_clock::now(), steady_clock::duration(0));
    const auto whole = std::chrono::floor<std::chrono::seconds>(left);
    const timespec spec{whole.count(), std::chrono::nanoseconds(left - whole).count()};
    const int got = sigtimedwait(&set, nullptr, &spec);
    if (got >= 0) return got;
    // Stopped and continued, for one, it comes back early.
    if (errno != EINTR) return 0;
  }
}

bool ends(int signal) {
  return signal == SIGTERM || signal == SIGINT;
}

void print_mistakes(const std::vector<ConfigMistake>& mistakes) {
  for (const auto& m : mistakes) {
    log::error("configuration", {{"line", m.line}, {"column", m.column}, {"mistake", m.what}});
  }
}

void reload(Bot& bot, const Secrets& secrets, const std::filesystem::path& config_file,
            const Environment& environment) {
  auto loaded = load_config(config_file, environment);
  print_mistakes(loaded.mistakes);
  const auto missing = loaded.config ? missing_secret(*loaded.config, secrets) : std::nullopt;
  if (missing) log::error(missing->what + "; secrets are read at the start");
  if (!loaded.config || missing) {
    log::error("configuration not reloaded; the old one stays in force");
    return;
  }
  log::configure(loaded.config->log_format, loaded.config->log_level);
  bot.reload(std::move(loaded.config));
  log::info("configuration reloaded");
}

/// How a run ended: with this exit code, or with a socket to go on with in a new program.
struct Ended {
  int code = 0;
  int socket = -1;
};

Ended run(const Config& config, BotOptions options, const sigset_t& signals,
          const std::filesystem::path& config_file, const Environment& environment) {
  storage::SqliteOptions store_options;
  store_options.path = std::filesystem::absolute(config.database);
  Starts starts(store_options.path);
  const int crashes = starts.crashes_before(system_now());
  if (config.safe_mode_after > 0 && crashes >= config.safe_mode_after) {
    options.crashes = crashes;
    store_options.put_aside = true;
    log::error("safe mode: what was under way is put aside", {{"crashes", crashes}});
  }
  const auto store = storage::open_sqlite(store_options);
  starts.note(system_now());
  log::info("database", {{"path", store_options.path.string()}});

  const auto transport = slack::make_transport(transport_options(config, environment));
  slack::WebApi web(*transport, web_options(config, options.secrets));
  options.workspace = know_workspace(
      *store, web, [&](std::chrono::milliseconds wait) { return !ends(wait_for_signal(signals, wait)); });
  if (!options.workspace) return {1, -1};

  std::atomic<int> exit_code{0};
  options.on_fatal = [&exit_code](const std::string& why) {
    log::error("stopping", {{"why", why}});
    exit_code = 1;
    kill(getpid(), SIGTERM);
  };
  Bot bot(*store, *transport, options);
  Ended ended;
  auto patience = std::chrono::milliseconds(long_enough);
  for (;;) {
    const int signal = wait_for_signal(signals, patience);
    if (signal == 0) {
      starts.forget();  // it lives
      patience = std::chrono::hours(24);
    }
    if (signal == SIGHUP) reload(bot, options.secrets, config_file, environment);
    // Whoever connects from now on waits in this copy's backlog for the program that comes next.
    if (signal == SIGUSR2) ended.socket = ::dup(bot.listener());
    if (ends(signal) || ended.socket >= 0) break;
  }
  log::info("stopping: no new requests; what was accepted is finished");
  bot.stop(Bot::usual_patience);
  log::info("stopped");
  ended.code = exit_code;
  return ended;
}

// https://www.freedesktop.org/software/systemd/man/latest/sd_listen_fds.html
constexpr int first_passed_socket = 3;

/// The socket that systemd, or the program before this one, listens on for us; -1: none.
int take_inherited_socket(const Environment& environment) {
  const auto pid = environment("LISTEN_PID");
  const auto count = environment("LISTEN_FDS");
  ::unsetenv("LISTEN_PID");
  ::unsetenv("LISTEN_FDS");
  return pid == std::to_string(::getpid()) && count && *count != "0" ? first_passed_socket : -1;
}

/// Where this program stands, as long as it is there: a new version is put in the same place.
std::string own_path() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).string();
}

/// Becomes the program that stands there now, with the same arguments, on the same socket. Returns only when
/// that fails.
void become_new(const std::string& program, int socket) {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::vector<std::string> words;
  for (std::string word; std::getline(file, word, '\0');) words.push_back(word);
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
  ::setenv("LISTEN_FDS", "1", 1);
  if (socket == first_passed_socket) {
    ::fcntl(socket, F_SETFD, 0);
  } else if (::dup2(socket, first_passed_socket) < 0) {
    return;
  }
  ::execv(program.c_str(), argv.data());
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
  if (const auto missing = missing_secret(*options.config, options.secrets)) {
    log::error(missing->what);
    return 2;
  }
  const auto program = own_path();
  options.inherited_socket = take_inherited_socket(environment);
  try {
    const auto ended = run(*loaded.config, std::move(options), signals, config_file, environment);
    if (ended.socket < 0) return ended.code;
    log::info("going on as the program that stands there now", {{"program", program}});
    become_new(program, ended.socket);
    log::error("can't start the new program", {{"program", program}, {"reason", std::strerror(errno)}});
    return 1;
  } catch (const std::exception& e) {
    log::error("can't serve", {{"reason", e.what()}});
    return 1;
  }
}

}  // namespace muster::bot
