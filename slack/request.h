// What Slack sends, as types. One parser from bytes to a Request for every URL.
// https://docs.slack.dev/interactivity, https://docs.slack.dev/apis/events-api
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <variant>
#include <vector>

#include "slack/ids.h"
#include "slack/text.h"

namespace slack {

/// Who, and of which installation. `team` may be empty for org-wide installs. Slack is believed to fill in
/// the ids; what it leaves out is empty, so whoever authorises must refuse an empty `user`.
struct Source {
  TeamId team;
  EnterpriseId enterprise;
  AppId app;
  UserId user;
  TeamId user_team;                 ///< the person's own; differs from `team` for Slack Connect
  bool enterprise_install = false;  ///< installed for the whole organisation: `enterprise` says which
};

struct SslCheck {};
struct UrlVerification {
  std::string challenge;
};

/// What the name that Slack gives a channel in a request tells of it: those that aren't public have none of
/// their own there. A hint, good for what is better done at once; conversations.info knows.
enum class PlaceKind { unknown, open, closed, direct, group };
PlaceKind place_kind(std::string_view channel_name);

/// https://docs.slack.dev/interactivity/implementing-slash-commands
struct SlashCommand {
  Source source;
  std::string command;  ///< with the slash
  std::string text;     ///< as Slack sent it: mrkdwn, escaped
  ChannelId channel;
  PlaceKind place = PlaceKind::unknown;  ///< what `channel` is
  TriggerId trigger;
  std::string response_url;  ///< a secret
};

/// What a person left in one element of a form or message. At most one of the values is set, by the element's
/// type.
struct Input {
  std::string type;
  std::optional<std::string> value;  ///< text, number, date, time, option's value, user, channel
  std::vector<std::string> values;   ///< checkboxes and multi-selects
};
/// state.values: block_id -> action_id -> input.
using FormState = std::map<std::string, std::map<std::string, Input>>;

struct View {
  ViewId id;
  ViewId root;
  std::string type;  ///< modal or home
  std::string callback_id;
  std::string private_metadata;
  std::string hash;
  FormState state;

