// The control message: one, edited for as long as the incident lives.
#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/log.h"
#include "bot/moments.h"
#include "bot/todos.h"
#include "bot/views/views.h"
#include "bot/work/posting.h"

namespace muster::bot::surfaces {

SurfaceResult control(const Work& work, const storage::SurfaceTask& task) {
  const auto& incident = work.incident;
  const auto home = home_of(work);
  if (!home) return ornament_failed(work, task, home.error());
  const auto& channel = *home;
  if (channel.empty()) return storage::Shown{incident.version, {}, {}};
  const auto moments = moments_of(work.app.store, incident);
  const auto wounds = open_wounds(work.app.store, incident, work.now);
  const auto message = views::control(incident, moments, *work.config, wounds);
  const auto hash = content_hash(slack::message_json(message));

  const auto [shown_in, ts] = split_message_key(task.ref);
  if (!ts.empty() && shown_in == channel) {
    if (hash == task.hash) return ornament_shown(work, task, task.ref, hash);
    const auto updated = work.app.web.update(shown_in, ts, message);
    if (updated) return ornament_shown(work, task, task.ref, hash);
    if (updated.error().what != slack::Error::What::missing || updated.error().code == "channel_not_found") {
      return ornament_failed(work, task, updated.error());
    }
    log::info("control message was deleted; posting it again", {{"incident", incident.number}});
  }
  if (task.ref.empty()) come_in(work);
  // A new one for each place that it ever stood in, so that a lost answer is found and a deleted message is
  // replaced.
  const auto key = fmt::format("control:{}:{}:{}", incident.id.value, channel.value, task.ref);
  const auto posted = post_once_or_update(work, channel, message, key, task.lease > 1, incident.declared_at);
  if (!posted) return ornament_failed(work, task, posted.error());
  return ornament_shown(work, task, message_key(posted->channel, posted->ts), hash);
}

}  // namespace muster::bot::surfaces
