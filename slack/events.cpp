// The inner event of an event_callback. https://docs.slack.dev/reference/events
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "slack/payload.h"

namespace slack::payload {
namespace {

using Maker = std::optional<Event> (*)(const Json&);

ChannelId channel_of(const Json& event) {
  return ChannelId(id(event, "channel"));
}

bool has_identity(const Message& message) {
  return !message.channel.empty() && !message.ts.empty();
}

std::optional<Event> deleted(const ChannelId& channel, const Json& event) {
  for (const auto ts : {timestamp(event, "deleted_ts"), timestamp(member(event, "message"), "ts"),
                        timestamp(member(event, "previous_message"), "ts")}) {
    if (!ts.empty() && !channel.empty()) {
      return event::MessageDeleted{channel, ts};
    }
  }
  return std::nullopt;
}

std::optional<Event> changed(const ChannelId& channel, const Json& event) {
  const auto& now = member(event, "message");
  const auto& before = member(event, "previous_message");
  // A deleted message that has a thread is not deleted but changed into a gravestone.
  if (text(now, "subtype") == "tombstone") {
    return deleted(channel, event);
  }
  event::MessageChanged out;
  out.channel = channel;
  out.message = message(now, channel);
  if (out.message.ts.empty()) {
    out.message.ts = timestamp(before, "ts");
  }
  out.previous = decode(text(before, "text"));
  out.text_changed = !before.is_object() || out.message.text != out.previous;
  return has_identity(out.message) ? std::optional<Event>(std::move(out)) : std::nullopt;
}

std::optional<Event> message_event(const Json& event) {
  const auto channel = channel_of(event);
  const auto subtype = text(event, "subtype");
  if (subtype == "message_changed") {
    return changed(channel, event);
  }
  if (subtype == "message_deleted") {
    return deleted(channel, event);
  }
  if (subtype == "message_replied") {
    return std::nullopt;  // tells of a parent's counters; the reply comes by itself
  }
  event::MessagePosted out{message(event, channel), text(event, "channel_type")};
  return has_identity(out.message) ? std::optional<Event>(std::move(out)) : std::nullopt;
}

std::optional<Event> app_mention(const Json& event) {
  event::AppMention out{message(event, {})};
  return has_identity(out.message) ? std::optional<Event>(std::move(out)) : std::nullopt;
}

template <bool added>
std::optional<Event> reaction(const Json& event) {
  const auto& item = member(event, "item");
  event::Reaction out;
  out.added = added;
  out.user = UserId(id(event, "user"));
  out.name = text(event, "reaction");
  out.name.resize(std::min(out.name.size(), out.name.find("::")));  // ::skin-tone-3
  out.channel = ChannelId(id(item, "channel"));
  out.message = timestamp(item, "ts");
  out.author = UserId(id(event, "item_user"));
  // Files can be reacted to as well.
  return out.name.empty() || out.channel.empty() || out.message.empty()
             ? std::nullopt
             : std::optional<Event>(std::move(out));
}

template <bool added>
std::optional<Event> pin(const Json& event) {
  const auto& item = member(event, "item");
  event::Pin out;
  out.added = added;
  out.user = UserId(id(event, "user"));
  auto channel = ChannelId(id(event, "channel_id"));
  if (channel.empty()) {
    channel = ChannelId(id(item, "channel"));
  }
  out.message = message(member(item, "message"), channel);
  return has_identity(out.message) ? std::optional<Event>(std::move(out)) : std::nullopt;
}

template <bool joined>
std::optional<Event> membership(const Json& event) {
  return event::Member{joined, UserId(id(event, "user")), channel_of(event), UserId(id(event, "inviter")),
                       Ts::parse(id(event, "event_ts"))};
}

template <bool archived>
std::optional<Event> archiving(const Json& event) {
  auto user = id(event, "user");
  return event::ChannelArchived{archived, channel_of(event),
                                UserId(user.empty() ? id(event, "actor_id") : std::move(user))};
}

std::optional<Event> channel_deleted(const Json& event) {
  return event::ChannelDeleted{channel_of(event)};
}

std::optional<Event> channel_renamed(const Json& event) {
  return event::ChannelRenamed{channel_of(event), words(member(event, "channel"), "name")};
}

std::optional<Event> channel_created(const Json& event) {
  const auto& channel = member(event, "channel");
  return event::ChannelCreated{channel_of(event), words(channel, "name"), UserId(id(channel, "creator"))};
}

std::optional<Event> bot_removed(const Json& event) {
  return event::BotRemoved{channel_of(event)};
}

std::optional<Event> channel_id_changed(const Json& event) {
  return event::ChannelIdChanged{ChannelId(id(event, "old_channel_id")),
                                 ChannelId(id(event, "new_channel_id"))};
}

template <bool shared>
std::optional<Event> sharing(const Json& event) {
  return event::ChannelShared{shared, channel_of(event)};
}

std::optional<Event> home_opened(const Json& event) {
  return event::HomeOpened{UserId(id(event, "user")), channel_of(event), text(event, "tab")};
}

template <bool joined>
std::optional<Event> user_changed(const Json& event) {
  event::UserChanged out{joined, person(member(event, "user"))};
  return out.person.id.empty() ? std::nullopt : std::optional<Event>(std::move(out));
}

std::optional<Event> subteam_changed(const Json& event) {
  auto subteam = id(event, "subteam_id");
  return event::SubteamChanged{subteam.empty() ? id(event, "subteam") : std::move(subteam)};
}

std::optional<Event> tokens_revoked(const Json& event) {
  event::TokensRevoked out;
  for (auto& bot : list(member(event, "tokens"), "bot")) {
    out.bots.emplace_back(std::move(bot));
  }
  return out;
}

std::optional<Event> app_uninstalled(const Json& /*event*/) {
  return event::AppUninstalled{};
}

const std::map<std::string_view, Maker>& makers() {
  static const std::map<std::string_view, Maker> by_type = {
      {"message", message_event},
      {"app_mention", app_mention},
      {"reaction_added", reaction<true>},
      {"reaction_removed", reaction<false>},
      {"pin_added", pin<true>},
      {"pin_removed", pin<false>},
      {"member_joined_channel", membership<true>},
      {"member_left_channel", membership<false>},
      {"channel_archive", archiving<true>},
      {"group_archive", archiving<true>},
      {"channel_unarchive", archiving<false>},
      {"group_unarchive", archiving<false>},
      {"channel_deleted", channel_deleted},
      {"group_deleted", channel_deleted},
      {"channel_rename", channel_renamed},
      {"group_rename", channel_renamed},
      {"channel_created", channel_created},
      {"channel_left", bot_removed},
      {"group_left", bot_removed},
      {"channel_id_changed", channel_id_changed},
      {"channel_shared", sharing<true>},
      {"channel_unshared", sharing<false>},
      {"app_home_opened", home_opened},
      {"team_join", user_changed<true>},
      {"user_change", user_changed<false>},
      {"subteam_members_changed", subteam_changed},
      {"subteam_updated", subteam_changed},
      {"subteam_created", subteam_changed},
      {"tokens_revoked", tokens_revoked},
      {"app_uninstalled", app_uninstalled},
  };
  return by_type;
}

}  // namespace

Event event(const Json& object) {
  auto type = text(object, "type");
  const auto maker = makers().find(type);
  if (maker != makers().end()) {
    if (auto known = maker->second(object)) {
      return std::move(*known);
    }
  }
  return event::Other{std::move(type)};
}

}  // namespace slack::payload