  /// The input of a block and action; a null pointer if it is not there.
  const Input* input(std::string_view block, std::string_view action) const;
};

struct Action {
  std::string action_id;
  std::string block_id;
  std::string type;
  Input input;  ///< for a button: `value`
  Ts at;        ///< action_ts
};

/// https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
struct BlockActions {
  Source source;
  TriggerId trigger;
  std::string response_url;  ///< a secret; empty from a view
  ChannelId channel;         ///< empty from a view
  PlaceKind place = PlaceKind::unknown;
  std::optional<Ts> message;  ///< the message that holds the button
  Ts thread;
  bool ephemeral = false;
  std::optional<View> view;
  FormState state;
  std::vector<Action> actions;  ///< at least one
};

struct ViewSubmission {
  Source source;
  TriggerId trigger;
  View view;
};
struct ViewClosed {
  Source source;
  View view;
  bool cleared = false;
};
struct Shortcut {  ///< global
  Source source;
  TriggerId trigger;
  std::string callback_id;
};

struct File {
  FileId id;
  std::string name;
  std::string mimetype;
  std::string permalink;
};
struct Message {
  ChannelId channel;
  Ts ts;
  std::optional<Ts> thread;  ///< the parent's, when it is a reply
  int replies = 0;           ///< how many it has, where Slack says so (histories)
  UserId user;               ///< empty for some bots
  BotId bot;
  TeamId team;
  std::string subtype;
  Text text;
  std::vector<File> files;
  std::string permalink;  ///< only where Slack sent one (pins)
  std::optional<Ts> edited;
  std::string metadata_type;                    ///< of the app's own metadata, where Slack sent it
  std::map<std::string, std::string> metadata;  ///< its string values
};

struct MessageAction {
  Source source;
  TriggerId trigger;
  std::string callback_id;
  std::string response_url;
  ChannelId channel;
  PlaceKind place = PlaceKind::unknown;
  Message message;
};
struct OptionsLoad {
  Source source;
  std::string action_id;
  std::string block_id;
  std::string value;  ///< what was typed
  ChannelId channel;
  std::optional<View> view;
};

// --- events
// ------------------------------------------------------------------------------------------------------
namespace event {
struct MessagePosted {  ///< also thread_broadcast and file_share; look at `message.subtype`
  Message message;
  std::string channel_type;
};
struct MessageChanged {
  ChannelId channel;
  Message message;
  Text previous;
  bool text_changed = false;
};
struct MessageDeleted {
  ChannelId channel;
  Ts ts;
};
struct AppMention {
  Message message;
};
struct Reaction {
  bool added = true;
  UserId user;
  std::string name;  ///< without colons and skin tone
  ChannelId channel;
  Ts message;
  UserId author;  ///< of the message, if known
};
struct Pin {
  bool added = true;
  UserId user;
  Message message;  ///< `channel` and `ts` always set
};
struct Member {
  bool joined = true;
  UserId user;
  ChannelId channel;
  UserId inviter;
  std::optional<Ts> at;  ///< event_ts: when it happened
};
struct ChannelArchived {
  bool archived = true;
  ChannelId channel;
  UserId user;
};
struct ChannelDeleted {
  ChannelId channel;
};
struct ChannelRenamed {
  ChannelId channel;
  std::string name;
};
struct ChannelCreated {
  ChannelId channel;
  std::string name;
  UserId creator;
};
struct BotRemoved {  ///< channel_left, group_left
  ChannelId channel;
};
struct ChannelIdChanged {
  ChannelId from, to;
};
struct ChannelShared {
  bool shared = true;
  ChannelId channel;
};
struct HomeOpened {
  UserId user;
  ChannelId channel;
  std::string tab;
};
struct Person {
  UserId id;
  TeamId team;
  EnterpriseId enterprise;  ///< the organisation's, for people of an Enterprise organisation
  std::string name;         ///< display name, else real name, else handle
  std::string zone;
  bool deleted = false;
  bool bot = false;
  bool guest = false;        ///< is_restricted or is_ultra_restricted
  bool stranger = false;     ///< of another organisation
  std::int64_t updated = 0;  ///< when it last changed, in Unix seconds; 0: nobody says
};
struct UserChanged {  ///< team_join and user_change
  bool joined = false;
  Person person;
};
struct SubteamChanged {
  std::string subteam;
};
struct TokensRevoked {
  std::vector<UserId> bots;
};
struct AppUninstalled {};
/// A type that we don't know, or one that lacks what it is about (a reaction to a file, a message without a
/// ts): acknowledged and ignored.
struct Other {
  std::string type;
};
}  // namespace event

using Event =
    std::variant<event::MessagePosted, event::MessageChanged, event::MessageDeleted, event::AppMention,
                 event::Reaction, event::Pin, event::Member, event::ChannelArchived, event::ChannelDeleted,
                 event::ChannelRenamed, event::ChannelCreated, event::BotRemoved, event::ChannelIdChanged,
                 event::ChannelShared, event::HomeOpened, event::UserChanged, event::SubteamChanged,
                 event::TokensRevoked, event::AppUninstalled, event::Other>;

/// `team` and `enterprise` are the installation's that the event is for (`authorizations`), not its author's.
struct EventCallback {
  TeamId team;  ///< may be empty for org-wide installs
  EnterpriseId enterprise;
  AppId app;
  EventId id;
  std::int64_t time = 0;  ///< unix seconds
  bool ext_shared_channel = false;
  Event event;
  bool enterprise_install = false;  ///< installed for the whole organisation
};
struct AppRateLimited {
  TeamId team;
};
struct Unknown {  ///< well-formed, but of a type that we don't know: acknowledged and ignored
  std::string type;
};

using Request =
    std::variant<SslCheck, UrlVerification, SlashCommand, BlockActions, ViewSubmission, ViewClosed, Shortcut,
                 MessageAction, OptionsLoad, EventCallback, AppRateLimited, Unknown>;

/// Why bytes are no request: for the log, without any of their content.
struct ParseError {
  std::string what;
};

/// Any bytes. Never throws for malformed input; JSON deeper than 64 levels is malformed. `content_type`
/// decides between form and JSON; without one the first byte does.
tl::expected<Request, ParseError> parse(std::string_view content_type, std::string_view body);

/// application/x-www-form-urlencoded; the first value of a repeated field counts. None for malformed escapes.
std::optional<std::map<std::string, std::string>> parse_form(std::string_view body);
std::string encode_form(const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace slack
