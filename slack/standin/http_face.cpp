#include "slack/standin/http_face.h"

#include <arpa/inet.h>
#include <httplib.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <list>
#include <mutex>
#include <set>
#include <thread>

namespace slack::standin {

namespace {

constexpr std::size_t max_body = 64U << 20U;
constexpr int read_limit_ms = 20000;
constexpr int idle_limit_ms = 120000;
constexpr int backlog = 1024;

bool wait_for(socket_t socket, short events, int limit_ms) {
  pollfd what{socket, events, 0};
  int ready = 0;
  do {
    ready = ::poll(&what, 1, limit_ms);
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

/// A socket, read through a buffer (httplib reads heads byte by byte), that can be cut off.
class Connection : public httplib::Stream {
 public:
  explicit Connection(socket_t socket) : socket_(socket) {}

  bool has_request() const { return at_ < filled_ || wait_for(socket_, POLLIN, idle_limit_ms); }
  /// The peer gets a reset; what httplib still writes goes nowhere.
  void cut() {
    const linger none{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    ::shutdown(socket_, SHUT_RD);
    cut_ = true;
  }

  bool is_readable() const override { return at_ < filled_ || wait_for(socket_, POLLIN, read_limit_ms); }
  bool is_writable() const override { return !cut_ && wait_for(socket_, POLLOUT, read_limit_ms); }
  ssize_t read(char* to, size_t size) override {
    if (at_ == filled_) {
      if (cut_ || !wait_for(socket_, POLLIN, read_limit_ms)) return -1;
      const auto got = ::recv(socket_, buffer_.data(), buffer_.size(), 0);
      if (got <= 0) return got;
      at_ = 0;
      filled_ = static_cast<std::size_t>(got);
    }
    const auto taken = std::min(size, filled_ - at_);
    std::copy_n(buffer_.data() + at_, taken, to);
    at_ += taken;
    return static_cast<ssize_t>(taken);
  }
  ssize_t write(const char* from, size_t size) override {
    return is_writable() ? ::send(socket_, from, size, MSG_NOSIGNAL) : -1;
  }
  void get_remote_ip_and_port(std::string& ip, int& port) const override { local(ip, port); }
  void get_local_ip_and_port(std::string& ip, int& port) const override { local(ip, port); }
  socket_t socket() const override { return socket_; }

 private:
  static void local(std::string& ip, int& port) {
    ip = "127.0.0.1";
    port = 0;
  }
  socket_t socket_;
  std::array<char, 16384> buffer_{};
  std::size_t at_ = 0, filled_ = 0;
  bool cut_ = false;
};

/// The connection whose request this thread is answering.
thread_local Connection* current = nullptr;

/// A thread for each connection, so that none waits for another. Finished ones are joined by the next.
class ThreadEach : public httplib::TaskQueue {
 public:
  void enqueue(std::function<void()> task) override {
    const std::lock_guard lock(mutex_);
    reap(false);
    auto& worker = workers_.emplace_back();
    worker.thread = std::thread([&worker, task = std::move(task)] {
      task();
      worker.done = true;
    });
  }
  void shutdown() override {
    const std::lock_guard lock(mutex_);
    reap(true);
  }

 private:
  struct Worker {
    std::thread thread;
    std::atomic<bool> done{false};
  };
  void reap(bool all) {
    for (auto worker = workers_.begin(); worker != workers_.end();) {
      if (!all && !worker->done) {
        ++worker;
        continue;
      }
      worker->thread.join();
      worker = workers_.erase(worker);
    }
  }
  std::mutex mutex_;
  std::list<Worker> workers_;
};

class Server : public httplib::Server {
 public:
  void cut_all() {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const auto socket : open_) ::shutdown(socket, SHUT_RDWR);
  }
  socket_t listener = -1;

 private:
  bool process_and_close_socket(socket_t socket) override {
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    bool welcome = false;
    {
      const std::lock_guard lock(mutex_);
      welcome = !stopping_;
      if (welcome) open_.insert(socket);
    }
    if (welcome) {
      Connection connection(socket);
      current = &connection;
      bool closed = false;
      while (!closed && connection.has_request() && process_request(connection, false, closed, nullptr)) {
      }
      current = nullptr;
      const std::lock_guard lock(mutex_);
      open_.erase(socket);
    }
    ::close(socket);
    return true;
  }

  std::mutex mutex_;
  std::set<socket_t> open_;
  bool stopping_ = false;
};

HttpCall describe(const httplib::Request& request) {
  HttpCall call;
  call.verb = request.method;
  const auto mark = request.target.find('?');
  call.path = request.target.substr(0, mark);
  if (mark != std::string::npos) call.query = request.target.substr(mark + 1);
  call.content_type = request.get_header_value("Content-Type");
  call.authorization = request.get_header_value("Authorization");
  return call;
}

bool read_body(const httplib::Request& request, const httplib::ContentReader& reader, std::string& body) {
  const auto append = [&body](const char* data, size_t size) {
    body.append(data, size);
    return body.size() <= max_body;
  };
  if (!request.is_multipart_form_data()) return reader(append);
  int parts = 0;
  return reader([&parts](const httplib::MultipartFormData&) { return ++parts > 0; },
                [&](const char* data, size_t size) { return parts > 1 || append(data, size); });
}

void send(const HttpReply& reply, httplib::Response& response) {
  if (reply.drop && current != nullptr) current->cut();
  response.status = reply.status;
  for (const auto& [name, value] : reply.headers) response.set_header(name, value);
  response.set_content(reply.body, reply.content_type);
}

}  // namespace

struct HttpFace::Running {
  Server server;
  std::thread thread;
};

HttpFace::HttpFace(Admit admit, Answer answer) : admit_(std::move(admit)), answer_(std::move(answer)) {}

HttpFace::~HttpFace() {
  stop();
}

bool HttpFace::start(int port) {
  running_ = std::make_unique<Running>();
  auto& server = running_->server;
  server.new_task_queue = [] { return new ThreadEach; };
  server.set_keep_alive_max_count(1U << 30U);
  server.set_payload_max_length(max_body);
  server.set_socket_options([&server](socket_t socket) {
    const int on = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    server.listener = socket;
  });
  server.set_exception_handler(
      [](const httplib::Request&, httplib::Response& response, const std::exception_ptr&) {
        response.status = 500;
        response.set_content("internal error of the stand-in", "text/plain");
      });
  server.set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
    if (admit_(describe(request).path)) return httplib::Server::HandlerResponse::Unhandled;
    if (current != nullptr) current->cut();
    response.status = 500;
    return httplib::Server::HandlerResponse::Handled;
  });
  server.Get(".*", [this](const httplib::Request& request, httplib::Response& response) {
    send(answer_(describe(request)), response);
  });
  server.Post(".*", [this](const httplib::Request& request, httplib::Response& response,
                           const httplib::ContentReader& reader) {
    auto call = describe(request);
    if (read_body(request, reader, call.body)) return send(answer_(call), response);
    response.status = 413;
  });
  if (port == 0) {
    port_ = server.bind_to_any_port("127.0.0.1");
  } else {
    port_ = server.bind_to_port("127.0.0.1", port) ? port : -1;
  }
  if (port_ <= 0) {
    running_.reset();
    return false;
  }
  // The library listens with a backlog of 5: a burst of connections would wait a second for the next try.
  ::listen(server.listener, backlog);
  running_->thread = std::thread([&server] { server.listen_after_bind(); });
  while (!server.is_running()) std::this_thread::yield();
  return true;
}

void HttpFace::stop() {
  if (!running_) return;
  running_->server.stop();
  running_->server.cut_all();
  running_->thread.join();
  running_.reset();
}

}  // namespace slack::standin
