#include "bot/digest.h"

#include "bot/convert.h"
#include "bot/log.h"
#include "bot/views/views.h"
#include "bot/work/posting.h"
#include "core/nudges.h"
#include "core/week.h"

namespace muster::bot {

namespace {

constexpr std::chrono::minutes look_every{5};
constexpr std::chrono::minutes try_again_after{1};
constexpr std::chrono::hours too_late{12};
constexpr std::chrono::days looks_back{30};
constexpr int most_looked_at = 200;

bool lacks_debrief(const core::Incident& incident, const core::Policy& policy) {
  const bool ended =
      incident.category == core::Category::resolved || incident.category == core::Category::closed;
  const auto* kind = core::find_nudge_kind(core::nudge::no_debrief);
  // What was over before anybody was told of it owes none.
  return ended && !incident.in_hindsight && !incident.exported_at &&
         policy.severity_rank(incident.severity) <= kind->up_to_rank;
}

}  // namespace

DigestContent digest_content(App& app, const Config& config, core::Time now) {
  DigestContent content;
  storage::IncidentFilter filter;  // of nobody's: private ones are left out
  filter.limit = most_looked_at;
  for (auto& incident : app.store.list(app.workspace.id, filter)) {
    if (incident.drill) continue;
    (incident.paused ? content.paused : content.open).push_back(std::move(incident));
  }
  filter.open_only = false;
  filter.since = now - looks_back;
  for (auto& incident : app.store.list(app.workspace.id, filter))
    if (!incident.drill && lacks_debrief(incident, config.policy))
      content.without_debrief.push_back(std::move(incident));
  content.late = late_follow_ups(app.store, app.workspace.id, now);
  return content;
}

namespace {

constexpr std::string_view key_begins = "digest:";

slack::OutMessage digest_of(App& app, const Config& config, const DigestContent& content) {
  return views::digest(content, config, [&](const core::UserId& id) {
    const auto user = app.store.user(app.workspace.id, id);
    return user && !user->name.empty() ? user->name : id.value;
  });
}

}  // namespace

slack::Result<void> renew_digests(App& app, core::Time since) {
  const auto config = app.settings.get();
  if (config->announce.empty()) return {};
  const Work work{app, config, {}, app.clock()};
  const auto channel = channel_called(work, config->announce);
  // Where there is no such channel, nothing stands in it.
  if (!channel && channel.error().what == slack::Error::What::missing) return {};
  if (!channel) return tl::unexpected(channel.error());
  slack::HistoryQuery query;
  query.channel = *channel;
  query.metadata = true;
  query.oldest = slack::Ts{core::to_millis(since - clocks_apart) / 1000, 0};
  std::optional<slack::Ts> newest;
  slack::Result<void> all;
  const auto put = [&](const slack::Ts& digest, const slack::OutMessage& instead) {
    const auto edited = app.web.update(*channel, digest, instead);
    if (!edited && edited.error().what != slack::Error::What::missing) all = tl::unexpected(edited.error());
  };
  const auto taken_back = views::digest_taken_back();
  const auto looked = look_for(work, query, [&](const slack::Message& message) {
    if (!key_of(message).starts_with(key_begins)) return false;
    if (!newest) {
      newest = message.ts;
      return false;
    }
    // Each once: there may be more than may be edited at once, and the next try comes to those that are left.
    if (core::to_plain(to_core(message.text)) != taken_back.text) put(message.ts, taken_back);
    return !all;
  });
  if (!looked && looked.error().what != slack::Error::What::missing) return tl::unexpected(looked.error());
  if (newest && all)
    put(*newest,
        views::digest_anew(digest_of(app, *config, digest_content(app, *config, work.now)), work.now));
  return all;
}

core::Time Digest::step(core::Time now) {
  const auto config = app_.settings.get();
  const auto weekday = core::parse_weekday(config->digest_day);
  if (!weekday || config->announce.empty()) return now + look_every;
  const auto due = core::latest_weekly(*weekday, config->digest_time, config->policy.zone, now);
  if (!due || settled_ == due) return now + look_every;
  if (now - *due > too_late) {
    settled_ = due;
    return now + look_every;
  }
  const auto content = digest_content(app_, *config, now);
  if (!content.empty()) {
    const Work work{app_, config, {}, now};
    const auto channel = channel_called(work, config->announce);
    const auto posted = channel ? post_once(work, *channel, digest_of(app_, *config, content),
                                            std::string(key_begins) + core::format_iso(*due), true, *due)
                                : slack::Result<slack::Posted>(tl::unexpected(channel.error()));
    if (!posted) {
      log::warn("digest not posted", {{"code", posted.error().code}});
      return now + std::max<core::Duration>(posted.error().retry_after, try_again_after);
    }
  }
  settled_ = due;
  return now + look_every;
}

}  // namespace muster::bot
