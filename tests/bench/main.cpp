// Measures the real server against a stand-in for Slack and prints a table. Nothing fails for being slow;
// what was acknowledged and isn't on disk does.
//
//   muster-bench [acks|usable|memory|ready|sharing|hostile|growth|bolt|all] [--seconds N]
#include <fmt/core.h>
#include <sys/utsname.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "tests/bench/bench.h"

namespace {

using muster::bench::Rows;

constexpr int most_seconds = 20;

std::string machine() {
  std::string model = "unknown processor";
  std::ifstream processors("/proc/cpuinfo");
  for (std::string line; std::getline(processors, line);) {
    if (line.starts_with("model name")) {
      model = line.substr(line.find(": ") + 2);
      break;
    }
  }
  utsname system{};
  uname(&system);
  return fmt::format("{} × {}, {} {}", std::thread::hardware_concurrency(), model, system.sysname,
                     system.release);
}

void print(const Rows& rows) {
  fmt::print("{}; server, load generator and stand-in share it.\n\n", machine());
  fmt::print("| | measured | beside it | aim |\n|---|---|---|---|\n");
  for (const auto& row : rows)
    fmt::print("| {} | {} | {} | {} |\n", row.what, row.measured, row.beside, row.aim);
}

int usage() {
  fmt::print(stderr,
             "muster-bench [acks|usable|memory|ready|sharing|hostile|growth|bolt|all] [--seconds 1..{}]\n",
             most_seconds);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  std::string part = "all";
  int seconds = 5;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--seconds") == 0 && i + 1 < argc) {
      seconds = std::atoi(argv[++i]);
      if (seconds < 1 || seconds > most_seconds) return usage();
    } else {
      part = argv[i];
    }
  }
  try {
    Rows rows;
    const auto add = [&](const Rows& more) { rows.insert(rows.end(), more.begin(), more.end()); };
    if (part == "acks" || part == "all") add(muster::bench::acknowledgements(seconds));
    if (part == "usable" || part == "all") add(muster::bench::usable());
    if (part == "memory") add(muster::bench::memory());
    if (part == "ready") add(muster::bench::ready());
    if (part == "all") add(muster::bench::memory_and_ready());
    if (part == "sharing" || part == "all") add(muster::bench::sharing());
    if (part == "hostile" || part == "all") add(muster::bench::hostile(seconds));
    if (part == "bolt") add(muster::bench::bolt(seconds));
    if (part == "growth" || part == "all") add(muster::bench::growth());
    if (rows.empty()) return usage();
    print(rows);
  } catch (const std::exception& e) {
    fmt::print(stderr, "muster-bench: {}\n", e.what());
    return 1;
  }
}
