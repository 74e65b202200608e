// An incident that became private and moved: what the bot had said about it in the channel that it left is
// taken back, a word stays there that it goes on elsewhere, and who made it private is told what can't be
// unsaid.
#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "bot/convert.h"
#include "bot/log.h"
#include "bot/views/views.h"
#include "bot/work/posting.h"

namespace muster::bot::one_shots {

namespace {

using What = slack::Error::What;
constexpr int pages_to_look = 100;
/// As many as Slack gives, so that even a long history is few calls: each try begins at its beginning.
constexpr int most_in_page = 999;

/// What the bot did there, and what is still to be seen of others.
struct Sweep {
  const Work& work;
  const storage::OneShotTask& task;
  slack::ChannelId channel;
  bool own = false;  ///< the channel was this incident's alone: all that the bot said there goes
  std::set<std::int64_t> updates{};  ///< events whose lines may have replies
  bool has_word = false;             ///< the one that stays is there already
  bool stuck = false;                ///< something of the bot's stays there
  int left = 0;
  int removed = 0;

  /// Slack's own words: that it joined, that it set the topic. Nobody can delete them, and to ask costs a
  /// call.
  static bool is_slacks(const slack::Message& message) {
    const auto& kind = message.subtype;
    return kind.starts_with("channel_") || kind.starts_with("group_") || kind == "pinned_item" ||
           kind == "bookmark_added";
  }
  bool is_mine(const slack::Message& message) const {
    return message.user.value == work.app.workspace.bot_user || message.bot.value == work.app.workspace.bot;
  }
  std::string key_of(const slack::Message& message) const {
    const auto known = message.metadata.find("key");
    return message.metadata_type == metadata_type && known != message.metadata.end() ? known->second
                                                                                     : std::string();
  }
  /// Keys name the incident: `7:12:channel_line::`, `control:7:C1:`.
  bool is_ours(const std::string& key) const {
    const auto id = std::to_string(work.incident.id.value);
    return key.starts_with(id + ":") || key.starts_with("control:" + id + ":");
  }
  bool may_have_replies(const std::string& key) const {
    const auto colon = key.find(':');
    if (!is_ours(key) || colon == std::string::npos) return false;
    std::int64_t seq = 0;
    std::from_chars(key.data() + colon + 1, key.data() + key.size(), seq);
    return updates.contains(seq);
  }

  slack::Result<void> remove(const slack::Message& message) {
    const auto done = work.app.web.remove(channel, message.ts);
    if (done) ++removed;
    if (done || done.error().what == What::missing) return {};
    if (done.error().code == "cant_delete_message") {
      stuck = true;
      return {};
    }
    return tl::unexpected(done.error());
  }

  /// Of a channel, or of a thread.
  slack::Result<void> page_through(const std::optional<slack::Ts>& thread) {
    slack::HistoryQuery query;
    query.channel = channel;
    query.thread = thread;
    query.metadata = true;
    query.limit = most_in_page;
    if (!thread)
      query.oldest = slack::Ts{core::to_millis(work.incident.declared_at - clocks_apart) / 1000, 0};
    std::string cursor;
    for (int page = 0; page < pages_to_look; ++page) {
      const auto said = work.app.web.history(query, cursor);
      if (!said && said.error().what == What::missing) return {};
      if (!said) return tl::unexpected(said.error());
      for (const auto& message : said->items) {
        if (auto done = one(message, thread); !done) return done;
      }
      cursor = said->cursor;
      if (cursor.empty()) break;
    }
    return {};
  }

