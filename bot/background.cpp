#include "bot/background.h"

#include <fmt/core.h>

#include <algorithm>

#include "bot/convert.h"
#include "bot/groups.h"
#include "bot/log.h"

namespace muster::bot {

namespace {
constexpr std::chrono::hours token_every{1};
constexpr std::chrono::hours people_every{24};
constexpr std::chrono::minutes groups_every{10};  // events tell of a change at once, unless they get lost
constexpr std::chrono::minutes tidy_every{1};
constexpr std::chrono::seconds page_every{3};  // users.list is tier 2
constexpr std::chrono::seconds words_every{5};
constexpr std::chrono::milliseconds more_words_after{100};  // clicks come first
constexpr std::chrono::minutes after_failure{1};
}  // namespace

storage::Workspace workspace_of(const slack::AuthInfo& info) {
  storage::Workspace workspace;
  workspace.team = info.team.value;
  workspace.enterprise = info.enterprise.value;
  workspace.app = info.app;
  workspace.bot_user = info.user.value;
  workspace.bot = info.bot.value;
  workspace.url = info.url;
  return workspace;
}

core::Time Background::step(core::Time now) {
  // None of them waits for an hour twice because the clock was put back.
  token_due_ = std::min(token_due_, now + token_every);
  people_due_ = std::min(people_due_, now + people_every);
  groups_due_ = std::min(groups_due_, now + people_every);
  tidy_due_ = std::min(tidy_due_, now + tidy_every);
  if (auto config = app_.settings.get(); config != timed_by_) {
    app_.store.recheck_timers(now);
    timed_by_ = std::move(config);
  }
  if (now >= tidy_due_) {
    app_.store.tidy(now);
    const auto stats = app_.store.queue_stats();
    const auto age = stats.oldest_due ? std::max<long long>(0, (now - *stats.oldest_due).count()) : 0;
    app_.metrics.queue(stats.surfaces_behind, stats.one_shots_waiting, stats.parked, age);
    tidy_due_ = now + tidy_every;
  }
  if (now >= token_due_) check_token(now);
  if (now >= people_due_) fetch_people(now);
  if (now >= groups_due_) look_at_groups(now);
  return std::min({token_due_, people_due_, groups_due_, tidy_due_, channels_.step(now), digest_.step(now),
                   index_words(now)});
}

core::Time Background::index_words(core::Time now) {
  words_due_ = std::min(words_due_, now + words_every);
  if (now < words_due_) return words_due_;
  words_due_ =
      now + (app_.store.make_findable() ? core::Duration(more_words_after) : core::Duration(words_every));
  return words_due_;
}

void Background::check_token(core::Time now) {
  token_due_ = now + token_every;
  const auto info = app_.web.auth_test();
  if (info) {
    if (info->team.value != app_.workspace.team) {
      fatal_ = fmt::format(
          "the token belongs to workspace {}, the database to {}: use the right SLACK_BOT_TOKEN, or "
          "another MUSTER_DATABASE",
          info->team.value, app_.workspace.team);
    }
    return;
  }
  token_due_ = now + after_failure;
  log::warn("slack didn't know the token", {{"code", info.error().code}});
}

void Background::fetch_people(core::Time now) {
  const auto page = app_.web.users(people_cursor_);
  if (!page) {
    people_due_ = now + std::max<core::Duration>(page.error().retry_after, after_failure);
    if (page.error().what != slack::Error::What::later) {
      people_cursor_.clear();  // it may be what is wrong
      log::warn("people not fetched", {{"code", page.error().code}, {"needed", page.error().needed}});
    }
    return;
  }
  std::vector<storage::User> users;
  users.reserve(page->items.size());
  for (const auto& p : page->items) {
    users.push_back(to_user(p, app_.workspace));
  }
  app_.store.upsert_users(app_.workspace.id, std::move(users));
  people_cursor_ = page->cursor;
  people_due_ = now + (people_cursor_.empty() ? core::Duration(people_every) : core::Duration(page_every));
}

void Background::look_at_groups(core::Time now) {
  groups_due_ = now + groups_every;
  const auto error = fetch_groups(app_);
  if (!error) return;
  // Reading again does no harm, so it doesn't matter whether Slack had got that far.
  if (error->what == slack::Error::What::later || error->what == slack::Error::What::ambiguous) {
    groups_due_ = now + std::max<core::Duration>(error->retry_after, after_failure);
    return;
  }
  // A plan without user groups, or a scope that is missing: so it stays for a while.
  groups_due_ = now + people_every;
  log::warn("user groups not fetched", {{"code", error->code}, {"needed", error->needed}});
}

BackgroundThread::BackgroundThread(App& app, std::function<void(const std::string&)> on_fatal)
    : thread_([this, &app, on_fatal = std::move(on_fatal)] {
        Background background(app);
        for (;;) {
          const auto now = app.clock();
          auto next = now + core::Duration(after_failure);
          try {
            next = background.step(now);
          } catch (const std::exception& e) {
            const bool store = dynamic_cast<const storage::StoreError*>(&e) != nullptr;
            log::error("housekeeping failed", {{"reason", store ? e.what() : "unexpected"}});
          }
          if (background.fatal()) return on_fatal(*background.fatal());
          std::unique_lock lock(mutex_);
          if (stop_.wait_for(lock, next - now, [this] { return stopping_; })) return;
        }
      }) {}

BackgroundThread::~BackgroundThread() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  thread_.join();
}

}  // namespace muster::bot
