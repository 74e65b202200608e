#include "tests/torture/torture.h"

#include <fmt/core.h>

#include <atomic>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "slack/pacing.h"
#include "slack/standin/standin.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/e2e/support/process.h"
#include "tests/simulation/clockwork.h"
#include "tests/simulation/promises.h"
#include "tests/support/folder.h"

namespace muster::torture {

namespace {

using simulation::Chance;
using simulation::Said;
using simulation::Told;
using simulation::told_by;
using slack::standin::Fault;

constexpr int people_count = 12;

/// Errors, limits, lost requests and replies, at random. What Slack did and what it didn't do is what the bot
/// has to find out.
class Trouble {
 public:
  Trouble(std::uint64_t seed, double rate) : chance_(seed, "slack"), rate_(rate) {}

  void plan(slack::standin::Faults& faults) {
    const auto kinds = {Fault::http(500),
                        Fault::http(503).done(),
                        Fault::garbage().done(),
                        Fault::drop_reply(),
                        Fault::lose(),
                        Fault::error("internal_error"),
                        Fault::rate_limited(std::chrono::seconds(1))};
    std::uint64_t index = 0;
    for (const auto& fault : kinds) {
      faults.whenever([this, index, count = kinds.size()](
                          const slack::standin::CallView& call) { return hits(call, index, count); },
                      fault);
      ++index;
    }
  }
  long count() const { return count_; }

 private:
  /// Asked once for each kind of each call, in turn: the first decides for all.
  bool hits(const slack::standin::CallView& call, std::uint64_t index, std::uint64_t kinds) {
    const std::lock_guard lock(mutex_);
    // Who we are is asked at each start: without an answer there is no start.
    if (call.method == "auth.test") return false;
    if (index == 0) {
      const bool fails = static_cast<double>(chance_.below(100000)) < rate_ * 100000;
      drawn_ = fails ? chance_.below(kinds) : kinds;
    }
    if (drawn_ != index) return false;
    ++count_;
    return true;
  }

  std::mutex mutex_;
  Chance chance_;
  const double rate_;
  std::uint64_t drawn_ = 0;
  std::atomic<long> count_{0};
};

class Torture {
 public:
  explicit Torture(const Plan& plan)
      : plan_(plan), slack_(options()), trouble_(plan.seed, plan.fault_rate), kill_(plan.seed, "kill") {
    for (int i = 0; i < people_count; ++i) people_.push_back(slack_.add_person(fmt::format("person{}", i)));
    general_ = slack_.add_channel("general", people_);
    announce_ = slack_.add_channel("incidents", people_);
    std::ofstream config(folder_.path() / "muster.toml");
    for (const auto& [method, pace] : slack::slack_pacing().methods)
      config << "[slack.pacing.\"" << method << "\"]\nper_minute = 1000000\nburst = 10000\n";
    config << "[channels]\nannounce = \"" << announce_
           << "\"\n[slack]\nattempts = 40\n[server]\nsafe_mode_after = 0\n"
           << "[slack.pacing.other]\nper_minute = 1000000\nburst = 10000\n"
           << "[slack.pacing.post_per_channel]\nper_minute = 1000000\nburst = 10000\n";
  }

  Result run() {
    start();
    trouble_.plan(slack_.faults());
    std::vector<std::thread> clients;
    for (int i = 0; i < plan_.clients; ++i) clients.emplace_back([this, i] { client(i); });
    for (int i = 0; i < plan_.kills; ++i) {
      wait_for_acts(1 + static_cast<long>(kill_.below(2 * static_cast<std::uint64_t>(plan_.acts_per_life))));
      stop();
      start();
    }
    wait_for_acts(plan_.acts_per_life);
    over_ = true;
    wake_.notify_all();
    for (auto& thread : clients) thread.join();
    finish();
    return std::move(result_);
  }

 private:
  static slack::standin::Options options() {
    slack::standin::Options options;
    options.limits = 0;
    return options;
  }

  void start() {
    const auto log = folder_.path() / fmt::format("log{}", ++lives_);
    auto process = std::make_unique<e2e::Process>(
        plan_.binary, std::vector<std::string>{"serve"},
        std::map<std::string, std::string>{{"SLACK_BOT_TOKEN", slack_.bot_token()},
                                           {"SLACK_SIGNING_SECRET", slack_.signing_secret()},
                                           {"SLACK_API_URL", slack_.api_url()},
                                           {"MUSTER_CONFIG", (folder_.path() / "muster.toml").string()},
                                           {"MUSTER_DATABASE", (folder_.path() / "muster.db").string()},
                                           {"MUSTER_LISTEN", "127.0.0.1:0"},
                                           {"MUSTER_ADMIN_LISTEN", "127.0.0.1:0"}},
        log);
    const auto address = process->await("listening on ");
    if (address.empty()) throw std::runtime_error("muster doesn't start: " + process->log());
    slack_.set_bot_url(address + "/slack/events");
    {
      const std::lock_guard lock(mutex_);
      process_ = std::move(process);
      up_ = true;
    }
    wake_.notify_all();
    slack_.events().retry();
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      up_ = false;
    }
    process_->kill9();
    ++result_.kills;
    // Slack carries out what it has received before the next life begins: a change that comes to be after a
    // newer one is not what is looked for here (README, "Not promised").
    wait_for_calls();
  }

