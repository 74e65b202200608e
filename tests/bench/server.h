// The real `muster serve`, as a process of its own.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace muster::bench {

using Clock = std::chrono::steady_clock;

struct Usage {
  double resident_mb = 0, peak_mb = 0;
  std::chrono::milliseconds cpu{0};  ///< user and system, all threads
};

class Server {
 public:
  /// Starts it and waits until it says that it listens. `environment` is all that it gets. Throws
  /// std::runtime_error with its last lines when it ends instead.
  Server(const std::filesystem::path& config, const std::map<std::string, std::string>& environment);
  /// SIGTERM, and waits for its end.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const { return port_; }
  int admin_port() const { return admin_port_; }
  Clock::time_point started() const { return started_; }
  Usage usage() const;

 private:
  void listen_to_log(int fd);

  Clock::time_point started_;
  pid_t pid_ = -1;
  std::thread reader_;
  std::mutex mutex_;
  std::condition_variable heard_;
  std::string said_;
  int port_ = 0, admin_port_ = 0;
  bool ended_ = false;
};

}  // namespace muster::bench
