// Time and chance of a simulation: a queue of what happens when, and numbers that follow from the seed.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <string_view>
#include <utility>

namespace muster::simulation {

/// Microseconds of simulated time.
using Micros = std::int64_t;
constexpr Micros ms = 1000;
constexpr Micros second = 1000 * ms;
constexpr Micros minute = 60 * second;
constexpr Micros hour = 60 * minute;

/// One stream of numbers for each purpose, so that fewer acts of people leave Slack's moods as they are. The
/// distributions are our own: the library's differ from one implementation to the next.
class Chance {
 public:
  Chance(std::uint64_t seed, std::string_view purpose);
  std::uint64_t below(std::uint64_t bound) { return bound < 2 ? 0 : engine_() % bound; }
  Micros between(Micros low, Micros high) {
    return low + static_cast<Micros>(below(static_cast<std::uint64_t>(high - low + 1)));
  }
  bool one_in(std::uint64_t n) { return below(n) == 0; }
  template <class Items>
  const auto& one_of(const Items& items) {
    return items[below(items.size())];
  }

 private:
  std::mt19937_64 engine_;
};

class Timeline {
 public:
  Micros now() const { return now_; }
  void at(Micros time, std::function<void()> what);
  /// Does what is due, in order, until `time` has come, or `enough` says so (asked after each). May be called
  /// from within what it does: a call that takes its time lets others go on.
  void run(Micros time, const std::function<bool()>& enough);
  /// Called before each look at the queue: whoever has something to do puts it in.
  void set_arrange(std::function<void()> arrange) { arrange_ = std::move(arrange); }
  bool empty() const { return queue_.empty(); }
  int depth() const { return depth_; }

 private:
  Micros now_ = Micros{1790000000} * second;
  std::uint64_t count_ = 0;
  int depth_ = 0;
  std::map<std::pair<Micros, std::uint64_t>, std::function<void()>> queue_;
  std::function<void()> arrange_;
};

}  // namespace muster::simulation