  void wait_for_calls() {
    slack_.wait_until([this] {
      for (const auto& call : slack_.calls()) {
        if (call.result.empty()) return false;
      }
      return true;
    });
  }

  void wait_for_acts(long more) {
    std::unique_lock lock(mutex_);
    const auto until = done_ + more;
    acted_.wait(lock, [&] { return done_ >= until; });
  }

  void client(int index) {
    Chance chance(plan_.seed, fmt::format("client{}", index));
    int words = 0;
    while (!over_) {
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return up_ || over_; });
      }
      if (over_) return;
      act(chance, fmt::format("c{}w{}", index, ++words));
      {
        const std::lock_guard lock(mutex_);
        ++done_;
        ++result_.acts;
      }
      acted_.notify_one();
    }
  }

  void act(Chance& chance, const std::string& word) {
    const auto who = chance.one_of(people_);
    const auto channels = channels_of_incidents();
    const bool declares = [&] {
      const std::lock_guard lock(mutex_);
      return channels.empty() ||
             (static_cast<int>(said_.titles.size()) < plan_.incidents && chance.one_in(8));
    }();
    auto& people = slack_.people();
    if (declares) {
      const auto title = "title" + word;
      return remember(
          said_.titles, title,
          told_by(people.slash(who, "/incident", "declare it broke " + title, general_), "is declared"));
    }
    const auto channel = chance.one_of(channels);
    constexpr const char* statuses[] = {"investigating", "fixing", "monitoring"};
    constexpr const char* roles[] = {"lead", "comms", "scribe"};
    switch (chance.below(10)) {
      case 0:
        (void)people.press(who, {.text = "I'll take it", .near = roles[chance.below(3)], .channel = channel});
        return;
      case 1:
        (void)people.slash(who, "/incident", fmt::format("status {}", statuses[chance.below(3)]), channel);
        return;
      case 2: {
        people.join(who, channel);
        const auto ts = people.say(who, channel, "it is " + word);
        people.react(who, channel, ts, "pushpin");
        return;
      }
      case 3:
        (void)people.slash(who, "/incident", "update: we know " + word, channel);
        return;
      case 4:
        (void)people.repeat_last(who);
        return;
      default: {
        const auto note = "note" + word;
        remember(said_.notes, note,
                 told_by(people.slash(who, "/incident", "note saw " + note, channel), "Noted in"));
      }
    }
  }

  void remember(std::map<std::string, Told>& said, const std::string& word, Told told) {
    const std::lock_guard lock(mutex_);
    // A repeated request may do what was refused.
    said[word] = told == Told::refused ? Told::unknown : told;
    if (told == Told::saved) ++result_.acknowledged;
  }

  std::vector<std::string> channels_of_incidents() const {
    return slack_.world().read([&](const slack::standin::State& state) {
      std::vector<std::string> out;
      for (const auto& [id, channel] : state.channels) {
        if (channel.creator == state.names.bot_user && channel.name.rfind("inc-", 0) == 0) out.push_back(id);
      }
      return out;
    });
  }

  /// Nothing fails any more; until all is done. Then the record and Slack are compared.
  void finish() {
    slack_.faults().clear();
    result_.faults = trouble_.count();
    const auto database = folder_.path() / "muster.db";
    {
      storage::SqliteOptions options;
      options.path = database;
      options.read_only = true;
      const auto store = storage::open_sqlite(options);
      const auto quiet = [&] {
        const auto stats = store->queue_stats();
        return stats.surfaces_behind == 0 && stats.one_shots_waiting == 0;
      };
      // Two rounds: what fetching a message finds out makes work of its own.
      for (int i = 0; i < 3000 && !(slack_.settle() && quiet() && slack_.settle() && quiet()); ++i) {
        slack_.events().retry();
        slack_.wait_until(quiet, std::chrono::milliseconds(20));
      }
    }
    if (process_->terminate() != 0) result_.broken.emplace_back("muster didn't end well");
    storage::SqliteOptions options;
    options.path = database;
    const auto store = storage::open_sqlite(options);
    bot::Config config;
    config.policy = core::default_policy();
    config.announce = announce_;
    auto broken = simulation::broken_promises({slack_, *store, config, said_, false});
    result_.broken.insert(result_.broken.end(), broken.begin(), broken.end());
    for (const auto& task : store->parked(1000))
      result_.broken.push_back(
          fmt::format("given up: {} of incident {} ({})", task.what, task.incident.value, task.error));
    result_.incidents = static_cast<long>(store->all_incidents().size());
    result_.calls = static_cast<long>(slack_.calls().size());
    if (result_.broken.empty()) return;
    for (int i = 1; i <= lives_; ++i) {
      std::ifstream log(folder_.path() / fmt::format("log{}", i));
      result_.log += std::string(std::istreambuf_iterator<char>(log), std::istreambuf_iterator<char>());
    }
  }

  const Plan plan_;
  testing::Folder folder_;
  slack::standin::Standin slack_;
  Trouble trouble_;
  Chance kill_;
  std::vector<std::string> people_;
  std::string general_, announce_;
  int lives_ = 0;

  std::mutex mutex_;  ///< what follows
  std::condition_variable wake_, acted_;
  std::unique_ptr<e2e::Process> process_;
  bool up_ = false;
  long done_ = 0;
  Said said_;
  Result result_;
  std::atomic<bool> over_{false};
};

}  // namespace

Result torture(const Plan& plan) {
  return Torture(plan).run();
}

}  // namespace muster::torture
