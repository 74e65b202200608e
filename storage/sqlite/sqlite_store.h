// The Store on one SQLite file. See storage/store.h for the promises.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "storage/store.h"

namespace muster::storage {

struct SqliteOptions {
  std::filesystem::path path;
  int readers = 4;              ///< read-only connections
  std::size_t max_batch = 256;  ///< requests that share one commit
  /// 16 random bytes for the salt of a text; the system's randomness when empty.
  std::function<std::string()> salt;
  /// Opens without the writer's lock and refuses every write: for looking at a database that a server is
  /// using.
  bool read_only = false;
  /// Takes no instance lock, but writes: for a command line beside a running server.
  bool beside_server = false;
  /// Parks what was under way when the last process ended: in a crash loop that is what crashes it.
  bool put_aside = false;
  /// Name of the SQLite VFS that the file lives in; empty: the system's. In another one there is no instance
  /// lock, nothing is made beside the file, and the path is taken as it stands: for simulated disks.
  std::string vfs{};
};

/// A store without a thread: what is written waits for `step`. For simulations, which are one thread.
struct SteppedStore {
  std::unique_ptr<Store> store;
  /// Commits what waits, in one batch, and calls the callbacks. Writes that wait for their commit do it by
  /// themselves.
  std::function<void()> step;
  std::function<bool()> waiting;
};

/// Copies the database, as it is at one moment, to a file that must not exist yet, readable for its owner
/// alone. Nobody who writes or reads meanwhile waits. The copy is whole and has been looked through (SQLite's
/// own check and storage/verify.h) before it gets its name; a copy that fails is taken away again. Throws
/// StoreError.
void backup_sqlite(const std::filesystem::path& from, const std::filesystem::path& to);

/// Opens, locks, checks and migrates the file (a copy `<file>.before-v<N>` is made first); makes it when it
/// is missing. Throws StoreError with words for the operator: locked by another instance, newer than this
/// program, not a Muster database, not writable.
std::unique_ptr<Store> open_sqlite(SqliteOptions options);
/// The same, stepped. The functions must not be called once the store is gone.
SteppedStore open_sqlite_stepped(SqliteOptions options);

}  // namespace muster::storage
