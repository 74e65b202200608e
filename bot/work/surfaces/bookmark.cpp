// Bookmarks: the control message, which scrolls away, and the call if one is configured.
#include "bot/convert.h"
#include "bot/work/posting.h"

namespace muster::bot::surfaces {

namespace {

constexpr std::string_view control_title = "Control message";
constexpr std::string_view call_title = "Call";

/// Adds it unless one of that title is there already, so that a lost answer makes no second one.
slack::Result<void> ensure(const Work& work, const slack::ChannelId& channel, std::string_view title,
                           std::string_view url) {
  const auto present = work.app.web.bookmarks(channel);
  if (!present) return tl::unexpected(present.error());
  for (const auto& [id, known] : *present) {
    if (known == title) return work.app.web.edit_bookmark(channel, id, title, url);
  }
  const auto added = work.app.web.add_bookmark(channel, title, url);
  if (!added) return tl::unexpected(added.error());
  return {};
}

}  // namespace

SurfaceResult bookmark(const Work& work, const storage::SurfaceTask& task) {
  const auto message = work.app.store.surface_ref(work.incident.id, core::Surface::control);
  const auto [message_channel, ts] = split_message_key(message);
  const auto hash = content_hash(message + " " + work.config->call_link);
  const auto channel = to_slack(work.incident.channel);
  // Raised when the message is where the incident is now, as its pin.
  if (ts.empty() || hash == task.hash || message_channel != channel)
    return storage::Shown{work.incident.version, task.ref, task.hash};
  const auto link = work.app.web.permalink(message_channel, ts);
  if (!link) return ornament_failed(work, task, link.error());
  if (const auto set = ensure(work, channel, control_title, *link); !set)
    return ornament_failed(work, task, set.error());
  if (!work.config->call_link.empty()) {
    const auto set = ensure(work, channel, call_title, work.config->call_link);
    if (!set) return ornament_failed(work, task, set.error());
  }
  return ornament_shown(work, task, message, hash);
}

}  // namespace muster::bot::surfaces
