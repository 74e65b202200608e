// The debrief, rendered when it is sent and uploaded into the incident's channel, one file for each format.
#include <fmt/core.h>

#include <algorithm>

#include "bot/convert.h"
#include "bot/export.h"
#include "bot/views/views.h"
#include "bot/work/posting.h"
#include "slack/text.h"

namespace muster::bot::one_shots {

namespace {

/// An earlier try may have shared it before the process ended. Not looked for before `since`, whatever the
/// clocks: each export of an incident has files of the same names.
slack::Result<bool> shared_already(const Work& work, const slack::ChannelId& channel, const std::string& name,
                                   core::Time since) {
  slack::HistoryQuery query;
  query.channel = channel;
  query.oldest = slack::Ts{core::to_seconds(since), 0};
  const auto found = look_for(work, query, [&](const slack::Message& message) {
    return time_of(message.ts) >= since &&
           std::ranges::any_of(message.files, [&](const auto& file) { return file.name == name; });
  });
  if (!found) return tl::unexpected(found.error());
  return found->has_value();
}

OneShotResult share(const Work& work, const storage::OneShotTask& task, const slack::ChannelId& channel) {
  // One task is one file (the effects make one for each format), so that a failing one repeats no other.
  const auto format = core::parse_format(task.what.payload);
  if (!format) return storage::Parked{"unknown_format"};
  const auto bytes =
      core::render_debrief(debrief_input(work.app.store, work.incident), work.config->policy, *format);
  const auto name = debrief_file_name(work.incident, *format);
  if (task.lease > 1) {
    const auto there = shared_already(work, channel, name, task.created_at);
    if (!there) return given_back(work, task, there.error());
    if (*there) return storage::Done{};
  }
  const auto uploaded = work.app.web.upload(
      channel, name,
      fmt::format("{}Debrief of {}", views::drill_mark(work.incident), core::reference(work.incident)),
      bytes);
  if (uploaded) {
    work.app.store.count_bot_post(work.incident.id);
    return storage::Done{};
  }
  // A file that may have arrived is not sent again: two are worse than one to ask for again.
  if (uploaded.error().what == slack::Error::What::ambiguous) return storage::Parked{uploaded.error().code};
  return given_back(work, task, uploaded.error());
}

}  // namespace

OneShotResult upload_export(const Work& work, const storage::OneShotTask& task) {
  const auto home = home_of(work);
  if (!home) return given_back(work, task, home.error());
  if (home->empty()) return not_yet(work, task, "no_channel_yet");
  return in_turn(work, [&] { return share(work, task, *home); });
}

}  // namespace muster::bot::one_shots
