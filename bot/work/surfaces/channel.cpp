// The incident's channel: made once, its name free and legal, never someone else's.
#include <fmt/chrono.h>
#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/log.h"
#include "bot/work/posting.h"
#include "core/time.h"
#include "slack/channel_name.h"

namespace muster::bot::surfaces {

namespace {

using What = slack::Error::What;
constexpr int names_to_try = 20;
constexpr std::size_t room_for_suffix = 4;
constexpr int pages_to_look = 10;

std::string wanted_name(const Work& work) {
  const auto& incident = work.incident;
  const auto& pattern = incident.is_private ? work.config->private_name_template : work.config->name_template;
  auto date = core::format_utc(incident.declared_at).substr(0, 10);
  std::erase(date, '-');
  // A private one's name says nothing of what it is about, whatever the template.
  const auto title = incident.is_private ? std::string() : core::to_plain(core::shown(incident.title));
  auto name = slack::channel_name(pattern, incident.number, title, date, room_for_suffix);
  if (incident.drill)
    name = slack::channel_name("drill-" + pattern, incident.number, title, date, room_for_suffix);
  return name;
}

bool is_variant(const std::string& name, const std::string& wanted) {
  if (name == wanted) return true;
  for (int n = 2; n < names_to_try; ++n) {
    if (name == slack::with_suffix(wanted, n)) return true;
  }
  return false;
}

/// A channel that an earlier attempt made without our hearing of it: ours, made after the incident was
/// declared, of its name, and no incident's.
slack::Result<std::optional<slack::Channel>> look_for(const Work& work, const std::string& wanted) {
  const auto earliest = core::to_seconds(work.incident.declared_at - clocks_apart);
  std::string cursor;
  for (int page = 0; page < pages_to_look; ++page) {
    auto mine = work.app.web.my_channels(cursor);
    if (!mine) return tl::unexpected(mine.error());
    for (const auto& channel : mine->items) {
      if (channel.creator.value != work.app.workspace.bot_user || channel.created < earliest ||
          channel.is_archived || channel.is_private != work.incident.is_private ||
          channel.id.value == work.incident.left_channel.value || !is_variant(channel.name, wanted)) {
        continue;
      }
      if (work.app.store.in_channel(work.incident.workspace, to_core(channel.id)).empty()) return channel;
    }
    cursor = mine->cursor;
    if (cursor.empty()) break;
  }
  return std::nullopt;
}

SurfaceResult opened(const Work& work, const slack::Channel& channel) {
  const auto result = work.record(core::RecordChannel{to_core(channel.id), channel.name});
  const auto version = result.outcome.after.incident.version;
  return storage::Shown{std::max(version, work.incident.version), channel.id.value, channel.name};
}

/// A drill that became real loses the mark in its channel's name. Whatever else people called it stays.
SurfaceResult named(const Work& work, const storage::SurfaceTask& task) {
  const auto& incident = work.incident;
  constexpr std::string_view mark = "drill-";
  const bool marked =
      incident.real_since && incident.channel_usable && incident.channel_name.starts_with(mark);
  if (!marked) return ornament_shown(work, task, incident.channel.value, incident.channel_name);
  const auto wanted = incident.channel_name.substr(mark.size());
  for (int n = 1; n < names_to_try; ++n) {
    const auto name = n == 1 ? wanted : slack::with_suffix(wanted, n);
    const auto renamed = work.app.web.rename(to_slack(incident.channel), name);
    if (renamed) {
      work.record(core::RecordChannelRenamed{name});
      return ornament_shown(work, task, incident.channel.value, name);
    }
    if (renamed.error().code != "name_taken") return ornament_failed(work, task, renamed.error());
  }
  return ornament_shown(work, task, incident.channel.value, incident.channel_name);
}

SurfaceResult failed(const Work& work, const storage::SurfaceTask& task, const slack::Error& error) {
  const auto given_back = give_back(work, error, task.attempts);
  const bool passing = error.what == What::later || (error.what == What::ambiguous && task.attempts < 3);
  // The incident lives where it was declared until there is a channel, and says so.
  if (!passing && !work.incident.channel_failed) work.record(core::RecordChannelFailure{error.code});
  if (const auto* again = std::get_if<storage::Again>(&given_back)) return *again;
  return std::get<storage::Parked>(given_back);
}

}  // namespace

SurfaceResult channel(const Work& work, const storage::SurfaceTask& task) {
  if (!work.incident.channel.empty()) return named(work, task);
  const auto wanted = wanted_name(work);
  // Whatever came of the attempts before this one, even if they were long ago: look first.
  if (task.lease > 1) {
    auto found = look_for(work, wanted);
    if (!found) return failed(work, task, found.error());
    if (*found) return opened(work, **found);
  }
  std::string name = wanted;
  for (int n = 2; n < names_to_try; ++n) {
    auto made = work.app.web.create_channel(name, work.incident.is_private);
    if (made) return opened(work, *made);
    if (made.error().what != What::name) return failed(work, task, made.error());
    if (made.error().code != "name_taken") {
      // A name that Slack doesn't like is our mistake; the plainest one is always legal.
      log::warn("channel name refused", {{"code", made.error().code}});
      name = fmt::format("inc-{}", work.incident.number);
      if (n > 2) name = slack::with_suffix(name, n);
      continue;
    }
    name = slack::with_suffix(wanted, n);
  }
  slack::Error error;
  error.what = What::refused;
  error.code = "name_taken";
  return failed(work, task, error);
}

}  // namespace muster::bot::surfaces
