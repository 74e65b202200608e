#include "storage/sqlite/readers.h"

#include <algorithm>
#include <utility>

namespace muster::storage::sqlite {

Readers::Readers(const std::filesystem::path& path, int count, const std::string& vfs) {
  // Room for all, so that giving one back never allocates.
  idle_.reserve(static_cast<std::size_t>(std::max(count, 1)));
  for (int i = 0; i < std::max(count, 1); ++i) {
    idle_.push_back(std::make_unique<Connection>(path, Connection::Mode::read_only, vfs));
  }
}

std::unique_ptr<Connection> Readers::take() {
  std::unique_lock lock(mutex_);
  free_.wait(lock, [this] { return !idle_.empty(); });
  auto connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

void Readers::give_back(std::unique_ptr<Connection> connection) {
  {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(connection));
  }
  free_.notify_one();
}

}  // namespace muster::storage::sqlite
