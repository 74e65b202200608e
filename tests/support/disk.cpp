#include "tests/support/disk.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace muster::testing {

namespace {

constexpr std::size_t sector = 512;  // torn at these; SQLite is told that other bytes are safe

/// A change that was not synced: bytes at a place, or a new length.
struct Change {
  std::size_t at = 0;
  std::string bytes;
  bool is_length = false;
};

struct File {
  std::string now;      ///< as programs see it
  std::string durable;  ///< as it is after a power failure, at the least
  bool exists_durably = false;
  std::vector<Change> unsynced;
  // The WAL's shared memory and its locks, while a connection is open.
  std::vector<std::unique_ptr<std::array<char, 32768>>> shared;
  std::array<int, SQLITE_SHM_NLOCK> readers{};
  std::array<bool, SQLITE_SHM_NLOCK> writer{};
  int opens = 0;
};

void put(std::string& bytes, const Change& change) {
  if (change.is_length) {
    bytes.resize(change.at);
    return;
  }
  if (bytes.size() < change.at + change.bytes.size()) bytes.resize(change.at + change.bytes.size());
  bytes.replace(change.at, change.bytes.size(), change.bytes);
}

}  // namespace

struct Disk::State {
  std::string name;
  sqlite3_vfs vfs{};
  std::map<std::string, std::shared_ptr<File>> files;
  /// Unlinked, which no sync of the folder has made sure of; by name.
  std::map<std::string, std::shared_ptr<File>> gone;
  Fault fault;
  bool off = false;
  std::uint64_t syncs = 0;
  std::uint64_t random = 88172645463325252ULL;

  int fails(Act act, std::string_view file) const {
    if (off) return act == Act::read ? SQLITE_IOERR_READ : SQLITE_IOERR;
    return fault ? fault(act, file) : SQLITE_OK;
  }
};

