// The bounded front. One thread owns every connection: it accepts, reads until a request is complete, hands
// it to a few handler threads, and writes the answer whenever it comes. So a connection costs a few hundred
// bytes and nobody's time, however slow its client is, and a handler thread is busy only while a handler
// runs.
#ifdef MUSTER_BOUNDED_FRONT
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <mutex>
#include <optional>
#include <set>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bot/http/framing.h"
#include "bot/http/front.h"
#include "bot/http/handlers.h"
#include "bot/http/library.h"
#include "bot/log.h"

namespace muster::bot {
namespace {

using Steady = std::chrono::steady_clock;

struct Connection {
  enum class Phase {
    reading,    ///< until a request is complete; idle while `in` is empty
    answering,  ///< a handler has the request; nothing is read
    writing,    ///< of the answer
    lingering   ///< closed for writing; what still comes is thrown away, so that no reset eats the answer
  };
  Fd fd;
  std::string peer;
  Phase phase = Phase::reading;
  std::string in;
  std::optional<Frame> frame;
  bool continued = false;
  bool keep = false;
  std::string out;
  std::size_t written = 0;
  std::size_t in_handlers = 0;  ///< bytes of the request that is being answered
  std::size_t counted = 0;      ///< of this connection in buffered_
  bool skipped_line = false;    ///< the empty line before a request
  std::chrono::system_clock::time_point received_at;
  std::optional<Steady::time_point> deadline;
  std::optional<Steady::time_point> idle_since;
};

class BoundedFront final : public HttpServer {
 public:
  BoundedFront(const std::string& host, int port, HttpHandler handler, const HttpLimits& limits,
               int inherited)
      : limits_(limits),
        listening_(inherited >= 0 ? take_over(inherited) : listen_on(host, port)),
        port_(listening_.port),
        outlet_(std::make_shared<Outlet>()),
        epoll_(::epoll_create1(EPOLL_CLOEXEC)),
        handlers_(std::move(handler), outlet_, limits.threads) {
    if (epoll_.get() < 0) throw std::system_error(errno, std::generic_category(), "epoll");
    watch(EPOLL_CTL_ADD, outlet_->fd(), EPOLLIN, kOutlet);
    watch(EPOLL_CTL_ADD, listening_.fd.get(), EPOLLIN, kListener);
    thread_ = std::thread([this] { run(); });
  }

  ~BoundedFront() override { BoundedFront::stop(std::chrono::milliseconds{0}); }

  int port() const override { return port_; }
  int listener() const override { return listening_.fd.get(); }

  void stop(std::chrono::milliseconds patience) override {
    const std::lock_guard lock(stopping_);
    if (!thread_.joinable()) return;
    stop_at_ = Steady::now() + patience;
    stop_asked_ = true;
    outlet_->wake();
    thread_.join();
    handlers_.stop();
  }

 private:
  using Phase = Connection::Phase;
  static constexpr ConnectionId kOutlet = 0, kListener = 1;
  static constexpr std::chrono::milliseconds kLinger{2000};
  static constexpr std::chrono::milliseconds kAcceptPause{100};
  static constexpr std::chrono::milliseconds kGrace{1000};

  void watch(int operation, int fd, std::uint32_t events, ConnectionId id) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = id;
    if (::epoll_ctl(epoll_.get(), operation, fd, &event) != 0)
      throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  }

  void run() {
    for (;;) {
      try {
        if (!turn()) return;
      } catch (const std::exception&) {
        log::error("http front", {{"why", "no memory or no descriptors"}});
      }
    }
  }

  /// One round: what happened, what was answered, what took too long. False when all is over.
  bool turn() {
    epoll_event events[128];
    const int count = ::epoll_wait(epoll_.get(), events, 128, wait_for());
    now_ = Steady::now();
    for (int i = 0; i < count; ++i) {
      const ConnectionId id = events[i].data.u64;
      if (id == kListener)
        accept_some();
      else if (id != kOutlet)
        guarded(id, [&](Connection& c) { happened(id, c, events[i].events); });
    }
    for (const auto& answered : outlet_->take())
      guarded(answered.first, [&](Connection& c) {
        if (c.phase == Phase::answering)
          answer(answered.first, c, answered.second, c.frame->keep_alive && !stop_asked_);
      });
    expire();
    if (accept_again_ && *accept_again_ <= now_) {
      accept_again_.reset();
      if (listening_.fd.get() >= 0) watch(EPOLL_CTL_MOD, listening_.fd.get(), EPOLLIN, kListener);
    }
    return !stop_asked_ || !stopped();
  }

