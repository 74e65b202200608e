// What is done now and then, on a thread of its own: who we are at Slack, who the people are, housekeeping.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "bot/app.h"
#include "bot/channels.h"
#include "bot/digest.h"

namespace muster::bot {

/// A function of time, like the workers: `step(now)` does what is due and says when it wants to be called
/// again.
class Background {
 public:
  explicit Background(App& app) : app_(app), channels_(app), digest_(app) {}

  core::Time step(core::Time now);
  /// The installation that the token belongs to is not the one that the database belongs to; what to tell the
  /// operator.
  const std::optional<std::string>& fatal() const { return fatal_; }

 private:
  void check_token(core::Time now);
  void fetch_people(core::Time now);
  void look_at_groups(core::Time now);
  /// When there will be something to do again.
  core::Time index_words(core::Time now);

  App& app_;
  Channels channels_;
  Digest digest_;
  std::shared_ptr<const Config> timed_by_;  ///< what the timers were last decided with
  core::Time token_due_{}, people_due_{}, groups_due_{}, tidy_due_{}, words_due_{};
  std::string people_cursor_;
  std::optional<std::string> fatal_;
};

/// A thread around it. `on_fatal` is called on that thread, once.
class BackgroundThread {
 public:
  BackgroundThread(App& app, std::function<void(const std::string&)> on_fatal);
  ~BackgroundThread();
  BackgroundThread(const BackgroundThread&) = delete;
  BackgroundThread& operator=(const BackgroundThread&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread thread_;
};

/// What auth.test says of us, as the store keeps it.
storage::Workspace workspace_of(const slack::AuthInfo& info);

}  // namespace muster::bot
