// What is in the stand-in's workspace: people, channels, messages, views, files, and who sees what. `State`
// is plain data with the operations that change it by Slack's rules; `World` is the one lock around it.
//
// Everything that happens in a channel writes the system message and raises the event that Slack would.
// Operations answer with Slack's own error code. Ids are deterministic (U0001, C0001, ...); timestamps come
// from the clock, unique and increasing.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace slack::standin {

/// Unix microseconds. Any thread.
using Clock = std::function<std::int64_t()>;
Clock real_clock();

/// Slack's error code on failure.
template <class T>
using Outcome = tl::expected<T, std::string>;
inline tl::unexpected<std::string> refuse(std::string code) {
  return tl::unexpected<std::string>(std::move(code));
}
inline std::string mention(const std::string& user) {
  return "<@" + user + ">";
}

struct PersonOptions {
  std::string real_name{};  ///< empty: the name
  std::string zone = "UTC";
  bool guest = false;         ///< is_restricted
  bool single_guest = false;  ///< is_ultra_restricted: one channel
  bool deleted = false;
  bool external = false;  ///< of another organisation (Slack Connect)
};
struct Person {
  std::string id, name;
  PersonOptions is;
  bool bot = false;
  std::int64_t updated = 0;        ///< when they last changed, in Unix seconds
  std::vector<std::string> views;  ///< open modals, the top one last
  std::string home;                ///< the published home view, or empty
};

/// A user group: people who are called together, by `@handle`.
struct Group {
  std::string id, handle, name;
  std::vector<std::string> users{};  ///< in the order in which they were put there
  std::int64_t created = 0, updated = 0;
  std::int64_t deleted = 0;  ///< when it was disabled; 0: it isn't
};

struct Reaction {
  std::string name;
  std::vector<std::string> users;
};
struct Message {
  std::string ts;
  std::string thread;  ///< the parent's ts, when it is a reply
  std::string user;
  std::string subtype;  ///< channel_join, ...; empty for what people and bots say
  std::string text;
  std::string blocks;    ///< JSON array, or empty
  std::string metadata;  ///< JSON {event_type, event_payload}, or empty
  std::string extra;     ///< JSON object: further members of a system message
  std::vector<Reaction> reactions{};
  std::vector<std::string> files{};
  bool by_app = false;
  bool broadcast = false;  ///< a reply that is shown in the channel too
  bool tombstone = false;  ///< deleted, but it has replies
  std::string edited_by, edited_ts;
  int edits = 0;  ///< how often it was changed, which Slack doesn't tell
};
/// Seen by one person, until they reload.
struct Ephemeral {
  std::string ts, channel, thread, to, text, blocks;
};
struct Pin {
  std::string ts, by;
  std::int64_t created = 0;
};
struct Bookmark {
  std::string id, title, link, emoji;
};
struct Channel {
  std::string id, name, topic, purpose, creator;
  std::int64_t created = 0;                                           ///< unix seconds
  enum class Kind { open, closed, direct, group } kind = Kind::open;  ///< public, private, DM, group DM
  bool archived = false, general = false, ext_shared = false;
  std::vector<std::string> members{};         ///< in the order of joining
  std::map<std::string, Message> messages{};  ///< by ts
  std::vector<Pin> pins{};
  std::vector<Bookmark> bookmarks{};
  std::string topic_by{};  ///< who set it last
  bool has(std::string_view person) const;
  bool is_private() const { return kind != Kind::open; }
};
/// As message events say it: channel, group, im, mpim.
const char* channel_type(const Channel& channel);
struct View {
  std::string id, type, owner, root, previous, hash;
  std::string json;  ///< as the app sent it, with block and action ids filled in
  std::map<std::string, std::map<std::string, std::string>>
      state{};                                  ///< block, action: JSON, as payloads have it
  std::map<std::string, std::string> errors{};  ///< shown at its blocks
  std::string trigger;                          ///< which opened it
  bool open = true;
};
struct File {
  std::string id, name, title, bytes, user, token;
  std::size_t length = 0;  ///< as announced
  bool uploaded = false, completed = false;
  std::vector<std::string> channels{};
};
struct Trigger {
  std::string user, view;  ///< view: the modal it comes from, or empty
  std::int64_t issued = 0;
  bool used = false;
};
/// A response_url.
struct Hook {
  std::string user, channel, message, thread;  ///< message: the ts whose button was pressed
  bool ephemeral = false;                      ///< that message is an ephemeral one
  std::int64_t issued = 0;
  int used = 0;
};
struct Event {
  std::string id;       ///< Ev0001
  std::string body;     ///< the whole envelope
  std::string type;     ///< of the inner event, with its subtype: `message/channel_join`
  std::string channel;  ///< or empty
};

/// Who the workspace and the app are.
struct Identity {
  std::string team = "T0001", team_name = "Acme", domain = "acme", app = "A0001", bot = "B0001",
              bot_user = "U0BOT", bot_name = "muster";
};

/// No locks of its own: reached through World.
class State {
 public:
  State(Clock clock, Identity names);

  // --- reading
  const Identity names;
  std::map<std::string, Person> people;
  std::map<std::string, Channel> channels;
  std::map<std::string, Group> groups;
  std::map<std::string, View> views;
  std::map<std::string, File> files;
  std::map<std::string, Trigger> triggers;
  std::map<std::string, Hook> hooks;
  std::vector<Ephemeral> ephemerals;
  std::deque<Event> events;  ///< not yet delivered to the bot
  /// What the bot sent that was wrong by itself (objections.h), with what it sent.
  std::vector<std::string> objections;

