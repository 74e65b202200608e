// Messages, and what is attached to them.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "slack/standin/elements.h"
#include "slack/standin/rules.h"
#include "slack/standin/wire.h"
#include "slack/standin/world.h"

namespace slack::standin {

using nlohmann::json;

std::string State::post(const std::string& channel_id, const std::string& user, const Draft& draft) {
  auto& channel = channels.at(channel_id);
  Message said;
  said.ts = next_ts();
  said.thread = draft.thread;
  said.user = user;
  said.subtype = draft.subtype;
  said.text = first_characters(draft.text, limit::message_text);
  said.blocks =
      draft.blocks.empty() ? "" : dump(with_ids(json::parse(draft.blocks), [&] { return next_id("b"); }));
  said.metadata = draft.metadata;
  said.extra = draft.extra;
  said.files = draft.files;
  said.by_app = draft.by_app;
  said.broadcast = draft.broadcast;
  auto ts = said.ts;
  channel.messages.emplace(ts, std::move(said));
  const auto& kept = channel.messages.at(ts);
  const auto event = message_event(channel, kept);
  raise(event, channel_id);
  if (channel.kind != Channel::Kind::direct && kept.subtype.empty() &&
      kept.text.find(mention(names.bot_user)) != std::string::npos) {
    auto heard = event;
    heard["type"] = "app_mention";
    heard.erase("channel_type");
    raise(std::move(heard), channel_id);
  }
  return ts;
}

Outcome<void> State::edit(const std::string& channel_id, const std::string& ts, const std::string& by,
                          const Draft& to) {
  auto& channel = channels.at(channel_id);
  const auto found = channel.messages.find(ts);
  if (found == channel.messages.end() || found->second.tombstone) return refuse("message_not_found");
  auto& message = found->second;
  const auto before = to_json(channel, message, true);
  message.text = to.text;
  message.blocks =
      to.blocks.empty() ? "" : dump(with_ids(json::parse(to.blocks), [&] { return next_id("b"); }));
  if (!to.metadata.empty()) message.metadata = to.metadata;
  message.edited_by = by;
  message.edited_ts = next_ts();
  ++message.edits;
  raise({{"type", "message"},
         {"subtype", "message_changed"},
         {"hidden", true},
         {"channel", channel_id},
         {"channel_type", channel_type(channel)},
         {"ts", message.edited_ts},
         {"message", to_json(channel, message, true)},
         {"previous_message", before}},
        channel_id);
  return {};
}

Outcome<void> State::remove(const std::string& channel_id, const std::string& ts) {
  auto& channel = channels.at(channel_id);
  const auto found = channel.messages.find(ts);
  if (found == channel.messages.end() || found->second.tombstone) return refuse("message_not_found");
  const auto before = to_json(channel, found->second, true);
  channel.pins.erase(
      std::remove_if(channel.pins.begin(), channel.pins.end(), [&](const Pin& p) { return p.ts == ts; }),
      channel.pins.end());
  json event{{"type", "message"},     {"hidden", true},
             {"channel", channel_id}, {"channel_type", channel_type(channel)},
             {"ts", next_ts()},       {"previous_message", before}};
  decltype(channel.messages)::node_type gone;  // `ts` may be its own key, and is said below
  if (replies(channel, ts).empty()) {
    gone = channel.messages.extract(found);
    event["subtype"] = "message_deleted";
    event["deleted_ts"] = ts;
  } else {
    auto& message = found->second;
    message.tombstone = true;
    message.text = "This message was deleted.";
    message.blocks.clear();
    message.reactions.clear();
    message.files.clear();
    event["subtype"] = "message_changed";
    event["message"] = to_json(channel, message, true);
  }
  raise(std::move(event), channel_id);
  return {};
}

std::string State::whisper(const std::string& channel_id, const std::string& to, const Draft& draft) {
  Ephemeral said;
  said.ts = next_ts();
  said.channel = channel_id;
  said.thread = draft.thread;
  said.to = to;
  said.text = draft.text;
  said.blocks =
      draft.blocks.empty() ? "" : dump(with_ids(json::parse(draft.blocks), [&] { return next_id("b"); }));
  ephemerals.push_back(said);
  return said.ts;
}

Outcome<void> State::react(const std::string& channel_id, const std::string& ts, const std::string& user,
                           const std::string& name, bool add) {
  auto& channel = channels.at(channel_id);
  if (channel.archived) return refuse("is_archived");
  const auto found = channel.messages.find(ts);
  if (found == channel.messages.end() || found->second.tombstone) return refuse("message_not_found");
  auto& reactions = found->second.reactions;
  auto reaction =
      std::find_if(reactions.begin(), reactions.end(), [&](const Reaction& r) { return r.name == name; });
  if (add) {
    if (reaction == reactions.end()) {
      if (reactions.size() >= limit::reactions) return refuse("too_many_emoji");
      reaction = reactions.insert(reactions.end(), Reaction{name, {}});
    }
    if (std::find(reaction->users.begin(), reaction->users.end(), user) != reaction->users.end()) {
      return refuse("already_reacted");
    }
    reaction->users.push_back(user);
  } else {
    if (reaction == reactions.end()) return refuse("no_reaction");
    const auto one = std::find(reaction->users.begin(), reaction->users.end(), user);
    if (one == reaction->users.end()) return refuse("no_reaction");
    reaction->users.erase(one);
    if (reaction->users.empty()) reactions.erase(reaction);
  }
  raise({{"type", add ? "reaction_added" : "reaction_removed"},
         {"user", user},
         {"reaction", name},
         {"item", {{"type", "message"}, {"channel", channel_id}, {"ts", ts}}},
         {"item_user", found->second.user}},
        channel_id);
  return {};
}

Outcome<void> State::pin(const std::string& channel_id, const std::string& ts, const std::string& user,
                         bool add) {
  auto& channel = channels.at(channel_id);
  if (channel.archived) return refuse("is_archived");
  const auto* said = message(channel_id, ts);
  if (said == nullptr || said->tombstone) return refuse("message_not_found");
  const auto at =
      std::find_if(channel.pins.begin(), channel.pins.end(), [&](const Pin& p) { return p.ts == ts; });
  if (add) {
    if (at != channel.pins.end()) return refuse("already_pinned");
    if (channel.pins.size() >= limit::pins) return refuse("too_many_pins");
    channel.pins.push_back({ts, user, now_seconds()});
  } else {
    if (at == channel.pins.end()) return refuse("no_pin");
    channel.pins.erase(at);
  }
  auto pinned = to_json(channel, *said, true);
  pinned["permalink"] = permalink(channel, *said);
  json event{{"type", add ? "pin_added" : "pin_removed"},
             {"user", user},
             {"channel_id", channel_id},
             {"item",
              {{"type", "message"},
               {"channel", channel_id},
               {"created", now_seconds()},
               {"created_by", user},
               {"message", std::move(pinned)}}},
             {"item_user", said->user},
             {"pin_count", std::to_string(channel.pins.size())},
             {"pinned_info", {{"channel", channel_id}, {"pinned_by", user}, {"pinned_ts", now_seconds()}}}};
  if (!add) event["has_pins"] = !channel.pins.empty();
  raise(std::move(event), channel_id);
  if (add) {
    system(channel, user, "pinned_item", mention(user) + " pinned a message to this channel.",
           dump({{"item_type", "C"}, {"item", {{"ts", ts}}}}));
  }
  return {};
}

Outcome<std::string> State::add_bookmark(const std::string& channel_id, Bookmark bookmark) {
  auto& channel = channels.at(channel_id);
  if (channel.bookmarks.size() >= limit::bookmarks) return refuse("too_many_bookmarks");
  bookmark.id = next_id("Bk");
  channel.bookmarks.push_back(bookmark);
  return bookmark.id;
}

void State::remove_file(std::string id) {
  for (auto& [channel_id, channel] : channels)
    for (auto& [ts, message] : channel.messages) std::erase(message.files, id);
  files.erase(id);
}

std::string State::share_files(const std::vector<std::string>& shared, const std::string& channel_id,
                               const std::string& comment, const std::string& thread) {
  for (const auto& id : shared) files.at(id).channels.push_back(channel_id);
  const auto& by = files.at(shared.front()).user;
  Draft draft;
  draft.text = comment;
  draft.thread = thread;
  draft.subtype = "file_share";
  draft.files = shared;
  draft.by_app = by == names.bot_user;
  draft.extra = R"({"upload":false})";
  return post(channel_id, by, draft);
}

}  // namespace slack::standin
