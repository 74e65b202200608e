// Sockets for the transport: connecting within a deadline, and cutting what outlives it. Internal to slack.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <tl/expected.hpp>
#include <utility>

namespace slack {

/// Owns a file descriptor.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd();

  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

/// Shuts down the socket of a call whose time is up, whatever its thread waits for just then. An HTTP
/// library's own timeouts start anew with every byte that drips in, in the head of an answer and in the TLS
/// handshake too.
class Cutoff {
 public:
  using Clock = std::chrono::steady_clock;

  Cutoff();
  ~Cutoff();  ///< no call may be under way
  Cutoff(const Cutoff&) = delete;
  Cutoff& operator=(const Cutoff&) = delete;

  /// A call under way, from its construction to its destruction. Used by one thread.
  class Call {
   public:
    Call(Cutoff& owner, std::chrono::milliseconds deadline);
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    /// The socket to cut, in place of any earlier one. A duplicate is kept, so that the caller may close its
    /// own at any time. False if that can't be had.
    bool guard(int socket);
    bool over() const { return Clock::now() >= until_; }
    std::chrono::milliseconds left() const;  ///< rounded up; zero when over

   private:
    friend class Cutoff;
    Cutoff& owner_;
    Clock::time_point until_;
    Fd socket_;
    bool cut_ = false;
  };

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<Call*> calls_;
  Clock::time_point next_ = Clock::time_point::max();
  bool stop_ = false;
  std::thread thread_;  // last: it uses all of the above
};

struct Endpoint {
  std::string host;
  int port = 0;
};

/// A connected, blocking socket with TCP_NODELAY; the addresses of the host are tried in turn, each for
/// `each`. Else `connect`. The socket is guarded by `call` already.
tl::expected<Fd, std::string> connect_to(const Endpoint& peer, std::chrono::milliseconds each,
                                         Cutoff::Call& call);
/// The same through an HTTP proxy's CONNECT. Else `connect` or `proxy`.
tl::expected<Fd, std::string> connect_through(const Endpoint& proxy, const Endpoint& peer,
                                              std::chrono::milliseconds each, Cutoff::Call& call);

/// False when the peer of an idle connection has closed it, or has sent what nobody asked for.
bool still_idle(int socket);

}  // namespace slack
