// What the admin listener shows at /metrics. Labels are from fixed sets: no ids, no text of people.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace muster::bot {

class Metrics {
 public:
  Metrics();
  ~Metrics();

  void request(std::string_view kind,
               std::string_view verdict);  ///< slash, action, submission, event …; ok, forged …
  void acknowledged(std::chrono::nanoseconds after_arrival);
  void slack_call(std::string_view method, std::string_view code, std::chrono::milliseconds took);
  void task(std::string_view kind,
            std::string_view result);  ///< surface or one-shot kind; done, again, parked
  void queue(long long surfaces_behind, long long one_shots, long long parked, long long oldest_age_ms);

  /// Prometheus text format.
  std::string text() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::bot
