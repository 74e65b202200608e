// The announcement: one message in the configured channel, edited in place. Never of a private incident or a
// drill; what was said before it became private is taken back.
#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/views/views.h"
#include "bot/work/posting.h"

namespace muster::bot::surfaces {

SurfaceResult announcement(const Work& work, const storage::SurfaceTask& task) {
  const auto& incident = work.incident;
  const bool withdrawn = incident.is_private && !task.ref.empty();
  if (!withdrawn && (incident.is_private || incident.drill || work.config->announce.empty())) {
    return storage::Shown{incident.version, task.ref, task.hash};
  }
  const auto message =
      withdrawn ? views::announcement_withdrawn(incident) : views::announcement(incident, *work.config);
  const auto hash = content_hash(slack::message_json(message));
  const auto [channel, ts] = split_message_key(task.ref);
  if (!ts.empty()) {
    if (hash == task.hash) return ornament_shown(work, task, task.ref, hash);
    if (withdrawn && incident.updates > 0) {
      const auto taken_back = take_replies_back(work, channel, ts);
      if (!taken_back) return ornament_failed(work, task, taken_back.error());
    }
    const auto updated = work.app.web.update(channel, ts, message);
    if (updated) return ornament_shown(work, task, task.ref, hash);
    if (updated.error().what != slack::Error::What::missing || updated.error().code == "channel_not_found") {
      return ornament_failed(work, task, updated.error());
    }
    if (withdrawn) return ornament_shown(work, task, task.ref, hash);  // gone is as good
  }
  const auto key = fmt::format("announcement:{}:{}", incident.id.value, task.ref);
  const auto place = channel_called(work, work.config->announce);
  if (!place) return ornament_failed(work, task, place.error());
  const auto posted = post_once_or_update(work, *place, message, key, task.lease > 1, incident.declared_at);
  if (!posted) return ornament_failed(work, task, posted.error());
  return ornament_shown(work, task, message_key(posted->channel, posted->ts), hash);
}

}  // namespace muster::bot::surfaces
