#include "bot/work/work.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "bot/jumps.h"
#include "bot/log.h"

namespace muster::bot {

namespace {

// Longer than any step takes with all its calls. A crash costs nothing of it: who starts takes the leases
// away.
constexpr std::chrono::minutes lease{10};
constexpr std::chrono::milliseconds first_back_off{500};
constexpr std::chrono::minutes longest_back_off{15};
/// A server that works beside a command line looks for what that left at least this often.
constexpr std::chrono::seconds look_at_least_every{1};

core::Duration back_off(const App& app, int attempts) {
  const auto doubled = first_back_off * (1LL << std::clamp(attempts - 1, 0, 12));
  const auto limit = std::min<core::Duration>(doubled, longest_back_off);
  // Full jitter above half: those that failed together don't come back together.
  return limit / 2 + core::Duration(app.random() % (limit.count() / 2 + 1));
}

std::string_view result_name(std::size_t index) {
  constexpr std::string_view names[] = {"done", "again", "parked"};
  return names[index];
}

}  // namespace

storage::Result Work::record(core::Command command, std::vector<storage::InboxKey> keys) const {
  storage::Request request;
  request.workspace = app.workspace.id;
  request.incident = incident.id;
  request.command = std::move(command);
  request.now = app.clock();
  request.policy = policy_of(config);
  request.keys = std::move(keys);
  auto result = app.store.execute(std::move(request));
  if (result.error) std::rethrow_exception(result.error);
  return result;
}

storage::Again again(const Work& work, const slack::Error& error, int attempts) {
  const bool made = error.what != slack::Error::What::later;
  const bool told_when = error.retry_after.count() > 0;
  const auto wait = told_when ? core::Duration(error.retry_after) : back_off(work.app, attempts);
  return {work.app.clock() + wait, error.code, made, !made && !told_when};
}

storage::Parked parked(const slack::Error& error) {
  return {error.code};
}

std::variant<storage::Again, storage::Parked> give_back(const Work& work, const slack::Error& error,
                                                        int attempts) {
  using What = slack::Error::What;
  switch (error.what) {
    case What::later:
      return again(work, error, attempts);
    case What::ambiguous:
    case What::conflict:
    case What::join:
    case What::missing:
      if (attempts < work.config->attempts) return again(work, error, attempts);
      return parked(error);
    default:
      return parked(error);
  }
}

/// What was put off for the same reason before waits longer each time: an outage of hours is no reason to
/// knock four times a second. Never before the time that it was put off to, which may be known.
template <class Result>
void Worker::wait_longer(Result& result, int waits) const {
  if (auto* again = std::get_if<storage::Again>(&result); again && again->waited)
    again->due = std::max(again->due, app_.clock() + back_off(app_, waits + 1));
}

std::optional<core::Time> Worker::step(core::Time now) {
  app_.jumps.look();
  if (one_shot(now) || surface(now) || timer(now)) return now;
  auto due = app_.store.next_due();
  if (const auto timer = app_.store.next_timer()) due = due ? std::min(*due, *timer) : *timer;
  if (!due) return std::nullopt;
  return std::max(*due, now);
}

bool Worker::surface(core::Time now) {
  const auto task = app_.store.claim_surface(now, lease, app_.edits_apart);
  if (!task) return false;
  const auto kind_name = core::to_string(task->kind);
  SurfaceResult result = storage::Parked{"unknown"};
  try {
    auto incident = app_.store.incident(task->incident);
    const auto* kind = find_surface(task->kind);
    if (task->attempts > app_.settings.get()->attempts) {
      result = storage::Parked{"ended_the_process"};  // each attempt was counted, and none came to an end
    } else if (incident && incident->without_channel && task->kind != core::Surface::announcement) {
      result =
          storage::Shown{incident->version, task->ref, task->hash};  // it lives in none, perhaps since now
    } else if (incident && kind) {
      const Work work{app_, app_.settings.get(), *std::move(incident), now};
      result = kind->converge(work, *task);
    }
  } catch (const std::exception& e) {
    const bool store = dynamic_cast<const storage::StoreError*>(&e) != nullptr;
    log::error("surface failed", {{"surface", kind_name}, {"reason", store ? e.what() : "unexpected"}});
    result = storage::Again{now + back_off(app_, task->attempts), "internal", true};
  }
  wait_longer(result, task->waits);
  const auto name = result_name(result.index());
  app_.metrics.task(kind_name, name);
  if (result.index() != 0) {
    const auto code = std::visit(
        [](const auto& r) -> std::string {
          if constexpr (requires { r.error; }) return r.error;
          return {};
        },
        result);
    log::warn("surface not up to date", {{"surface", kind_name},
                                         {"incident", task->incident.value},
                                         {"result", name},
                                         {"code", code},
                                         {"attempt", task->attempts}});
  }
  app_.store.finish(*task, result);
  return true;
}

bool Worker::one_shot(core::Time now) {
  const auto task = app_.store.claim_one_shot(now, lease);
  if (!task) return false;
  const auto kind_name = core::to_string(task->what.kind);
  OneShotResult result = storage::Parked{"unknown"};
  try {
    core::Incident incident;
    if (!task->incident.empty()) {
      if (auto found = app_.store.incident(task->incident)) incident = *std::move(found);
    }
    if (task->attempts > app_.settings.get()->attempts) {
      result = storage::Parked{"ended_the_process"};
    } else if (const auto* kind = find_one_shot(task->what.kind)) {
      const Work work{app_, app_.settings.get(), std::move(incident), now};
      result = kind->send(work, *task);
    }
  } catch (const std::exception& e) {
    const bool store = dynamic_cast<const storage::StoreError*>(&e) != nullptr;
    log::error("one-shot failed", {{"kind", kind_name}, {"reason", store ? e.what() : "unexpected"}});
    result = storage::Again{now + back_off(app_, task->attempts), "internal", true};
  }
  wait_longer(result, task->waits);
  if (const auto* again = std::get_if<storage::Again>(&result);
      again && again->counted && task->attempts >= app_.settings.get()->attempts) {
    result = storage::Parked{again->error};
  }
  const auto name = result_name(result.index());
  app_.metrics.task(kind_name, name);
  if (const auto* failed = std::get_if<storage::Parked>(&result)) {
    log::warn("one-shot parked", {{"kind", kind_name},
                                  {"incident", task->incident.value},
                                  {"code", failed->error},
                                  {"attempt", task->attempts}});
  }
  app_.store.finish(*task, result);
  return true;
}

bool Worker::timer(core::Time now) {
  const auto due = app_.store.claim_timer(now);
  if (!due) return false;
  storage::Request tick;
  tick.workspace = app_.workspace.id;
  tick.incident = *due;
  tick.command = core::Tick{};
  tick.now = now;
  tick.policy = policy_of(app_.settings.get());
  const auto result = app_.store.execute(std::move(tick));
  const auto name = result_name(result.error ? 1 : 0);
  app_.metrics.task("timer", name);
  if (result.error) log::error("timer failed", {{"incident", due->value}});
  return true;
}

WorkerPool::WorkerPool(App& app, int threads) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this, &app] { loop(app); });
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  woken_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void WorkerPool::wake() {
  {
    const std::lock_guard lock(mutex_);
    ++wakes_;
  }
  woken_.notify_all();
}

void WorkerPool::loop(App& app) {
  Worker worker(app);
  for (;;) {
    std::uint64_t seen = 0;
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      seen = wakes_;
    }
    const auto now = app.clock();
    auto next = std::optional<core::Time>(now + look_at_least_every);
    try {
      const auto due = worker.step(now);
      if (due) next = std::min(*next, *due);
    } catch (const std::exception& e) {
      // The database: try again at the next look, and say so.
      const bool store = dynamic_cast<const storage::StoreError*>(&e) != nullptr;
      log::error("worker failed", {{"reason", store ? e.what() : "unexpected"}});
    }
    std::unique_lock lock(mutex_);
    woken_.wait_for(lock, *next - now, [&] { return stopping_ || wakes_ != seen; });
  }
}

}  // namespace muster::bot
