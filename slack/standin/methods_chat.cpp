// chat.*, pins.*, reactions.*, bookmarks.*: what is said in channels and attached to it.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "slack/standin/methods.h"
#include "slack/standin/rules.h"
#include "slack/standin/wire.h"

namespace slack::standin {

using nlohmann::json;

namespace {

/// What a message consists of, by the rules that all the chat methods share.
tl::expected<State::Draft, ApiError> draft(MethodContext& c) {
  State::Draft out;
  out.by_app = true;
  out.text = c.arg("text");
  if (c.has("markdown_text")) {
    if (c.has("text") || c.has("blocks")) return fail("markdown_text_conflict");
    out.text = c.arg("markdown_text");
    if (characters(out.text) > 12000) return fail("msg_too_long");
  }
  auto blocks = blocks_argument(c);
  if (!blocks) return tl::unexpected(blocks.error());
  out.blocks = *blocks;
  bool attached = false;
  if (c.has("attachments")) {
    const auto attachments = parse_json(c.arg("attachments"));
    if (!attachments || !attachments->is_array()) return fail("invalid_attachments");
    if (attachments->size() > limit::message_attachments) return fail("too_many_attachments");
    attached = !attachments->empty();
  }
  if (out.text.empty() && out.blocks.empty() && !attached) return fail("no_text");
  if (c.has("metadata")) {
    const auto metadata = parse_json(c.arg("metadata"));
    if (!metadata) return fail("invalid_metadata_format");
    if (const auto wrong = metadata_error(*metadata); !wrong.empty()) return fail(wrong);
    out.metadata = dump(*metadata);
  }
  return out;
}

/// A thread that can be answered in; nothing if none was named.
tl::expected<std::string, ApiError> thread_argument(MethodContext& c, const Channel& channel) {
  const auto thread = c.arg("thread_ts");
  if (thread.empty()) return std::string();
  const auto parent = channel.messages.find(thread);
  if (parent == channel.messages.end() || !parent->second.thread.empty())
    return fail("cannot_reply_to_message");
  return thread;
}

ApiResult post(MethodContext& c) {
  auto id = c.arg("channel");
  if (const auto* who = c.state.person(id)) {
    if (who->is.deleted || id == c.bot()) return fail("channel_not_found");
    id = c.state.open_direct({id, c.bot()});
  }
  auto channel = visible_channel(c, id);
  if (!channel) return tl::unexpected(channel.error());
  if ((*channel)->archived) return fail("is_archived");
  if (!(*channel)->has(c.bot()) && !c.post_anywhere) return fail("not_in_channel");
  auto said = draft(c);
  if (!said) return tl::unexpected(said.error());
  const auto thread = thread_argument(c, **channel);
  if (!thread) return tl::unexpected(thread.error());
  said->thread = *thread;
  said->broadcast = !thread->empty() && c.flag("reply_broadcast");
  const auto ts = c.state.post(id, c.bot(), *said);
  return json{{"channel", id},
              {"ts", ts},
              {"message", c.state.to_json(**channel, (*channel)->messages.at(ts), true)}};
}

/// The app's own message; `not_ours` is the code if it is somebody else's.
tl::expected<Message*, ApiError> own_message(MethodContext& c, Channel& channel, const std::string& ts,
                                             const char* not_ours) {
  const auto found = channel.messages.find(ts);
  if (found == channel.messages.end() || found->second.tombstone) return fail("message_not_found");
  if (found->second.user != c.bot() || !found->second.subtype.empty()) return fail(not_ours);
  return &found->second;
}

ApiResult update(MethodContext& c) {
  auto channel = visible_channel(c, c.arg("channel"));
  if (!channel) return tl::unexpected(channel.error());
  if ((*channel)->archived) return fail("is_inactive");
  const auto ts = c.arg("ts");
  auto message = own_message(c, **channel, ts, "cant_update_message");
  if (!message) return tl::unexpected(message.error());
  if (characters(c.arg("text")) > limit::update_text) return fail("msg_too_long");
  auto said = draft(c);
  if (!said) return tl::unexpected(said.error());
  if (!c.has("text")) said->text = (*message)->text;
  const auto edited = c.state.edit((*channel)->id, ts, c.bot(), *said);
  if (!edited) return fail(edited.error());
  return json{{"channel", (*channel)->id},
              {"ts", ts},
              {"text", said->text},
              {"message", c.state.to_json(**channel, **message, true)}};
}

ApiResult remove(MethodContext& c) {
  auto channel = visible_channel(c, c.arg("channel"));
  if (!channel) return tl::unexpected(channel.error());
  const auto ts = c.arg("ts");
  auto message = own_message(c, **channel, ts, "cant_delete_message");
  if (!message) return tl::unexpected(message.error());
  const auto removed = c.state.remove((*channel)->id, ts);
  if (!removed) return fail(removed.error());
  return json{{"channel", (*channel)->id}, {"ts", ts}};
}

ApiResult ephemeral(MethodContext& c) {
  auto channel = own_channel(c, c.arg("channel"));
  if (!channel) return tl::unexpected(channel.error());
  const auto* who = c.state.person(c.arg("user"));
  if (who == nullptr || who->is.deleted || !(*channel)->has(who->id)) return fail("user_not_in_channel");
  if (characters(c.arg("text")) > limit::message_text) return fail("msg_too_long");
  auto said = draft(c);
  if (!said) return tl::unexpected(said.error());
  const auto thread = thread_argument(c, **channel);
  if (!thread) return tl::unexpected(thread.error());
  said->thread = *thread;
  return json{{"message_ts", c.state.whisper((*channel)->id, who->id, *said)}};
}

ApiResult permalink(MethodContext& c) {
  auto channel = visible_channel(c, c.arg("channel"));
  if (!channel) return tl::unexpected(channel.error());
  const auto* message = c.state.message((*channel)->id, c.arg("message_ts"));
  if (message == nullptr) return fail("message_not_found");
  return json{{"channel", (*channel)->id}, {"permalink", c.state.permalink(**channel, *message)}};
}

ApiResult add_pin(MethodContext& c) {
  auto channel = own_channel(c, c.arg("channel"));
  if (!channel) return tl::unexpected(channel.error());
  if (!c.has("timestamp")) return fail("no_item_specified");
  return done(c.state.pin((*channel)->id, c.arg("timestamp"), c.bot(), true));
}

ApiResult remove_pin(MethodContext& c) {
  auto channel = own_channel(c, c.arg("channel"));
  if (!channel) return tl::unexpected(channel.error());
  if (!c.has("timestamp")) return fail("no_item_specified");
  return done(c.state.pin((*channel)->id, c.arg("timestamp"), c.bot(), false));
}

ApiResult list_pins(MethodContext& c) {
  auto channel = visible_channel(c, c.arg("channel"));
  if (!channel) return tl::unexpected(channel.error());
  json items = json::array();
  for (const auto& pin : (*channel)->pins) {
    const auto& message = (*channel)->messages.at(pin.ts);
    auto shown = c.state.to_json(**channel, message, false);
    shown["permalink"] = c.state.permalink(**channel, message);
    items.push_back({{"type", "message"},
                     {"channel", (*channel)->id},
                     {"created", pin.created},
                     {"created_by", pin.by},
                     {"message", shown}});
  }
  return json{{"items", items}};
}

ApiResult react(MethodContext& c, bool add) {
  auto channel = visible_channel(c, c.arg("channel"));
  if (!channel) return tl::unexpected(channel.error());
  const auto name = c.arg("name");
  const bool legal =
      !name.empty() &&
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_+-:'") == std::string::npos &&
      name.front() != ':';
  if (!legal) return fail("invalid_name");
  if (!(*channel)->has(c.bot()) && (*channel)->is_private()) return fail("no_access");
  return done(c.state.react((*channel)->id, c.arg("timestamp"), c.bot(), name, add));
}
ApiResult add_reaction(MethodContext& c) {
  return react(c, true);
}
ApiResult remove_reaction(MethodContext& c) {
  return react(c, false);
}

json show(const Bookmark& bookmark, const std::string& channel) {
  return {{"id", bookmark.id},     {"channel_id", channel},   {"title", bookmark.title},
          {"link", bookmark.link}, {"emoji", bookmark.emoji}, {"type", "link"}};
}

bool web_link(const std::string& link) {
  return link.rfind("http://", 0) == 0 || link.rfind("https://", 0) == 0;
}

ApiResult add_bookmark(MethodContext& c) {
  auto channel = own_channel(c, c.arg("channel_id"));
  if (!channel)
    return tl::unexpected(channel.error().code == "not_in_channel" ? ApiError{"permission_denied"}
                                                                   : channel.error());
  if (c.arg("type") != "link") return fail("invalid_bookmark_type");
  if (!web_link(c.arg("link"))) return fail("invalid_link");
  const auto emoji = c.arg("emoji");
  if (!emoji.empty() && (emoji.size() < 3 || emoji.front() != ':' || emoji.back() != ':')) {
    return fail("invalid_emoji");
  }
  const auto id = c.state.add_bookmark((*channel)->id, {{}, c.arg("title"), c.arg("link"), emoji});
  if (!id) return fail(id.error());
  return json{{"bookmark", show((*channel)->bookmarks.back(), (*channel)->id)}};
}

ApiResult edit_bookmark(MethodContext& c) {
  auto channel = own_channel(c, c.arg("channel_id"));
  if (!channel) return tl::unexpected(channel.error());
  auto& all = (*channel)->bookmarks;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Bookmark& b) { return b.id == c.arg("bookmark_id"); });
  if (found == all.end()) return fail("not_found");
  if (c.has("link") && !web_link(c.arg("link"))) return fail("invalid_link");
  if (c.has("title")) found->title = c.arg("title");
  if (c.has("link")) found->link = c.arg("link");
  if (c.has("emoji")) found->emoji = c.arg("emoji");
  return json{{"bookmark", show(*found, (*channel)->id)}};
}

