#include "storage/sqlite/open.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "storage/sqlite/connection.h"
#include "storage/sqlite/derived.h"
#include "storage/sqlite/files.h"

namespace muster::storage::sqlite {

namespace {

namespace fs = std::filesystem;

std::int64_t pragma(Connection& db, std::string_view sql) {
  Query query(db, sql);
  return query.step() ? query.integer(0) : 0;
}

/// A whole copy stands under its name, or nothing does.
void back_up(Connection& db, const fs::path& target) {
  fs::path partial = target;
  partial += ".partial";
  fs::remove(partial);
  copy_whole(db, partial);
  fs::rename(partial, target);
  sync_to_disk(target.parent_path(), O_RDONLY | O_DIRECTORY);
}

void migrate(Connection& db, const Migration& migration) {
  db.exec("BEGIN IMMEDIATE");
  try {
    db.exec(migration.sql);
    db.exec(
        fmt::format("PRAGMA application_id={}; PRAGMA user_version={};", application_id, migration.version));
    db.exec("COMMIT");
  } catch (...) {
    if (db.in_transaction()) db.exec("ROLLBACK");
    throw;
  }
}

/// The version of a file of ours; 0 when it is new. Throws for anybody else's and for a newer one.
int version_of(Connection& db, const fs::path& path, int newest) {
  std::int64_t id = 0;
  std::int64_t version = 0;
  bool blank = false;
  try {
    id = pragma(db, "PRAGMA application_id");
    version = pragma(db, "PRAGMA user_version");
    blank = pragma(db, "SELECT COUNT(*) FROM sqlite_schema") == 0;
  } catch (const SQLite::Exception& e) {
    if (e.getErrorCode() != SQLITE_NOTADB) throw;
    throw StoreError(StoreError::Kind::corrupt, fmt::format("{} is not a database", path.string()));
  }
  if (blank && id == 0 && version == 0) return 0;
  if (id != application_id) {
    throw StoreError(StoreError::Kind::other,
                     fmt::format("{} is a database of another program, not of Muster", path.string()));
  }
  if (version > newest) {
    throw StoreError(StoreError::Kind::other,
                     fmt::format("{} was written by a newer Muster (version {}, this one knows {}); upgrade "
                                 "the program, or restore a copy",
                                 path.string(), version, newest));
  }
  return static_cast<int>(version);
}

StoreError not_openable(const fs::path& path, const SQLite::Exception& e) {
  return {e.getErrorCode() == SQLITE_READONLY ? StoreError::Kind::read_only : StoreError::Kind::io,
          fmt::format("cannot open {}: {}", path.string(), e.what())};
}

}  // namespace

std::unique_ptr<InstanceLock> InstanceLock::try_lock(const fs::path& database) {
  // A file of its own: SQLite's own locks on the database go with any descriptor of it that is closed.
  fs::path path = database;
  path += ".lock";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd < 0) fail_io("open", path);
  std::unique_ptr<InstanceLock> lock(new InstanceLock(fd));
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) fail_io("lock", path);
  return nullptr;
}

InstanceLock::~InstanceLock() {
  ::close(fd_);
}

fs::path canonical_path(const fs::path& path) {
  std::error_code error;
  auto canonical = fs::weakly_canonical(fs::absolute(path), error);
  if (error || path.empty()) {
    throw StoreError(StoreError::Kind::io,
                     fmt::format("cannot find the database {}: {}", path.string(), error.message()));
  }
  return canonical;
}

namespace {

void take_back_half_done(const fs::path& path, const std::string& vfs) {
  SQLite::Database db(path.string(), SQLite::OPEN_READWRITE, 0, vfs);
  db.execAndGet("PRAGMA schema_version");
}

void release_leases(Connection& db, bool put_aside) {
  if (put_aside) {
    for (const char* table : {"surface", "one_shot"}) {
      db.exec(
          fmt::format("UPDATE {} SET lease = 0, due = NULL, state = 1, error = 'ended_the_process' "
                      "WHERE state = 3 AND lease <> 0",
                      table));
    }
  }
  run(db, "UPDATE surface SET lease = 0, due = raised_at WHERE state = 3 AND due >= 0 AND lease <> 0");
  run(db, "UPDATE one_shot SET lease = 0, due = created_at WHERE state = 3 AND priority >= 0 AND lease <> 0");
}

}  // namespace

std::unique_ptr<InstanceLock> prepare_file(const fs::path& path, const SqliteOptions& options,
                                           std::span<const Migration> migrations) {
  const int newest = migrations.back().version;
  if (options.read_only) {
    try {
      Connection db(path, Connection::Mode::read_only, options.vfs);
      if (version_of(db, path, newest) == newest) return nullptr;
    } catch (const SQLite::Exception& e) {
      throw not_openable(path, e);
    }
    throw StoreError(
        StoreError::Kind::read_only,
        fmt::format("{} has an older version; start the server once to bring it up to date", path.string()));
  }

  const bool is_on_disk = options.vfs.empty();
  auto lock = is_on_disk ? InstanceLock::try_lock(path) : nullptr;
  const bool is_alone = lock || !is_on_disk;
  if (!is_alone && !options.beside_server) {
    throw StoreError(StoreError::Kind::busy, fmt::format("another Muster is using {}", path.string()));
  }
  if (is_on_disk && !fs::exists(path)) {
    // It holds what people said, and secrets: nobody else may read it. Made before SQLite opens it, for the
    // reason given at the lock.
    const Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (file.fd < 0) fail_io("make", path);
  }
  try {
    // Looked at before anything is changed in it.
    try {
      Connection db(path, Connection::Mode::read_only, options.vfs);
      version_of(db, path, newest);
    } catch (const SQLite::Exception& e) {
      if (e.getErrorCode() != SQLITE_READONLY) throw;
      // The power failed while it was being made: who only reads can't take back what was half done.
      take_back_half_done(path, options.vfs);
      Connection db(path, Connection::Mode::read_only, options.vfs);
      version_of(db, path, newest);
    }
    Connection db(path, Connection::Mode::read_write, options.vfs);
    const int version = version_of(db, path, newest);
    if (version < newest) {
      if (!is_alone) {
        throw StoreError(StoreError::Kind::busy,
                         fmt::format("{} has an older version and a server is using it; restart the server",
                                     path.string()));
      }
      if (version > 0 && is_on_disk) {
        fs::path copy = path;
        copy += fmt::format(".before-v{}", newest);
        back_up(db, copy);
      }
      for (const Migration& migration : migrations) {
        if (migration.version > version) migrate(db, migration);
      }
    }
    if (is_alone) derive_older(db);
    // The lock is ours, so whoever took these leases is gone: what they had begun goes on at once.
    if (is_alone && !options.beside_server) release_leases(db, options.put_aside);
  } catch (const SQLite::Exception& e) {
    throw not_openable(path, e);
  } catch (const fs::filesystem_error& e) {
    throw StoreError(StoreError::Kind::io, e.what());
  }
  if (options.beside_server) return nullptr;
  return lock;
}

}  // namespace muster::storage::sqlite
