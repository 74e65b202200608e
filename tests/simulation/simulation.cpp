#include "tests/simulation/simulation.h"

#include <fmt/core.h>

#include <algorithm>

#include "bot/log.h"
#include "core/time.h"
#include "tests/simulation/crowd.h"
#include "tests/simulation/machine.h"
#include "tests/simulation/promises.h"
#include "tests/simulation/witness.h"

namespace muster::simulation {

namespace {

constexpr Micros retry_every = 5 * minute;
constexpr Micros rest = 30 * minute;  // after which nothing may be left undone
constexpr int rests = 60;
constexpr Micros looks_around = 2 * hour;  // by then the bot has asked what became of its channels

slack::standin::Options slack_options(Timeline& time, const Plan& plan) {
  slack::standin::Options options;
  options.serve = false;
  options.clock = [&time] { return time.now(); };
  options.limits = plan.seed % 2 == 0 ? 1 : 0;
  if (plan.seed % 3 == 0) options.most_on_page = 50;
  return options;
}

bot::Config config_for(const slack::standin::Standin& slack, const std::string& announce, const Plan& plan) {
  bot::Config config;
  config.policy = core::default_policy();
  config.api_url = slack.api_url();
  config.announce = announce;
  config.lines_per_hour = 4;  // few, so that it comes to it
  config.policy.roles.push_back({"helper", "Helper", "Lends a hand", {"Say what you do."}, true});
  config.policy.services = {{"checkout", "Checkout"}, {"search", "Search API"}};
  config.policy.services.front().group = "oncall";
  config.policy.severities.front().measures = {{"oncall"}, "#leadership", {"Does the status page say so?"}};
  if (plan.drift) config.policy.archive_after = std::chrono::hours(3);
  return config;
}

/// Some of these, and one at least.
std::vector<std::string> some_of(const std::vector<std::string>& all, Chance& chance) {
  std::vector<std::string> some;
  for (const auto& one : all)
    if (chance.one_in(2)) some.push_back(one);
  if (some.empty()) some.push_back(chance.one_of(all));
  return some;
}

/// What an operator may have written: who may do what, and what follows from a severity or a status.
void draw_policy(core::Policy& policy, const std::vector<std::string>& members, std::uint64_t seed) {
  using core::Permit;
  Chance chance(seed, "policy");
  if (chance.one_in(2)) {
    for (const auto what :
         {Permit::declare, Permit::roles, Permit::export_debrief, Permit::close_past_gate}) {
      if (!chance.one_in(3)) continue;
      auto& permitted = policy.permissions[what];
      for (const auto& who : some_of(members, chance)) permitted.people.insert(core::UserId(who));
      if (chance.one_in(3)) permitted.groups = {"oncall"};
    }
    if (chance.one_in(3))
      policy.permissions[Permit::see_private].people = {core::UserId(chance.one_of(members))};
  }
  if (chance.one_in(2))
    policy.close_needs = some_of({"summary", "impact", "severity", "lead", "update"}, chance);
  const std::vector<std::string> roles{"lead", "comms", "scribe"};
  const std::vector<core::Duration> cadences{core::Duration{0}, std::chrono::minutes(10),
                                             std::chrono::minutes(30), std::chrono::hours(2)};
  const auto draw = [&](auto& severity_or_status) {
    auto& measures = severity_or_status.measures;
    if (chance.one_in(3)) measures.invite = {"oncall"};
    if (chance.one_in(4)) measures.announce = "#leadership";
    if (chance.one_in(4)) measures.checklist = {"Is the phone on?", "Who else should know?"};
    if (chance.one_in(3)) severity_or_status.update_every = chance.one_of(cadences);
    if (chance.one_in(3)) severity_or_status.required_roles = some_of(roles, chance);
  };
  for (auto& severity : policy.severities) draw(severity);
  for (auto& status : policy.statuses)
    if (core::is_open(status.category)) draw(status);
}

class Simulation {
 public:
  explicit Simulation(const Plan& plan) : plan_(plan), slack_(slack_options(time_, plan_)) {
    // Nobody reads the log of a simulation, and it would take most of the time.
    bot::log::configure("text", "off");
    people_ = {slack_.add_person("ada", {.zone = "Europe/Berlin"}), slack_.add_person("grace"),
               slack_.add_person("linus", {.zone = "America/New_York"}),
               slack_.add_person("margaret", {.zone = "Asia/Tokyo"}),
               slack_.add_person("visitor", {.guest = true})};
    slack_.add_channel("general", people_);
    slack_.add_group("oncall", {people_[1], people_[2]});
    const auto announce = slack_.add_channel("incidents", people_);
    slack_.add_channel("leadership", {people_[0]});
    const auto trace = [this](std::string line) {
      report_.trace.push_back(
          fmt::format("{} {}", core::format_utc(core::from_millis(time_.now() / ms)), std::move(line)));
    };
    auto config = config_for(slack_, announce, plan_);
    draw_policy(config.policy, {people_.begin(), people_.end() - 1}, plan_.seed);
    machine_ = std::make_unique<Machine>(time_, slack_, plan_, std::move(config), trace, report_.counts);
    machine_->set_witness(&witness_);
    machine_->start();
    crowd_ = std::make_unique<Crowd>(time_, slack_, *machine_, plan_, trace, report_.counts);
  }

