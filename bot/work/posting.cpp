#include "bot/work/posting.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "bot/convert.h"
#include "bot/log.h"
#include "bot/views/views.h"

namespace muster::bot {

namespace {

/// Fewer calls than may go in one go (slack/pacing.h): a try that is put off begins anew.
constexpr int pages_to_look = 5;
constexpr int most_on_page = 999;

}  // namespace

slack::Result<slack::Page<slack::Message>> read(const Work& work, const slack::HistoryQuery& query,
                                                const std::string& cursor) {
  auto result = work.app.web.history(query, cursor);
  if (!result && result.error().what == slack::Error::What::join && work.app.web.join(query.channel))
    result = work.app.web.history(query, cursor);
  return result;
}

slack::Result<std::optional<slack::Message>> look_for(
    const Work& work, slack::HistoryQuery query, const std::function<bool(const slack::Message&)>& is_it) {
  query.limit = most_on_page;
  std::string cursor;
  for (int page = 0; page < pages_to_look; ++page) {
    auto result = read(work, query, cursor);
    if (!result) return tl::unexpected(result.error());
    for (auto& message : result->items)
      if (is_it(message)) return std::move(message);
    cursor = result->cursor;
    if (cursor.empty()) break;
  }
  return std::nullopt;
}

std::string key_of(const slack::Message& message) {
  const auto known = message.metadata.find("key");
  return message.metadata_type == metadata_type && known != message.metadata.end() ? known->second
                                                                                   : std::string();
}

slack::Result<std::optional<slack::Posted>> find_posted(const Work& work, const slack::ChannelId& channel,
                                                        const std::string& key, core::Time since,
                                                        const std::optional<slack::Ts>& thread) {
  slack::HistoryQuery query;
  query.channel = channel;
  query.thread = thread;
  query.metadata = true;
  query.oldest = slack::Ts{core::to_millis(since - clocks_apart) / 1000, 0};
  const auto found = look_for(work, query, [&](const slack::Message& one) { return key_of(one) == key; });
  if (!found) return tl::unexpected(found.error());
  if (!*found) return std::nullopt;
  return slack::Posted{channel, (*found)->ts};
}

slack::Result<slack::ChannelId> home_of(const Work& work) {
  const auto& incident = work.incident;
  if (!incident.channel.empty()) return to_slack(incident.channel);
  if (core::lives_with_declarer(incident)) return work.app.web.open_dm(to_slack(incident.declared_by));
  return incident.channel_failed && !incident.is_private ? to_slack(incident.declared_in)
                                                         : slack::ChannelId();
}

bool may_see(const Work& work, const core::UserId& person) {
  const auto user = work.app.store.user(work.app.workspace.id, person);
  const bool limited = user && (user->guest || user->external || user->deleted);
  if (!limited && (!work.incident.is_private || work.config->policy.may(core::Permit::see_private, person)))
    return true;
  return work.app.store.is_insider(work.incident, person);
}

bool may_hear(const Work& work, const core::UserId& person) {
  if (may_see(work, person)) return true;
  log::info("update dropped", {{"incident", work.incident.id.value}, {"why", "not theirs to see any more"}});
  return false;
}

bool come_in(const Work& work) {
  const auto& incident = work.incident;
  const bool was_there = !incident.channel.empty() && incident.channel == incident.declared_in;
  return was_there && incident.channel_usable && work.app.web.join(to_slack(incident.channel));
}

slack::Result<slack::ChannelId> channel_called(const Work& work, const std::string& configured) {
  constexpr int most_pages = 20;
  if (!configured.starts_with('#')) return slack::ChannelId(configured);
  std::string cursor;
  for (int page = 0; page < most_pages; ++page) {
    auto channels = work.app.web.channels(cursor);
    if (!channels) return tl::unexpected(channels.error());
    for (const auto& channel : channels->items) {
      if (channel.name == configured.substr(1) && !channel.is_archived) return channel.id;
    }
    cursor = channels->cursor;
    if (cursor.empty()) break;
  }
  slack::Error error;
  error.what = slack::Error::What::missing;
  error.code = "channel_not_found";
  return tl::unexpected(error);
}

namespace {

struct Once {
  slack::Posted posted;
  bool was_there = false;
};

slack::Result<Once> once(const Work& work, const slack::ChannelId& channel, const slack::OutMessage& message,
                         const std::string& key, bool look_first, core::Time since,
                         const std::optional<slack::Ts>& thread = {}) {
  slack::ChannelId target = channel;
  if (look_first) {
    // History wants the conversation's own id; a user's id only works for posting.
    if (!target.value.empty() && (target.value.front() == 'U' || target.value.front() == 'W')) {
      auto dm = work.app.web.open_dm(slack::UserId(target.value));
      if (!dm) return tl::unexpected(dm.error());
      target = *dm;
    }
    const auto found = find_posted(work, target, key, since, thread);
    if (!found) return tl::unexpected(found.error());
    if (*found) return Once{**found, true};
  }
  slack::PostOptions options;
  options.thread = thread;
  options.metadata = {metadata_type, {{"key", key}}};
  const auto marked = views::marked(work.incident, message);
  auto posted = work.app.web.post(target, marked, options);
  if (!posted && posted.error().what == slack::Error::What::join) {
    if (auto joined = work.app.web.join(target); !joined) return tl::unexpected(joined.error());
    posted = work.app.web.post(target, marked, options);
  }
  if (!posted) return tl::unexpected(posted.error());
  if (!work.incident.id.empty()) work.app.store.count_bot_post(work.incident.id);
  return Once{*std::move(posted), false};
}

}  // namespace

slack::Result<slack::Posted> post_once(const Work& work, const slack::ChannelId& channel,
                                       const slack::OutMessage& message, const std::string& key,
                                       bool look_first, core::Time since,
                                       const std::optional<slack::Ts>& thread) {
  auto made = once(work, channel, message, key, look_first, since, thread);
  if (!made) return tl::unexpected(made.error());
  return std::move(made->posted);
}

slack::Result<slack::Posted> post_once_or_update(const Work& work, const slack::ChannelId& channel,
                                                 const slack::OutMessage& message, const std::string& key,
                                                 bool look_first, core::Time since) {
  auto made = once(work, channel, message, key, look_first, since);
  if (!made) return tl::unexpected(made.error());
  if (made->was_there) {
    const auto updated =
        work.app.web.update(made->posted.channel, made->posted.ts, views::marked(work.incident, message));
    if (!updated) return tl::unexpected(updated.error());
  }
  return std::move(made->posted);
}

namespace {

/// The event that said so may never have come; what the channel itself answers says it, too.
void notice_loss(const Work& work, const slack::Error& error) {
  if (!work.incident.channel_usable) return;
  using What = slack::Error::What;
  const char* how = error.what == What::archived        ? "archived"
                    : error.what == What::join          ? "removed"
                    : error.code == "channel_not_found" ? "not found"
                                                        : nullptr;
  if (how) work.record(core::RecordChannelLost{how, work.incident.channel});
}

bool is_in_channel(core::OneShot::Kind kind) {
  using Kind = core::OneShot::Kind;
  return kind == Kind::channel_line || kind == Kind::upload_export || kind == Kind::fetch_message ||
         kind == Kind::correct_line || kind == Kind::change_settled || kind == Kind::regroup;
}

}  // namespace

OneShotResult given_back(const Work& work, const storage::OneShotTask& task, const slack::Error& error) {
  if (is_in_channel(task.what.kind)) notice_loss(work, error);
  const auto result = give_back(work, error, task.attempts);
  if (const auto* later = std::get_if<storage::Again>(&result)) return *later;
  return std::get<storage::Parked>(result);
}

storage::Again not_yet(const Work& work, const storage::OneShotTask& task, const char* code) {
  const auto now = work.app.clock();
  const core::Duration waited = (now - task.created_at) / 10;
  const auto wait = std::clamp<core::Duration>(waited, std::chrono::seconds(1), std::chrono::minutes(1));
  return {now + wait, code, false};
}

OneShotResult in_turn(const Work& work, const std::function<OneShotResult()>& post) {
  const auto now = work.app.clock();
  const auto turn = work.app.store.take_turn(work.incident.id, now, work.config->lines_per_hour);
  if (turn.may_go > now) return storage::Again{turn.may_go, "lines_per_hour", false, true};
  auto result = post();
  // Or each try of an outage would take one, and the first post after it would wait for the next.
  if (const auto* again = std::get_if<storage::Again>(&result); again && !again->counted)
    work.app.store.give_turn_back(work.incident.id, turn);
  return result;
}

OneShotResult send_once(const Work& work, const storage::OneShotTask& task, const slack::ChannelId& channel,
                        const slack::OutMessage& message, const std::optional<slack::Ts>& thread) {
  const auto posted = post_once(work, channel, message, task.key, task.lease > 1, task.created_at, thread);
  if (posted) return storage::Done{message_key(posted->channel, posted->ts)};
  return given_back(work, task, posted.error());
}

std::optional<core::Record> as_told_now(const Work& work, std::int64_t seq) {
  auto record = work.app.store.record(work.incident.id, seq);
  if (auto* update = record ? std::get_if<core::UpdatePosted>(&record->event) : nullptr) {
    if (auto entry = work.app.store.entry(work.incident.id, core::EntryId(seq)))
      update->words = std::move(entry->words);
  }
  return record;
}

OneShotResult send_person(const Work& work, const storage::OneShotTask& task,
                          const slack::OutMessage& message) {
  // Of a public one a guest is told what they were asked for.
  if (work.incident.is_private && !may_hear(work, task.what.to)) return storage::Done{};
  return send_once(work, task, slack::ChannelId(task.what.to.value), message);
}

std::int64_t event_in(const storage::OneShotTask& task) {
  std::int64_t seq = 0;
  const auto& text = task.what.payload;
  std::from_chars(text.data(), text.data() + text.size(), seq);
  return seq;
}

OneShotResult edit_sent(const Work& work, const storage::OneShotTask& task, core::OneShot::Kind kind,
                        std::int64_t seq, const slack::OutMessage& message, bool own) {
  auto all = work.app.store.deliveries(work.incident.id, seq);
  // Of what one event sent to several people each has their own.
  std::erase_if(all, [&](const storage::Delivery& sent) {
    return sent.kind != kind || (!task.what.to.empty() && sent.to != task.what.to);
  });
  // It is being said in this moment, perhaps as it was: only when it is known where, it can be edited.
  if (std::ranges::any_of(
          all, [](const storage::Delivery& sent) { return sent.state == storage::Delivery::State::waiting; }))
    return not_yet(work, task, "not_sent_yet");
  for (const auto& sent : all) {
    const auto [channel, ts] = split_message_key(sent.ref);
    if (ts.empty()) continue;
    const bool theirs = own || !work.incident.is_private || sent.to.empty() || may_see(work, sent.to);
    const auto edited = work.app.web.update(
        channel, ts, views::marked(work.incident, theirs ? message : views::private_now(work.incident)));
    if (!edited && edited.error().what != slack::Error::What::missing)
      return given_back(work, task, edited.error());
  }
  return storage::Done{};
}

slack::Result<void> take_replies_back(const Work& work, const slack::ChannelId& channel,
                                      const slack::Ts& announcement) {
  slack::HistoryQuery query;
  query.channel = channel;
  query.thread = announcement;
  query.metadata = true;
  // Removed as they are found: a try that is put off leaves less to the next one.
  slack::Result<void> all_gone;
  const auto looked = look_for(work, query, [&](const slack::Message& reply) {
    if (reply.ts == announcement || reply.metadata_type != metadata_type) return false;
    auto removed = work.app.web.remove(channel, reply.ts);
    if (removed || removed.error().what == slack::Error::What::missing) return false;
    all_gone = tl::unexpected(std::move(removed.error()));
    // One that can't be removed is no reason to leave the others there.
    return all_gone.error().code != "cant_delete_message";
  });
  if (!looked && looked.error().what != slack::Error::What::missing) return tl::unexpected(looked.error());
  return all_gone;
}

SurfaceResult ornament_failed(const Work& work, const storage::SurfaceTask& task, const slack::Error& error) {
  using What = slack::Error::What;
  if (task.kind != core::Surface::announcement) notice_loss(work, error);
  // What passes by itself is no failure yet.
  const bool passing = error.what == What::later || (error.what == What::ambiguous && task.attempts < 3);
  if (!passing) {
    work.record(core::RecordOrnament{std::string(core::to_string(task.kind)),
                                     error.code.empty() ? "unknown" : error.code});
  }
  const auto given_back = give_back(work, error, task.attempts);
  if (const auto* later = std::get_if<storage::Again>(&given_back)) return *later;
  return std::get<storage::Parked>(given_back);
}

SurfaceResult ornament_shown(const Work& work, const storage::SurfaceTask& task, std::string ref,
                             std::string hash) {
  const std::string name(core::to_string(task.kind));
  if (work.incident.failing.contains(name)) work.record(core::RecordOrnament{name, {}});
  return storage::Shown{work.incident.version, std::move(ref), std::move(hash)};
}

}  // namespace muster::bot
