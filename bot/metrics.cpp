#include "bot/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <mutex>
#include <set>

namespace muster::bot {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;
using prometheus::Histogram;

const Histogram::BucketBoundaries kAcknowledgeSeconds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                      0.1,   0.25,   0.5,   1,    2,     3};
const Histogram::BucketBoundaries kCallSeconds{0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};

/// Labels come from the code, but error codes come from Slack: whatever isn't a short name, and every name
/// after the two hundredth, is counted as `other`, so that nothing of people gets in and memory has an end.
class Names {
 public:
  std::string known(std::string_view name) {
    const bool fits = !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
             c == '.' || c == '-';
    });
    if (!fits) return "other";
    const std::lock_guard lock(mutex_);
    if (seen_.size() >= 200 && !seen_.contains(name)) return "other";
    return *seen_.emplace(name).first;
  }

 private:
  std::mutex mutex_;
  std::set<std::string, std::less<>> seen_;
};

double seconds(std::chrono::nanoseconds d) {
  return std::chrono::duration<double>(d).count();
}

}  // namespace

struct Metrics::Impl {
  prometheus::Registry registry;
  Names names;
  prometheus::Family<prometheus::Counter>& requests =
      BuildCounter().Name("muster_requests_total").Help("Requests from Slack").Register(registry);
  Histogram& acknowledge = BuildHistogram()
                               .Name("muster_acknowledge_seconds")
                               .Help("From a request's last byte to its answer; Slack waits 3 s")
                               .Register(registry)
                               .Add({}, kAcknowledgeSeconds);
  prometheus::Family<prometheus::Counter>& calls =
      BuildCounter().Name("muster_slack_calls_total").Help("Calls of Slack's Web API").Register(registry);
  prometheus::Family<Histogram>& call_time =
      BuildHistogram().Name("muster_slack_call_seconds").Help("How long Slack took").Register(registry);
  prometheus::Family<prometheus::Counter>& tasks =
      BuildCounter().Name("muster_tasks_total").Help("Attempts of what is due in Slack").Register(registry);
  prometheus::Family<prometheus::Gauge>& waiting =
      BuildGauge().Name("muster_waiting").Help("Tasks that aren't done yet").Register(registry);
  prometheus::Gauge& surfaces_behind = waiting.Add({{"what", "surfaces"}});
  prometheus::Gauge& one_shots = waiting.Add({{"what", "one_shots"}});
  prometheus::Gauge& parked = waiting.Add({{"what", "parked"}});
  prometheus::Gauge& oldest = BuildGauge()
                                  .Name("muster_oldest_task_seconds")
                                  .Help("Age of the oldest task that isn't parked")
                                  .Register(registry)
                                  .Add({});
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {
  BuildGauge()
      .Name("muster_build_info")
      .Help("Which version runs")
      .Register(impl_->registry)
      .Add({{"version", MUSTER_VERSION}})
      .Set(1);
}
Metrics::~Metrics() = default;

void Metrics::request(std::string_view kind, std::string_view verdict) {
  impl_->requests.Add({{"kind", impl_->names.known(kind)}, {"verdict", impl_->names.known(verdict)}})
      .Increment();
}

void Metrics::acknowledged(std::chrono::nanoseconds after_arrival) {
  impl_->acknowledge.Observe(seconds(after_arrival));
}

void Metrics::slack_call(std::string_view method, std::string_view code, std::chrono::milliseconds took) {
  const std::string name = impl_->names.known(method);
  impl_->calls.Add({{"method", name}, {"code", impl_->names.known(code)}}).Increment();
  impl_->call_time.Add({{"method", name}}, kCallSeconds).Observe(seconds(took));
}

void Metrics::task(std::string_view kind, std::string_view result) {
  impl_->tasks.Add({{"kind", impl_->names.known(kind)}, {"result", impl_->names.known(result)}}).Increment();
}

void Metrics::queue(long long surfaces_behind, long long one_shots, long long parked,
                    long long oldest_age_ms) {
  impl_->surfaces_behind.Set(static_cast<double>(surfaces_behind));
  impl_->one_shots.Set(static_cast<double>(one_shots));
  impl_->parked.Set(static_cast<double>(parked));
  impl_->oldest.Set(static_cast<double>(oldest_age_ms) / 1000);
}

std::string Metrics::text() const {
  return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

}  // namespace muster::bot
