#include "bot/engine.h"

#include <random>
#include <utility>

#include "bot/log.h"

namespace muster::bot {

namespace {

slack::WebApiOptions observed(const BotOptions& options, Metrics& metrics, Arrivals& arrivals) {
  auto web = web_options(*options.config, options.secrets);
  const Clock clock = options.clock ? options.clock : Clock(system_now);
  web.observe = [&metrics, &arrivals, clock](const slack::CallSeen& seen) {
    metrics.slack_call(seen.method, seen.code, seen.took);
    if (seen.code == "ok" && seen.method == "chat.postMessage") arrivals.posted(clock());
    if (seen.code != "ok") {
      log::debug("slack call",
                 {{"method", seen.method}, {"code", seen.code}, {"slack_request", seen.request_id}});
    }
  };
  web.deadline = options.slack_deadline;
  if (options.clock) {
    web.now = [clock = options.clock] { return std::chrono::milliseconds(core::to_millis(clock())); };
  }
  return web;
}

/// A clock that was given to us may go as it likes, as in tests, unless the one that can't jump was, too.
Jumps::Steady steady_for(const BotOptions& options, const std::function<Patience::Moment()>& stepped_on) {
  if (stepped_on) return stepped_on;
  if (options.clock) return {};
  return std::chrono::steady_clock::now;
}

}  // namespace

core::Time system_now() {
  return std::chrono::floor<core::Duration>(std::chrono::system_clock::now());
}

std::uint32_t random_bits() {
  thread_local std::mt19937 random{std::random_device{}()};
  return random();
}

Engine::Engine(storage::Store& store, slack::Transport& transport, const BotOptions& options,
               std::function<Patience::Moment()> stepped_on)
    : web(transport, observed(options, metrics, arrivals)),
      settings(options.config),
      jumps(store, options.clock ? options.clock : Clock(system_now), steady_for(options, stepped_on)),
      webhooks(transport, options.secrets.webhook_secret, options.webhook_deadline),
      app{store,
          web,
          settings,
          metrics,
          urgent,
          slow,
          response_urls,
          counted,
          talk,
          jumps,
          arrivals,
          webhooks,
          homes,
          options.clock ? options.clock : Clock(system_now),
          options.workspace.value_or(storage::Workspace()),
          options.random ? options.random : Random(random_bits),
          options.crashes,
          options.edits_apart,
          options.slack_waits},
      urgent(stepped_on ? 0 : 4),
      slow(stepped_on ? 0 : 2),
      patience(stepped_on ? Patience(std::move(stepped_on), options.slack_waits - Patience::margin)
                          : Patience(options.slack_waits - Patience::margin)),
      router(app, patience),
      ingress(router, metrics, options.secrets.signing_secrets, app.clock) {
  // The time zones are read when one is first asked for: not in somebody's click, and not by two threads at
  // once.
  (void)core::zone_exists(options.config->policy.zone);
  // As they were known last; Slack is asked in a moment.
  settings.set_groups(store.groups(app.workspace.id));
}

}  // namespace muster::bot
