#include "slack/standin/delivery.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "slack/standin/wire.h"

namespace slack::standin {

namespace {
constexpr int max_retries = 3;
constexpr const char* json_type = "application/json";
}  // namespace

Delivery::Delivery(World& world, const Courier& courier) : world_(world), courier_(courier) {}

Delivery::~Delivery() {
  stop();
}

void Delivery::start() {
  thread_ = std::thread([this] { run(); });
}

void Delivery::stop() {
  stop_ = true;
  world_.touch();
  if (thread_.joinable()) thread_.join();
}

void Delivery::tamper(const Tamper& how, int events) {
  const std::lock_guard lock(mutex_);
  for (int i = 0; i < events; ++i) tampers_.push_back(how);
}

void Delivery::hold() {
  held_ = true;
}

void Delivery::release(Order order) {
  world_.change([&](State& state) {
    if (order == Order::reversed) std::reverse(state.events.begin(), state.events.end());
    held_ = false;
  });
}

std::size_t Delivery::retry() {
  std::size_t count = 0;
  {
    const std::lock_guard lock(mutex_);
    count = failed_.size();
    for (auto& failed : failed_) again_.push_back(std::move(failed));
    failed_.clear();
  }
  world_.touch();
  return count;
}

bool Delivery::idle() const {
  return world_.read([&](const State& state) {
    const std::lock_guard lock(mutex_);
    return !busy_ && again_.empty() && (held_ || state.events.empty());
  });
}

std::vector<Delivered> Delivery::log() const {
  const std::lock_guard lock(mutex_);
  return log_;
}

bool Delivery::due() const {
  return world_.read([this](const State& state) {
    const std::lock_guard lock(mutex_);
    return !again_.empty() || (!held_ && !state.events.empty());
  });
}

void Delivery::run() {
  while (!stop_) {
    if (world_.wait_until([this] { return stop_ || due(); }, std::chrono::hours(1)) && !stop_) step();
  }
}

bool Delivery::step() {
  std::optional<Event> event;
  std::optional<Failed> again;
  world_.change([&](State& state) {
    const std::lock_guard lock(mutex_);
    if (!again_.empty()) {
      again = std::move(again_.front());
      again_.pop_front();
    } else if (!held_ && !state.events.empty()) {
      event = std::move(state.events.front());
      state.events.pop_front();
    }
    busy_ = true;
  });
  if (again) {
    auto reason = again->reason;
    if (!attempt(again->event, {}, again->retries + 1, reason) && again->retries + 1 < max_retries) {
      const std::lock_guard lock(mutex_);
      failed_.push_back({again->event, again->retries + 1, reason});
    }
  } else if (event && courier_.has_way()) {
    Tamper how;
    {
      const std::lock_guard lock(mutex_);
      if (!tampers_.empty()) {
        how = tampers_.front();
        tampers_.pop_front();
      }
    }
    deliver(*event, how);
  }
  busy_ = false;
  world_.touch();
  return again || event;
}

void Delivery::deliver(const Event& event, const Tamper& how) {
  for (int i = 0; i < how.times && !stop_; ++i) {
    Event copy = event;
    if (how.new_ids && i > 0) {
      copy.id = event.id + "x" + std::to_string(i);
      auto body = nlohmann::json::parse(event.body);
      body["event_id"] = copy.id;
      copy.body = dump(body);
    }
    std::string reason;
    if (attempt(copy, how, 0, reason) || attempt(copy, how, 1, reason)) continue;
    const std::lock_guard lock(mutex_);
    failed_.push_back({copy, 1, reason});
  }
}

bool Delivery::attempt(const Event& event, const Tamper& how, int retry, std::string& reason) {
  std::vector<std::pair<std::string, std::string>> headers;
  if (retry > 0) {
    headers.emplace_back("X-Slack-Retry-Num", std::to_string(retry));
    headers.emplace_back("X-Slack-Retry-Reason", reason);
  }
  const auto sent = courier_.send(json_type, event.body, how.seal, headers);
  {
    const std::lock_guard lock(mutex_);
    log_.push_back({event.id, event.type, event.channel, retry, sent.status, sent.failure});
  }
  world_.touch();
  reason = sent.failure;
  return sent.ok() || sent.no_retry;
}

}  // namespace slack::standin
