// One connection to the file, with the settings that every connection of ours has, and its prepared
// statements. Used by one thread at a time.
#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <concepts>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/ids.h"
#include "core/time.h"

namespace muster::storage::sqlite {

/// The same as a StoreError: SQLite's codes sorted, a StoreError as it is, anything else by its type only
/// (its words may be a person's).
std::exception_ptr as_store_error(const std::exception_ptr& error) noexcept;
/// Runs `f`; whatever it throws comes out as a StoreError.
template <class F>
auto with_store_errors(F&& f) -> decltype(f()) {
  try {
    return std::forward<F>(f)();
  } catch (...) {
    std::rethrow_exception(as_store_error(std::current_exception()));
  }
}

class Connection {
 public:
  enum class Mode {
    read_write,  ///< makes the file's journal a WAL
    read_only
  };
  /// `vfs`: the SQLite VFS that the file lives in; empty: the system's. Throws SQLite::Exception.
  Connection(const std::filesystem::path& path, Mode mode, const std::string& vfs = {});

  /// Statements without parameters and rows.
  void exec(const std::string& sql) { db_.exec(sql); }
  /// False when a failure has ended the transaction that was open.
  bool in_transaction() const;
  std::int64_t last_insert_id() const { return db_.getLastInsertRowid(); }
  /// Rows that were written since it was opened.
  std::int64_t total_changes() const { return db_.getTotalChanges(); }
  /// Prepared once for each text.
  SQLite::Statement& prepared(std::string_view sql);

 private:
  SQLite::Database db_;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view sql) const { return std::hash<std::string_view>()(sql); }
  };
  std::unordered_map<std::string, std::unique_ptr<SQLite::Statement>, Hash, std::equal_to<>> statements_;
};

/// A value that is bound as a BLOB.
struct Blob {
  std::string_view bytes;
};

/// One execution of a prepared statement: bound when made, free again when it goes. The same text can't be
/// executed while it is being executed on that connection.
class Query {
 public:
  template <class... Args>
  Query(Connection& db, std::string_view sql, const Args&... args) : statement_(db.prepared(sql)) {
    try {
      int index = 0;
      (bind(++index, args), ...);
    } catch (...) {
      statement_.tryReset();
      throw;
    }
  }
  ~Query() { statement_.tryReset(); }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  /// Goes to the next row; false when there is none.
  bool step() { return statement_.executeStep(); }

  bool null(int column) const { return statement_.isColumnNull(column); }
  std::int64_t integer(int column) const { return statement_.getColumn(column).getInt64(); }
  bool flag(int column) const { return integer(column) != 0; }
  core::Time time(int column) const { return core::from_millis(integer(column)); }
  std::string text(int column) const { return statement_.getColumn(column).getString(); }
  std::string blob(int column) const { return statement_.getColumn(column).getString(); }

 private:
  void bind(int index, std::string_view value) { statement_.bind(index, std::string(value)); }
  void bind(int index, const std::string& value) { statement_.bind(index, value); }
  void bind(int index, const char* value) { bind(index, std::string_view(value)); }
  template <std::integral T>
  void bind(int index, T value) {
    statement_.bind(index, static_cast<std::int64_t>(value));
  }
  void bind(int index, core::Time value) { bind(index, core::to_millis(value)); }
  void bind(int index, Blob value) {
    statement_.bind(index, value.bytes.data(), static_cast<int>(value.bytes.size()));
  }
  void bind(int index, std::nullopt_t /*null*/) { statement_.bind(index); }
  template <class Tag>
  void bind(int index, const core::TextId<Tag>& value) {
    bind(index, value.value);
  }
  template <class Tag>
  void bind(int index, const core::RowId<Tag>& value) {
    bind(index, value.value);
  }
  template <class T>
  void bind(int index, const std::optional<T>& value) {
    if (value) {
      bind(index, *value);
    } else {
      statement_.bind(index);
    }
  }

  SQLite::Statement& statement_;
};

/// Executes a statement for its effect; whether it gave a row.
template <class... Args>
bool run(Connection& db, std::string_view sql, const Args&... args) {
  return Query(db, sql, args...).step();
}

/// While it lives, what is deleted or replaced is overwritten in the file, and not merely free to be used
/// again. Not one within another.
class Overwriting {
 public:
  explicit Overwriting(Connection& db) : db_(db) { db_.exec("PRAGMA secure_delete=ON"); }
  ~Overwriting();
  Overwriting(const Overwriting&) = delete;
  Overwriting& operator=(const Overwriting&) = delete;

 private:
  Connection& db_;
};

/// A snapshot to read from; ends with the object.
class ReadTransaction {
 public:
  explicit ReadTransaction(Connection& db) : db_(db) { run(db_, "BEGIN"); }
  ~ReadTransaction();
  ReadTransaction(const ReadTransaction&) = delete;
  ReadTransaction& operator=(const ReadTransaction&) = delete;

 private:
  Connection& db_;
};

}  // namespace muster::storage::sqlite