  /// What goes wrong with one connection ends that one alone.
  template <class F>
  void guarded(ConnectionId id, F&& f) {
    const auto found = connections_.find(id);
    if (found == connections_.end()) return;  // closed earlier in this round, or long ago
    try {
      f(found->second);
    } catch (const std::exception&) {
      close(id);
    }
  }

  int wait_for() const {
    std::optional<Steady::time_point> next = accept_again_;
    if (!deadlines_.empty() && (!next || deadlines_.begin()->first < *next)) next = deadlines_.begin()->first;
    if (stop_asked_ && (!next || stop_at_.load() < *next)) next = stop_at_.load();
    if (last_word_ && *last_word_ > now_ && (!next || *last_word_ < *next)) next = last_word_;
    if (!next) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - Steady::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 0, 60'000));
  }

  // Connections come and go ---------------------------------------------------------------------------------

  void accept_some() {
    for (int i = 0; i < 64; ++i) {
      sockaddr_storage address{};
      socklen_t size = sizeof address;
      Fd fd(::accept4(listening_.fd.get(), reinterpret_cast<sockaddr*>(&address), &size,
                      SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (fd.get() < 0) {
        if (errno == EAGAIN || errno == EWOULDBLOCK) return;
        if ((errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) && !make_room()) {
          watch(EPOLL_CTL_MOD, listening_.fd.get(), 0, kListener);
          accept_again_ = now_ + kAcceptPause;
          return;
        }
        continue;  // the client is gone already, or there is room now
      }
      if (connections_.size() >= limits_.connections && !make_room()) continue;
      const int yes = 1;
      ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      char host[NI_MAXHOST] = "";
      ::getnameinfo(reinterpret_cast<sockaddr*>(&address), size, host, sizeof host, nullptr, 0,
                    NI_NUMERICHOST);
      const ConnectionId id = next_id_++;
      Connection& c = connections_[id];
      c.fd = std::move(fd);
      c.peer = host;
      guarded(id, [&](Connection& made) {
        watch(EPOLL_CTL_ADD, made.fd.get(), EPOLLIN, id);
        wait_for_request(id, made);
      });
    }
  }

  /// Closes who has been idle for longest, else whose request has been on its way for longest. One that has
  /// just come, or has sent something that was not read yet, may be Slack's: it goes last. False when all are
  /// being answered.
  bool make_room() {
    int looks = 16;
    for (const auto& [since, id] : idle_) {
      if (since + kGrace > now_ || --looks == 0) break;
      char peeked = 0;
      if (::recv(connections_.at(id).fd.get(), &peeked, 1, MSG_PEEK | MSG_DONTWAIT) > 0) continue;
      close(id);
      return true;
    }
    for (const auto& [due, id] : deadlines_) {
      const auto& c = connections_.at(id);
      if (c.idle_since) continue;
      close(id);
      return true;
    }
    if (idle_.empty()) return false;
    close(idle_.begin()->second);
    return true;
  }

  /// Keeps the sum of what is buffered.
  void count(Connection& c) {
    const auto now = c.in.size() + c.in_handlers;
    buffered_ += now - c.counted;
    c.counted = now;
  }

  /// Too much is on its way: the largest request that isn't complete is refused, so that small ones, as
  /// Slack's are, go on. Looks at every connection, but only then.
  void shed() {
    while (buffered_ > limits_.buffered) {
      auto largest = connections_.end();
      for (auto it = connections_.begin(); it != connections_.end(); ++it) {
        if (it->second.phase != Phase::reading) continue;
        if (largest == connections_.end() || it->second.in.size() > largest->second.in.size()) largest = it;
      }
      if (largest == connections_.end() || largest->second.in.empty()) return;
      const auto id = largest->first;
      release(largest->second.in);
      count(largest->second);
      guarded(id, [&](Connection& c) { refuse(id, c, 503); });
    }
  }

  /// Gives the memory back, too.
  static void release(std::string& bytes) { std::string().swap(bytes); }

  void close(ConnectionId id) {
    const auto found = connections_.find(id);
    if (found == connections_.end()) return;
    no_deadline(id, found->second);
    buffered_ -= found->second.counted;
    connections_.erase(found);
  }

  void no_deadline(ConnectionId id, Connection& c) {
    if (c.deadline) deadlines_.erase({*std::exchange(c.deadline, std::nullopt), id});
    if (c.idle_since) idle_.erase({*std::exchange(c.idle_since, std::nullopt), id});
  }
  void set_deadline(ConnectionId id, Connection& c, std::chrono::milliseconds in) {
    no_deadline(id, c);
    c.deadline = now_ + in;
    deadlines_.emplace(*c.deadline, id);
  }

  void expire() {
    while (!deadlines_.empty() && deadlines_.begin()->first <= now_) {
      const ConnectionId id = deadlines_.begin()->second;
      const auto found = connections_.find(id);
      if (found == connections_.end()) {
        deadlines_.erase(deadlines_.begin());
      } else if (found->second.phase == Phase::reading && !found->second.idle_since) {
        guarded(id, [&](Connection& c) { refuse(id, c, 408); });
      } else {
        close(id);
      }
    }
  }

  /// While stopping. At first everything that has reached this machine is read, so that no click is dropped
  /// because it came in the last moment; then, after a moment for what is on its way, who waits for nothing
  /// is closed.
  bool stopped() {
    if (listening_.fd.get() >= 0) {
      accept_again_.reset();
      for (std::size_t before = 0; before != next_id_;) {
        before = next_id_;
        accept_some();
      }
      ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, listening_.fd.get(), nullptr);
      listening_.fd.reset();
      accept_again_.reset();
      for (const ConnectionId id : all(Phase::reading)) guarded(id, [&](Connection& c) { read_some(id, c); });
      last_word_ = now_ + limits_.last_word;
    }
    if (now_ >= *last_word_) {
      for (const ConnectionId id : all(Phase::reading))
        guarded(id, [&](Connection& c) {
          if (c.in.empty()) close(id);
        });
    }
    const bool waiting = connections_.size() != all(Phase::lingering).size();
    if (waiting && now_ < stop_at_.load()) return false;
    while (!connections_.empty()) close(connections_.begin()->first);
    return true;
  }
  std::vector<ConnectionId> all(Phase phase) const {
    std::vector<ConnectionId> ids;
    for (const auto& [id, c] : connections_)
      if (c.phase == phase) ids.push_back(id);
    return ids;
  }

  // The life of one connection --------------------------------------------------------------------------

  void happened(ConnectionId id, Connection& c, std::uint32_t events) {
    switch (c.phase) {
      case Phase::reading:
        return read_some(id, c);
      case Phase::answering:  // nothing is asked for, so this is a hang-up or an error
        return close(id);
      case Phase::writing:
        if (events & (EPOLLERR | EPOLLHUP)) return close(id);
        write_some(id, c);
        return;
      case Phase::lingering: {
        char thrown_away[16 * 1024];
        const auto n = ::recv(c.fd.get(), thrown_away, sizeof thrown_away, 0);
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) close(id);
        return;
      }
    }
  }

