// The announcement: one message in the configured channel, edited in place. Never of a private incident or a
// drill; what was said before it became private is taken back.
#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/views/views.h"
#include "bot/work/posting.h"

namespace muster::bot::surfaces {

namespace {

std::string key_for(const Work& work, const storage::SurfaceTask& task) {
  return fmt::format("announcement:{}:{}", work.incident.id.value, task.ref);
}

/// Whether it says that it is private now, and its thread nothing; false: it is gone, which is as good.
slack::Result<bool> take_back(const Work& work, const slack::Posted& at, const slack::OutMessage& message) {
  if (work.incident.updates > 0) {
    auto taken_back = take_replies_back(work, at.channel, at.ts);
    if (!taken_back) return tl::unexpected(taken_back.error());
  }
  const auto updated = work.app.web.update(at.channel, at.ts, message);
  if (updated) return true;
  if (updated.error().what == slack::Error::What::missing && updated.error().code != "channel_not_found")
    return false;
  return tl::unexpected(updated.error());
}

SurfaceResult withdrawn(const Work& work, const storage::SurfaceTask& task) {
  const auto message = views::announcement_withdrawn(work.incident);
  const auto hash = content_hash(slack::message_json(message));
  if (hash == task.hash) return ornament_shown(work, task, task.ref, hash);
  if (const auto [channel, ts] = split_message_key(task.ref); !ts.empty()) {
    const auto done = take_back(work, {channel, ts}, message);
    if (!done) return ornament_failed(work, task, done.error());
    if (*done) return ornament_shown(work, task, task.ref, hash);
  }
  // An earlier try may have made it, or another in its place, whose answer was lost.
  if (task.lease > 1 && !work.incident.drill && !work.config->announce.empty()) {
    const auto place = channel_called(work, work.config->announce);
    if (!place) return ornament_failed(work, task, place.error());
    const auto found = find_posted(work, *place, key_for(work, task), work.incident.declared_at);
    if (!found) return ornament_failed(work, task, found.error());
    if (*found) {
      const auto done = take_back(work, **found, message);
      if (!done) return ornament_failed(work, task, done.error());
      return ornament_shown(work, task, message_key((*found)->channel, (*found)->ts), hash);
    }
  }
  return ornament_shown(work, task, task.ref, hash);
}

}  // namespace

SurfaceResult announcement(const Work& work, const storage::SurfaceTask& task) {
  const auto& incident = work.incident;
  if (incident.is_private) return withdrawn(work, task);
  if (incident.drill || work.config->announce.empty())
    return storage::Shown{incident.version, task.ref, task.hash};
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
  const auto place = channel_called(work, work.config->announce);
  if (!place) return ornament_failed(work, task, place.error());
  const auto posted =
      post_once_or_update(work, *place, message, key_for(work, task), task.lease > 1, incident.declared_at);
  if (!posted) return ornament_failed(work, task, posted.error());
  return ornament_shown(work, task, message_key(posted->channel, posted->ts), hash);
}

}  // namespace muster::bot::surfaces
