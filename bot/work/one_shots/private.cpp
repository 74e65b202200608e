// An incident that became private and moved: what the bot had said about it in the channel that it left is
// taken back, a word stays there that it goes on elsewhere, and who made it private is told what can't be
// unsaid.
#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <sstream>

#include "bot/convert.h"
#include "bot/export.h"
#include "bot/log.h"
#include "bot/views/views.h"
#include "bot/work/leaving.h"
#include "bot/work/posting.h"

namespace muster::bot::one_shots {

namespace {

using What = slack::Error::What;
/// As many as Slack gives, so that even a long history is few calls.
constexpr int most_on_page = 999;

/// How far the clearing of a channel came. It is kept with the task, so that a try goes on where the one
/// before was ended by Slack's pace or by an outage: a channel may need more calls than may go at once.
struct Position {
  // From the newest message to the oldest, and then a round of what was said meanwhile, until nothing was.
  slack::Ts floor{};   ///< this round looks at what is later than that
  slack::Ts before{};  ///< and is through with what isn't before that; empty: it begins
  slack::Ts top{};     ///< the newest that was seen
  bool had_ours = false;
  // Within it a thread, from its oldest reply to the newest.
  slack::Ts thread{};
  slack::Ts after{};
  int left = 0;            ///< messages of others
  std::string code{};      ///< why something of the bot's stays there; empty: nothing does
  bool said = false;       ///< the word that is meant to stay is there
  bool left_done = false;  ///< through with the channel that it left, and on to where it lived before

  bool operator==(const Position&) const = default;