  void wait_for_request(ConnectionId id, Connection& c) {
    c.phase = Phase::reading;
    c.frame.reset();
    c.continued = c.skipped_line = false;
    c.in_handlers = 0;
    if (c.in.empty()) release(c.in);  // a long body is no reason to hold on to its memory
    count(c);
    watch(EPOLL_CTL_MOD, c.fd.get(), EPOLLIN, id);
    if (c.in.empty()) {
      set_deadline(id, c, limits_.idle);
      c.idle_since = now_;
      idle_.emplace(now_, id);
    } else {
      set_deadline(id, c, limits_.request);
    }
  }

  void read_some(ConnectionId id, Connection& c) {
    char buffer[16 * 1024];
    const auto n = ::recv(c.fd.get(), buffer, sizeof buffer, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) return close(id);
    c.received_at = std::chrono::system_clock::now();
    if (c.idle_since) set_deadline(id, c, limits_.request);
    c.in.append(buffer, static_cast<std::size_t>(n));
    count(c);
    look(id, c);
    shed();
  }

  /// Is a request complete in `in`?
  void look(ConnectionId id, Connection& c) {
    if (!c.frame) {
      // One empty line before a request is to be overlooked (RFC 9112, 2.2); more would be a way to stay.
      if (!c.skipped_line && c.in.starts_with("\r\n")) {
        c.skipped_line = true;
        c.in.erase(0, 2);
      }
      const Framing framing = frame_request(c.in, limits_);
      if (const auto* refused = std::get_if<Refused>(&framing)) return refuse(id, c, refused->status);
      if (const auto* frame = std::get_if<Frame>(&framing))
        c.frame = *frame;
      else
        return;
    }
    const std::size_t size = c.frame->head + c.frame->body;
    if (c.in.size() < size) {
      if (c.frame->expects_continue && !c.continued && c.in.size() == c.frame->head) {
        c.continued = true;
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        if (::send(c.fd.get(), go_on.data(), go_on.size(), MSG_NOSIGNAL) !=
            static_cast<ssize_t>(go_on.size()))
          close(id);  // nothing else is on its way to this client, so this always fits, or it is gone
      }
      return;
    }
    Handlers::Job job;
    job.connection = id;
    job.head = c.in.substr(0, c.frame->head);
    job.body = c.in.substr(c.frame->head, c.frame->body);
    job.peer = c.peer;
    job.received_at = c.received_at;
    c.in.erase(0, size);
    c.in_handlers = size;
    c.phase = Phase::answering;
    no_deadline(id, c);
    watch(EPOLL_CTL_MOD, c.fd.get(), 0, id);
    handlers_.add(std::move(job));
  }

