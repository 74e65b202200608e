// What people do in Slack. What the bot must hear of at once (commands, buttons, forms, shortcuts) is posted
// to it, signed, in the calling thread, and the call returns what it answered; all else changes the world,
// and the bot hears of it as an event. Any thread, several at once. https://docs.slack.dev/interactivity
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "slack/standin/courier.h"
#include "slack/standin/world.h"

namespace slack::standin {

/// What came of something that the bot was told.
struct Answer {
  bool sent = false;  ///< false: the client didn't let them; `error` says why
  int status = 0;
  std::string body, content_type;
  std::string error{};  ///< what the person is shown instead: operation_timeout, ...; or why nothing was sent
  std::string trigger{};                        ///< the trigger_id that went with it
  std::string message{};                        ///< ts of the message that the body became, if any
  bool visible_to_all = false;                  ///< that message: in_channel
  std::string text{};                           ///< its text
  std::string opened{};                         ///< id of the view that the body pushed or updated
  std::map<std::string, std::string> errors{};  ///< shown in the form, by block id
  bool ok() const { return sent && error.empty(); }
};

/// A button or another element, as a person would point at it. What is empty doesn't matter; the first match
/// counts, newest message first.
struct Target {
  std::string text{};       ///< the words on it, else a part of them
  std::string near{};       ///< a part of the words beside it, in any case
  std::string action_id{};  ///< the whole, or the part before `~`
  std::string value{};
  std::string channel{};  ///< only there
  std::string message{};  ///< only in this message (ts)
  bool home = false;      ///< on the Home tab
};

/// A field of a form: by its block id, else by its label.
struct Field {
  std::string name;
  std::vector<std::string> values;  ///< text; an option's words or value; a person's or channel's id
};

class People {
 public:
  People(World& world, const Courier& courier, std::string hooks_url);

  // --- what the bot is told at once
  /// `text` as typed: `@grace` and `#general` become what Slack makes of them.
  Answer slash(const std::string& person, const std::string& command, const std::string& text,
               const std::string& channel);
  Answer press(const std::string& person, const Target& target);
  Answer choose(const std::string& person, const Target& target, const std::vector<std::string>& values);
  /// Fills in the open form and sends it.
  Answer submit(const std::string& person, const std::vector<Field>& fields);
  /// Closes the top form, or (the X) all of them.
  Answer close(const std::string& person, bool all = false);
  Answer shortcut(const std::string& person, const std::string& callback_id);
  Answer message_shortcut(const std::string& person, const std::string& callback_id,
                          const std::string& channel, const std::string& ts);
  /// The same request again, byte by byte, as a repeated click or a replay: the last of this person's.
  Answer repeat_last(const std::string& person);
  /// How the next of these requests, by anybody, is falsified.
  void seal_next(const Seal& seal);

  // --- what happens in Slack
  /// The message's ts. `text` as typed.
  std::string say(const std::string& person, const std::string& channel, const std::string& text,
                  const std::string& thread = {}, bool broadcast = false);
  /// To the bot, in its DM.
  std::string say_to_bot(const std::string& person, const std::string& text);
  std::string attach(const std::string& person, const std::string& channel, const std::string& filename,
                     const std::string& text, const std::string& thread = {});
  Outcome<void> edit(const std::string& person, const std::string& channel, const std::string& ts,
                     const std::string& text);
  Outcome<void> remove(const std::string& person, const std::string& channel, const std::string& ts);
  Outcome<void> react(const std::string& person, const std::string& channel, const std::string& ts,
                      const std::string& emoji);
  Outcome<void> unreact(const std::string& person, const std::string& channel, const std::string& ts,
                        const std::string& emoji);
  Outcome<void> pin(const std::string& person, const std::string& channel, const std::string& ts);
  Outcome<void> unpin(const std::string& person, const std::string& channel, const std::string& ts);
  Outcome<void> join(const std::string& person, const std::string& channel);
  Outcome<void> leave(const std::string& person, const std::string& channel);
  Outcome<void> invite(const std::string& person, const std::string& channel, const std::string& whom);
  Outcome<void> kick(const std::string& person, const std::string& channel, const std::string& whom);
  Outcome<void> archive(const std::string& person, const std::string& channel);
  Outcome<void> unarchive(const std::string& person, const std::string& channel);
  Outcome<void> rename(const std::string& person, const std::string& channel, const std::string& name);
  Outcome<void> make_private(const std::string& person, const std::string& channel);
  Outcome<void> set_topic(const std::string& person, const std::string& channel, const std::string& topic);
  void open_home(const std::string& person, const std::string& tab = "home");

 private:
  struct Prepared {
    std::string body, trigger, error;
    std::string view, channel;
  };
  Answer deliver(const std::string& person, const Prepared& what);
  Prepared action(State& state, const std::string& person, const Target& target,
                  const std::optional<std::vector<std::string>>& values);
  std::string hook(State& state, const Hook& hook) const;

  World& world_;
  const Courier& courier_;
  const std::string hooks_url_;
  std::mutex mutex_;  ///< what follows
  Seal seal_;
  std::map<std::string, std::string> last_;  ///< person: the body sent last
};

}  // namespace slack::standin
