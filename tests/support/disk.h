// A disk in memory, as an SQLite VFS: what was written and not synced may be lost or torn when the power
// fails, and it can be full, broken or read-only when told so. https://www.sqlite.org/vfs.html
//
// One thread uses it. Files are flat names; locks between processes are not modelled, those between
// connections of this process are.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace muster::testing {

class Disk {
 public:
  enum class Act { read, write, sync, resize, remove };
  /// SQLite's code for what shall fail (SQLITE_FULL, SQLITE_IOERR_WRITE ...), or 0. Asked before each act.
  using Fault = std::function<int(Act act, std::string_view file)>;
  /// Numbers below a bound.
  using Draw = std::function<std::uint64_t(std::uint64_t below)>;

  /// Registers a VFS under a name of its own, until it goes. No connection may be open then.
  Disk();
  ~Disk();
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  const std::string& vfs() const;
  /// An empty file, as it must be there before SQLite opens one without making it.
  void create(const std::string& name);
  void set_fault(Fault fault);
  /// From now on every act fails and changes nothing, until power_on.
  void power_off();
  bool is_off() const;
  /// What was not synced is kept, dropped or torn, piece by piece, as `draw` has it. All connections must be
  /// closed.
  void power_on(const Draw& draw);

  /// Bytes as a program sees them now; for looking, and for breaking them.
  std::string& bytes(const std::string& name);
  std::uint64_t syncs() const;

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace muster::testing
