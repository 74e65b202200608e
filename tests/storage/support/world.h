// What the tests of every engine share: a store with one workspace in it, and short words for what people do.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/store.h"

namespace muster::storage::testing {

/// A directory of its own, removed at the end.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// Some moment, and so many seconds later.
core::Time at(int seconds);
std::shared_ptr<const core::Policy> policy();

/// Opens the same data every time.
using Open = std::function<std::unique_ptr<Store>()>;

/// A store, opened and bound. When it goes, everything in it must verify.
class World {
 public:
  explicit World(Open open);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  Store& operator*() { return *store; }
  Store* operator->() { return store.get(); }
  /// As after a restart.
  void reopen();

  Request request(core::IncidentId incident, core::Command command, core::Time now = at(0)) const;
  /// Executes it; fails the test when it was not saved.
  Result run(Request request);
  Result run(core::IncidentId incident, core::Command command, core::Time now = at(0)) {
    return run(request(incident, std::move(command), now));
  }
  /// Declares as U1 in C_GENERAL; fails the test when it was refused.
  core::IncidentId declare(const std::string& title = "Checkout is down", core::Time now = at(0));
  core::IncidentId declare_private(const std::string& title);
  void open_channel(core::IncidentId incident, const std::string& channel = "C_INC", core::Time now = at(1));
  /// The entry that it makes.
  core::EntryId note(core::IncidentId incident, const std::string& words, core::Time now = at(2));

  /// Claims whatever is due until nothing is; in the order of the claims.
  std::vector<core::Surface> show_everything(core::Time now);
  std::vector<core::OneShot::Kind> send_everything(core::Time now);

  Workspace workspace;
  std::unique_ptr<Store> store;

 private:
  Open open_;
};

/// Its incident affects these services from now on, which the configuration has.
void affect(World& world, core::IncidentId incident, const std::vector<std::string>& services,
            core::Time now = at(1));

core::AddNote a_note(const std::string& words);
core::Declare a_declaration(const std::string& title);

}  // namespace muster::storage::testing