  std::string str() const {
    std::string text;
    for (const auto& ts : {floor, before, top, thread, after}) text += (ts.empty() ? "0" : ts.str()) + " ";
    return text +
           fmt::format("{:d} {} {} {:d} {:d}", had_ours, left, code.empty() ? "-" : code, said, left_done);
  }
  /// Anything else than what str() makes is a beginning.
  static Position parse(const std::string& text) {
    Position at;
    std::istringstream in(text);
    for (auto* ts : {&at.floor, &at.before, &at.top, &at.thread, &at.after}) {
      std::string word;
      in >> word;
      const auto known = slack::Ts::parse(word);
      if (!known) return {};
      *ts = *known;
    }
    in >> at.had_ours >> at.left >> at.code >> at.said >> at.left_done;
    if (at.code == "-") at.code.clear();
    return in ? at : Position{};
  }
};

/// Slack's bounds are inclusive here (slack::HistoryQuery).
slack::Ts just_before(const slack::Ts& ts) {
  return ts.micros > 0 ? slack::Ts{ts.seconds, ts.micros - 1} : slack::Ts{ts.seconds - 1, 999'999};
}
slack::Ts just_after(const slack::Ts& ts) {
  return ts.micros < 999'999 ? slack::Ts{ts.seconds, ts.micros + 1} : slack::Ts{ts.seconds + 1, 0};
}

slack::Ts beginning(const Work& work) {
  return {core::to_millis(work.incident.declared_at - clocks_apart) / 1000, 0};
}
Position where_it_was(const Work& work, const storage::OneShotTask& task) {
  auto at = Position::parse(task.what.payload);
  if (at.floor.empty()) at.floor = beginning(work);
  return at;
}

/// Of a drill that became real the first ones have names of their own.
std::set<std::string> debriefs_of(core::Incident incident) {
  using core::Format;
  std::set<std::string> names;
  for (const bool drill : {false, true}) {
    incident.drill = drill;
    for (const auto format : {Format::markdown, Format::html, Format::json, Format::csv})
      names.insert(debrief_file_name(incident, format));
  }
  return names;
}

/// What the bot did there, and what is still to be seen of others.
struct Sweep {
  const Work& work;
  const storage::OneShotTask& task;
  slack::ChannelId channel;
  Position at;
  bool own = false;    ///< the channel was this incident's alone: all that the bot said there goes
  bool counts = true;  ///< what others said
  std::set<std::int64_t> updates{};  ///< events whose lines may have replies
  std::set<std::string> debriefs{};  ///< names of files

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
  /// A file carries no key; its name says whose debrief it is.
  bool is_debrief(const slack::Message& message) const {
    return std::ranges::any_of(message.files, [&](const auto& file) { return debriefs.contains(file.name); });
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

  bool is_to_go(const slack::Message& message) const {
    const auto key = key_of(message);
    // The word that is meant to stay, also that of another incident which was here.
    if (key.find(":clear_channel:") != std::string::npos) return false;
    return own || is_ours(key) || is_debrief(message);
  }

  slack::Result<void> remove(const slack::Message& message) {
    // The files first: they stay when the message goes, and then nobody finds them.
    for (const auto& file : message.files)
      if (auto done = gone(work.app.web.remove_file(file.id)); !done) return done;
    return gone(work.app.web.remove(channel, message.ts));
  }
  slack::Result<void> gone(const slack::Result<void>& done) {
    if (done || done.error().what == What::missing) return {};
    if (done.error().code == "cant_delete_message" || done.error().code == "cant_delete_file") {
      at.code = "cant_delete_message";
      return {};
    }
    return tl::unexpected(done.error());
  }

  /// The whole channel, and then what was said meanwhile: a line that was on its way when it became private.
  slack::Result<void> through_all() {
    for (;;) {
      if (auto done = round(); !done) return done;
      if (!at.had_ours) return {};
      at.floor = std::max(at.floor, at.top);
      at.before = {};
      at.had_ours = false;
    }
  }

  slack::Result<void> round() {
    slack::HistoryQuery query;
    query.channel = channel;
    query.metadata = true;
    query.limit = most_on_page;
    query.oldest = just_after(at.floor);
    return pages(
        query,
        [&] {
          const auto from_here = work.app.clock() + clocks_apart;
          query.latest =
              at.before.empty() ? slack::Ts{core::to_millis(from_here) / 1000, 0} : just_before(at.before);
        },
        [&](const slack::Message& message) {
          auto done = one(message);
          if (!done) return done;
          at.before = message.ts;
          at.top = std::max(at.top, message.ts);
          return done;
        });
  }

  slack::Result<void> thread(const slack::Ts& root) {
    if (at.thread != root) at.after = {};
    at.thread = root;
    slack::HistoryQuery query;
    query.channel = channel;
    query.thread = root;
    query.metadata = true;
    query.limit = most_on_page;
    return pages(
        query, [&] { query.oldest = just_after(std::max(root, at.after)); },
        [&](const slack::Message& message) -> slack::Result<void> {
          if (message.ts == root) return {};
          if (auto done = reply(message); !done) return done;
          at.after = message.ts;
          return {};
        });
  }

  /// Asks for the next ones from where it is, rather than by Slack's cursor, which doesn't outlive a try.
  template <class FromHere, class Each>
  slack::Result<void> pages(slack::HistoryQuery& query, FromHere from_here, Each each) {
    std::string cursor;
    for (;;) {
      if (cursor.empty()) from_here();
      const auto begun = at;
      const auto said = read(work, query, cursor);
      if (!said && said.error().what == What::missing) return {};
      if (!said) return tl::unexpected(said.error());
      for (const auto& message : said->items) {
        if (auto done = each(message); !done) return done;
      }
      if (said->cursor.empty()) return {};
      // It may have nothing on a page and go on all the same.
      cursor = at == begun ? said->cursor : std::string();
    }
  }

  slack::Result<void> one(const slack::Message& message) {
    if (is_slacks(message)) return {};
    if (!is_mine(message)) {
      // A reply that was sent to the channel, too, counts in its thread, if that is among what is looked at.
      if (!message.thread || *message.thread <= at.floor) count(message);
      count_replies(message);
      return {};
    }
    const auto key = key_of(message);
    at.said = at.said || key == task.key;
    if (!is_to_go(message)) return {};
    const bool opened = may_have_replies(key);
    if (opened)
      if (auto replies = thread(message.ts); !replies) return replies;
    at.had_ours = true;
    auto done = remove(message);
    if (done && !opened) count_replies(message);
    return done;
  }
  slack::Result<void> reply(const slack::Message& message) {
    if (is_mine(message)) return is_to_go(message) ? remove(message) : slack::Result<void>();
    count(message);
    return {};
  }
  void count(const slack::Message& message) {
    if (counts && is_by_person(message, work.app.workspace)) ++at.left;
  }
  void count_replies(const slack::Message& message) {
    if (counts) at.left += message.replies;
  }
};

/// Whether the bot made the channel, and nobody else's incident is there.
bool is_own(const Work& work, const slack::Channel& channel) {
  return channel.creator.value == work.app.workspace.bot_user &&
         work.app.store.in_channel(work.incident.workspace, to_core(channel.id)).empty();
}

/// Another incident left it, too, and isn't through with it.
bool is_being_cleared(const Work& work, const slack::Channel& channel) {
  const auto left = work.app.store.that_left(work.incident.workspace, to_core(channel.id));
  return std::ranges::any_of(
      left, [&](const core::Incident& one) { return one.id != work.incident.id && !one.left_cleared; });
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
  if (auto done = sweep.through_all(); !done) return done;
  if (sweep.own) {
    if (auto neutral = make_neutral(work, channel); !neutral) return neutral;
  } else if (auto topic = clear_topic(work, channel); !topic) {
    return topic;
  }
  if (sweep.at.said) return {};
  // It was looked for just now, together with all else.
  const auto said =
      post_once(work, sweep.channel, views::tombstone(work.incident), task.key, false, task.created_at);
  if (!said) return tl::unexpected(said.error());
  return {};
}

/// Where it lived before its channel could be made. The place is others': only what was said of it goes.
slack::Result<void> clear_first_home(const Work& work, Sweep& sweep) {
  const auto& home = work.incident.declared_in;
  const auto log = work.app.store.log(work.incident.id);
  const bool lived_there = std::ranges::any_of(
      log, [](const core::Record& one) { return std::holds_alternative<core::ChannelFailed>(one.event); });
  if (!lived_there || home.empty() || home.value == sweep.channel.value) return {};
  sweep.channel = to_slack(home);
  sweep.own = sweep.counts = false;
  return sweep.through_all();
}

/// Whether it is tried again: as long as it gets on, however often Slack fails on the way.
std::optional<storage::Again> another_try(const Work& work, const storage::OneShotTask& task,
                                          const Position& at, const slack::Error& error) {
  const auto result = given_back(work, task, error);
  const auto* again = std::get_if<storage::Again>(&result);
  if (!again) return std::nullopt;
  auto next = *again;
  const bool gets_on = at != where_it_was(work, task);
  next.counted = again->counted && !gets_on;
  // With no more than one call's share it might get on to nothing but finding where it was.
  next.waited = again->waited || !gets_on;
  // Each try finds its page again, and others want to read histories, too.
  if (gets_on && error.code == "paced") next.due += tries_apart * error.retry_after;
  next.payload = at.str();
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
    return not_yet(work, task, "no_channel_yet");
  const auto channel = work.app.web.info(to_slack(moved->from));
  if (!incident.left_cleared) {
    Sweep sweep{work, task, to_slack(moved->from), where_it_was(work, task)};
    sweep.debriefs = debriefs_of(incident);
    for (const auto& one : work.app.store.log(incident.id))
      if (std::holds_alternative<core::UpdatePosted>(one.event)) sweep.updates.insert(one.seq);
    // What fails for good in one place is no reason to leave the other as it is.
    const auto is_put_off = [&](const slack::Result<void>& done) -> std::optional<storage::Again> {
      if (done) return std::nullopt;
      if (auto again = another_try(work, task, sweep.at, done.error())) return again;
      log::warn("channel not cleared", {{"incident", incident.id.value}, {"code", done.error().code}});
      sweep.at.code = done.error().code.empty() ? "unknown" : done.error().code;
      return std::nullopt;
    };
    if (!sweep.at.left_done) {
      const auto done = channel ? clear(work, task, *channel, sweep) : tl::unexpected(channel.error());
      if (const auto again = is_put_off(done)) return *again;
      Position next;
      next.floor = beginning(work);
      next.left = sweep.at.left;
      next.code = sweep.at.code;
      next.left_done = true;
      sweep.at = next;
    }
    if (const auto again = is_put_off(clear_first_home(work, sweep))) return *again;
    work.record(core::RecordChannelCleared{moved->from, task.what.to, sweep.at.left, sweep.at.code});
  }
  // Told before: what fails from here on is nothing that anybody can read.
  if (!channel && incident.left_cleared) return given_back(work, task, channel.error());
  if (!channel) return storage::Done{};
  // In an archived one nothing can be taken back: whichever is through last archives it.
  if (!is_own(work, *channel) || channel->is_archived || is_being_cleared(work, *channel))
    return storage::Done{};
  const auto archived = archive(work, channel->id);
  return archived ? storage::Done{} : given_back(work, task, archived.error());
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
