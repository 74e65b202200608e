#include "storage/sqlite/files.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "storage/store.h"

namespace muster::storage::sqlite {

namespace fs = std::filesystem;

void fail_io(std::string_view doing, const fs::path& path) {
  const int error = errno;
  const auto kind = error == ENOSPC   ? StoreError::Kind::full
                    : error == EACCES ? StoreError::Kind::read_only
                    : error == EROFS  ? StoreError::Kind::read_only
                                      : StoreError::Kind::io;
  throw StoreError(
      kind, fmt::format("cannot {} {}: {}", doing, path.string(), std::generic_category().message(error)));
}

void sync_to_disk(const fs::path& path, int flags) {
  const Descriptor file(::open(path.c_str(), flags | O_CLOEXEC));
  if (file.fd < 0 || ::fsync(file.fd) != 0) fail_io("write", path);
}

void copy_whole(Connection& db, const fs::path& file) {
  {
    // Made by us, for its owner alone, before a word stands in it; VACUUM INTO takes an empty file.
    const Descriptor made(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (made.fd < 0) fail_io("make", file);
  }
  // One read transaction, so one moment; and unlike a copy of the pages it leaves out what was deleted.
  run(db, "VACUUM INTO ?1", file.string());
  sync_to_disk(file, O_RDWR);
}

}  // namespace muster::storage::sqlite
