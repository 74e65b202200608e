#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <system_error>

#include "storage/sqlite/connection.h"
#include "storage/sqlite/files.h"
#include "storage/sqlite/open.h"
#include "storage/sqlite/sqlite_store.h"
#include "storage/verify.h"

namespace muster::storage {

namespace {

/// Takes the file away when it goes, whatever became of it.
struct Passing {
  std::filesystem::path file;
  explicit Passing(std::filesystem::path f) : file(std::move(f)) {}
  ~Passing() {
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
  }
  Passing(const Passing&) = delete;
  Passing& operator=(const Passing&) = delete;
};

void check(const std::filesystem::path& copy) {
  sqlite::with_store_errors([&] {
    sqlite::Connection db(copy, sqlite::Connection::Mode::read_only);
    sqlite::Query row(db, "PRAGMA integrity_check(1)");
    if (!row.step() || row.text(0) != "ok")
      throw StoreError(StoreError::Kind::corrupt, "SQLite finds the copy damaged, as the database may be");
  });
  SqliteOptions options;
  options.path = copy;
  options.read_only = true;
  options.readers = 1;
  const auto store = open_sqlite(std::move(options));
  if (const auto faults = verify(*store); !faults.empty()) {
    throw StoreError(StoreError::Kind::corrupt,
                     fmt::format("the copy has {} fault{}, and so has the database: {}", faults.size(),
                                 faults.size() == 1 ? "" : "s", faults.front()));
  }
}

}  // namespace

void backup_sqlite(const std::filesystem::path& from, const std::filesystem::path& to) {
  const auto target = std::filesystem::absolute(to);
  if (std::filesystem::exists(target)) {
    throw StoreError(StoreError::Kind::other,
                     fmt::format("{} exists already; a backup overwrites nothing", target.string()));
  }
  const Passing part(target.string() + fmt::format(".{}.part", ::getpid()));
  sqlite::with_store_errors([&] {
    sqlite::Connection db(sqlite::canonical_path(from), sqlite::Connection::Mode::read_only);
    // It would forbid the copy, too; the file itself is open for reading only.
    db.exec("PRAGMA query_only=OFF");
    sqlite::copy_whole(db, part.file);
  });
  check(part.file);
  // Unlike a renamed one, a linked file takes nobody's place.
  if (::link(part.file.c_str(), target.c_str()) != 0) sqlite::fail_io("make", target);
  sqlite::sync_to_disk(target.parent_path(), O_RDONLY | O_DIRECTORY);
}

}  // namespace muster::storage
