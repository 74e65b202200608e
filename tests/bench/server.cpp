#include "tests/bench/server.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace muster::bench {

namespace {

/// The port of `http://127.0.0.1:4711` behind these words, or 0.
int port_after(const std::string& log, const std::string& words) {
  const auto at = log.find(words + "http://");
  if (at == std::string::npos || log.find('\n', at) == std::string::npos) return 0;
  return std::atoi(log.c_str() + log.find(':', at + words.size() + 7) + 1);
}

}  // namespace

Server::Server(const std::filesystem::path& config, const std::map<std::string, std::string>& environment) {
  const std::string path = config.string();
  std::vector<const char*> arguments{MUSTER_BINARY, "--config", path.c_str(), "serve", nullptr};
  std::vector<std::string> settings;
  for (const auto& [name, value] : environment) settings.push_back(name + "=" + value);
  std::vector<char*> pointers;
  for (auto& setting : settings) pointers.push_back(setting.data());
  pointers.push_back(nullptr);

  int log[2];
  if (pipe(log) != 0) throw std::runtime_error("no pipe");
  started_ = Clock::now();
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("no process");
  if (pid_ == 0) {
    // Only what is allowed between fork and exec of a process with threads.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(log[1], STDOUT_FILENO);
    dup2(log[1], STDERR_FILENO);
    close(log[0]);
    close(log[1]);
    execve(arguments[0], const_cast<char* const*>(arguments.data()), pointers.data());
    _exit(127);
  }
  close(log[1]);
  reader_ = std::thread([this, fd = log[0]] { listen_to_log(fd); });
  std::unique_lock lock(mutex_);
  heard_.wait_for(lock, std::chrono::seconds(60),
                  [this] { return ended_ || (port_ > 0 && admin_port_ > 0); });
  if (port_ > 0) return;
  const auto why = said_;
  lock.unlock();
  kill(pid_, SIGKILL);
  reader_.join();
  waitpid(pid_, nullptr, 0);
  throw std::runtime_error(std::string(MUSTER_BINARY) + " does not serve:\n" + why);
}

Server::~Server() {
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
  reader_.join();
}

void Server::listen_to_log(int fd) {
  char buffer[4096];
  for (;;) {
    const auto n = read(fd, buffer, sizeof buffer);
    const std::lock_guard lock(mutex_);
    if (n > 0 && port_ == 0) {
      said_.append(buffer, static_cast<std::size_t>(n));
      admin_port_ = port_after(said_, "admin on ");
      port_ = port_after(said_, "listening on ");
    }
    ended_ = n <= 0;
    heard_.notify_all();
    if (ended_) break;
  }
  close(fd);
}

Usage Server::usage() const {
  const std::string folder = "/proc/" + std::to_string(pid_);
  Usage usage;
  std::ifstream status(folder + "/status");
  for (std::string line; std::getline(status, line);) {
    std::istringstream words(line);
    std::string name;
    double kilobytes = 0;
    words >> name >> kilobytes;
    if (name == "VmRSS:") usage.resident_mb = kilobytes / 1024;
    if (name == "VmHWM:") usage.peak_mb = kilobytes / 1024;
  }
  std::ifstream stat(folder + "/stat");
  std::string all;
  std::getline(stat, all);
  std::istringstream fields(all.substr(all.rfind(')') + 2));
  std::string skipped;
  for (int i = 3; i < 14; ++i) fields >> skipped;  // proc(5): utime is the 14th, stime the 15th
  long user = 0, system = 0;
  fields >> user >> system;
  usage.cpu = std::chrono::milliseconds((user + system) * 1000 / sysconf(_SC_CLK_TCK));
  return usage;
}

}  // namespace muster::bench
