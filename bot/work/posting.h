// Posting messages once: each carries a key in its metadata, and after an answer that left open whether it
// was made, it is looked for before it is made again.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "bot/content_hash.h"
#include "bot/work/work.h"

namespace muster::bot {

/// Slack's time of what followed a time of ours may be earlier than that: the clocks of two machines are up
/// to five minutes apart, or nothing of Slack's would be taken, and ours may have been set meanwhile.
inline constexpr std::chrono::minutes clocks_apart{15};

/// Of the metadata that every post of ours carries.
inline constexpr const char* metadata_type = "muster";

/// The key that it carries; empty: none.
std::string key_of(const slack::Message& message);

/// One page of what was said. Joins a public channel that the bot is not in: one may post there all the same,
/// but not read.
slack::Result<slack::Page<slack::Message>> read(const Work& work, const slack::HistoryQuery& query,
                                                const std::string& cursor);
/// The first message of what the query asks for of which `is_it` holds, among some thousand at most.
slack::Result<std::optional<slack::Message>> look_for(
    const Work& work, slack::HistoryQuery query, const std::function<bool(const slack::Message&)>& is_it);

/// The message with this key, which may have been made although no answer came. `since`: it can't be older.
slack::Result<std::optional<slack::Posted>> find_posted(const Work& work, const slack::ChannelId& channel,
                                                        const std::string& key, core::Time since,
                                                        const std::optional<slack::Ts>& thread = {});

/// Posts `message` to a channel (or, for a user's id, into the direct messages with them) unless a message
/// with this key is there already. `look_first`: an earlier attempt may have made it. Joins a public channel
/// that it is not in. `since`: no message with the key can be older. `thread`: as a reply to this message.
/// Counts the post on the incident.
slack::Result<slack::Posted> post_once(const Work& work, const slack::ChannelId& channel,
                                       const slack::OutMessage& message, const std::string& key,
                                       bool look_first, core::Time since,
                                       const std::optional<slack::Ts>& thread = {});
/// The same for a message that is edited in place: one that an earlier attempt made shows what was so then,
/// and is brought up to date.
slack::Result<slack::Posted> post_once_or_update(const Work& work, const slack::ChannelId& channel,
                                                 const slack::OutMessage& message, const std::string& key,
                                                 bool look_first, core::Time since);

/// Whether this person may see the incident now, as their commands would: one that became private isn't
/// everybody's any more.
bool may_see(const Work& work, const core::UserId& person);
/// Whether this person may be told of the incident by message: who may not see it any more since they
/// subscribed hears nothing more.
bool may_hear(const Work& work, const core::UserId& person);

/// What becomes of a one-shot after this error.
OneShotResult given_back(const Work& work, const storage::OneShotTask& task, const slack::Error& error);

/// For what has to wait for something else of ours: the channel that is being made, the line that is to be
/// edited. A second, and longer the longer it has waited, so that it comes soon after that, and an outage of
/// hours isn't asked after every second. A minute at most. `code`: what it waits for, for the log.
storage::Again not_yet(const Work& work, const storage::OneShotTask& task, const char* code);

/// For what needs many calls and was put off by Slack's pace: it tries again after so many waits for the turn
/// of one call, so that a share gathers and others have their turns, too.
inline constexpr int tries_apart = 4;

/// Calls `post` when the incident's own channel, or where it lives instead, has a turn for it; else it is put
/// off until then. Used by whatever posts there, so that no hour has more than `lines_per_hour` of them,
/// whatever they are. One that was put off gives its turn back. Each further attempt takes one of its own: it
/// may come hours after the first, when others have had the share of that hour.
OneShotResult in_turn(const Work& work, const std::function<OneShotResult()>& post);

/// For a one-shot: posts, and translates what came of it.
OneShotResult send_once(const Work& work, const storage::OneShotTask& task, const slack::ChannelId& channel,
                        const slack::OutMessage& message, const std::optional<slack::Ts>& thread = {});

/// An event as it is told now: an update that was corrected before it could be sent has its new words.
std::optional<core::Record> as_told_now(const Work& work, std::int64_t seq);

/// The same for a direct message to the one-shot's person. Nothing is sent to somebody whom a private
/// incident is none of the business of: it may have become that since.
OneShotResult send_person(const Work& work, const storage::OneShotTask& task,
                          const slack::OutMessage& message);

/// The same for a direct message about the one-shot's event: `render` makes it of the incident, the record
/// and the configuration.
template <class Render>
OneShotResult direct_message(const Work& work, const storage::OneShotTask& task, Render render) {
  const auto record = as_told_now(work, task.what.seq);
  if (!record) return storage::Done{};
  return send_person(work, task, render(work.incident, *record, *work.config));
}

/// The event that a one-shot's payload names; 0: none.
std::int64_t event_in(const storage::OneShotTask& task);

/// For a one-shot that edits what others sent: those of `kind` of the event `seq`, and of a one-shot that
/// is somebody's only what they got. It waits for one that is on its way still; one that is gone by now
/// needs no edit. What somebody has who may not see a private incident any more says nothing but that it is
/// private, whatever `message` says; `own`: what they said themselves is theirs to read.
OneShotResult edit_sent(const Work& work, const storage::OneShotTask& task, core::OneShot::Kind kind,
                        std::int64_t seq, const slack::OutMessage& message, bool own = false);

/// Removes what the bot said in the thread of an announcement: the updates, in public before the incident
/// became private.
slack::Result<void> take_replies_back(const Work& work, const slack::ChannelId& channel,
                                      const slack::Ts& announcement);

/// The id of a channel that the configuration names, by its id or as `#name`; a name is looked up among the
/// public ones.
slack::Result<slack::ChannelId> channel_called(const Work& work, const std::string& configured);

/// The channel in which an incident is shown: its own, else where it was declared, or the direct messages
/// with its declarer (core::lives_with_declarer); empty while its own is being made.
slack::Result<slack::ChannelId> home_of(const Work& work);

/// Comes into a channel that was there before the incident, and in which the bot may never have been: it can
/// post in a public one all the same, and nothing else. False for the incident's own, and for one that it may
/// not join.
bool come_in(const Work& work);

/// After a call that keeps a surface from being shown: records that an ornament fails (once for each code),
/// so that the activity log and doctor have it, and gives the task back.
SurfaceResult ornament_failed(const Work& work, const storage::SurfaceTask& task, const slack::Error& error);
/// The other way round, when it is shown.
SurfaceResult ornament_shown(const Work& work, const storage::SurfaceTask& task, std::string ref,
                             std::string hash);

}  // namespace muster::bot
