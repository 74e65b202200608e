// Slack's Web API, typed: the methods that the bot uses. Each call is made at most once; retrying is the
// caller's business, because only it knows what an ambiguous answer may have done.
// https://docs.slack.dev/reference/methods
//
// Threads: all methods may be called from any thread, several at once. A call blocks until its deadline at
// most. The token is sent as a header and is in no error, log line or what().
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "slack/blocks.h"
#include "slack/error.h"
#include "slack/ids.h"
#include "slack/pacing.h"
#include "slack/request.h"
#include "slack/transport.h"

namespace slack {

template <class T>
using Result = tl::expected<T, Error>;

struct AuthInfo {
  std::string url;
  TeamId team;
  EnterpriseId enterprise;
  UserId user;
  BotId bot;
  std::string app;                  ///< its id
  std::vector<std::string> scopes;  ///< granted, from the x-oauth-scopes header where the transport brings it
  std::optional<std::int64_t> date;  ///< Slack's clock, in unix seconds, from the Date header
};
struct Channel {
  ChannelId id;
  std::string name;
  bool is_private = false;
  bool is_archived = false;
  bool is_member = false;
  bool is_ext_shared = false;
  UserId creator;
  std::int64_t created = 0;  ///< unix seconds
  std::string topic;         ///< as Slack has it, escaped
  UserId topic_by;           ///< who set it last
};
/// People who are called together, by `@handle`.
struct UserGroup {
  std::string id;  ///< S…
  std::string handle;
  std::string name;
  std::vector<UserId> users;  ///< in Slack's order
};
struct Posted {
  ChannelId channel;
  Ts ts;
};
/// Found again after an ambiguous answer (include_all_metadata); no secrets: everyone may read it.
struct Metadata {
  std::string type;  ///< empty: none
  std::vector<std::pair<std::string, std::string>> payload;
};
struct PostOptions {
  std::optional<Ts> thread;
  Metadata metadata;
};
struct HistoryQuery {
  ChannelId channel;
  std::optional<Ts> thread;  ///< read this thread's replies instead of the channel
  /// Inclusive. Of a channel's messages between them a page has those closest to `latest`; where only
  /// `oldest` is given, those closest to that. Of a thread's it has the oldest.
  /// https://api.slack.com/methods/channels.history, "Navigating through collections of messages"
  std::optional<Ts> oldest, latest;
  int limit = 100;
  bool metadata = false;
};
template <class T>
struct Page {
  std::vector<T> items;
  std::string cursor;  ///< empty: the last page
};

/// Seen after every call, one refused by our own pacing (`paced`) included, for metrics and logs: nothing
/// secret in it. The views hold during the call of `observe` only.
struct CallSeen {
  std::string_view method;  ///< or `response_url`, `upload`
  std::string_view code;    ///< "ok" or the error's
  std::chrono::milliseconds took{0};
  std::string_view request_id;
};

struct WebApiOptions {
  std::string base_url = "https://slack.com/api/";
  std::string token;
  std::chrono::milliseconds deadline{10000};
  PacingTable pacing = slack_pacing();
  std::function<void(const CallSeen&)> observe;    ///< any thread; must not throw
  std::function<std::chrono::milliseconds()> now;  ///< for pacing; the steady clock when empty
};

class WebApi {
 public:
  /// The transport must outlive the client. Throws std::invalid_argument, without their content, for a
  /// base_url that is no http(s) address or a token that can't stand in a header.
  WebApi(Transport& transport, WebApiOptions options);
  ~WebApi();

  // Every method may answer Error{later, "paced", retry_after} without calling Slack, when its turn hasn't
  // come.
  Result<AuthInfo> auth_test();

  Result<Channel> create_channel(std::string_view name, bool is_private);
  /// 100 people to a call at most; more are an Error{bug}. Where some can't be invited the others are all the
  /// same: then it is an Error{person} with those who can't in Error::per_user. People who are in the channel
  /// already are not among them.
  Result<void> invite(const ChannelId& channel, std::span<const UserId> users);
  Result<void> join(const ChannelId& channel);
  Result<Channel> info(const ChannelId& channel);
  Result<void> set_topic(const ChannelId& channel, std::string_view topic);  ///< fitted to 250
  Result<void> rename(const ChannelId& channel, std::string_view name);
  Result<void> archive(const ChannelId& channel);
  /// Slack lets an app do it only where it is still a member, which it usually isn't any more.
  Result<void> unarchive(const ChannelId& channel);
  Result<Page<UserId>> members(const ChannelId& channel, std::string_view cursor = {});
  Result<Page<Message>> history(const HistoryQuery& query, std::string_view cursor = {});
  Result<Page<Channel>> my_channels(std::string_view cursor = {});  ///< users.conversations of the bot
  Result<Page<Channel>> channels(std::string_view cursor = {});     ///< conversations.list, public ones
  Result<ChannelId> open_dm(const UserId& user);

  /// `channel` may be a user's id: a direct message.
  Result<Posted> post(const ChannelId& channel, const OutMessage& message, const PostOptions& options = {});
  Result<void> update(const ChannelId& channel, const Ts& ts, const OutMessage& message);
  Result<void> remove(const ChannelId& channel, const Ts& ts);
  Result<void> post_ephemeral(const ChannelId& channel, const UserId& user, const OutMessage& message);
  Result<std::string> permalink(const ChannelId& channel, const Ts& ts);

  Result<void> pin(const ChannelId& channel, const Ts& ts);
  Result<BookmarkId> add_bookmark(const ChannelId& channel, std::string_view title, std::string_view url,
                                  std::string_view emoji = {});
  Result<void> edit_bookmark(const ChannelId& channel, const BookmarkId& id, std::string_view title,
                             std::string_view url);
  Result<std::vector<std::pair<BookmarkId, std::string>>> bookmarks(const ChannelId& channel);  ///< id, title
  Result<void> react(const ChannelId& channel, const Ts& ts, std::string_view emoji);
  Result<void> unreact(const ChannelId& channel, const Ts& ts, std::string_view emoji);

  // A deadline of zero or less is an Error{trigger, "too_late"} without a call.
  Result<ViewId> open_view(const TriggerId& trigger, const Modal& modal, std::chrono::milliseconds deadline);
  Result<ViewId> push_view(const TriggerId& trigger, const Modal& modal, std::chrono::milliseconds deadline);
  Result<void> update_view(const ViewId& view, const Modal& modal, std::string_view hash = {});
  Result<void> publish_home(const UserId& user, const Blocks& blocks, std::string_view private_metadata = {});

  Result<event::Person> user(const UserId& user);
  Result<Page<event::Person>> users(std::string_view cursor = {});
  /// Those that aren't disabled, with their people: usergroups.list, which has no pages.
  Result<std::vector<UserGroup>> user_groups();

  /// The three-step upload. Step 1 is a form; the address of step 2 is used only on Slack's hosts or the
  /// API's own. Each step has the deadline of a call, step 2 three of them. Only the last step shares the
  /// file, so that failures before it are never ambiguous.
  Result<FileId> upload(const ChannelId& channel, std::string_view filename, std::string_view title,
                        std::string_view bytes, std::string_view comment = {});
  /// A file outlives the message that shared it, and who has its address reads it.
  Result<void> remove_file(const FileId& file);

  /// Answers through a response_url (5 times in 30 minutes). Only on Slack's hosts or the API's own host;
  /// others are Error{bug, "foreign_response_url"}. `body` from response_json.
  Result<void> respond(std::string_view response_url, std::string_view body);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace slack
