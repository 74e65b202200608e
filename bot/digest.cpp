#include "bot/digest.h"

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
    const auto name_of = [&](const core::UserId& id) {
      const auto user = app_.store.user(app_.workspace.id, id);
      return user && !user->name.empty() ? user->name : id.value;
    };
    const auto posted = channel ? post_once(work, *channel, views::digest(content, *config, name_of),
                                            "digest:" + core::format_iso(*due), true, *due)
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
