// The control message's pin.
#include "bot/convert.h"
#include "bot/work/posting.h"

namespace muster::bot::surfaces {

SurfaceResult pin(const Work& work, const storage::SurfaceTask& task) {
  const auto message = work.app.store.surface_ref(work.incident.id, core::Surface::control);
  const auto [channel, ts] = split_message_key(message);
  // The message moves with its incident, from where that was declared to its own channel, and then takes its
  // pin and bookmark along: they are raised when it is there.
  if (ts.empty() || message == task.ref || channel.value != work.incident.channel.value)
    return storage::Shown{work.incident.version, task.ref, {}};
  const auto pinned = work.app.web.pin(channel, ts);
  if (!pinned && pinned.error().what != slack::Error::What::already)
    return ornament_failed(work, task, pinned.error());
  return ornament_shown(work, task, message, {});
}

}  // namespace muster::bot::surfaces
