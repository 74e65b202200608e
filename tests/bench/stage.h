// A Slack, a database and a server that works for it, with the limits of Slack's rates lifted on both sides.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "slack/standin/standin.h"
#include "tests/bench/server.h"
#include "tests/support/folder.h"

namespace muster::bench {

class Stage {
 public:
  Stage();

  slack::standin::Standin slack;
  std::string ada;      ///< who declares and types
  std::string general;  ///< where she declares
  std::unique_ptr<Server> server;

  void start();
  std::filesystem::path database() const { return folder_.path() / "muster.db"; }
  const std::filesystem::path& folder() const { return folder_.path(); }

  /// Types `/incident declare …` and waits for the acknowledgement. Throws std::runtime_error without one.
  void declare(const std::string& title);
  void declare_many(int count);
  /// Until nothing is left to be done in Slack. Throws std::runtime_error if that doesn't come to be.
  void wait_for_quiet();
  /// A question to the database, one whole number.
  long long ask(const std::string& sql) const;

 private:
  testing::Folder folder_;
};

}  // namespace muster::bench
