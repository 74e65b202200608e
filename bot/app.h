// What every part of the bot may use, handed around by reference. Owned by serve() (bot/serve.cpp); outlives
// all threads that use it.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "bot/config.h"
#include "bot/metrics.h"
#include "core/time.h"
#include "slack/web_api.h"
#include "storage/store.h"

namespace muster::bot {

/// Real time in production, a number in tests and simulations. Any thread.
using Clock = std::function<core::Time()>;
core::Time system_now();

/// The configuration in force. A reload replaces it whole; readers keep the one they took. Any thread.
class Settings {
 public:
  explicit Settings(std::shared_ptr<const Config> config) : config_(std::move(config)) {}
  std::shared_ptr<const Config> get() const { return std::atomic_load(&config_); }
  void set(std::shared_ptr<const Config> config) { std::atomic_store(&config_, std::move(config)); }

 private:
  std::shared_ptr<const Config> config_;
};

/// The policy inside a configuration, sharing its life.
inline std::shared_ptr<const core::Policy> policy_of(const std::shared_ptr<const Config>& config) {
  return {config, &config->policy};
}

class ResponseUrls;
class Urgent;

struct App {
  storage::Store& store;
  slack::WebApi& web;
  Settings& settings;
  Metrics& metrics;
  Urgent& urgent;
  ResponseUrls& response_urls;
  Clock clock;
  storage::Workspace workspace;
};

}  // namespace muster::bot
