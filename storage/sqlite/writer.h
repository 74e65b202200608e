// The one that writes, on a thread of its own or stepped. Whoever waits is committed together: one fsync for
// all of them.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "storage/sqlite/connection.h"

namespace muster::storage::sqlite {

class Writer {
 public:
  struct Job {
    /// Runs inside the transaction, on the writer's thread, and perhaps again when the first try could not be
    /// committed. Returns whether it made work for the workers. What it throws fails this job alone.
    std::function<bool(Connection&)> work;
    /// Once, after the commit, or with the StoreError for which nothing of this job was saved. May be empty.
    /// The error is given away: whoever is told is the last to hold it.
    std::function<void(std::exception_ptr)> done;
  };

  enum class Runs {
    on_a_thread,  ///< of its own
    stepped       ///< by whoever calls step(): one thread does everything (simulations)
  };
  Writer(std::unique_ptr<Connection> db, std::size_t max_batch, Runs runs = Runs::on_a_thread);
  /// Finishes what was accepted.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void submit(Job job);
  void on_work(std::function<void()> wake);

  /// Commits what waits, a batch at most; false when nothing waits. Only where the writer is stepped.
  bool step();
  bool waiting();
  bool is_stepped() const { return !thread_.joinable(); }

  /// Submits a job and waits for its commit. Throws StoreError. Not from the writer's thread, which would
  /// wait for itself.
  void wait_for(std::function<bool(Connection&)> work);
  /// The same; `work(Connection&)` gives the result.
  template <class F>
  auto call(F work) -> std::invoke_result_t<F, Connection&> {
    using R = std::invoke_result_t<F, Connection&>;
    if constexpr (std::is_void_v<R>) {
      wait_for([&work](Connection& db) {
        work(db);
        return false;
      });
    } else {
      std::optional<R> result;
      wait_for([&](Connection& db) {
        result.emplace(work(db));
        return false;
      });
      return std::move(*result);
    }
  }

 private:
  void refuse_own_thread() const;
  /// Moves the next batch out of the queue. The lock is held.
  void take_batch(std::vector<Job>& batch);
  void loop();
  void run_batch(std::vector<Job>& batch);
  /// False when the transaction is lost, and everybody in it.
  bool run_together(std::vector<Job>& batch, std::vector<std::exception_ptr>& errors, bool& made_work);
  std::exception_ptr run_alone(Job& job, bool& made_work);
  void roll_back() noexcept;

  std::unique_ptr<Connection> db_;
  const std::size_t max_batch_;
  std::mutex mutex_;
  std::condition_variable waiting_;
  std::deque<Job> queue_;
  std::function<void()> wake_;
  bool stopping_ = false;
  bool stepping_ = false;  ///< inside step()
  std::thread thread_;     ///< none where it is stepped
};

}  // namespace muster::storage::sqlite
