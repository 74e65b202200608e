// What is done with files beside SQLite: copies, and that they are on the disk.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string_view>

#include "storage/sqlite/connection.h"

namespace muster::storage::sqlite {

/// A file descriptor that closes itself.
struct Descriptor {
  int fd;
  explicit Descriptor(int f) : fd(f) {}
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
};

/// Throws the StoreError that errno stands for: `cannot write /x: No space left on device`.
[[noreturn]] void fail_io(std::string_view doing, const std::filesystem::path& path);

/// Copies what the connection sees at one moment into a new file for its owner alone, and syncs it. What was
/// deleted is not in the copy. Throws StoreError when the file exists or can't be written, or
/// SQLite::Exception.
void copy_whole(Connection& db, const std::filesystem::path& file);
/// fsync of a file or, for the names in it, of a folder. Throws StoreError.
void sync_to_disk(const std::filesystem::path& path, int flags);

}  // namespace muster::storage::sqlite
