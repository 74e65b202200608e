#ifdef MUSTER_BOUNDED_FRONT
#include "bot/http/handlers.h"

#include <sys/eventfd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <system_error>

#include "bot/log.h"

namespace muster::bot {

Outlet::Outlet() : wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (wake_.get() < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

void Outlet::put(ConnectionId connection, HttpResponse response) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = answers_.empty();
    answers_.emplace_back(connection, std::move(response));
  }
  if (first) wake();  // else somebody has, and nobody has come to take them yet
}

void Outlet::wake() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto n = ::write(wake_.get(), &one, sizeof one);  // full means: awake already
}

std::vector<std::pair<ConnectionId, HttpResponse>> Outlet::take() {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto n = ::read(wake_.get(), &count, sizeof count);
  const std::lock_guard lock(mutex_);
  return std::exchange(answers_, {});
}

namespace {

/// Gives one answer; when the last copy of its Respond goes without one, that answer is 500.
class Answer {
 public:
  Answer(std::shared_ptr<Outlet> outlet, ConnectionId connection)
      : outlet_(std::move(outlet)), connection_(connection) {}
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;
  ~Answer() {
    try {
      give({500, {}, {}, {}});
    } catch (...) {
      log::error("answer lost", {{"why", "no memory"}});
    }
  }
  void give(HttpResponse response) {
    if (!given_.test_and_set()) outlet_->put(connection_, std::move(response));
  }

 private:
  std::shared_ptr<Outlet> outlet_;
  ConnectionId connection_;
  std::atomic_flag given_;
};

}  // namespace

Handlers::Handlers(HttpHandler handler, std::shared_ptr<Outlet> outlet, int threads)
    : handler_(std::move(handler)), outlet_(std::move(outlet)) {
  try {
    for (int i = 0; i < std::max(1, threads); ++i) threads_.emplace_back([this] { work(); });
  } catch (...) {
    stop();
    throw;
  }
}

void Handlers::add(Job job) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
  }
  ready_.notify_one();
}

void Handlers::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    jobs_.clear();
  }
  ready_.notify_all();
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
}

void Handlers::work() {
  for (;;) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      ready_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (stopping_) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    const auto connection = job.connection;
    try {
      run(std::move(job));
    } catch (...) {
      // run() fails before there is an Answer only when memory is out.
      log::error("request lost", {{"connection", static_cast<long long>(connection)}});
    }
  }
}

void Handlers::run(Job job) {
  const auto answer = std::make_shared<Answer>(outlet_, job.connection);
  try {
    auto request = parser_.parse(job.head);
    if (!request) return answer->give({400, {}, {}, {}});
    request->body = std::move(job.body);
    request->peer = std::move(job.peer);
    request->received_at = job.received_at;
    handler_(std::move(*request), [answer](HttpResponse response) { answer->give(std::move(response)); });
  } catch (...) {
    log::error("http handler threw");
    answer->give({500, {}, {}, {}});
  }
}

}  // namespace muster::bot
#endif
