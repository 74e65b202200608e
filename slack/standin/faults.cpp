#include "slack/standin/faults.h"

#include <algorithm>

namespace slack::standin {

void Faults::next(std::string_view method, const Fault& fault, int times) {
  const std::lock_guard lock(mutex_);
  planned_.push_back({std::string(method), fault, times});
}

void Faults::whenever(std::function<bool(const CallView&)> when, const Fault& fault) {
  const std::lock_guard lock(mutex_);
  rules_.emplace_back(std::move(when), fault);
}

void Faults::latency(std::chrono::milliseconds each) {
  const std::lock_guard lock(mutex_);
  latency_ = each;
}

std::unique_ptr<Faults::Gate> Faults::hold(std::string_view method) {
  return std::make_unique<Gate>(*this, std::string(method));
}

void Faults::release_hung() {
  {
    const std::lock_guard lock(mutex_);
    ++releases_;
  }
  changed_.notify_all();
}

void Faults::clear() {
  {
    const std::lock_guard lock(mutex_);
    planned_.clear();
    rules_.clear();
    latency_ = std::chrono::milliseconds(0);
    ++releases_;
  }
  changed_.notify_all();
}

void Faults::let_pass(bool all) {
  {
    const std::lock_guard lock(mutex_);
    passing_ = all;
  }
  changed_.notify_all();
}

void Faults::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
}

std::optional<Fault> Faults::take_planned(std::string_view method, bool unread) {
  const auto found = std::find_if(planned_.begin(), planned_.end(),
                                  [&](const Planned& p) { return p.method == method || p.method == any; });
  if (found == planned_.end() || (found->fault.kind == Fault::Kind::close_unread) != unread) {
    return std::nullopt;
  }
  Fault fault = found->fault;
  if (--found->times <= 0) planned_.erase(found);
  return fault;
}

bool Faults::closes_unread(std::string_view method) {
  const std::lock_guard lock(mutex_);
  return take_planned(method, true).has_value();
}

std::optional<Fault> Faults::take(const CallView& call) {
  const std::lock_guard lock(mutex_);
  if (auto planned = take_planned(call.method, false)) return planned;
  for (const auto& [when, fault] : rules_) {
    if (when(call)) return fault;
  }
  return std::nullopt;
}

void Faults::wait(std::string_view method, const std::optional<Fault>& fault) {
  std::unique_lock lock(mutex_);
  const auto free_to_go = [this] { return stopped_ || passing_; };
  auto delay = latency_;
  if (fault && fault->kind == Fault::Kind::slow) delay += fault->delay;
  if (fault && fault->kind == Fault::Kind::hang) {
    const auto seen = releases_;
    changed_.wait(lock, [&] { return free_to_go() || releases_ != seen; });
  }
  if (delay.count() > 0) changed_.wait_for(lock, delay, free_to_go);
  for (;;) {
    const auto found = std::find_if(gates_.begin(), gates_.end(), [&](const Gate* g) {
      return !g->open_ && (g->method_ == method || g->method_ == any);
    });
    if (found == gates_.end() || free_to_go()) return;
    Gate* gate = *found;
    if (gate->passes_ > 0) {
      --gate->passes_;
      return;
    }
    ++gate->waiting_;
    changed_.notify_all();
    const auto gone = [&] { return std::find(gates_.begin(), gates_.end(), gate) == gates_.end(); };
    changed_.wait(lock, [&] { return free_to_go() || gone() || gate->open_ || gate->passes_ > 0; });
    if (!gone()) --gate->waiting_;
  }
}

Faults::Gate::Gate(Faults& owner, std::string method) : owner_(owner), method_(std::move(method)) {
  const std::lock_guard lock(owner_.mutex_);
  owner_.gates_.push_back(this);
}

Faults::Gate::~Gate() {
  {
    const std::lock_guard lock(owner_.mutex_);
    auto& gates = owner_.gates_;
    gates.erase(std::find(gates.begin(), gates.end(), this));
  }
  owner_.changed_.notify_all();
}

bool Faults::Gate::wait_for(std::size_t calls, std::chrono::milliseconds limit) {
  std::unique_lock lock(owner_.mutex_);
  return owner_.changed_.wait_for(lock, limit, [&] { return waiting_ >= calls; });
}

void Faults::Gate::release(std::size_t calls) {
  {
    const std::lock_guard lock(owner_.mutex_);
    passes_ += calls;
  }
  owner_.changed_.notify_all();
}

void Faults::Gate::open() {
  {
    const std::lock_guard lock(owner_.mutex_);
    open_ = true;
  }
  owner_.changed_.notify_all();
}

}  // namespace slack::standin
