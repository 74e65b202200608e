// The same signed load on Muster, which stores every note before it answers, and on a Bolt app that stores
// nothing.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "tests/bench/bench.h"
#include "tests/bench/load.h"
#include "tests/bench/stage.h"
#include "tests/e2e/support/process.h"

namespace muster::bench {

namespace {

constexpr double most_a_second = 20'000;

class Bolt {
 public:
  Bolt(const Stage& stage, int port) : port_(port) {
    const std::filesystem::path folder = MUSTER_BOLT_DIR;
    if (!std::filesystem::exists(folder / "app.js"))
      throw std::runtime_error("Bolt is not there: run tests/bench/bolt/install first");
    process_ = std::make_unique<e2e::Process>(
        "/usr/bin/env", std::vector<std::string>{"node", (folder / "app.js").string()},
        std::map<std::string, std::string>{{"SLACK_SIGNING_SECRET", stage.slack.signing_secret()},
                                           {"PORT", std::to_string(port)},
                                           {"NODE_ENV", "production"}},
        stage.folder() / "bolt.log");
    if (process_->await("listening").empty())
      throw std::runtime_error("Bolt doesn't start: " + process_->log());
  }
  int port() const { return port_; }
  double resident_mb() const {
    std::ifstream status(fmt::format("/proc/{}/status", process_->id()));
    for (std::string line; std::getline(status, line);) {
      if (line.rfind("VmRSS:", 0) == 0) return std::stod(line.substr(6)) / 1024;
    }
    return 0;
  }

 private:
  int port_;
  std::unique_ptr<e2e::Process> process_;
};

std::vector<std::string> notes(const Stage& stage, const std::string& channel, std::size_t count) {
  static long long serial = 0;
  std::vector<std::string> out;
  out.reserve(count);
  const auto now = std::time(nullptr);
  for (std::size_t i = 0; i < count; ++i) {
    ++serial;
    out.push_back(signed_request(stage.slack.signing_secret(), now,
                                 {{"command", "/incident"},
                                  {"text", fmt::format("note INC-{} number {}", 1 + serial % 50, serial)},
                                  {"user_id", stage.ada},
                                  {"user_name", "ada"},
                                  {"channel_id", channel},
                                  {"channel_name", "general"},
                                  {"team_id", stage.slack.team()},
                                  {"team_domain", "acme"},
                                  {"token", "none"},
                                  {"response_url", stage.slack.api_url()},
                                  {"trigger_id", fmt::format("b.{}", serial)}}));
  }
  return out;
}

std::string figures(const Loaded& loaded) {
  const auto ms = [&](double part) { return static_cast<double>(loaded.percentile(part).count()) / 1000; };
  return fmt::format("{:.0f}/s, p50 {:.1f} ms, p99 {:.1f} ms", loaded.rate(), ms(0.5), ms(0.99));
}

}  // namespace

Rows bolt(int seconds) {
  Stage stage;
  stage.start();
  stage.declare_many(50);
  const Bolt other(stage, 40000 + static_cast<int>(::getpid() % 20000));
  Rows rows;
  for (const int connections : {1, 16, 64}) {
    const auto count = static_cast<std::size_t>(most_a_second * seconds);
    const auto limit = std::chrono::seconds(seconds);
    const auto ours = load(stage.server->port(), connections, notes(stage, stage.general, count), limit);
    const auto theirs = load(other.port(), connections, notes(stage, stage.general, count), limit);
    if (ours.failed + theirs.failed > 0) throw std::runtime_error("requests failed");
    rows.push_back(
        {fmt::format("durable acknowledgements beside Bolt's, which stores nothing, {} connection{}",
                     connections, connections == 1 ? "" : "s"),
         figures(ours), fmt::format("{:.2f} × Bolt: {}", ours.rate() / theirs.rate(), figures(theirs)),
         connections == 64 ? "Bolt's rate, below its p99" : ""});
  }
  const auto mine = stage.server->usage().resident_mb;
  const auto its = other.resident_mb();
  rows.push_back({"resident memory after that", fmt::format("{:.1f} MB", mine),
                  fmt::format("{:.2f} × Bolt's {:.1f} MB", mine / its, its), "a quarter"});
  return rows;
}

}  // namespace muster::bench
