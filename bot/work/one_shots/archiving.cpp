// The channel of an incident that is over, when nobody writes there any more; and of one that goes on
// although its channel is archived.
#include <algorithm>

#include "bot/convert.h"
#include "bot/log.h"
#include "bot/views/views.h"
#include "bot/work/posting.h"

namespace muster::bot::one_shots {

namespace {

using What = slack::Error::What;
using Stage = core::Quiet::Stage;

/// Another incident, declared in this channel since, goes on there.
bool is_lived_in(const Work& work) {
  const auto here = work.app.store.in_channel(work.incident.workspace, work.incident.channel);
  return std::ranges::any_of(here, [&](const core::Incident& one) {
    return one.id != work.incident.id && core::is_open(one.category);
  });
}

/// What was written while the bot was away came as no event.
slack::Result<bool> somebody_wrote(const Work& work) {
  slack::HistoryQuery query;
  query.channel = to_slack(work.incident.channel);
  const auto since = work.incident.quiet.announced_at.value_or(work.now) - clocks_apart;
  query.oldest = slack::Ts{core::to_millis(since) / 1000, 0};
  const auto said = work.app.web.history(query);
  if (!said) return tl::unexpected(said.error());
  return std::ranges::any_of(
      said->items, [&](const slack::Message& message) { return is_by_person(message, work.app.workspace); });
}

OneShotResult failed(const Work& work, const storage::OneShotTask& task, const slack::Error& error) {
  switch (error.what) {
    case What::later:
    case What::ambiguous:
    case What::conflict:
      return given_back(work, task, error);
    case What::already:
    case What::archived:
      work.record(core::RecordChannelLost{"archived"});
      return storage::Done{};
    case What::join:
    case What::missing:
      work.record(core::RecordChannelLost{error.what == What::join ? "removed" : "not found"});
      return storage::Done{};
    default:
      log::warn("channel not archived", {{"incident", work.incident.id.value}, {"code", error.code}});
      work.record(core::RecordArchiveFailure{error.code.empty() ? "unknown" : error.code});
      return storage::Done{};
  }
}

}  // namespace

OneShotResult archive_notice(const Work& work, const storage::OneShotTask& task) {
  const auto& quiet = work.incident.quiet;
  if (quiet.plan != task.what.seq || quiet.stage == Stage::archiving) return storage::Done{};
  const auto channel = to_slack(work.incident.channel);
  if (quiet.stage == Stage::planned) {
    if (is_lived_in(work)) {
      work.record(core::Stir{});
      return storage::Done{};
    }
    const auto info = work.app.web.info(channel);
    if (!info) return failed(work, task, info.error());
    if (info->creator.value != work.app.workspace.bot_user) {
      work.record(core::RecordArchiveFailure{"not_made_by_the_bot"});
      return storage::Done{};
    }
  }
  return in_turn(work, [&]() -> OneShotResult {
    const auto message = views::archive_notice(work.incident, work.now + core::time_to_keep, *work.config);
    const auto posted = post_once(work, channel, message, task.key, task.lease > 1, task.created_at);
    if (!posted) return failed(work, task, posted.error());
    // People's time begins when they can read it, however late that is.
    work.record(core::RecordArchiveNotice{});
    return storage::Done{message_key(posted->channel, posted->ts)};
  });
}

OneShotResult archive_settled(const Work& work, const storage::OneShotTask& task) {
  const auto end = work.app.store.record(work.incident.id, task.what.seq);
  if (!end) return storage::Done{};
  return edit_sent(work, task, core::OneShot::Kind::archive_notice, event_in(task),
                   views::archive_settled(work.incident, *end, *work.config));
}

OneShotResult archive_channel(const Work& work, const storage::OneShotTask& task) {
  // Reopened or kept since.
  if (work.incident.quiet.stage != Stage::archiving) return storage::Done{};
  const auto wrote = somebody_wrote(work);
  if (!wrote) return failed(work, task, wrote.error());
  if (*wrote || is_lived_in(work)) {
    work.record(core::Stir{});
    return storage::Done{};
  }
  const auto archived = work.app.web.archive(to_slack(work.incident.channel));
  if (!archived) return failed(work, task, archived.error());
  work.record(core::RecordChannelLost{"archived"});
  return storage::Done{};
}

OneShotResult unarchive_channel(const Work& work, const storage::OneShotTask& task) {
  if (work.incident.channel_usable || !core::is_open(work.incident.category)) return storage::Done{};
  const auto channel = to_slack(work.incident.channel);
  auto opened = work.app.web.unarchive(channel);
  // Somebody did that already; then the bot only has to come in.
  if (!opened && opened.error().what == What::already) opened = work.app.web.join(channel);
  if (opened) {
    work.record(core::RecordChannelRestored{});
    return storage::Done{};
  }
  const auto& error = opened.error();
  if (error.what == What::later || error.what == What::ambiguous) return given_back(work, task, error);
  log::info("channel not unarchived", {{"incident", work.incident.id.value}, {"code", error.code}});
  if (task.what.to.empty()) return storage::Done{};
  return send_person(work, task, views::unarchive_failed(work.incident, error.code));
}

}  // namespace muster::bot::one_shots