  std::int64_t now() const { return clock_(); }
  std::int64_t now_seconds() const { return now() / 1000000; }
  const Person* person(std::string_view id) const;
  const Channel* channel(std::string_view id) const;
  const Channel* channel_named(std::string_view name) const;
  const Group* group_with(std::string_view handle) const;
  const Message* message(std::string_view channel, std::string_view ts) const;
  std::vector<const Message*> replies(const Channel& channel, std::string_view parent) const;
  std::string permalink(const Channel& channel, const Message& message) const;
  /// As Slack's Web API and events show them.
  nlohmann::json to_json(const Channel& channel, std::string_view for_user) const;
  nlohmann::json to_json(const Channel& channel, const Message& message, bool metadata) const;
  nlohmann::json to_json(const Person& person) const;
  nlohmann::json to_json(const Group& group, bool with_users) const;
  nlohmann::json to_json(const View& view) const;
  nlohmann::json to_json(const File& file) const;

  // --- people and channels
  std::string add_person(std::string name, const PersonOptions& options);
  void change_person(const std::string& id, const PersonOptions& options);  ///< raises user_change
  /// Raise the events of user groups. A group that has nobody left is disabled, as in Slack.
  std::string add_group(const std::string& handle, const std::vector<std::string>& users);
  void change_group(const std::string& id, const std::vector<std::string>& users);
  Outcome<std::string> create_channel(const std::string& by, const std::string& name, bool is_private);
  std::string open_direct(std::vector<std::string> members);  ///< a DM, or a group DM from three on
  Outcome<void> join(const std::string& channel, const std::string& who, const std::string& inviter = {});
  Outcome<void> leave(const std::string& channel, const std::string& who, const std::string& by = {});
  Outcome<void> set_topic(const std::string& channel, const std::string& by, const std::string& topic);
  Outcome<void> set_purpose(const std::string& channel, const std::string& by, const std::string& purpose);
  Outcome<void> rename(const std::string& channel, const std::string& by, const std::string& name);
  Outcome<void> make_private(const std::string& channel, const std::string& by);
  Outcome<void> archive(const std::string& channel, const std::string& by);
  Outcome<void> unarchive(const std::string& channel, const std::string& by);
  void share(const std::string& channel, bool with_others);  ///< Slack Connect

  // --- messages
  struct Draft {
    std::string text, blocks{}, metadata{}, thread{};
    bool by_app = false, broadcast = false;
    std::vector<std::string> files{};
    std::string subtype{}, extra{};
  };
  /// The new message's ts. The channel must exist; membership is for the caller to judge.
  std::string post(const std::string& channel, const std::string& user, const Draft& draft);
  Outcome<void> edit(const std::string& channel, const std::string& ts, const std::string& by,
                     const Draft& to);
  Outcome<void> remove(const std::string& channel, const std::string& ts);
  std::string whisper(const std::string& channel, const std::string& to, const Draft& draft);  ///< ephemeral
  Outcome<void> react(const std::string& channel, const std::string& ts, const std::string& user,
                      const std::string& name, bool add);
  Outcome<void> pin(const std::string& channel, const std::string& ts, const std::string& user, bool add);
  Outcome<std::string> add_bookmark(const std::string& channel, Bookmark bookmark);
  /// The messages that shared it stay, without it.
  void remove_file(std::string id);
  /// One message with all of them; its ts.
  std::string share_files(const std::vector<std::string>& files, const std::string& channel,
                          const std::string& comment, const std::string& thread);

  // --- views
  std::string issue_trigger(const std::string& user, const std::string& view = {});
  std::string issue_hook(Hook hook);
  /// Takes the trigger, or says why not.
  Outcome<Trigger> take_trigger(const std::string& id, std::chrono::microseconds life);
  /// `previous`: the view under it, or empty.
  std::string show_view(const std::string& owner, const std::string& json, const std::string& previous,
                        const std::string& trigger);
  void change_view(const std::string& id, const std::string& json);  ///< what the person typed is kept
  void close_view(const std::string& id, bool all);

  /// Remembers it; nothing, if it is empty.
  void object(std::string objection);
  /// An event for the bot, if it may see it: it is in the channel, or the event belongs to none.
  void raise(nlohmann::json event, const std::string& channel);

  std::string next_id(std::string_view prefix);
  std::string next_ts();

 private:
  void system(Channel& channel, const std::string& user, const std::string& subtype, const std::string& text,
              const std::string& extra = {});
  nlohmann::json message_event(const Channel& channel, const Message& message) const;
  bool name_is_free(std::string_view name, std::string_view except) const;

  Clock clock_;
  std::map<std::string, int, std::less<>> counters_;
  std::int64_t last_ts_ = 0;
};

/// The lock around a State. All methods: any thread.
class World {
 public:
  World(Clock clock, const Identity& names) : state_(std::move(clock), names) {}

  template <class F>
  auto read(F&& look) const {
    const std::lock_guard lock(mutex_);
    return std::forward<F>(look)(static_cast<const State&>(state_));
  }
  template <class F>
  auto change(F&& act) {
    const Touch touch(*this);
    const std::lock_guard lock(mutex_);
    return std::forward<F>(act)(state_);
  }
  /// Something changed that is no part of the state (a call was logged, an event delivered).
  void touch();
  /// Waits until `so` holds, asked after each change, without any lock held; false after `limit`.
  bool wait_until(const std::function<bool()>& so, std::chrono::milliseconds limit) const;

 private:
  struct Touch {
    explicit Touch(World& w) : world(w) {}
    Touch(const Touch&) = delete;
    Touch& operator=(const Touch&) = delete;
    ~Touch() { world.touch(); }
    World& world;
  };

  mutable std::mutex mutex_;
  State state_;
  mutable std::mutex changed_mutex_;
  mutable std::condition_variable changed_;
  std::uint64_t changes_ = 0;
};

}  // namespace slack::standin
