// The same load with and without a thousand idle connections and two hundred that send a byte a second.
#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "tests/bench/bench.h"
#include "tests/bench/load.h"
#include "tests/bench/stage.h"

namespace muster::bench {

namespace {

constexpr int idle_connections = 1000;
constexpr int slow_connections = 200;
constexpr int connections = 64;

class Hostile {
 public:
  explicit Hostile(int port) {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = std::min<rlim_t>(files.rlim_max, 8192);
    ::setrlimit(RLIMIT_NOFILE, &files);
    for (int i = 0; i < idle_connections + slow_connections; ++i) sockets_.push_back(connect_to(port));
    const std::string head = "POST /slack/events HTTP/1.1\r\nHost: h\r\nX: ";
    for (int i = 0; i < slow_connections; ++i)
      (void)::send(sockets_[at(i)], head.data(), head.size(), MSG_NOSIGNAL);
    thread_ = std::thread([this, port] { drip(port); });
  }
  ~Hostile() {
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
    }
    wake_.notify_one();
    thread_.join();
    for (const int socket : sockets_) ::close(socket);
  }
  Hostile(const Hostile&) = delete;
  Hostile& operator=(const Hostile&) = delete;

 private:
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }
  static int connect_to(int port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (socket < 0 || ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("no hostile connection");
    return socket;
  }
  /// Who was thrown out comes again.
  void drip(int port) {
    for (;;) {
      std::unique_lock lock(mutex_);
      if (wake_.wait_for(lock, std::chrono::seconds(1), [this] { return over_; })) return;
      for (int i = 0; i < slow_connections; ++i) {
        if (::send(sockets_[at(i)], "x", 1, MSG_NOSIGNAL) == 1) continue;
        ::close(sockets_[at(i)]);
        sockets_[at(i)] = connect_to(port);
      }
    }
  }

  std::vector<int> sockets_;
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool over_ = false;
};

double ms(std::chrono::microseconds time) {
  return static_cast<double>(time.count()) / 1000;
}

}  // namespace

Rows hostile(int seconds) {
  Stage stage;
  stage.start();
  stage.declare_many(1);
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  std::vector<std::string> requests;
  const int count = seconds * 20000;
  for (int i = 0; i < 2 * count; ++i) {
    requests.push_back(signed_request(stage.slack.signing_secret(), now,
                                      {{"command", "/incident"},
                                       {"text", fmt::format("note INC-1 number {}", i)},
                                       {"user_id", stage.ada},
                                       {"channel_id", stage.general},
                                       {"team_id", stage.slack.team()},
                                       {"trigger_id", fmt::format("h.{}", i)}}));
  }
  const std::vector<std::string> first(requests.begin(), requests.begin() + count);
  const std::vector<std::string> second(requests.begin() + count, requests.end());
  const auto calm = load(stage.server->port(), connections, first, std::chrono::seconds(seconds));
  Loaded under;
  {
    const Hostile enemies(stage.server->port());
    under = load(stage.server->port(), connections, second, std::chrono::seconds(seconds));
  }
  if (under.failed > 0) throw std::runtime_error(fmt::format("{} requests failed", under.failed));
  const auto before = ms(calm.percentile(0.99));
  const auto after = ms(under.percentile(0.99));
  return {{fmt::format("99th percentile beside {} idle connections and {} that send a byte a second",
                       idle_connections, slow_connections),
           fmt::format("{:.1f} ms", after),
           fmt::format("{:.2f} × without them ({:.1f} ms); {:.0f}/s, without {:.0f}/s", after / before,
                       before, under.rate(), calm.rate()),
           "2 ×"}};
}

}  // namespace muster::bench
