#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

#include "tests/bench/bench.h"
#include "tests/bench/stage.h"

namespace muster::bench {

namespace {

constexpr int declarations = 10;
constexpr std::chrono::milliseconds round_trip{200};

/// What makes a channel usable, in the order in which it is wanted.
constexpr std::array<const char*, 4> steps{"conversations.create", "conversations.invite", "chat.postMessage",
                                           "response_url"};
using Times = std::array<double, steps.size()>;  // round trips after the acknowledgement

/// The first of each that Slack has done.
std::array<bool, steps.size()> done(const Stage& stage) {
  std::array<bool, steps.size()> found{};
  for (const auto& call : stage.slack.calls()) {
    if (call.result != "ok") continue;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      // Of the posts, the control message and not the announcement: only it stands where people were invited.
      const bool counts =
          call.method != "chat.postMessage" || call.args.at("metadata").find("control:") != std::string::npos;
      if (call.method == steps[i] && counts) found[i] = true;
    }
  }
  return found;
}

Times declare_once(Stage& stage, int number) {
  stage.declare(fmt::format("Search is slow in region {}", number));
  const auto acknowledged = Clock::now();
  std::array<std::optional<double>, steps.size()> times;
  const bool complete = stage.slack.wait_until([&] {
    const auto now = done(stage);
    const double passed = std::chrono::duration<double>(Clock::now() - acknowledged) / round_trip;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (now[i] && !times[i]) times[i] = passed;
    }
    return std::all_of(times.begin(), times.end(), [](const auto& t) { return t.has_value(); });
  });
  if (!complete) throw std::runtime_error("the channel does not get ready");
  Times out{};
  for (std::size_t i = 0; i < steps.size(); ++i) out[i] = *times[i];
  return out;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

Rows usable() {
  Stage stage;
  stage.start();
  stage.declare("The first one");  // connections and caches are warm, as on any day but the first
  stage.wait_for_quiet();
  stage.slack.faults().latency(round_trip);
  std::vector<double> whole;
  std::array<std::vector<double>, steps.size()> each;
  for (int i = 0; i < declarations; ++i) {
    const auto times = declare_once(stage, i);
    whole.push_back(*std::max_element(times.begin(), times.end()));
    for (std::size_t s = 0; s < steps.size(); ++s) each[s].push_back(times[s]);
    stage.wait_for_quiet();
  }
  const auto typical = median(whole);
  return {
      {fmt::format("usable channel after the acknowledgement, {} ms for each Slack call", round_trip.count()),
       fmt::format("{:.0f} ms; at most {:.0f} ms", typical * static_cast<double>(round_trip.count()),
                   *std::max_element(whole.begin(), whole.end()) * static_cast<double>(round_trip.count())),
       fmt::format(
           "{:.2f} round trips (made {:.2f}, declarer invited {:.2f}, control message {:.2f}, “ready” "
           "{:.2f})",
           typical, median(each[0]), median(each[1]), median(each[2]), median(each[3])),
       "2.2 round trips"}};
}

}  // namespace muster::bench