  Report run() {
    const auto begin = time_.now();
    crowd_->plan_acts();
    plan_retries();
    go_on_until(crowd_->last_act());
    machine_->calm();
    go_on_until(time_.now() + looks_around);
    // The end, without trouble: all that was begun is finished, and what was given up is tried again with the
    // next act of a person.
    crowd_->gather();
    be_quiet();
    if (machine_->up()) crowd_->stir();
    be_quiet();
    over_ = true;
    if (!machine_->up()) {
      report_.broken.emplace_back("the bot doesn't come up any more");
      return std::move(report_);
    }
    report_.counts.simulated_ms = (time_.now() - begin) / ms;
    report_.counts.incidents = static_cast<long>(machine_->store().all_incidents().size());
    report_.counts.parked = static_cast<long>(machine_->store().queue_stats().parked);
    report_.broken = broken_promises(
        {slack_, machine_->store(), machine_->config(), crowd_->said(), plan_.drift, plan_.clock_jumps});
    for (const auto& one : crowd_->silences()) report_.broken.push_back(one);
    for (auto& one : crowd_->unnoticed()) report_.broken.push_back(std::move(one));
    const auto figures = machine_->figures();
    for (auto& leak :
         witness_.leaks({machine_->store(), machine_->config().policy, figures, plan_.clock_jumps}))
      report_.broken.push_back(std::move(leak));
    return std::move(report_);
  }

 private:
  void go_on_until(Micros end) {
    while (time_.now() < end) {
      time_.run(end, [this] { return machine_->fell(); });
      machine_->recover();
      slack_.forget_calls();
    }
  }

  /// Slack sends again what failed: after a minute, after five more.
  void plan_retries() {
    time_.at(time_.now() + retry_every, [this] {
      report_.counts.retries += static_cast<long>(slack_.events().retry());
      if (!over_) plan_retries();
    });
  }

  void be_quiet() {
    for (int i = 0; i < rests; ++i) {
      go_on_until(time_.now() + rest);
      if (!machine_->up() || slack_.events().due()) continue;
      const auto stats = machine_->store().queue_stats();
      if (stats.surfaces_behind == 0 && stats.one_shots_waiting == 0) return;
    }
  }

  const Plan plan_;
  Timeline time_;
  slack::standin::Standin slack_;
  Witness witness_{time_, slack_};
  Report report_;
  std::vector<std::string> people_;
  std::unique_ptr<Machine> machine_;
  std::unique_ptr<Crowd> crowd_;
  bool over_ = false;
};

}  // namespace

Counts& Counts::operator+=(const Counts& other) {
  simulated_ms += other.simulated_ms;
  acts += other.acts;
  acknowledged += other.acknowledged;
  incidents += other.incidents;
  calls += other.calls;
  faults += other.faults;
  crashes += other.crashes;
  retries += other.retries;
  parked += other.parked;
  return *this;
}

Report simulate(const Plan& plan) {
  return Simulation(plan).run();
}

Plan plan_of(std::uint64_t seed) {
  Chance chance(seed, "plan");
  Plan plan;
  plan.seed = seed;
  plan.acts = 40 + static_cast<int>(chance.below(200));
  // Trouble of one kind alone is seen more clearly than among all the others.
  plan.slack_fails = !chance.one_in(4);
  plan.network_fails = !chance.one_in(4);
  plan.crashes = !chance.one_in(4);
  plan.disk_fails = !chance.one_in(3);
  plan.drift = chance.one_in(4);
  plan.clock_jumps = !chance.one_in(3);
  return plan;
}

Plan shortened(const Plan& plan) {
  const auto fails = [](const Plan& smaller) { return !simulate(smaller).broken.empty(); };
  Plan best = plan;
  for (bool Plan::*kind : {&Plan::drift, &Plan::clock_jumps, &Plan::disk_fails, &Plan::network_fails,
                           &Plan::crashes, &Plan::slack_fails}) {
    Plan tried = best;
    tried.*kind = false;
    if (best.*kind && fails(tried)) best = tried;
  }
  // What people do is drawn one after the other: fewer acts are the beginning of more.
  for (int step = best.acts / 2; step > 0; step /= 2) {
    while (best.acts > step) {
      Plan tried = best;
      tried.acts -= step;
      if (!fails(tried)) break;
      best = tried;
    }
  }
  return best;
}

std::string describe(const Plan& plan) {
  return fmt::format("--seed {} --acts {}{}{}{}{}{}{}", plan.seed, plan.acts,
                     plan.slack_fails ? "" : " --no-slack-fails",
                     plan.network_fails ? "" : " --no-network-fails", plan.crashes ? "" : " --no-crashes",
                     plan.disk_fails ? "" : " --no-disk-fails", plan.clock_jumps ? "" : " --no-clock-jumps",
                     plan.drift ? " --drift" : "");
}

}  // namespace muster::simulation
