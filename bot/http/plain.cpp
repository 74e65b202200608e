#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <future>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "bot/http/front.h"
#include "core/ascii.h"

namespace muster::bot {
namespace {

using Steady = std::chrono::steady_clock;

/// What the handler was given to answer with. Dropped without a word, the promise breaks, which is a 500.
struct Pending {
  std::promise<HttpResponse> promise;
  std::atomic_flag given;
  void give(HttpResponse response) {
    if (!given.test_and_set()) promise.set_value(std::move(response));
  }
};

class PlainServer final : public HttpServer {
 public:
  PlainServer(const std::string& host, int port, HttpHandler handler, const HttpLimits& limits)
      : handler_(std::move(handler)), limits_(limits) {
    server_.new_task_queue = [] { return new httplib::ThreadPool(64); };
    server_.set_tcp_nodelay(true);
    // The default sets SO_REUSEPORT, with which a second process takes half of the traffic without a word.
    server_.set_socket_options([](socket_t socket) {
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    server_.set_payload_max_length(limits_.body);
    server_.set_keep_alive_max_count(100);
    server_.set_keep_alive_timeout(1);
    // Without it, what() of an exception is sent to the client as a header.
    server_.set_exception_handler([](const httplib::Request&, httplib::Response& response,
                                     const std::exception_ptr&) { response.status = 500; });
    server_.Get(".*", [this](const httplib::Request& request, httplib::Response& response) {
      answer(request, {}, response);
    });
    server_.Post(".*", [this](const httplib::Request& request, httplib::Response& response,
                              const httplib::ContentReader& reader) {
      std::string body;
      if (request.has_header("Transfer-Encoding")) {
        response.status = 411;
      } else if (request.has_header("Content-Encoding")) {
        response.status = 415;
      } else if (!reader([&](const char* data, std::size_t size) {
                   body.append(data, size);
                   return body.size() <= limits_.body;
                 })) {
        response.status = body.size() > limits_.body ? 413 : 400;
      } else {
        answer(request, std::move(body), response);
      }
    });
    errno = 0;
    port_ = port == 0 ? server_.bind_to_any_port(host) : (server_.bind_to_port(host, port) ? port : -1);
    if (port_ < 0) throw std::runtime_error(bind_problem(host, port, errno));
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();  // stop() before that would be forgotten
  }

  ~PlainServer() override { PlainServer::stop(std::chrono::milliseconds{0}); }

  int port() const override { return port_; }

  void stop(std::chrono::milliseconds patience) override {
    const std::lock_guard lock(stopping_);
    give_up_ = Steady::now() + patience;
    if (!thread_.joinable()) return;
    server_.stop();
    thread_.join();
  }

 private:
  void answer(const httplib::Request& request, std::string body, httplib::Response& out) {
    HttpRequest in;
    in.method = request.method;
    in.path = request.target.substr(0, request.target.find('?'));
    if (in.path.size() < request.target.size()) in.query = request.target.substr(in.path.size() + 1);
    for (const auto& [name, value] : request.headers) in.headers.emplace(core::ascii::lower(name), value);
    in.body = std::move(body);
    in.peer = request.remote_addr;
    in.received_at = std::chrono::system_clock::now();

    auto pending = std::make_shared<Pending>();
    auto future = pending->promise.get_future();
    HttpResponse response{500, {}, {}, {}};
    try {
      handler_(std::move(in), [pending](HttpResponse given) { pending->give(std::move(given)); });
      pending.reset();
      while (future.wait_for(std::chrono::milliseconds{50}) != std::future_status::ready)
        if (Steady::now() > give_up_.load()) break;
      if (future.wait_for(std::chrono::milliseconds{0}) == std::future_status::ready) response = future.get();
    } catch (...) {
      response = HttpResponse{500, {}, {}, {}};
    }
    out.status = response.status;
    if (!response.body.empty()) out.set_content(response.body, response.content_type);
    for (const auto& [name, value] : response.headers) out.set_header(name, value);
  }

  HttpHandler handler_;
  HttpLimits limits_;
  httplib::Server server_;
  int port_ = -1;
  std::thread thread_;
  std::mutex stopping_;
  std::atomic<Steady::time_point> give_up_{Steady::time_point::max()};
};

}  // namespace

std::unique_ptr<HttpServer> serve_plain(const std::string& host, int port, HttpHandler handler,
                                        const HttpLimits& limits) {
  return std::make_unique<PlainServer>(host, port, std::move(handler), limits);
}

}  // namespace muster::bot
