#include "storage/sqlite/connection.h"

#include <SQLiteCpp/Exception.h>
#include <fmt/core.h>
#include <sqlite3.h>

#include <typeinfo>

#include "storage/store.h"

namespace muster::storage::sqlite {

namespace {

// SQLITE_OPEN_NOMUTEX: no connection is ever used by two threads at once.
int open_flags(Connection::Mode mode) {
  return SQLITE_OPEN_NOMUTEX |
         (mode == Connection::Mode::read_write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
}

constexpr int busy_timeout_ms = 5000;

StoreError::Kind kind_of(int code) {
  switch (code & 0xff) {
    case SQLITE_FULL:
      return StoreError::Kind::full;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return StoreError::Kind::io;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return StoreError::Kind::busy;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return StoreError::Kind::corrupt;
    case SQLITE_READONLY:
      return StoreError::Kind::read_only;
    default:
      return StoreError::Kind::other;
  }
}

}  // namespace

std::exception_ptr as_store_error(const std::exception_ptr& error) noexcept {
  try {
    std::rethrow_exception(error);
  } catch (const StoreError&) {
    return error;
  } catch (const SQLite::Exception& e) {
    return std::make_exception_ptr(
        StoreError(kind_of(e.getErrorCode()),
                   fmt::format("database: {} (code {})", e.what(), e.getExtendedErrorCode())));
  } catch (const std::exception& e) {
    return std::make_exception_ptr(
        StoreError(StoreError::Kind::other, fmt::format("an error of type {} was thrown", typeid(e).name())));
  } catch (...) {
    return std::make_exception_ptr(StoreError(StoreError::Kind::other, "an unknown error was thrown"));
  }
}

// Waiting matters only beside another process (the command line, a copy being made).
Connection::Connection(const std::filesystem::path& path, Mode mode, const std::string& vfs)
    : db_(path.string(), open_flags(mode), busy_timeout_ms, vfs) {
  sqlite3_db_config(db_.getHandle(), SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(db_.getHandle(), SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  db_.exec("PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON;");
  if (mode == Mode::read_only) {
    db_.exec("PRAGMA query_only=ON");
    return;
  }
  // EXTRA: a commit is on the disk before anybody is told; and the rollback journal of the very first change,
  // which makes the file a WAL one, stays deleted: come back after a power failure, it would take back the
  // change, and with it everything since. (tests/storage/sqlite/disk_test.cpp) A checkpoint costs two more
  // syncs: every 16 MB instead of every 4 gave a fifth more clicks a second. The limit shortens the WAL again
  // after a peak.
  db_.exec(
      "PRAGMA synchronous=EXTRA; PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-8192; PRAGMA "
      "wal_autocheckpoint=4000;");
  if (db_.execAndGet("PRAGMA journal_mode=WAL").getString() != "wal") {
    throw StoreError(StoreError::Kind::io, "the file system does not support SQLite's write-ahead log");
  }
}

bool Connection::in_transaction() const {
  return sqlite3_get_autocommit(db_.getHandle()) == 0;
}

SQLite::Statement& Connection::prepared(std::string_view sql) {
  const auto known = statements_.find(sql);
  if (known != statements_.end()) return *known->second;
  auto statement = std::make_unique<SQLite::Statement>(db_, std::string(sql));
  return *statements_.emplace(sql, std::move(statement)).first->second;
}

Overwriting::~Overwriting() {
  try {
    db_.exec("PRAGMA secure_delete=OFF");
  } catch (const SQLite::Exception&) {
    // Then it stays on, and costs a little.
    return;
  }
}

ReadTransaction::~ReadTransaction() {
  try {
    run(db_, "COMMIT");
  } catch (const SQLite::Exception&) {
    // A failed read has ended it already.
    return;
  }
}

}  // namespace muster::storage::sqlite
