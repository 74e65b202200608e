#include <fmt/core.h>

#include <algorithm>
#include <stdexcept>

#include "tests/bench/bench.h"
#include "tests/bench/load.h"
#include "tests/bench/stage.h"

namespace muster::bench {

namespace {

constexpr int incidents = 1000;
constexpr int starts = 9;

Rows measure_memory(Stage& stage) {
  const auto bare = stage.server->usage();
  stage.declare_many(incidents);
  const auto full = stage.server->usage();
  return {{fmt::format("resident memory after {} incidents", incidents),
           fmt::format("{:.1f} MB", full.resident_mb),
           fmt::format("peak {:.1f} MB; {:.1f} MB when it had started", full.peak_mb, bare.resident_mb),
           "30 MB"}};
}

Rows measure_ready(Stage& stage) {
  std::vector<double> times;
  for (int i = 0; i < starts; ++i) {
    stage.start();
    while (get(stage.server->admin_port(), "/readyz") != 200) {
      if (Clock::now() - stage.server->started() > std::chrono::seconds(10))
        throw std::runtime_error("the server does not get ready");
    }
    times.push_back(
        std::chrono::duration<double, std::milli>(Clock::now() - stage.server->started()).count());
  }
  std::sort(times.begin(), times.end());
  return {{fmt::format("from start to ready, {} incidents on disk", incidents),
           fmt::format("{:.0f} ms", times[times.size() / 2]),
           fmt::format("{} starts: {:.0f} to {:.0f} ms", starts, times.front(), times.back()), "100 ms"}};
}

}  // namespace

Rows memory() {
  Stage stage;
  stage.start();
  return measure_memory(stage);
}

Rows ready() {
  Stage stage;
  stage.start();
  stage.declare_many(incidents);
  return measure_ready(stage);
}

Rows memory_and_ready() {
  Stage stage;
  stage.start();
  auto rows = measure_memory(stage);
  for (auto& row : measure_ready(stage)) rows.push_back(std::move(row));
  return rows;
}

}  // namespace muster::bench