namespace {

struct Open {
  sqlite3_file base;  // first: SQLite's view of it
  Disk::State* disk;
  std::shared_ptr<File>* file;
  std::string* name;
  std::array<bool, SQLITE_SHM_NLOCK> shared;
  std::array<bool, SQLITE_SHM_NLOCK> exclusive;
};

Open& opened(sqlite3_file* file) {
  return *reinterpret_cast<Open*>(file);
}

int close(sqlite3_file* handle) {
  auto& open = opened(handle);
  auto& file = **open.file;
  for (std::size_t i = 0; i < SQLITE_SHM_NLOCK; ++i) {
    if (open.shared[i]) --file.readers[i];
    if (open.exclusive[i]) file.writer[i] = false;
  }
  if (--file.opens == 0) file.shared.clear();
  delete open.file;
  delete open.name;
  return SQLITE_OK;
}

int read(sqlite3_file* handle, void* to, int amount, sqlite3_int64 at) {
  auto& open = opened(handle);
  if (const int code = open.disk->fails(Disk::Act::read, *open.name)) return code;
  const auto& bytes = (*open.file)->now;
  const auto size = static_cast<std::size_t>(amount);
  const auto from = std::min(static_cast<std::size_t>(at), bytes.size());
  const auto got = std::min(size, bytes.size() - from);
  std::memcpy(to, bytes.data() + from, got);
  if (got == size) return SQLITE_OK;
  std::memset(static_cast<char*>(to) + got, 0, size - got);
  return SQLITE_IOERR_SHORT_READ;
}

void change(File& file, Change what) {
  put(file.now, what);
  file.unsynced.push_back(std::move(what));
}

int write(sqlite3_file* handle, const void* from, int amount, sqlite3_int64 at) {
  auto& open = opened(handle);
  if (const int code = open.disk->fails(Disk::Act::write, *open.name)) return code;
  change(**open.file, {static_cast<std::size_t>(at),
                       std::string(static_cast<const char*>(from), static_cast<std::size_t>(amount)), false});
  return SQLITE_OK;
}

int truncate(sqlite3_file* handle, sqlite3_int64 size) {
  auto& open = opened(handle);
  if (const int code = open.disk->fails(Disk::Act::resize, *open.name)) return code;
  change(**open.file, {static_cast<std::size_t>(size), {}, true});
  return SQLITE_OK;
}

int sync(sqlite3_file* handle, int /*flags*/) {
  auto& open = opened(handle);
  if (const int code = open.disk->fails(Disk::Act::sync, *open.name)) return code;
  auto& file = **open.file;
  for (const auto& change : file.unsynced) put(file.durable, change);
  file.unsynced.clear();
  // As the system's own VFS does: with a new file its name is synced.
  file.exists_durably = true;
  ++open.disk->syncs;
  return SQLITE_OK;
}

int file_size(sqlite3_file* handle, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>((*opened(handle).file)->now.size());
  return SQLITE_OK;
}

// Between processes, which there are none of.
int lock(sqlite3_file* /*handle*/, int /*kind*/) {
  return SQLITE_OK;
}
int check_reserved(sqlite3_file* /*handle*/, int* held) {
  *held = 0;
  return SQLITE_OK;
}
int control(sqlite3_file* /*handle*/, int /*op*/, void* /*argument*/) {
  return SQLITE_NOTFOUND;
}
int sector_size(sqlite3_file* /*handle*/) {
  return 4096;
}
int characteristics(sqlite3_file* /*handle*/) {
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

int shm_map(sqlite3_file* handle, int region, int /*size*/, int extend, void volatile** to) {
  auto& shared = (*opened(handle).file)->shared;
  const auto index = static_cast<std::size_t>(region);
  while (extend && shared.size() <= index) {
    shared.push_back(std::make_unique<std::array<char, 32768>>());
    shared.back()->fill(0);
  }
  *to = index < shared.size() ? shared[index]->data() : nullptr;
  return SQLITE_OK;
}

int shm_lock(sqlite3_file* handle, int offset, int count, int flags) {
  auto& open = opened(handle);
  auto& file = **open.file;
  const auto begin = static_cast<std::size_t>(offset);
  const auto end = begin + static_cast<std::size_t>(count);
  const bool shared = (flags & SQLITE_SHM_SHARED) != 0;
  if (flags & SQLITE_SHM_UNLOCK) {
    for (auto i = begin; i < end; ++i) {
      if (std::exchange(open.shared[i], false)) --file.readers[i];
      if (std::exchange(open.exclusive[i], false)) file.writer[i] = false;
    }
    return SQLITE_OK;
  }
  for (auto i = begin; i < end; ++i) {
    const int others = file.readers[i] - (open.shared[i] ? 1 : 0);
    if ((file.writer[i] && !open.exclusive[i]) || (!shared && others > 0)) return SQLITE_BUSY;
  }
  for (auto i = begin; i < end; ++i) {
    if (shared) {
      if (!std::exchange(open.shared[i], true)) ++file.readers[i];
    } else {
      open.exclusive[i] = file.writer[i] = true;
    }
  }
  return SQLITE_OK;
}

void shm_barrier(sqlite3_file* /*handle*/) {}

// It goes with the last connection (close): others may still be looking at it.
int shm_unmap(sqlite3_file* /*handle*/, int /*remove*/) {
  return SQLITE_OK;
}

const sqlite3_io_methods methods = {
    2,         close,          read,    write,       truncate,        sync,    file_size, lock,
    lock,      check_reserved, control, sector_size, characteristics, shm_map, shm_lock,  shm_barrier,
    shm_unmap, nullptr,        nullptr};

Disk::State& disk_of(sqlite3_vfs* vfs) {
  return *static_cast<Disk::State*>(vfs->pAppData);
}

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* handle, int flags, int* out_flags) {
  auto& disk = disk_of(vfs);
  auto& open = opened(handle);
  open.base.pMethods = nullptr;
  if (disk.off) return SQLITE_CANTOPEN;
  const std::string key = name ? name : "temporary";
  auto found = disk.files.find(key);
  if (found == disk.files.end()) {
    if (!(flags & SQLITE_OPEN_CREATE)) return SQLITE_CANTOPEN;
    found = disk.files.emplace(key, std::make_shared<File>()).first;
  }
  open.disk = &disk;
  open.file = new std::shared_ptr<File>(found->second);
  open.name = new std::string(key);
  open.shared.fill(false);
  open.exclusive.fill(false);
  open.base.pMethods = &methods;
  ++found->second->opens;
  if (out_flags) *out_flags = flags;
  return SQLITE_OK;
}

int remove_file(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  auto& disk = disk_of(vfs);
  if (const int code = disk.fails(Disk::Act::remove, name)) return code;
  const auto found = disk.files.find(name);
  if (found == disk.files.end()) return SQLITE_IOERR_DELETE_NOENT;
  if (found->second->exists_durably && !sync_folder) disk.gone[name] = found->second;
  if (sync_folder) disk.gone.erase(name);
  disk.files.erase(found);
  return SQLITE_OK;
}

int access_file(sqlite3_vfs* vfs, const char* name, int /*flags*/, int* there) {
  *there = disk_of(vfs).files.count(name) > 0 ? 1 : 0;
  return SQLITE_OK;
}

int full_path(sqlite3_vfs* /*vfs*/, const char* name, int size, char* to) {
  sqlite3_snprintf(size, to, "%s", name);
  return SQLITE_OK;
}

// What is no disk's is the system's.
int randomness(sqlite3_vfs* vfs, int size, char* to) {
  // The same for every disk: salts of the WAL need only differ from each other.
  auto& state = disk_of(vfs).random;
  for (int i = 0; i < size; ++i) {
    state ^= state << 13U;
    state ^= state >> 7U;
    state ^= state << 17U;
    to[i] = static_cast<char>(state & 0xFFU);
  }
  return size;
}
int sleep_no_time(sqlite3_vfs* /*vfs*/, int micros) {
  return micros;
}
int current_time(sqlite3_vfs* /*vfs*/, double* to) {
  *to = 2460000.5;
  return SQLITE_OK;
}
int last_error(sqlite3_vfs* /*vfs*/, int /*size*/, char* /*to*/) {
  return 0;
}

}  // namespace

