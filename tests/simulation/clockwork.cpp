#include "tests/simulation/clockwork.h"

#include <algorithm>

namespace muster::simulation {

Chance::Chance(std::uint64_t seed, std::string_view purpose) {
  // FNV-1a: the purposes' streams are to have nothing in common.
  std::uint64_t hash = 14695981039346656037ULL ^ seed * 0x9E3779B97F4A7C15ULL;
  for (const char c : purpose) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  engine_.seed(hash);
}

void Timeline::at(Micros time, std::function<void()> what) {
  queue_.emplace(std::pair(std::max(time, now_), count_++), std::move(what));
}

void Timeline::run(Micros time, const std::function<bool()>& enough) {
  ++depth_;
  while (!enough()) {
    if (arrange_) arrange_();
    if (queue_.empty() || queue_.begin()->first.first > time) {
      now_ = std::max(now_, time);
      break;
    }
    auto next = queue_.extract(queue_.begin());
    now_ = std::max(now_, next.key().first);
    next.mapped()();
  }
  --depth_;
}

}  // namespace muster::simulation
