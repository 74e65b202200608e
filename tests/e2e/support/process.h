// A program as a child process: started, waited for, killed. It ends with the thread that started it.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace muster::e2e {

class Process {
 public:
  /// Starts `program args…` with these variables beside the present environment; its standard error goes to
  /// `log`.
  Process(const std::string& program, const std::vector<std::string>& args,
          const std::map<std::string, std::string>& environment, std::filesystem::path log);
  /// Kills it if it still runs.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// SIGKILL, and waits for its end.
  void kill9();
  /// SIGTERM, and waits for its end; its exit code.
  int terminate();
  /// Waits for its end; its exit code, or minus the signal.
  int wait();
  void signal(int number);
  /// Stops it, sees that it stopped, and lets it go on.
  void stand_still();
  bool running();
  pid_t id() const { return pid_; }
  /// Waits until its log holds `words`, and gives the rest of that line; empty when it ended before (or a
  /// minute passed).
  std::string await(const std::string& words);
  std::string log() const;

 private:
  pid_t pid_ = -1;
  int status_ = 0;
  std::filesystem::path log_;
};

}  // namespace muster::e2e
