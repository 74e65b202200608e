// The control message's pin.
#include "bot/convert.h"
#include "bot/work/posting.h"

namespace muster::bot::surfaces {

SurfaceResult pin(const Work& work, const storage::SurfaceTask& task) {
  const auto message = work.app.store.surface_ref(work.incident.id, core::Surface::control);
  const auto [channel, ts] = split_message_key(message);
  if (ts.empty() || message == task.ref) return storage::Shown{work.incident.version, task.ref, {}};
  // It moves with its incident, from where that was declared to its own channel.
  if (channel.value != work.incident.channel.value) {
    return storage::Again{work.app.clock() + std::chrono::seconds(1), "control_message_moves", false};
  }
  const auto pinned = work.app.web.pin(channel, ts);
  if (!pinned && pinned.error().what != slack::Error::What::already)
    return ornament_failed(work, task, pinned.error());
  return ornament_shown(work, task, message, {});
}

}  // namespace muster::bot::surfaces
