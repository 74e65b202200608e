#include "tests/bench/load.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "slack/signature.h"
#include "slack/standin/wire.h"

namespace muster::bench {

namespace {

using Clock = std::chrono::steady_clock;

struct Connection {
  int fd = -1;
  std::string in{};
  Clock::time_point sent{};
  bool open = false;
};

int connect_to(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd < 0 || connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    if (fd >= 0) close(fd);
    return -1;
  }
  const int yes = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return fd;
}

/// Whole, or not at all: a request is smaller than a socket's buffer.
bool send_all(int fd, const std::string& bytes) {
  return send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

/// The status of the answer at the beginning of `in`, once it is complete; 0 before.
int complete(std::string_view in) {
  const auto end = in.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  constexpr std::string_view name = "Content-Length:";
  const auto at = in.substr(0, end).find(name);
  const auto length = at == std::string_view::npos ? 0 : std::atol(in.data() + at + name.size());
  if (in.size() < end + 4 + static_cast<std::size_t>(length)) return 0;
  return std::atoi(in.data() + in.find(' '));
}

}  // namespace

std::chrono::microseconds Loaded::percentile(double part) const {
  if (latencies.empty()) return {};
  const auto at = static_cast<std::size_t>(part * static_cast<double>(latencies.size()));
  return latencies[std::min(at, latencies.size() - 1)];
}

Loaded load(int port, int connections, const std::vector<std::string>& requests,
            std::chrono::milliseconds limit, bool repeat) {
  const int poll = epoll_create1(EPOLL_CLOEXEC);
  if (poll < 0) throw std::runtime_error("no epoll");
  std::vector<Connection> all(static_cast<std::size_t>(connections));
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].fd = connect_to(port);
    all[i].open = all[i].fd >= 0;
    if (!all[i].open) throw std::runtime_error("nobody listens");
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    epoll_ctl(poll, EPOLL_CTL_ADD, all[i].fd, &event);
  }

  Loaded result;
  result.latencies.reserve(repeat ? 1 << 16 : requests.size());
  std::size_t next = 0, waiting = 0;
  const auto began = Clock::now();
  const auto give_up = began + limit;
  auto last = began;
  const auto fire = [&](Connection& c) {
    if (next >= requests.size() && repeat) next = 0;
    if (next >= requests.size()) return;
    c.sent = Clock::now();
    if (c.sent >= give_up) return;
    if (send_all(c.fd, requests[next++])) {
      ++waiting;
      return;
    }
    c.open = false;
    ++result.failed;
  };
  for (auto& c : all) fire(c);

  epoll_event events[64];
  char buffer[16 * 1024];
  while (waiting > 0) {
    const int count = epoll_wait(poll, events, 64, 10'000);
    if (count <= 0) {
      result.failed += waiting;
      break;
    }
    for (int i = 0; i < count; ++i) {
      Connection& c = all[events[i].data.u64];
      const auto n = recv(c.fd, buffer, sizeof buffer, 0);
      if (n <= 0) {
        if (c.open) ++result.failed;
        c.open = false;
        --waiting;
        epoll_ctl(poll, EPOLL_CTL_DEL, c.fd, nullptr);
        continue;
      }
      c.in.append(buffer, static_cast<std::size_t>(n));
      const int status = complete(c.in);
      if (status == 0) continue;
      last = Clock::now();
      --waiting;
      c.in.clear();
      if (status == 200) {
        ++result.answered;
        result.latencies.push_back(std::chrono::duration_cast<std::chrono::microseconds>(last - c.sent));
      } else {
        ++result.failed;
      }
      fire(c);
    }
  }
  for (auto& c : all) close(c.fd);
  close(poll);
  result.seconds = std::chrono::duration<double>(last - began).count();
  std::sort(result.latencies.begin(), result.latencies.end());
  return result;
}

std::string signed_request(const std::string& secret, std::int64_t timestamp,
                           const std::vector<std::pair<std::string, std::string>>& form) {
  const auto body = slack::standin::encode_form(form);
  const auto when = std::to_string(timestamp);
  return "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
         "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
         "Accept-Encoding: gzip,deflate\r\nAccept: application/json,*/*\r\n"
         "Content-Type: application/x-www-form-urlencoded\r\n"
         "X-Slack-Request-Timestamp: " +
         when + "\r\nX-Slack-Signature: " + slack::sign(secret, when, body) +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string get_request(const std::string& path) {
  return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
}

int get(int port, const std::string& path) {
  const int fd = connect_to(port);
  if (fd < 0) return 0;
  std::string in;
  int status = 0;
  if (send_all(fd, get_request(path))) {
    char buffer[4096];
    while (status == 0) {
      const auto n = recv(fd, buffer, sizeof buffer, 0);
      if (n <= 0) break;
      in.append(buffer, static_cast<std::size_t>(n));
      status = complete(in);
    }
  }
  close(fd);
  return status;
}

}  // namespace muster::bench
