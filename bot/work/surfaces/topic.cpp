// The channel's topic: changed only when what it says has changed, since every change is a line in the
// channel.
#include "bot/convert.h"
#include "bot/work/leaving.h"
#include "bot/work/posting.h"

namespace muster::bot::surfaces {

SurfaceResult topic(const Work& work, const storage::SurfaceTask& task) {
  const auto text = topic_of(work, work.incident);
  const auto hash = content_hash(text);
  const auto channel = to_slack(work.incident.channel);
  if (hash == task.hash && task.ref == channel.value) return ornament_shown(work, task, task.ref, hash);
  auto set = work.app.web.set_topic(channel, text);
  // Whoever unarchives a channel doesn't bring back the bot, which is no member since it was archived; and in
  // one that was there before it may never have been.
  if (!set && set.error().what == slack::Error::What::join && work.incident.channel_usable &&
      work.app.web.join(channel)) {
    set = work.app.web.set_topic(channel, text);
  }
  if (!set) return ornament_failed(work, task, set.error());
  return ornament_shown(work, task, channel.value, hash);
}

}  // namespace muster::bot::surfaces
