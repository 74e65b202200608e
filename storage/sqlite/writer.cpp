#include "storage/sqlite/writer.h"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <algorithm>
#include <future>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "storage/store.h"

namespace muster::storage::sqlite {

namespace {

/// After these the disk or the memory is not to be relied on, whatever the transaction's state says.
bool loses_transaction(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const SQLite::Exception& e) {
    switch (e.getErrorCode()) {
      case SQLITE_FULL:
      case SQLITE_IOERR:
      case SQLITE_NOMEM:
        return true;
      default:
        return false;
    }
  } catch (const std::bad_alloc&) {
    return true;
  } catch (...) {
    return false;
  }
}

}  // namespace

Writer::Writer(std::unique_ptr<Connection> db, std::size_t max_batch, Runs runs)
    : db_(std::move(db)), max_batch_(std::max<std::size_t>(max_batch, 1)) {
  if (runs == Runs::on_a_thread) thread_ = std::thread([this] { loop(); });
}

Writer::~Writer() {
  if (is_stepped()) {
    while (step()) {
    }
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  waiting_.notify_one();
  thread_.join();
}

void Writer::submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(job));
  }
  waiting_.notify_one();
}

void Writer::on_work(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

void Writer::wait_for(std::function<bool(Connection&)> work) {
  refuse_own_thread();
  // Shared: the writer may still be inside set_value when the waiting thread goes on.
  auto committed = std::make_shared<std::promise<void>>();
  auto future = committed->get_future();
  std::exception_ptr failure;
  submit({std::move(work), [committed, &failure](std::exception_ptr error) {
            failure = std::move(error);
            committed->set_value();
          }});
  if (is_stepped()) {
    while (step()) {
    }
  }
  future.get();
  if (failure) std::rethrow_exception(std::move(failure));
}

void Writer::refuse_own_thread() const {
  if (stepping_ || std::this_thread::get_id() == thread_.get_id()) {
    throw std::logic_error("a waiting write was called from the writer's own thread");
  }
}

void Writer::loop() {
  std::vector<Job> batch;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      waiting_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      take_batch(batch);
    }
    run_batch(batch);
    batch.clear();
  }
}

void Writer::take_batch(std::vector<Job>& batch) {
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(queue_.size(), max_batch_));
  batch.assign(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
  queue_.erase(queue_.begin(), end);
}

bool Writer::step() {
  std::vector<Job> batch;
  {
    const std::lock_guard lock(mutex_);
    if (queue_.empty()) return false;
    take_batch(batch);
  }
  stepping_ = true;
  run_batch(batch);
  stepping_ = false;
  return true;
}

bool Writer::waiting() {
  const std::lock_guard lock(mutex_);
  return !queue_.empty();
}

void Writer::run_batch(std::vector<Job>& batch) {
  std::vector<std::exception_ptr> errors(batch.size());
  bool made_work = false;
  if (!run_together(batch, errors, made_work)) {
    made_work = false;
    for (std::size_t i = 0; i < batch.size(); ++i) errors[i] = run_alone(batch[i], made_work);
  }
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (!batch[i].done) continue;
    try {
      batch[i].done(std::move(errors[i]));
    } catch (...) {
      // It has promised not to; the others are not to suffer for it.
      continue;
    }
  }
  if (!made_work) return;
  std::function<void()> wake;
  {
    const std::lock_guard lock(mutex_);
    wake = wake_;
  }
  try {
    if (wake) wake();
  } catch (...) {
    // As above: the work is found at the next look.
    return;
  }
}

bool Writer::run_together(std::vector<Job>& batch, std::vector<std::exception_ptr>& errors, bool& made_work) {
  roll_back();  // of what a roll-back that failed itself has left open
  try {
    run(*db_, "BEGIN IMMEDIATE");
  } catch (...) {
    // Another process holds the file, or it is gone: trying each alone would only multiply the wait.
    std::fill(errors.begin(), errors.end(), as_store_error(std::current_exception()));
    return true;
  }
  try {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      run(*db_, "SAVEPOINT job");
      try {
        const bool work = batch[i].work(*db_);
        made_work = made_work || work;
      } catch (...) {
        const auto error = std::current_exception();
        if (loses_transaction(error) || !db_->in_transaction()) {
          roll_back();
          return false;
        }
        errors[i] = as_store_error(error);
        run(*db_, "ROLLBACK TO job");
      }
      run(*db_, "RELEASE job");
    }
    run(*db_, "COMMIT");
    return true;
  } catch (...) {
    roll_back();
    return false;
  }
}

std::exception_ptr Writer::run_alone(Job& job, bool& made_work) {
  try {
    run(*db_, "BEGIN IMMEDIATE");
    const bool work = job.work(*db_);
    run(*db_, "COMMIT");
    made_work = made_work || work;
    return nullptr;
  } catch (...) {
    const auto error = std::current_exception();
    roll_back();
    return as_store_error(error);
  }
}

void Writer::roll_back() noexcept {
  try {
    if (db_->in_transaction()) run(*db_, "ROLLBACK");
  } catch (const std::exception&) {
    // SQLite's own rollback has happened, or the next BEGIN will say what is wrong.
    return;
  }
}

}  // namespace muster::storage::sqlite
