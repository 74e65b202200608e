// The threads on which the bounded front's handlers run, and where their answers wait for the thread that
// writes them.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "bot/http/fd.h"
#include "bot/http/library.h"
#include "bot/http/server.h"

namespace muster::bot {

using ConnectionId = std::uint64_t;

/// Where answers wait for the thread that writes them: any thread puts, one takes when fd() can be read.
/// Outlives the server in whoever still holds a Respond.
class Outlet {
 public:
  Outlet();
  void put(ConnectionId connection, HttpResponse response);
  void wake();
  std::vector<std::pair<ConnectionId, HttpResponse>> take();
  int fd() const { return wake_.get(); }

 private:
  Fd wake_;
  std::mutex mutex_;
  std::vector<std::pair<ConnectionId, HttpResponse>> answers_;
};

/// Each job gets exactly one answer: the handler's, 400 for a head that can't be parsed, or 500 when the last
/// copy of its Respond goes without one.
class Handlers {
 public:
  struct Job {
    ConnectionId connection = 0;
    std::string head, body, peer;
    std::chrono::system_clock::time_point received_at;
  };

  Handlers(HttpHandler handler, std::shared_ptr<Outlet> outlet, int threads);
  ~Handlers() { stop(); }
  Handlers(const Handlers&) = delete;
  Handlers& operator=(const Handlers&) = delete;

  void add(Job job);
  /// Waits for handlers that run; what hasn't begun is dropped.
  void stop();

 private:
  void work();
  void run(Job job);

  HttpHandler handler_;
  std::shared_ptr<Outlet> outlet_;
  Parser parser_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<Job> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace muster::bot
