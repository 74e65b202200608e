// The incident's channel: made once, its name free and legal, never someone else's.
#include <fmt/chrono.h>
#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/log.h"
#include "bot/work/leaving.h"
#include "bot/work/posting.h"
#include "core/time.h"
#include "slack/channel_name.h"

namespace muster::bot::surfaces {

namespace {

using What = slack::Error::What;
constexpr int names_to_try = 20;
constexpr std::size_t room_for_suffix = 4;
constexpr int pages_to_look = 10;

std::string name_for(const Work& work, bool is_private, const core::Words& words, bool drill) {
  const auto& incident = work.incident;
  const auto& pattern = is_private ? work.config->private_name_template : work.config->name_template;
  auto date = core::format_utc(incident.declared_at).substr(0, 10);
  std::erase(date, '-');
  // A private one's name says nothing of what it is about, whatever the template.
  const auto title = is_private ? std::string() : core::to_plain(core::shown(words));
  return slack::channel_name(drill ? "drill-" + pattern : pattern, incident.number, title, date,
                             room_for_suffix);
}

std::string wanted_name(const Work& work) {
  return name_for(work, work.incident.is_private, work.incident.title, work.incident.drill);
}
/// When a name is not to Slack's liking.
std::string plainest_name(const Work& work) {
  return fmt::format("inc-{}", work.incident.number);
}

/// Those of the public channel that may have been made before the incident became private: it may have had
/// another title then, and have been a drill.
std::vector<std::string> public_names(const Work& work) {
  const auto& incident = work.incident;
  std::vector<std::string> names{plainest_name(work)};
  const auto add = [&](const core::Words& title) {
    names.push_back(name_for(work, false, title, incident.drill));
    if (incident.real_since) names.push_back(name_for(work, false, title, true));
  };
  for (const auto& record : work.app.store.log(incident.id)) {
    if (const auto* declared = std::get_if<core::IncidentDeclared>(&record.event)) add(declared->title);
    if (const auto* changed = std::get_if<core::TitleChanged>(&record.event)) add(changed->title);
  }
  return names;
}

bool is_variant(const std::string& name, const std::string& wanted) {
  if (name == wanted) return true;
  for (int n = 2; n < names_to_try; ++n) {
    if (name == slack::with_suffix(wanted, n)) return true;
  }
  return false;
}

/// Channels that earlier attempts made without our hearing of it: ours, made after the incident was declared,
/// of its name, and no incident's. Of a private one public ones are among them, from before it was that.
slack::Result<std::vector<slack::Channel>> made_before(const Work& work, const std::string& wanted) {
  const auto earliest = core::to_seconds(work.incident.declared_at - clocks_apart);
  const auto before_private = work.incident.is_private ? public_names(work) : std::vector<std::string>();
  const auto may_be_its = [&](const slack::Channel& channel) {
    if (channel.is_private == work.incident.is_private) return is_variant(channel.name, wanted);
    return std::ranges::any_of(before_private,
                               [&](const auto& name) { return is_variant(channel.name, name); });
  };
  std::vector<slack::Channel> found;
  std::string cursor;
  for (int page = 0; page < pages_to_look; ++page) {
    auto mine = work.app.web.my_channels(cursor);
    if (!mine) return tl::unexpected(mine.error());
    for (const auto& channel : mine->items) {
      if (channel.creator.value != work.app.workspace.bot_user || channel.created < earliest ||
          channel.is_archived || channel.id.value == work.incident.left_channel.value ||
          !may_be_its(channel)) {
        continue;
      }
      if (work.app.store.in_channel(work.incident.workspace, to_core(channel.id)).empty())
        found.push_back(channel);
    }
    cursor = mine->cursor;
    if (cursor.empty()) break;
  }
  return found;
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

/// A public channel that was made for what is private now: nobody was let in, and its name tells of it.
slack::Result<void> put_away(const Work& work, const slack::Channel& channel) {
  if (auto neutral = make_neutral(work, channel); !neutral) return neutral;
  auto archived = archive(work, channel.id);
  if (archived || archived.error().what == What::later || archived.error().what == What::ambiguous)
    return archived;
  // It is empty by then: no reason for the incident to have no channel.
  log::warn("channel not archived", {{"incident", work.incident.id.value}, {"code", archived.error().code}});
  return {};
}

/// Who is in a private channel that was there before may see what lives there. Not to be had, the
/// housekeeping makes up for it (bot/channels.h).
void note_members(const Work& work) {
  // Events of the last minutes may be newer than the answer.
  const auto at = work.app.clock() - clocks_apart;
  std::vector<core::UserId> people;
  std::string cursor;
  for (int page = 0; page < pages_to_look; ++page) {
    const auto found = work.app.web.members(to_slack(work.incident.channel), cursor);
    if (!found) return;
    for (const auto& user : found->items) people.push_back(to_core(user));
    cursor = found->cursor;
    if (cursor.empty()) return work.app.store.set_members(work.incident.id, std::move(people), at);
  }
}

/// What kind of channel it is in which the incident was declared to live.
SurfaceResult looked_at(const Work& work, const storage::SurfaceTask& task) {
  const auto& id = work.incident.channel;
  const auto there = work.app.web.info(to_slack(id));
  if (there) {
    if (there->is_private) note_members(work);
    work.record(core::RecordChannel{id, {}, there->is_private});
    return ornament_shown(work, task, id.value, {});
  }
  const auto& error = there.error();
  if (error.code == "channel_not_found") {
    // Slack shows a private one only to those who are in it. Whoever lets the bot in has it look again.
    work.record(core::RecordChannelPrivate{});
    work.record(core::RecordChannelLost{"not found", id});
    return storage::Shown{work.incident.version, id.value, {}};
  }
  // What doesn't pass by itself, as a scope that is missing, is for doctor to say.
  if (error.what != What::later && error.what != What::ambiguous)
    work.record(core::RecordOrnament{std::string(core::to_string(task.kind)), error.code});
  // Only asked, so it may be asked again for ever: all else waits for it.
  auto later = again(work, error, task.attempts);
  later.counted = false;
  later.waited = true;
  return later;
}

SurfaceResult opened(const Work& work, const storage::SurfaceTask& task, const slack::Channel& channel) {
  const auto result = work.record(core::RecordChannel{to_core(channel.id), channel.name, channel.is_private});
  const auto& now = result.outcome.after.incident;
  if (now.is_private && !channel.is_private && now.channel != to_core(channel.id)) {
    // It became private meanwhile. If this fails, the next try finds the channel again.
    if (const auto away = put_away(work, channel); !away) return failed(work, task, away.error());
    return storage::Again{work.app.clock(), "became_private", false};
  }
  return storage::Shown{std::max(now.version, work.incident.version), channel.id.value, channel.name};
}

}  // namespace

SurfaceResult channel(const Work& work, const storage::SurfaceTask& task) {
  if (work.incident.unseen) return looked_at(work, task);
  if (!work.incident.channel.empty()) return named(work, task);
  const auto wanted = wanted_name(work);
  // Whatever came of the attempts before this one, even if they were long ago: look first.
  if (task.lease > 1) {
    const auto found = made_before(work, wanted);
    if (!found) return failed(work, task, found.error());
    const slack::Channel* its = nullptr;
    for (const auto& one : *found) {
      if (one.is_private == work.incident.is_private)
        its = its ? its : &one;
      else if (const auto away = put_away(work, one); !away)
        return failed(work, task, away.error());
    }
    if (its) return opened(work, task, *its);
  }
  std::string name = wanted;
  for (int n = 2; n < names_to_try; ++n) {
    auto made = work.app.web.create_channel(name, work.incident.is_private);
    if (made) return opened(work, task, *made);
    if (made.error().what != What::name) return failed(work, task, made.error());
    if (made.error().code != "name_taken") {
      // A name that Slack doesn't like is our mistake; the plainest one is always legal.
      log::warn("channel name refused", {{"code", made.error().code}});
      name = plainest_name(work);
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
