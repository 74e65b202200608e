#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <fmt/core.h>

#include <algorithm>
#include <ctime>
#include <stdexcept>

#include "tests/bench/bench.h"
#include "tests/bench/load.h"
#include "tests/bench/stage.h"

namespace muster::bench {

namespace {

constexpr int incidents = 50;
constexpr double most_a_second = 20'000;  // requests that are prepared; one that ends early says its own time

/// What the disk gives to one who waits for each commit: a row of about the size of a note, one transaction
/// for each.
class PlainCommits {
 public:
  explicit PlainCommits(const std::filesystem::path& folder)
      : db_((folder / "plain.db").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE) {
    db_.exec(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t(id INTEGER PRIMARY KEY, body "
        "TEXT)");
  }
  void measure() {
    SQLite::Statement insert(db_, "INSERT INTO t(body) VALUES(?)");
    const std::string body(400, 'x');
    const auto began = Clock::now();
    int commits = 0;
    while (Clock::now() - began < std::chrono::milliseconds(500)) {
      insert.bindNoCopy(1, body);
      insert.exec();
      insert.reset();
      ++commits;
    }
    rates_.push_back(commits / std::chrono::duration<double>(Clock::now() - began).count());
  }
  /// A second, the median of what was measured: a disk has moods.
  double rate() const {
    auto sorted = rates_;
    std::sort(sorted.begin(), sorted.end());
    return sorted[sorted.size() / 2];
  }

 private:
  SQLite::Database db_;
  std::vector<double> rates_;
};

/// `/incident note …` in the channels of the incidents, in turn; each with a trigger of its own.
std::vector<std::string> notes(Stage& stage, const std::vector<std::string>& channels, std::size_t count) {
  static long long serial = 0;
  const auto now = std::time(nullptr);
  std::vector<std::string> out;
  out.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    ++serial;
    out.push_back(
        signed_request(stage.slack.signing_secret(), now,
                       {{"token", "unused"},
                        {"team_id", stage.slack.team()},
                        {"team_domain", "acme"},
                        {"channel_id", channels[i % channels.size()]},
                        {"channel_name", "inc"},
                        {"user_id", stage.ada},
                        {"user_name", "ada"},
                        {"command", "/incident"},
                        {"text", fmt::format("note pod {} restarted, the queue drains again", serial)},
                        {"api_app_id", "A0001"},
                        {"is_enterprise_install", "false"},
                        {"response_url", fmt::format("{}hook{}", stage.slack.api_url(), serial)},
                        {"trigger_id", fmt::format("{}.{}.0123456789abcdef0123456789abcdef", now, serial)}}));
  }
  return out;
}

std::string milliseconds(std::chrono::microseconds d) {
  return fmt::format("{:.1f}", static_cast<double>(d.count()) / 1000);
}

long long saved(const Stage& stage) {
  return stage.ask("SELECT COUNT(*) FROM event WHERE kind = 'EntryNoted'");
}

}  // namespace

Rows acknowledgements(int seconds) {
  Stage stage;
  stage.start();
  stage.declare_many(incidents);
  const auto channels = stage.slack.world().read([&](const slack::standin::State& state) {
    std::vector<std::string> out;
    for (const auto& [id, channel] : state.channels) {
      if (channel.name.starts_with("inc-")) out.push_back(id);
    }
    return out;
  });
  if (channels.size() != incidents) throw std::runtime_error("not every incident has its channel");

  const auto limit = std::chrono::seconds(seconds);
  PlainCommits commits(stage.folder());
  const auto health =
      load(stage.server->port(), 64, {get_request("/healthz")}, std::chrono::seconds(1), true).rate();
  load(stage.server->port(), 16, notes(stage, channels, 2000), limit);  // the caches are warm

  struct Run {
    int connections;
    Loaded done;
    double cpu_each;  // microseconds
  };
  std::vector<Run> runs;
  for (const int connections : {1, 16, 64}) {
    commits.measure();
    const auto requests = notes(stage, channels, static_cast<std::size_t>(most_a_second * seconds));
    const auto before = saved(stage);
    const auto cpu = stage.server->usage().cpu;
    auto done = load(stage.server->port(), connections, requests, limit);
    const auto spent = stage.server->usage().cpu - cpu;
    if (done.failed > 0) throw std::runtime_error(fmt::format("{} requests failed", done.failed));
    if (const auto now = saved(stage); now - before != static_cast<long long>(done.answered))
      throw std::runtime_error(
          fmt::format("{} were acknowledged, {} are on disk", done.answered, now - before));
    const auto each = 1000.0 * static_cast<double>(spent.count()) /
                      static_cast<double>(std::max<std::size_t>(done.answered, 1));
    runs.push_back({connections, std::move(done), each});
  }

  Rows rows;
  for (const auto& [connections, done, cpu_each] : runs) {
    rows.push_back(
        {fmt::format("durable acknowledgements, {} connection{}", connections, connections == 1 ? "" : "s"),
         fmt::format("{:.0f}/s; p50 {} ms, p99 {} ms, max {} ms", done.rate(),
                     milliseconds(done.percentile(0.5)), milliseconds(done.percentile(0.99)),
                     milliseconds(done.percentile(1))),
         fmt::format("{:.2f} × plain commits, {:.2f} × /healthz; {:.0f} µs of processor each",
                     done.rate() / commits.rate(), done.rate() / health, cpu_each),
         connections == 64 ? "5000/s, p99 < 25 ms" : ""});
  }
  rows.push_back({"plain SQLite commits, one row each, one after the other",
                  fmt::format("{:.0f}/s", commits.rate()), "", ""});
  rows.push_back({"`/healthz` of the same server, 64 connections", fmt::format("{:.0f}/s", health), "", ""});
  return rows;
}

}  // namespace muster::bench
