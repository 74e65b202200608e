#include "bot/replays.h"

#include <utility>

namespace muster::bot {

namespace {
// A request is good for 300 s before and after its timestamp.
constexpr std::chrono::seconds window{600};
constexpr std::size_t most_entries = 4096;
constexpr std::size_t most_bytes = std::size_t{4} * 1024 * 1024;
}  // namespace

std::optional<Reply> Replays::begin(const std::string& key, core::Time now, Reply reply) {
  std::optional<Ack> answer;
  {
    const std::lock_guard lock(mutex_);
    forget(now);
    const auto [place, fresh] = known_.try_emplace(key);
    if (fresh) {
      place->second.at = now;
      order_.push_back(key);
    } else if (!place->second.ack) {
      place->second.waiting.push_back(std::move(reply));
      return std::nullopt;
    } else {
      answer = place->second.ack;
    }
  }
  if (answer) {
    reply(*std::move(answer));
    return std::nullopt;
  }
  return [this, key, reply = std::move(reply)](Ack ack) {
    settle(key, ack);
    reply(std::move(ack));
  };
}

void Replays::settle(const std::string& key, const Ack& ack) {
  std::vector<Reply> waiting;
  {
    const std::lock_guard lock(mutex_);
    const auto found = known_.find(key);
    if (found == known_.end()) return;
    waiting = std::move(found->second.waiting);
    if (ack.status >= 500) {
      known_.erase(found);  // it did not work: the same request may try again
      std::erase(order_, key);
    } else {
      bytes_ += ack.body.size();
      found->second.ack = ack;
    }
  }
  for (const auto& other : waiting) other(ack);
}

void Replays::forget(core::Time now) {
  while (!order_.empty()) {
    const auto found = known_.find(order_.front());
    if (found != known_.end()) {
      const bool old = now - found->second.at > window;
      if (!old && order_.size() <= most_entries && bytes_ <= most_bytes) return;
      if (!found->second.ack) return;  // still under way
      bytes_ -= found->second.ack->body.size();
      known_.erase(found);
    }
    order_.pop_front();
  }
}

}  // namespace muster::bot
