// The announcement: one message in the configured channel, edited in place. Never of a private incident or a
// drill.
#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/views/views.h"
#include "bot/work/posting.h"

namespace muster::bot::surfaces {

SurfaceResult announcement(const Work& work, const storage::SurfaceTask& task) {
  const auto& incident = work.incident;
  if (incident.is_private || incident.drill || work.config->announce.empty()) {
    return storage::Shown{incident.version, task.ref, task.hash};
  }
  const auto message = views::announcement(incident, *work.config);
  const auto hash = content_hash(slack::message_json(message));
  const auto [channel, ts] = split_message_key(task.ref);
  if (!ts.empty()) {
    if (hash == task.hash) return ornament_shown(work, task, task.ref, hash);
    const auto updated = work.app.web.update(channel, ts, message);
    if (updated) return ornament_shown(work, task, task.ref, hash);
    if (updated.error().what != slack::Error::What::missing || updated.error().code == "channel_not_found") {
      return ornament_failed(work, task, updated.error());
    }
  }
  const auto key = fmt::format("announcement:{}:{}", incident.id.value, task.ref);
  const auto posted = post_once(work, slack::ChannelId(work.config->announce), message, key,
                                task.attempts > 1, incident.declared_at);
  if (!posted) return ornament_failed(work, task, posted.error());
  return ornament_shown(work, task, message_key(posted->channel, posted->ts), hash);
}

}  // namespace muster::bot::surfaces
