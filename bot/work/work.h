// The workers: what is due is rendered from the state as it is now, sent to Slack, and its result recorded. A
// worker is a function of time, `step(now)`; threads are loops around it, so that a simulation can be one,
// too.
//
// A surface is one file in bot/work/surfaces/ and one line in bot/work/surfaces.cpp; a one-shot likewise.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "bot/app.h"
#include "slack/error.h"
#include "storage/store.h"

namespace muster::bot {

using SurfaceResult = std::variant<storage::Shown, storage::Again, storage::Parked>;
using OneShotResult = std::variant<storage::Done, storage::Again, storage::Parked>;

/// What a surface or one-shot may use while it works.
struct Work {
  App& app;
  std::shared_ptr<const Config> config;
  core::Incident incident;  ///< as it is now
  core::Time now{};

  /// Records a fact that was learnt, waiting for its commit. Throws StoreError.
  storage::Result record(core::Command command, std::vector<storage::InboxKey> keys = {}) const;
};

struct SurfaceKind {
  core::Surface surface;
  /// Brings it up to date. May throw StoreError; everything else is a value.
  SurfaceResult (*converge)(const Work& work, const storage::SurfaceTask& task);
};
struct OneShotKind {
  core::OneShot::Kind kind;
  OneShotResult (*send)(const Work& work, const storage::OneShotTask& task);
};
const SurfaceKind* find_surface(core::Surface surface);
const OneShotKind* find_one_shot(core::OneShot::Kind kind);

/// When to try again after an error that may pass: the time that Slack named, else exponential with jitter,
/// 15 minutes at most. An attempt that was not really made (paced, or no byte sent) does not count.
storage::Again again(const Work& work, const slack::Error& error, int attempts);
/// For errors that stay: parked with its code, seen in doctor.
storage::Parked parked(const slack::Error& error);
/// By the kind of the error: again while attempts are left, else parked. `ambiguous_is_again`: the caller
/// looks first next time.
std::variant<storage::Again, storage::Parked> give_back(const Work& work, const slack::Error& error,
                                                        int attempts);

/// One worker. `step` does one due thing at most and says when to call again: now (it did something), a time,
/// or never (nothing waits; a commit will wake it). Not to be called by two threads at once; several workers
/// may run side by side on one store.
class Worker {
 public:
  explicit Worker(App& app) : app_(app) {}
  std::optional<core::Time> step(core::Time now);

 private:
  bool surface(core::Time now);
  bool one_shot(core::Time now);
  bool timer(core::Time now);
  template <class Result>
  void wait_longer(Result& result, int waits) const;

  App& app_;
};

/// Threads around workers. Starts them at once; the destructor ends each after the step that it is in.
class WorkerPool {
 public:
  WorkerPool(App& app, int threads);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// There is work: any thread, cheap, never blocks for long.
  void wake();

 private:
  void loop(App& app);

  std::mutex mutex_;
  std::condition_variable woken_;
  std::uint64_t wakes_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace muster::bot
