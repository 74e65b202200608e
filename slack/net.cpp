#include "slack/net.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string_view>

namespace slack {

using std::chrono::milliseconds;

namespace {

constexpr std::size_t max_proxy_answer = 8192;

int poll_one(int fd, short events, milliseconds timeout) {
  pollfd waiting{fd, events, 0};
  const auto until = Cutoff::Clock::now() + timeout;
  while (true) {
    const auto left = std::chrono::ceil<milliseconds>(until - Cutoff::Clock::now());
    const int ready = ::poll(&waiting, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (ready >= 0 || errno != EINTR) {
      return ready;
    }
  }
}

bool set_blocking(int fd) {
  const int flags = ::fcntl(fd, F_GETFL);
  return flags >= 0 && ::fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) == 0;
}

bool connect_one(const addrinfo& address, int fd, milliseconds timeout) {
  if (::connect(fd, address.ai_addr, address.ai_addrlen) != 0) {
    int error = 0;
    socklen_t size = sizeof error;
    if (errno != EINPROGRESS || poll_one(fd, POLLOUT, timeout) <= 0 ||
        ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0) {
      return false;
    }
  }
  const int on = 1;
  return ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0 && set_blocking(fd);
}

bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) {
      continue;
    }
    if (sent <= 0) {
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

}  // namespace

Fd::~Fd() {
  if (valid()) {
    ::close(fd_);
  }
}

Cutoff::Cutoff() : thread_([this] { run(); }) {}

Cutoff::~Cutoff() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Cutoff::run() {
  std::unique_lock lock(mutex_);
  while (!stop_) {
    next_ = Clock::time_point::max();
    const auto now = Clock::now();
    for (Call* call : calls_) {
      if (call->cut_) {
        continue;
      }
      if (call->until_ > now) {
        next_ = std::min(next_, call->until_);
        continue;
      }
      call->cut_ = true;
      if (call->socket_.valid()) {
        ::shutdown(call->socket_.get(), SHUT_RDWR);
      }
    }
    if (next_ == Clock::time_point::max()) {
      changed_.wait(lock);
    } else {
      changed_.wait_until(lock, next_);
    }
  }
}

Cutoff::Call::Call(Cutoff& owner, milliseconds deadline) : owner_(owner), until_(Clock::now() + deadline) {
  bool sooner = false;
  {
    const std::lock_guard lock(owner_.mutex_);
    owner_.calls_.insert(this);
    sooner = until_ < owner_.next_;
  }
  if (sooner) {
    owner_.changed_.notify_one();
  }
}

Cutoff::Call::~Call() {
  const std::lock_guard lock(owner_.mutex_);
  owner_.calls_.erase(this);
}

bool Cutoff::Call::guard(int socket) {
  Fd copy(::fcntl(socket, F_DUPFD_CLOEXEC, 0));
  const std::lock_guard lock(owner_.mutex_);
  socket_ = std::move(copy);
  if (cut_ && socket_.valid()) {
    ::shutdown(socket_.get(), SHUT_RDWR);
  }
  return socket_.valid();
}

milliseconds Cutoff::Call::left() const {
  return std::max(std::chrono::ceil<milliseconds>(until_ - Clock::now()), milliseconds(0));
}

tl::expected<Fd, std::string> connect_to(const Endpoint& peer, milliseconds each, Cutoff::Call& call) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* list = nullptr;
  if (::getaddrinfo(peer.host.c_str(), std::to_string(peer.port).c_str(), &hints, &list) != 0) {
    return tl::unexpected(std::string("connect"));
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, &::freeaddrinfo);
  for (const addrinfo* address = list; address != nullptr && !call.over(); address = address->ai_next) {
    Fd fd(::socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
                   address->ai_protocol));
    if (fd.valid() && connect_one(*address, fd.get(), std::min(each, call.left())) && call.guard(fd.get())) {
      return fd;
    }
  }
  return tl::unexpected(std::string("connect"));
}

tl::expected<Fd, std::string> connect_through(const Endpoint& proxy, const Endpoint& peer, milliseconds each,
                                              Cutoff::Call& call) {
  tl::expected<Fd, std::string> fd = connect_to(proxy, each, call);
  if (!fd) {
    return fd;
  }
  const bool ipv6 = peer.host.find(':') != std::string::npos;
  const std::string target = (ipv6 ? "[" + peer.host + "]" : peer.host) + ":" + std::to_string(peer.port);
  const std::string refused = "proxy";
  if (!send_all(fd->get(), "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n")) {
    return tl::unexpected(refused);
  }
  // Byte by byte, so that nothing of what follows the head is taken from TLS. Once for a connection.
  std::string head;
  while (!head.ends_with("\r\n\r\n")) {
    char byte = 0;
    const ssize_t got = ::recv(fd->get(), &byte, 1, 0);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0 || head.size() >= max_proxy_answer) {
      return tl::unexpected(refused);
    }
    head.push_back(byte);
  }
  constexpr std::size_t version = 8;  // HTTP/1.x
  if (!head.starts_with("HTTP/1.") || head.compare(version, 5, " 200 ") != 0) {
    return tl::unexpected(refused);
  }
  return fd;
}

bool still_idle(int socket) {
  return poll_one(socket, POLLIN | POLLRDHUP, milliseconds(0)) == 0;
}

}  // namespace slack
