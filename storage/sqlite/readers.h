// Read-only connections, lent to one thread at a time.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "storage/sqlite/connection.h"

namespace muster::storage::sqlite {

class Readers {
 public:
  /// At least one. Throws SQLite::Exception.
  Readers(const std::filesystem::path& path, int count, const std::string& vfs = {});

  /// Runs `f(Connection&)` on a snapshot that holds everything that was committed before. Waits while all
  /// connections are lent. Throws StoreError.
  template <class F>
  auto read(F&& f) {
    return with_store_errors([&] {
      const Lent lent(*this);
      const ReadTransaction snapshot(*lent.connection);
      return f(*lent.connection);
    });
  }

 private:
  struct Lent {
    explicit Lent(Readers& from) : readers(from), connection(from.take()) {}
    ~Lent() { readers.give_back(std::move(connection)); }
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    Readers& readers;
    std::unique_ptr<Connection> connection;
  };
  std::unique_ptr<Connection> take();
  void give_back(std::unique_ptr<Connection> connection);

  std::mutex mutex_;
  std::condition_variable free_;
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace muster::storage::sqlite