Disk::Disk() : state_(std::make_unique<State>()) {
  static int count = 0;
  state_->name = "memory-disk-" + std::to_string(++count);
  auto& vfs = state_->vfs;
  vfs.iVersion = 1;
  vfs.szOsFile = sizeof(Open);
  vfs.mxPathname = 256;
  vfs.zName = state_->name.c_str();
  vfs.pAppData = state_.get();
  vfs.xOpen = open_file;
  vfs.xDelete = remove_file;
  vfs.xAccess = access_file;
  vfs.xFullPathname = full_path;
  vfs.xRandomness = randomness;
  vfs.xSleep = sleep_no_time;
  vfs.xCurrentTime = current_time;
  vfs.xGetLastError = last_error;
  if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK) throw std::runtime_error("the VFS can't be registered");
}

Disk::~Disk() {
  sqlite3_vfs_unregister(&state_->vfs);
}

const std::string& Disk::vfs() const {
  return state_->name;
}

void Disk::create(const std::string& name) {
  auto& file = state_->files[name];
  file = std::make_shared<File>();
  file->exists_durably = true;
}

void Disk::set_fault(Fault fault) {
  state_->fault = std::move(fault);
}

void Disk::power_off() {
  state_->off = true;
}

bool Disk::is_off() const {
  return state_->off;
}

void Disk::power_on(const Draw& draw) {
  // A name whose removal was not synced may be there again, the file as it was synced last.
  for (auto& [name, file] : state_->gone) {
    if (state_->files.count(name) == 0 && draw(2) == 0) state_->files[name] = file;
  }
  state_->gone.clear();
  for (auto it = state_->files.begin(); it != state_->files.end();) {
    auto& file = *it->second;
    for (const auto& change : file.unsynced) {
      // In any order a disk likes: each piece stands for itself.
      const auto fate = draw(4);
      if (fate == 0) continue;
      if (change.is_length || fate > 1) {
        put(file.durable, change);
        continue;
      }
      for (std::size_t from = 0; from < change.bytes.size(); from += sector) {
        if (draw(2) == 0) put(file.durable, {change.at + from, change.bytes.substr(from, sector), false});
      }
    }
    file.unsynced.clear();
    file.now = file.durable;
    file.shared.clear();
    const bool lost = !file.exists_durably && draw(2) == 0;
    it = lost ? state_->files.erase(it) : std::next(it);
  }
  for (auto& [name, file] : state_->files) file->exists_durably = true;
  state_->off = false;
}

std::string& Disk::bytes(const std::string& name) {
  return state_->files.at(name)->now;
}

std::uint64_t Disk::syncs() const {
  return state_->syncs;
}

}  // namespace muster::testing