  slack::Result<void> one(const slack::Message& message, const std::optional<slack::Ts>& thread) {
    if ((thread && message.ts == *thread) || is_slacks(message)) return {};
    if (!is_mine(message)) {
      if (is_by_person(message, work.app.workspace)) ++left;
      return {};
    }
    const auto key = key_of(message);
    if (key == task.key) {
      has_word = true;
      return {};
    }
    if (!own && !is_ours(key)) return {};
    if (!thread && may_have_replies(key))
      if (auto replies = page_through(message.ts); !replies) return replies;
    return remove(message);
  }
};

/// Its name and its topic said what it was about. Where that is not for the bot to change it stays.
slack::Result<void> make_neutral(const Work& work, const slack::Channel& channel) {
  const auto name = fmt::format("inc-{}-moved", work.incident.number);
  for (const auto& done :
       {work.app.web.set_topic(channel.id, ""),
        channel.name == name ? slack::Result<void>() : work.app.web.rename(channel.id, name)}) {
    if (!done && (done.error().what == What::later || done.error().what == What::ambiguous)) return done;
  }
  return {};
}

/// Whether the bot made the channel, and nobody else's incident is there.
bool is_own(const Work& work, const slack::Channel& channel) {
  return channel.creator.value == work.app.workspace.bot_user &&
         work.app.store.in_channel(work.incident.workspace, to_core(channel.id)).empty();
}

slack::Result<void> clear(const Work& work, const storage::OneShotTask& task, const slack::Channel& channel,
                          Sweep& sweep) {
  if (channel.is_archived) {
    slack::Error error;
    error.what = What::archived;
    error.code = "archived";
    return tl::unexpected(error);
  }
  sweep.own = is_own(work, channel);
  for (const auto& record : work.app.store.log(work.incident.id))
    if (std::holds_alternative<core::UpdatePosted>(record.event)) sweep.updates.insert(record.seq);
  if (auto done = sweep.page_through(std::nullopt); !done) return done;
  if (sweep.own) {
    if (auto neutral = make_neutral(work, channel); !neutral) return neutral;
  }
  if (sweep.has_word) return {};
  // It was looked for just now, together with all else.
  const auto said =
      post_once(work, sweep.channel, views::tombstone(work.incident), task.key, false, task.created_at);
  if (!said) return tl::unexpected(said.error());
  return {};
}

/// Whether it is tried again: as long as it gets on, however often Slack fails on the way.
std::optional<storage::Again> another_try(const Work& work, const storage::OneShotTask& task,
                                          const Sweep& sweep, const slack::Error& error) {
  const auto result = given_back(work, task, error);
  const auto* again = std::get_if<storage::Again>(&result);
  if (!again) return std::nullopt;
  auto next = *again;
  next.counted = again->counted && sweep.removed == 0;
  // Each try looks from the start. With no more than one call's share it would come no further than the last
  // one; after longer pauses the share of several has gathered.
  next.waited = again->waited || sweep.removed == 0;
  if (next.counted && task.attempts >= work.config->attempts) return std::nullopt;
  return next;
}

}  // namespace

OneShotResult clear_channel(const Work& work, const storage::OneShotTask& task) {
  const auto& incident = work.incident;
  const auto record = work.app.store.record(incident.id, task.what.seq);
  const auto* moved = record ? std::get_if<core::MovedToPrivate>(&record->event) : nullptr;
  if (!moved) return storage::Done{};
  // Nobody who was chosen is left without a place.
  if (incident.channel.empty() && !incident.channel_failed && !incident.without_channel)
    return no_channel_yet(work, task);
  const auto channel = work.app.web.info(to_slack(moved->from));
  if (!incident.left_cleared) {
    Sweep sweep{work, task, to_slack(moved->from)};
    const auto done = channel ? clear(work, task, *channel, sweep) : tl::unexpected(channel.error());
    core::RecordChannelCleared cleared{moved->from, task.what.to, sweep.left,
                                       sweep.stuck ? "cant_delete_message" : std::string()};
    if (!done) {
      if (const auto again = another_try(work, task, sweep, done.error())) return *again;
      log::warn("channel not cleared", {{"incident", incident.id.value}, {"code", done.error().code}});
      cleared.code = done.error().code.empty() ? "unknown" : done.error().code;
    }
    work.record(std::move(cleared));
  }
  // Told before: what fails from here on is nothing that anybody can read.
  if (!channel && incident.left_cleared) return given_back(work, task, channel.error());
  if (!channel) return storage::Done{};
  if (!is_own(work, *channel) || channel->is_archived) return storage::Done{};
  const auto archived = work.app.web.archive(channel->id);
  if (archived || archived.error().what == What::already || archived.error().what == What::archived)
    return storage::Done{};
  return given_back(work, task, archived.error());
}

OneShotResult moved_to_private(const Work& work, const storage::OneShotTask& task) {
  const auto log = work.app.store.log(work.incident.id);
  const auto record = std::ranges::find(log, task.what.seq, &core::Record::seq);
  if (record == log.end()) return storage::Done{};
  const bool exported = std::ranges::any_of(
      log, [](const core::Record& one) { return std::holds_alternative<core::Exported>(one.event); });
  return send_once(work, task, slack::ChannelId(task.what.to.value),
                   views::moved_to_private(work.incident, *record, exported));
}

}  // namespace muster::bot::one_shots
