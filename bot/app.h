// What every part of the bot may use, handed around by reference. Owned by serve() (bot/serve.cpp); outlives
// all threads that use it.
#pragma once

#include <atomic>
#include <cstdint>
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

/// Random bits, to spread what would come at once. Any thread.
using Random = std::function<std::uint32_t()>;
std::uint32_t random_bits();

/// The configuration in force. A reload replaces it whole; readers keep the one they took. Where it permits
/// something to a user group, it is in force with the people that are in the group now. Any thread.
class Settings {
 public:
  explicit Settings(std::shared_ptr<const Config> config) : read_(config), config_(std::move(config)) {}
  std::shared_ptr<const Config> get() const { return std::atomic_load(&config_); }
  void set(std::shared_ptr<const Config> config);
  /// The user groups as Slack last told them. A group that it never told of has nobody.
  void set_groups(std::vector<storage::Group> groups);

 private:
  void put_in_force();

  std::mutex mutex_;
  std::shared_ptr<const Config> read_;  ///< as it was read
  std::vector<storage::Group> groups_;
  std::shared_ptr<const Config> config_;
};

/// The policy inside a configuration, sharing its life.
inline std::shared_ptr<const core::Policy> policy_of(const std::shared_ptr<const Config>& config) {
  return {config, &config->policy};
}

class Arrivals;
class Homes;
class Jumps;
class Recent;
class ResponseUrls;
class Talk;
class Urgent;
class Webhooks;

struct App {
  storage::Store& store;
  slack::WebApi& web;
  Settings& settings;
  Metrics& metrics;
  Urgent& urgent;
  Urgent& slow;  ///< the same for what may take seconds, so that no form waits behind it
  ResponseUrls& response_urls;
  Recent& counted;  ///< messages
  Talk& talk;
  Jumps& jumps;
  Arrivals& arrivals;
  Webhooks& webhooks;
  Homes& homes;
  Clock clock;
  storage::Workspace workspace;
  Random random = random_bits;
  int crashes = 0;  ///< before this start, in a row; not 0: safe mode
  /// Between two edits of one message: clicks that follow each other are shown together.
  core::Duration edits_apart = std::chrono::seconds(1);
  /// For an answer to what was typed or pressed, and for the form that a trigger opens.
  /// https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response
  std::chrono::milliseconds slack_waits{3000};
};

}  // namespace muster::bot
