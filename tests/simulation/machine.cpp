#include "tests/simulation/machine.h"

#include <fmt/core.h>
#include <sqlite3.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "bot/bot.h"

namespace muster::simulation {

namespace {

constexpr const char* database = "muster.db";
constexpr std::size_t workers = 4;
constexpr std::size_t salt_size = 16;

std::string header(const std::vector<std::pair<std::string, std::string>>& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

/// What Slack answers, as the transport brings it.
slack::HttpReply as_reply(const slack::standin::HttpReply& from) {
  slack::HttpReply reply;
  reply.status = from.status;
  reply.body = from.body;
  if (const auto wait = header(from.headers, "Retry-After"); !wait.empty())
    reply.retry_after = std::chrono::seconds(std::stoi(wait));
  reply.scopes = header(from.headers, "x-oauth-scopes");
  return reply;
}

slack::HttpReply spoilt(int status, std::string body) {
  slack::HttpReply reply;
  reply.status = status;
  reply.body = std::move(body);
  return reply;
}

}  // namespace

Machine::Machine(Timeline& time, slack::standin::Standin& slack, const Plan& plan, bot::Config config,
                 Trace trace, Counts& counts)
    : time_(time),
      slack_(slack),
      plan_(plan),
      config_(std::make_shared<const bot::Config>(std::move(config))),
      trace_(std::move(trace)),
      counts_(counts),
      network_(plan.seed, "network"),
      power_(plan.seed, "power"),
      disk_chance_(plan.seed, "disk"),
      spread_(plan.seed, "spread"),
      clock_chance_(plan.seed, "clock") {
  disk_.create(database);
  disk_.set_fault([this](testing::Disk::Act act, std::string_view) { return disk_fault(act); });
  time_.set_arrange([this] { arrange(); });
  slack_.set_door([this](const slack::standin::Sending& sending) { return door(sending); });
}

Machine::~Machine() {
  slack_.set_door({});
  time_.set_arrange({});
  calm_ = true;
  life_.reset();
}

void Machine::start() {
  boot();
  if (!life_) throw std::runtime_error("the bot doesn't come up");
  plan_weather();
  if (plan_.clock_jumps) plan_clock();
}

void Machine::calm() {
  calm_ = true;
  slack_is_down_ = bad_weather_ = disk_is_full_ = disk_is_broken_ = false;
  acts_until_crash_ = 0;
  if (skew_ != 0) set_clock(0);
  trace_("calm: nothing fails from now on");
}

// --- its life
// ------------------------------------------------------------------------------------------------------------

void Machine::boot() {
  ++lives_;
  acts_until_crash_ = 0;
  auto life = std::make_unique<Life>();
  try {
    storage::SqliteOptions options;
    options.path = database;
    options.vfs = disk_.vfs();
    options.readers = 1;
    options.salt = [this] {
      std::string salt(salt_size, '\0');
      for (auto& c : salt) c = static_cast<char>(spread_.below(256));
      return salt;
    };
    life->store = storage::open_sqlite_stepped(std::move(options));

    bot::BotOptions bot;
    bot.config = config_;
    bot.secrets = {slack_.bot_token(), {slack_.signing_secret()}};
    bot.clock = [this] { return clock(); };
    bot.random = [this] { return static_cast<std::uint32_t>(spread_.below(1ULL << 32U)); };
    // Slack may be down: then the database knows. The first time nothing fails yet.
    bot.workspace = life->store.store->only_workspace();
    if (!bot.workspace) {
      slack::WebApi web(*this, bot::web_options(*config_, bot.secrets));
      bot.workspace =
          bot::know_workspace(*life->store.store, web, [](std::chrono::milliseconds) { return false; });
    }
    if (!bot.workspace) throw std::runtime_error("no workspace");
    life->engine = std::make_unique<bot::Engine>(*life->store.store, *this, bot, [this] {
      return bot::Patience::Moment(std::chrono::microseconds(time_.now()));
    });
    life->background = std::make_unique<bot::Background>(life->engine->app);
    for (std::size_t i = 0; i < workers; ++i) {
      life->workers.emplace_back();
      life->workers.back().worker = std::make_unique<bot::Worker>(life->engine->app);
    }
  } catch (const std::exception& e) {
    trace_(fmt::format("machine: doesn't come up: {}", e.what()));
    life.reset();
    if (lives_ == 1) throw;
    if (!disk_.is_off()) {
      time_.at(time_.now() + 10 * second, [this] {
        if (!life_) boot();
      });
    }
    return;
  }
  auto* woken = life.get();
  life->store.store->on_work([woken] { woken->woken = true; });
  life->woken = true;
  life_ = std::move(life);
  life_->background_due = time_.now();
  plan_background();
  if (plan_.crashes && !calm_ && power_.one_in(3)) {
    acts_until_crash_ = 1 + power_.below(power_.one_in(2) ? 200 : 6000);
  }
  trace_(fmt::format("machine: up, life {}", lives_));
}

void Machine::recover() {
  if (!fell()) return;
  life_.reset();
  recovering_ = true;
  time_.at(time_.now() + power_.between(second, 10 * minute), [this] {
    recovering_ = false;
    disk_.power_on([this](std::uint64_t bound) { return power_.below(bound); });
    boot();
  });
}

void Machine::restart() {
  if (!up()) return;
  trace_("machine: restarted by its operator");
  while (life_->store.waiting()) life_->store.step();
  life_.reset();
  boot();
}

void Machine::power_fails(const char* where) {
  if (disk_.is_off()) return;
  trace_(fmt::format("machine: the power fails {}", where));
  ++counts_.crashes;
  disk_.power_off();
}

int Machine::disk_fault(testing::Disk::Act act) {
  if (calm_) return SQLITE_OK;
  if (acts_until_crash_ > 0 && --acts_until_crash_ == 0) {
    power_fails("in the middle of using the disk");
    return SQLITE_IOERR;
  }
  using Act = testing::Disk::Act;
  if (disk_is_full_ && (act == Act::write)) return SQLITE_FULL;
  if (disk_is_broken_ && act == Act::sync) return SQLITE_IOERR_FSYNC;
  if (disk_is_broken_ && act == Act::write && disk_chance_.one_in(4)) return SQLITE_IOERR_WRITE;
  return SQLITE_OK;
}

void Machine::later(Micros time, std::function<void()> what) {
  time_.at(time, [this, life = lives_, what = std::move(what)] {
    if (life == lives_ && up()) what();
  });
}

bool Machine::wait(Micros time) {
  const auto life = lives_;
  time_.run(time_.now() + time, [&] { return life != lives_ || disk_.is_off(); });
  return life == lives_ && !disk_.is_off();
}

// --- who has something to do
// ---------------------------------------------------------------------------------------------

void Machine::arrange() {
  if (slack_.events().due() && !sending_) {
    // Whether the bot is alive is Slack's to find out.
    sending_ = true;
    const bool slow = plan_.network_fails && !calm_ && network_.one_in(40);
    time_.at(
        time_.now() + (slow ? network_.between(second, 5 * minute) : network_.between(20 * ms, 400 * ms)),
        [this] {
          slack_.events().step();
          sending_ = false;
        });
  }
  if (!up()) return;
  auto& life = *life_;
  if (life.store.waiting() && !life.commit_planned) {
    life.commit_planned = true;
    const bool stalls = plan_.disk_fails && !calm_ && disk_chance_.one_in(200);
    later(time_.now() + (stalls ? disk_chance_.between(second, 5 * second) : spread_.between(100, 4 * ms)),
          [this] {
            life_->commit_planned = false;
            life_->store.step();
          });
  }
  if ((life.engine->urgent.waiting() || life.engine->slow.waiting()) && !life.urgent_planned) {
    life.urgent_planned = true;
    later(time_.now() + spread_.between(0, 2 * ms), [this] {
      // Several threads: the next one needn't wait for this one's call.
      life_->urgent_planned = false;
      if (!life_->engine->urgent.step()) life_->engine->slow.step();
    });
  }
  if (std::exchange(life.woken, false)) plan_workers();
  plan_patience();
}

void Machine::plan_workers() {
  for (std::size_t i = 0; i < life_->workers.size(); ++i) {
    const auto& worker = life_->workers[i];
    if (!worker.busy) plan_worker(i, time_.now() + spread_.between(50, 2 * ms));
  }
}

void Machine::plan_worker(std::size_t index, Micros due) {
  auto& worker = life_->workers[index];
  if (worker.turn != 0 && worker.due != 0 && worker.due <= due) return;
  worker.due = due;
  later(due, [this, index, turn = ++worker.turn] {
    if (life_->workers[index].turn == turn) run_worker(index);
  });
}

void Machine::run_worker(std::size_t index) {
  auto* life = life_.get();
  auto& worker = life->workers[index];
  worker.busy = true;
  worker.due = 0;
  // As its thread does it: how long to wait is a difference of two times of the same clock.
  const auto now = clock();
  auto next = std::optional<core::Time>(now + std::chrono::seconds(1));
  try {
    next = worker.worker->step(now);
  } catch (const std::exception&) {
    // The database; tried again in a second, as the thread does.
  }
  worker.busy = false;
  if (next && up()) plan_worker(index, time_.now() + std::max<Micros>(0, (*next - now).count() * ms));
}

void Machine::plan_background() {
  later(life_->background_due, [this] {
    const auto now = clock();
    auto next = now + std::chrono::minutes(1);
    try {
      next = life_->background->step(now);
    } catch (const std::exception&) {
      // As above.
    }
    if (!up()) return;
    life_->background_due = time_.now() + std::max<Micros>(0, (next - now).count() * ms);
    plan_background();
  });
}

void Machine::plan_patience() {
  const auto due = life_->engine->patience.step();
  if (!due || due == life_->patience_due) return;
  life_->patience_due = due;
  later(std::chrono::duration_cast<std::chrono::microseconds>(due->time_since_epoch()).count(), [] {});
}

void Machine::plan_weather() {
  // Each kind comes and goes on its own.
  const auto comes_and_goes = [this](bool Machine::*what, const char* name, Micros every, Micros shortest,
                                     Micros longest) {
    const auto turn = std::make_shared<std::function<void()>>();
    *turn = [this, what, name, every, shortest, longest, weak = std::weak_ptr(turn)] {
      if (calm_) return;
      this->*what = !(this->*what);
      trace_(fmt::format("{} {}", name, this->*what ? "begins" : "ends"));
      const auto self = weak.lock();
      time_.at(time_.now() + (this->*what ? network_.between(shortest, longest)
                                          : network_.between(every / 2, every * 2)),
               [self] { (*self)(); });
    };
    time_.at(time_.now() + network_.between(every / 4, every * 2), [turn] { (*turn)(); });
  };
  if (plan_.slack_fails) {
    comes_and_goes(&Machine::bad_weather_, "Slack's bad moment", 20 * minute, 10 * second, 5 * minute);
    comes_and_goes(&Machine::slack_is_down_, "Slack's outage", 3 * hour, minute, 2 * hour);
  }
  if (plan_.disk_fails) {
    comes_and_goes(&Machine::disk_is_full_, "the disk being full", 2 * hour, minute, 20 * minute);
    comes_and_goes(&Machine::disk_is_broken_, "the disk being broken", 3 * hour, second, minute);
  }
}

void Machine::set_clock(Micros skew) {
  trace_(fmt::format("machine: its clock is set, {} s from the truth", skew / second));
  skew_ = skew;
}

void Machine::plan_clock() {
  time_.at(time_.now() + clock_chance_.between(5 * minute, 90 * minute), [this] {
    if (calm_) return;
    ++counts_.faults;
    switch (clock_chance_.below(3)) {
      case 0:
        set_clock(0);
        break;
      case 1:  // for long, but as little as Slack's signatures bear
        set_clock(clock_chance_.between(-200 * second, 200 * second));
        break;
      default: {  // by hours, until somebody notices
        const auto before = skew_;
        set_clock(clock_chance_.between(-6 * hour, 6 * hour));
        time_.at(time_.now() + clock_chance_.between(second, 30 * second), [this, before] {
          if (!calm_) set_clock(before);
        });
      }
    }
    plan_clock();
  });
}

// --- its wires
// -----------------------------------------------------------------------------------------------------------

tl::expected<slack::HttpReply, slack::HttpFailure> Machine::failed(slack::HttpFailure::When when,
                                                                   const char* code) {
  slack::HttpFailure failure;
  failure.when = when;
  failure.code = code;
  return tl::unexpected(failure);
}

tl::expected<slack::HttpReply, slack::HttpFailure> Machine::post(const slack::HttpCall& call) {
  using When = slack::HttpFailure::When;
  if (disk_.is_off()) return failed(When::before_send, "connect");
  ++counts_.calls;
  const bool booting = !life_;
  const auto begin = call.url.find("//") + 2;
  slack::standin::HttpCall http;
  http.verb = "POST";
  http.path = call.url.substr(call.url.find('/', begin));
  http.content_type = call.content_type;
  http.body = call.body;
  if (!call.bearer.empty()) http.authorization = "Bearer " + call.bearer;
  const auto work = [&]() -> slack::HttpReply {
    const auto reply = slack_.answer(http);
    if (witness_) witness_->called(http, reply);
    return as_reply(reply);
  };
  if (booting) return work();

  const auto deadline = std::chrono::duration_cast<std::chrono::microseconds>(call.deadline).count();
  enum class Trouble { none, refused, lost, reply_lost, too_late, status, limited, garbage, power };
  auto trouble = Trouble::none;
  if (plan_.slack_fails && !calm_) {
    if (slack_is_down_) {
      trouble = network_.one_in(4) ? Trouble::status : Trouble::refused;
    } else if (network_.one_in(bad_weather_ ? 4 : 60)) {
      constexpr Trouble kinds[] = {Trouble::refused, Trouble::lost,    Trouble::reply_lost, Trouble::too_late,
                                   Trouble::status,  Trouble::limited, Trouble::garbage};
      trouble = kinds[network_.below(std::size(kinds))];
    }
  }
  if (plan_.crashes && !calm_ && power_.one_in(300)) trouble = Trouble::power;
  if (trouble != Trouble::none) {
    ++counts_.faults;
    troubled_ = time_.now();
    constexpr const char* names[] = {"",           "refused",      "lost",    "its reply lost",    "too late",
                                     "status 5xx", "rate limited", "garbage", "ended by the power"};
    trace_(fmt::format("call {} {}", http.path, names[static_cast<std::size_t>(trouble)]));
  }

  const auto there = std::min(deadline, network_.between(5 * ms, 150 * ms));
  const auto back = network_.between(5 * ms, 150 * ms);
  if (!wait(there)) return failed(When::unknown, "reset");
  switch (trouble) {
    case Trouble::none: {
      auto reply = work();
      if (reply.status == 429) {
        ++counts_.faults;
        troubled_ = time_.now();
      }
      if (!wait(back)) return failed(When::unknown, "reset");
      return reply;
    }
    case Trouble::refused:
      return failed(When::before_send, "connect");
    case Trouble::lost:
      return failed(When::unknown, "reset");
    case Trouble::reply_lost:
      (void)work();
      return failed(When::unknown, "reset");
    case Trouble::too_late:
      // Done or not, the answer comes after the deadline.
      if (network_.one_in(2)) (void)work();
      wait(deadline);
      return failed(When::unknown, "timeout");
    case Trouble::status:
      if (!slack_is_down_ && network_.one_in(2)) (void)work();
      return spoilt(network_.one_in(2) ? 500 : 503, "<html>error</html>");
    case Trouble::limited: {
      auto reply = spoilt(429, R"({"ok":false,"error":"ratelimited"})");
      reply.retry_after = std::chrono::seconds(1 + network_.below(60));
      return reply;
    }
    case Trouble::garbage:
      (void)work();
      return spoilt(200, R"({"ok":tr)");
    case Trouble::power:
      if (power_.one_in(2)) (void)work();
      power_fails("during a call");
      return failed(When::unknown, "reset");
  }
  return failed(When::unknown, "reset");
}

slack::standin::Sent Machine::door(const slack::standin::Sending& sending) {
  slack::standin::Sent sent;
  sent.failure = "connection_failed";
  if (!up()) return sent;
  const auto bad = plan_.network_fails && !calm_;
  if (bad && network_.one_in(80)) {
    ++counts_.faults;
    trace_("a request of Slack's is lost");
    return sent;
  }
  bot::HttpRequest request;
  request.method = "POST";
  request.path = "/slack/events";
  request.body = sending.body;
  request.peer = "127.0.0.1";
  for (const auto& [name, value] : sending.headers) request.headers[lower(name)] = value;
  request.headers["content-type"] = sending.content_type;

  const auto reply = std::make_shared<std::optional<bot::HttpResponse>>();
  const auto life = lives_;
  life_->engine->ingress(std::move(request),
                         [reply](bot::HttpResponse response) { *reply = std::move(response); });
  time_.run(time_.now() + 3 * second, [&] { return *reply || life != lives_ || disk_.is_off(); });
  if (life != lives_ || disk_.is_off()) return sent;
  if (!*reply) {
    sent.failure = "http_timeout";
    return sent;
  }
  if (witness_) witness_->answered(sending.body, (*reply)->body);
  if (bad && network_.one_in(80)) {
    ++counts_.faults;
    trace_("an acknowledgement is lost");
    sent.failure = "http_timeout";
    return sent;
  }
  sent.failure.clear();
  sent.status = (*reply)->status;
  sent.body = (*reply)->body;
  sent.content_type = (*reply)->content_type;
  const auto no_retry = (*reply)->headers.find("x-slack-no-retry");
  sent.no_retry = no_retry != (*reply)->headers.end() && no_retry->second == "1";
  if (!sent.ok()) sent.failure = "http_error";
  return sent;
}

}  // namespace muster::simulation
