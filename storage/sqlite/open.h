// Getting at the file: whose it is, who else uses it, and which version it has.
#pragma once

#include <filesystem>
#include <memory>
#include <span>

#include "storage/sqlite/schema.h"
#include "storage/sqlite/sqlite_store.h"

namespace muster::storage::sqlite {

/// Holds `<file>.lock` for as long as it lives. The kernel frees it when the process ends in any way.
class InstanceLock {
 public:
  /// Null when another holder is alive. Throws StoreError when the lock file can't be made.
  static std::unique_ptr<InstanceLock> try_lock(const std::filesystem::path& database);
  ~InstanceLock();
  InstanceLock(const InstanceLock&) = delete;
  InstanceLock& operator=(const InstanceLock&) = delete;

 private:
  explicit InstanceLock(int fd) : fd_(fd) {}
  int fd_;
};

/// Absolute, without symbolic links, so that one file has one lock.
std::filesystem::path canonical_path(const std::filesystem::path& path);

/// Makes the file if it is missing, refuses what is not ours or is too new, and migrates what is older.
/// Returns the lock if it was asked for. `path` is canonical. Throws StoreError.
std::unique_ptr<InstanceLock> prepare_file(const std::filesystem::path& path, const SqliteOptions& options,
                                           std::span<const Migration> migrations);

/// open_sqlite with a schema history of its own, for tests of migrating.
std::unique_ptr<Store> open_with(SqliteOptions options, std::span<const Migration> migrations);

}  // namespace muster::storage::sqlite