ApiResult remove_bookmark(MethodContext& c) {
  auto channel = own_channel(c, c.arg("channel_id"));
  if (!channel) return tl::unexpected(channel.error());
  auto& all = (*channel)->bookmarks;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Bookmark& b) { return b.id == c.arg("bookmark_id"); });
  if (found == all.end()) return fail("not_found");
  all.erase(found);
  return json::object();
}

ApiResult list_bookmarks(MethodContext& c) {
  auto channel = visible_channel(c, c.arg("channel_id"));
  if (!channel) return tl::unexpected(channel.error());
  json all = json::array();
  for (const auto& bookmark : (*channel)->bookmarks) all.push_back(show(bookmark, (*channel)->id));
  return json{{"bookmarks", all}};
}

}  // namespace

MethodTable chat_methods() {
  return {{"chat.postMessage", {post, true, {"chat:write"}, {"channel"}}},
          {"chat.update", {update, true, {"chat:write"}, {"channel", "ts"}}},
          {"chat.delete", {remove, true, {"chat:write"}, {"channel", "ts"}}},
          {"chat.postEphemeral", {ephemeral, true, {"chat:write"}, {"channel", "user"}}},
          {"chat.getPermalink", {permalink, false, {}, {"channel", "message_ts"}}},
          {"pins.add", {add_pin, true, {"pins:write"}, {"channel"}}},
          {"pins.remove", {remove_pin, true, {"pins:write"}, {"channel"}}},
          {"pins.list", {list_pins, false, {"pins:read"}, {"channel"}}},
          {"reactions.add", {add_reaction, true, {"reactions:write"}, {"channel", "name", "timestamp"}}},
          {"reactions.remove", {remove_reaction, true, {"reactions:write"}, {"name"}}},
          {"bookmarks.add", {add_bookmark, true, {"bookmarks:write"}, {"channel_id", "title", "type"}}},
          {"bookmarks.edit", {edit_bookmark, true, {"bookmarks:write"}, {"channel_id", "bookmark_id"}}},
          {"bookmarks.remove", {remove_bookmark, true, {"bookmarks:write"}, {"channel_id", "bookmark_id"}}},
          {"bookmarks.list", {list_bookmarks, true, {"bookmarks:read"}, {"channel_id"}}}};
}

}  // namespace slack::standin