  void refuse(ConnectionId id, Connection& c, int status) {
    HttpResponse response;
    response.status = status;
    if (status == 405) response.headers["Allow"] = "GET, HEAD, POST";
    c.frame.emplace();
    answer(id, c, response, false);
  }

  void answer(ConnectionId id, Connection& c, const HttpResponse& response, bool keep) {
    c.keep = keep;
    c.out = write_answer(response, *c.frame, keep);
    c.written = 0;
    c.phase = Phase::writing;
    set_deadline(id, c, limits_.request);
    if (!write_some(id, c)) watch(EPOLL_CTL_MOD, c.fd.get(), EPOLLOUT, id);
  }

  /// False while the socket takes no more; else the answer is out, or the connection closed.
  bool write_some(ConnectionId id, Connection& c) {
    while (c.written < c.out.size()) {
      const auto n = ::send(c.fd.get(), c.out.data() + c.written, c.out.size() - c.written, MSG_NOSIGNAL);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0 && errno == EAGAIN) return false;
      if (n < 0) {
        close(id);
        return true;
      }
      c.written += static_cast<std::size_t>(n);
    }
    finish(id, c);
    return true;
  }

  void finish(ConnectionId id, Connection& c) {
    release(c.out);
    if (c.keep) {
      wait_for_request(id, c);
      if (!c.in.empty()) look(id, c);  // the client didn't wait for the answer
      return;
    }
    if (::shutdown(c.fd.get(), SHUT_WR) != 0) return close(id);
    release(c.in);
    count(c);
    c.phase = Phase::lingering;
    set_deadline(id, c, kLinger);
    watch(EPOLL_CTL_MOD, c.fd.get(), EPOLLIN, id);
  }

  const HttpLimits limits_;
  Listening listening_;
  const int port_;
  std::shared_ptr<Outlet> outlet_;
  Fd epoll_;
  Handlers handlers_;
  std::mutex stopping_;
  std::atomic<bool> stop_asked_ = false;
  std::optional<Steady::time_point> last_word_;  ///< set when stopping began
  std::atomic<Steady::time_point> stop_at_{Steady::time_point{}};

  // Of thread_ alone.
  Steady::time_point now_ = Steady::now();
  ConnectionId next_id_ = 2;  // never used twice, so that a late answer can't meet a stranger
  std::unordered_map<ConnectionId, Connection> connections_;
  std::set<std::pair<Steady::time_point, ConnectionId>> deadlines_;
  std::set<std::pair<Steady::time_point, ConnectionId>> idle_;
  std::size_t buffered_ = 0;
  std::optional<Steady::time_point> accept_again_;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<HttpServer> serve_bounded(const std::string& host, int port, HttpHandler handler,
                                          const HttpLimits& limits, int inherited) {
  return std::make_unique<BoundedFront>(host, port, std::move(handler), limits, inherited);
}

}  // namespace muster::bot
#endif
