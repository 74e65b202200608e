// Messages and what hangs on them, and views: https://docs.slack.dev/reference/methods?family=chat
#include <nlohmann/json.hpp>

#include "slack/payload.h"
#include "slack/text.h"
#include "slack/web_api_impl.h"

namespace slack {

using nlohmann::json;
using std::chrono::milliseconds;
using What = Error::What;

namespace {

/// An emoji's name without the colons, whether it came with them or not.
std::string_view bare(std::string_view emoji) {
  while (emoji.starts_with(':')) {
    emoji.remove_prefix(1);
  }
  while (emoji.ends_with(':')) {
    emoji.remove_suffix(1);
  }
  return emoji;
}

std::string metadata_json(const Metadata& metadata) {
  json payload = json::object();
  for (const auto& [key, value] : metadata.payload) {
    payload[clean_utf8(key)] = clean_utf8(value);
  }
  return json{{"event_type", clean_utf8(metadata.type)}, {"event_payload", std::move(payload)}}.dump();
}

Fields bookmark_fields(const ChannelId& channel, std::string_view title, std::string_view url) {
  return {{"channel_id", channel.value}, {"title", std::string(title)}, {"link", std::string(url)}};
}

}  // namespace

Result<Posted> WebApi::post(const ChannelId& channel, const OutMessage& message, const PostOptions& options) {
  Fields fields{{"channel", channel.value}, {"unfurl_links", "false"}, {"unfurl_media", "false"}};
  add_message(fields, message);
  if (options.thread) {
    fields.emplace_back("thread_ts", options.thread->str());
  }
  if (!options.metadata.type.empty()) {
    fields.emplace_back("metadata", metadata_json(options.metadata));
  }
  const auto answer = impl_->call("chat.postMessage", fields, channel.value);
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  Posted posted{ChannelId(payload::text(*answer, "channel")), payload::timestamp(*answer, "ts")};
  if (posted.channel.empty() || posted.ts.empty()) {
    return tl::unexpected(garbage());
  }
  return posted;
}

Result<void> WebApi::update(const ChannelId& channel, const Ts& ts, const OutMessage& message) {
  Fields fields{{"channel", channel.value}, {"ts", ts.str()}};
  add_message(fields, message);
  return impl_->run("chat.update", fields);
}

Result<void> WebApi::remove(const ChannelId& channel, const Ts& ts) {
  return impl_->run("chat.delete", {{"channel", channel.value}, {"ts", ts.str()}});
}

Result<void> WebApi::post_ephemeral(const ChannelId& channel, const UserId& user, const OutMessage& message) {
  Fields fields{{"channel", channel.value}, {"user", user.value}};
  add_message(fields, message);
  return impl_->run("chat.postEphemeral", fields);
}

Result<std::string> WebApi::permalink(const ChannelId& channel, const Ts& ts) {
  const auto answer =
      impl_->call("chat.getPermalink", {{"channel", channel.value}, {"message_ts", ts.str()}});
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  std::string link = payload::text(*answer, "permalink");
  if (link.empty()) {
    return tl::unexpected(garbage());
  }
  return link;
}

Result<void> WebApi::pin(const ChannelId& channel, const Ts& ts) {
  return impl_->run("pins.add", {{"channel", channel.value}, {"timestamp", ts.str()}});
}

Result<BookmarkId> WebApi::add_bookmark(const ChannelId& channel, std::string_view title,
                                        std::string_view url, std::string_view emoji) {
  Fields fields = bookmark_fields(channel, title, url);
  fields.emplace_back("type", "link");
  if (const std::string_view name = bare(emoji); !name.empty()) {
    fields.emplace_back("emoji", ":" + std::string(name) + ":");
  }
  const auto answer = impl_->call("bookmarks.add", fields);
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  BookmarkId id(payload::text(payload::member(*answer, "bookmark"), "id"));
  if (id.empty()) {
    return tl::unexpected(garbage());
  }
  return id;
}

Result<void> WebApi::edit_bookmark(const ChannelId& channel, const BookmarkId& id, std::string_view title,
                                   std::string_view url) {
  Fields fields = bookmark_fields(channel, title, url);
  fields.emplace_back("bookmark_id", id.value);
  return impl_->run("bookmarks.edit", fields);
}

Result<std::vector<std::pair<BookmarkId, std::string>>> WebApi::bookmarks(const ChannelId& channel) {
  const auto answer = impl_->call("bookmarks.list", {{"channel_id", channel.value}});
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  const json& list = payload::member(*answer, "bookmarks");
  if (!list.is_array()) {
    return tl::unexpected(garbage());
  }
  std::vector<std::pair<BookmarkId, std::string>> found;
  for (const json& bookmark : list) {
    if (BookmarkId id(payload::text(bookmark, "id")); !id.empty()) {
      found.emplace_back(std::move(id), payload::text(bookmark, "title"));
    }
  }
  return found;
}

Result<void> WebApi::react(const ChannelId& channel, const Ts& ts, std::string_view emoji) {
  return impl_->run(
      "reactions.add",
      {{"channel", channel.value}, {"timestamp", ts.str()}, {"name", std::string(bare(emoji))}});
}

Result<void> WebApi::unreact(const ChannelId& channel, const Ts& ts, std::string_view emoji) {
  return impl_->run(
      "reactions.remove",
      {{"channel", channel.value}, {"timestamp", ts.str()}, {"name", std::string(bare(emoji))}});
}

Result<ViewId> WebApi::Impl::show_view(std::string_view method, const TriggerId& trigger, const Modal& modal,
                                       milliseconds deadline) {
  if (deadline <= milliseconds(0)) {
    return tl::unexpected(Error{.what = What::trigger, .code = "too_late"});
  }
  const auto answer =
      call(method, {{"trigger_id", trigger.value}, {"view", modal_json(modal)}}, {}, deadline);
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  ViewId id(payload::text(payload::member(*answer, "view"), "id"));
  if (id.empty()) {
    return tl::unexpected(garbage());
  }
  return id;
}

Result<ViewId> WebApi::open_view(const TriggerId& trigger, const Modal& modal, milliseconds deadline) {
  return impl_->show_view("views.open", trigger, modal, deadline);
}

Result<ViewId> WebApi::push_view(const TriggerId& trigger, const Modal& modal, milliseconds deadline) {
  return impl_->show_view("views.push", trigger, modal, deadline);
}

Result<void> WebApi::update_view(const ViewId& view, const Modal& modal, std::string_view hash) {
  Fields fields{{"view_id", view.value}, {"view", modal_json(modal)}};
  if (!hash.empty()) {
    fields.emplace_back("hash", hash);
  }
  return impl_->run("views.update", fields);
}

Result<void> WebApi::publish_home(const UserId& user, const Blocks& blocks,
                                  std::string_view private_metadata) {
  return impl_->run("views.publish",
                    {{"user_id", user.value}, {"view", home_json(blocks, private_metadata)}});
}

}  // namespace slack
