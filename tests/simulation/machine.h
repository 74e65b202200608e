// The machine that the bot runs on, and its wires: one life after the other, each from the start of the
// process to the failure of its power.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bot/background.h"
#include "bot/engine.h"
#include "bot/work/work.h"
#include "slack/standin/standin.h"
#include "slack/transport.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/simulation/clockwork.h"
#include "tests/simulation/simulation.h"
#include "tests/simulation/witness.h"
#include "tests/support/disk.h"

namespace muster::simulation {

using Trace = std::function<void(std::string)>;

class Machine final : public slack::Transport {
 public:
  Machine(Timeline& time, slack::standin::Standin& slack, const Plan& plan, bot::Config config, Trace trace,
          Counts& counts);
  ~Machine() override;

  /// Switches it on for the first time; throws when it doesn't come up.
  void start();
  /// From now on nothing fails any more; what is broken recovers.
  void calm();
  /// The process is alive and answers.
  bool up() const { return life_ && !disk_.is_off(); }
  /// Its store; only while it is up.
  storage::Store& store() { return *life_->store.store; }
  const storage::Workspace& workspace() const { return life_->engine->app.workspace; }
  const bot::Config& config() const { return *config_; }
  /// The power has failed, and recover() was not called yet.
  bool fell() const { return disk_.is_off() && !recovering_; }
  /// When a call of its own last went wrong: it holds some of the following back for a while.
  Micros troubled() const { return troubled_; }
  /// How often it was switched on.
  std::uint64_t lives() const { return lives_; }
  /// What its clock says, which may be wrong.
  core::Time clock() const { return core::from_millis((time_.now() + skew_) / ms); }
  /// Up again after a while. To be called outside of everything that the machine does.
  void recover();
  /// An orderly end and a new start, as for an upgrade.
  void restart();
  testing::Disk& disk() { return disk_; }
  /// Reads along from now on; must outlive it. None: nobody does.
  void set_witness(Witness* witness) { witness_ = witness; }
  /// As /metrics shows them; only while it is up.
  std::string figures() const { return life_->engine->metrics.text(); }

  // slack::Transport: its calls to Slack
  tl::expected<slack::HttpReply, slack::HttpFailure> post(const slack::HttpCall& call) override;

 private:
  struct Worker {
    std::unique_ptr<bot::Worker> worker;
    bool busy = false;
    Micros due = 0;
    std::uint64_t turn = 0;  ///< what was planned before counts no more
  };
  struct Life {
    storage::SteppedStore store;
    std::unique_ptr<bot::Engine> engine;
    std::vector<Worker> workers;
    std::unique_ptr<bot::Background> background;
    bool woken = false, background_busy = false, urgent_planned = false, commit_planned = false;
    Micros background_due = 0;
    std::optional<bot::Patience::Moment> patience_due;
  };

  void boot();
  void arrange();
  void plan_workers();
  void plan_worker(std::size_t index, Micros due);
  void run_worker(std::size_t index);
  void plan_background();
  void plan_patience();
  slack::standin::Sent door(const slack::standin::Sending& sending);
  void power_fails(const char* where);
  int disk_fault(testing::Disk::Act act);
  /// Lets others go on meanwhile; false when the power failed.
  bool wait(Micros time);
  tl::expected<slack::HttpReply, slack::HttpFailure> failed(slack::HttpFailure::When when, const char* code);
  /// Plans `what` for this life only.
  void later(Micros time, std::function<void()> what);
  void plan_weather();
  void plan_clock();
  void set_clock(Micros skew);

  Timeline& time_;
  slack::standin::Standin& slack_;
  const Plan& plan_;
  const std::shared_ptr<const bot::Config> config_;
  const Trace trace_;
  Counts& counts_;
  testing::Disk disk_;
  Chance network_, power_, disk_chance_, spread_, clock_chance_;
  bool calm_ = false;
  bool slack_is_down_ = false, bad_weather_ = false, disk_is_full_ = false, disk_is_broken_ = false;
  bool sending_ = false;
  std::uint64_t acts_until_crash_ = 0;  ///< of the disk; 0: none is near
  Micros skew_ = 0;                     ///< of its clock, to the truth
  Witness* witness_ = nullptr;
  Micros troubled_ = 0;
  bool recovering_ = false;  ///< somebody has seen that it fell
  std::uint64_t lives_ = 0;
  std::unique_ptr<Life> life_;
};

}  // namespace muster::simulation
