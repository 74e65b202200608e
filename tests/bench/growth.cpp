// What an operation costs when there is a thousand times as much beside it, and what sharing a commit is
// worth. On the store and the views themselves: the ratio is the point.
#include <fmt/core.h>

#include <condition_variable>
#include <mutex>

#include "bot/export.h"
#include "bot/moments.h"
#include "bot/views/views.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/bench/bench.h"
#include "tests/bench/server.h"
#include "tests/support/folder.h"

namespace muster::bench {

namespace {

constexpr int few_incidents = 1000;
constexpr int many_incidents = 100'000;
constexpr int few_entries = 100;
constexpr int many_entries = 100'000;
constexpr int writes = 2000;
constexpr int reads = 500;

class Office {
 public:
  explicit Office(std::size_t max_batch = 256) {
    storage::SqliteOptions options;
    options.path = folder_.path() / "muster.db";
    options.max_batch = max_batch;
    store = storage::open_sqlite(std::move(options));
    workspace = store->bind_workspace({{}, "T1", "", "A1", "UBOT", "B1", ""});
    config.policy = core::default_policy();
  }

  /// So many commands, at most `in_flight` at once; microseconds for each.
  template <class Make>
  double write(int count, int in_flight, Make make) {
    const auto begin = Clock::now();
    for (int i = 0; i < count; ++i) {
      {
        std::unique_lock lock(mutex_);
        free_.wait(lock, [&] { return under_way_ < in_flight; });
        ++under_way_;
      }
      auto [incident, command] = make(i);
      storage::Request request;
      request.workspace = workspace.id;
      request.incident = incident;
      request.actor = core::UserId("U1");
      request.command = std::move(command);
      request.now = core::from_millis(1'770'000'000'000 + ++clock_);
      request.keys = {{fmt::format("bench:{}", clock_)}};
      request.policy = policy_;
      store->execute(std::move(request), [this](const storage::Result&) {
        const std::lock_guard lock(mutex_);
        --under_way_;
        free_.notify_one();
      });
    }
    std::unique_lock lock(mutex_);
    free_.wait(lock, [&] { return under_way_ == 0; });
    return std::chrono::duration<double, std::micro>(Clock::now() - begin).count() / count;
  }

  double declare(int count) {
    return write(count, 256, [this](int) {
      core::Declare declare;
      declare.title = core::plain(fmt::format("checkout is down, number {}", ++incidents_));
      return std::pair(core::IncidentId(), core::Command(std::move(declare)));
    });
  }
  /// Each gets its channel, and every tenth stays open.
  void settle(int first, int last) {
    write(last - first + 1, 256, [&](int i) {
      return std::pair(
          core::IncidentId(first + i),
          core::Command(core::RecordChannel{core::ChannelId(fmt::format("C{}", first + i)), "inc"}));
    });
    write(last - first + 1, 256, [&](int i) {
      core::Command command = core::ChangeStatus{"resolved", {}};
      if ((first + i) % 10 == 0) command = core::SetSummary{core::plain("open")};
      return std::pair(core::IncidentId(first + i), std::move(command));
    });
  }
  double note(core::IncidentId incident, int count, int in_flight = 256) {
    return write(count, in_flight, [&](int i) {
      core::AddNote note;
      note.words = core::plain(fmt::format("12 pods restarted, number {}", i));
      return std::pair(incident, core::Command(std::move(note)));
    });
  }
  template <class F>
  static double read(F&& f, int count = reads) {
    const auto begin = Clock::now();
    for (int i = 0; i < count; ++i) f();
    return std::chrono::duration<double, std::micro>(Clock::now() - begin).count() / count;
  }
  double list() {
    storage::IncidentFilter filter;
    filter.limit = 11;
    return read([&] { (void)store->list(workspace.id, filter); });
  }
  double control(core::IncidentId id) {
    return read([&] {
      const auto incident = store->incident(id);
      (void)slack::message_json(bot::views::control(*incident, bot::moments_of(*store, *incident), config));
    });
  }
  double timeline(core::IncidentId id) {
    return read([&] { (void)store->entries(id, {}, 12, true); });
  }
  /// For each entry of it.
  double export_entry(core::IncidentId id, int entries) {
    return read(
               [&] {
                 const auto incident = store->incident(id);
                 (void)core::render_debrief(bot::debrief_input(*store, *incident), config.policy,
                                            core::Format::json);
               },
               1) /
           entries;
  }

  std::unique_ptr<storage::Store> store;
  storage::Workspace workspace;
  bot::Config config;

 private:
  testing::Folder folder_;
  std::shared_ptr<const core::Policy> policy_ = std::make_shared<const core::Policy>(core::default_policy());
  std::mutex mutex_;
  std::condition_variable free_;
  int under_way_ = 0;
  long long clock_ = 0;
  int incidents_ = 0;
};

Row grown(const std::string& what, double before, double after, const std::string& aim = "1.5 ×") {
  return {what, fmt::format("{:.2f} ×", after / before),
          fmt::format("{:.0f} µs, then {:.0f} µs", before, after), aim};
}

}  // namespace

Rows growth() {
  Rows rows;
  {
    Office office;
    office.declare(few_incidents);
    office.settle(1, few_incidents);
    const core::IncidentId one(500);
    const auto declare = office.declare(writes);
    office.settle(few_incidents + 1, few_incidents + writes);
    const auto note = office.note(one, writes);
    const auto list = office.list();
    const auto control = office.control(one);
    office.declare(many_incidents - few_incidents - writes);
    office.settle(few_incidents + writes + 1, many_incidents);
    const core::IncidentId other(many_incidents / 2);
    const auto of = fmt::format("{} to {} incidents: ", few_incidents, many_incidents);
    rows.push_back(grown(of + "declare", declare, office.declare(writes)));
    rows.push_back(grown(of + "note", note, office.note(other, writes)));
    rows.push_back(grown(of + "list", list, office.list()));
    rows.push_back(grown(of + "control message", control, office.control(other)));
  }
  {
    Office office;
    office.declare(1);
    office.settle(1, 1);
    const core::IncidentId one(1);
    office.note(one, few_entries);
    const auto exported = office.export_entry(one, few_entries);
    const auto control = office.control(one);
    const auto timeline = office.timeline(one);
    const auto note = office.note(one, writes);
    office.note(one, many_entries - few_entries - writes);
    const auto of = fmt::format("{} to {} entries in one: ", few_entries, many_entries);
    rows.push_back(grown(of + "note", note, office.note(one, writes)));
    rows.push_back(grown(of + "control message", control, office.control(one)));
    rows.push_back(grown(of + "timeline", timeline, office.timeline(one)));
    rows.push_back(
        grown(of + "export, for each entry", exported, office.export_entry(one, many_entries + writes)));
  }
  return rows;
}

Rows sharing() {
  constexpr int count = 4000;
  constexpr int in_flight = 64;
  Office shared;
  shared.declare(1);
  const auto together = shared.note(core::IncidentId(1), count, in_flight);
  Office alone(1);
  alone.declare(1);
  const auto each = alone.note(core::IncidentId(1), count, in_flight);
  return {{fmt::format("notes stored a second, {} waiting at once, commits shared", in_flight),
           fmt::format("{:.0f}/s", 1e6 / together),
           fmt::format("{:.1f} × one commit for each ({:.0f}/s)", each / together, 1e6 / each), ""}};
}

}  // namespace muster::bench
