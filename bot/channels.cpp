#include "bot/channels.h"

#include <algorithm>
#include <utility>

#include "bot/convert.h"
#include "bot/log.h"

namespace muster::bot {

namespace {

constexpr std::chrono::hours every{1};
constexpr std::chrono::seconds next_page_after{
    2};  // users.conversations is tier 3, conversations.members tier 4
constexpr std::chrono::minutes again_after{1};
/// Events of the last minutes may be newer than the answer, whatever the clocks of both sides say: they
/// differ by no more than this, or nothing of Slack's would be taken (slack/signature.h).
constexpr std::chrono::minutes events_first{5};
/// A channel that was made just now may be in no list yet.
constexpr std::chrono::minutes too_young{10};
constexpr int page_size = 100;

}  // namespace

core::Time Channels::step(core::Time now) {
  due_ = std::min(due_, now + every);  // the clock may have been put back
  if (now < due_) return due_;
  if (stage_ == Stage::none) {
    open_ = open_ones(now);
    mine_.clear();
    if (open_.empty()) return next(now);
    stage_ = Stage::listing;
  }
  return due_ = stage_ == Stage::listing ? list(now) : ask_members(now);
}

std::vector<Channels::Open> Channels::open_ones(core::Time now) const {
  std::vector<Open> out;
  storage::IncidentFilter filter;
  filter.include_private = true;
  filter.limit = page_size;
  for (;;) {
    const auto page = app_.store.list(app_.workspace.id, filter);
    for (const auto& incident : page) {
      if (incident.channel.empty() || incident.declared_at > now - too_young) continue;
      out.push_back({incident.id, to_slack(incident.channel), incident.channel_usable, incident.is_private});
    }
    if (page.size() < static_cast<std::size_t>(page_size)) return out;
    filter.before_number = page.back().number;
  }
}

core::Time Channels::list(core::Time now) {
  const auto page = app_.web.my_channels(cursor_);
  if (!page) return later(now, page.error());
  for (const auto& channel : page->items) {
    if (!channel.is_archived) mine_[channel.id.value] = channel.is_private;
  }
  cursor_ = page->cursor;
  if (!cursor_.empty()) return now + next_page_after;
  for (auto& one : open_) compare(one, now);
  std::erase_if(open_, [](const Open& one) { return !one.usable || !one.is_private; });
  if (open_.empty()) return next(now);
  stage_ = Stage::members;
  return now + next_page_after;
}

void Channels::compare(Open& one, core::Time now) const {
  const auto found = mine_.find(one.channel.value);
  const bool there = found != mine_.end();
  const auto record = [&](core::Command command) {
    storage::Request request;
    request.workspace = app_.workspace.id;
    request.incident = one.incident;
    request.command = std::move(command);
    request.now = now;
    request.policy = policy_of(app_.settings.get());
    const auto result = app_.store.execute(std::move(request));
    if (result.error) std::rethrow_exception(result.error);
  };
  if (one.usable && !there) record(core::RecordChannelLost{"removed"});
  if (!one.usable && there) record(core::RecordChannelRestored{});
  if (!one.is_private && there && found->second) record(core::RecordChannelPrivate{});
  one.usable = there;
  one.is_private = one.is_private || (there && found->second);
}

core::Time Channels::ask_members(core::Time now) {
  const auto& one = open_.back();
  if (cursor_.empty()) {
    members_.clear();
    asked_at_ = now;
  }
  const auto page = app_.web.members(one.channel, cursor_);
  if (!page && page.error().what == slack::Error::What::later) return later(now, page.error());
  if (page) {
    for (const auto& user : page->items) members_.push_back(to_core(user));
    cursor_ = page->cursor;
    if (!cursor_.empty()) return now + next_page_after;
    app_.store.set_members(one.incident, std::exchange(members_, {}), asked_at_ - events_first);
  } else {
    cursor_.clear();
    log::warn(
        "members of a private channel not fetched",
        {{"incident", one.incident.value}, {"code", page.error().code}, {"needed", page.error().needed}});
  }
  open_.pop_back();
  return open_.empty() ? next(now) : now + next_page_after;
}

core::Time Channels::next(core::Time now) {
  stage_ = Stage::none;
  cursor_.clear();
  return due_ = now + every;
}

core::Time Channels::later(core::Time now, const slack::Error& error) {
  if (error.what == slack::Error::What::later)
    return now + std::max<core::Duration>(error.retry_after, again_after);
  log::warn("channels not fetched", {{"code", error.code}, {"needed", error.needed}});
  return next(now);
}

}  // namespace muster::bot
