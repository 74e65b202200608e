#include "slack/json_in.h"

#include <nlohmann/json.hpp>

namespace slack {

using nlohmann::json;

std::optional<json> parse_json(std::string_view text, int max_depth) {
  bool too_deep = false;
  const auto shallow = [&](int depth, json::parse_event_t event, const json&) {
    const bool opens =
        event == json::parse_event_t::object_start || event == json::parse_event_t::array_start;
    too_deep = too_deep || (opens && depth >= max_depth);
    return !too_deep;
  };
  json parsed = json::parse(text.begin(), text.end(), shallow, false);
  if (too_deep || parsed.is_discarded()) {
    return std::nullopt;
  }
  return parsed;
}

const json& member(const json& object, std::string_view key) {
  static const json null;
  if (!object.is_object()) {
    return null;
  }
  const auto found = object.find(key);
  return found == object.end() ? null : *found;
}

std::string string_at(const json& object, std::string_view key) {
  const json& value = member(object, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

bool flag_at(const json& object, std::string_view key) {
  const json& value = member(object, key);
  return value.is_boolean() && value.get<bool>();
}

std::int64_t integer_at(const json& object, std::string_view key) {
  const json& value = member(object, key);
  return value.is_number_integer() ? value.get<std::int64_t>() : 0;
}

Ts ts_at(const json& object, std::string_view key) {
  return Ts::parse(string_at(object, key)).value_or(Ts{});
}

Message message_from(const json& object, const ChannelId& channel) {
  Message message;
  message.channel = channel.empty() ? ChannelId(string_at(object, "channel")) : channel;
  message.ts = ts_at(object, "ts");
  // A parent carries its own ts as thread_ts once it has replies.
  if (const Ts thread = ts_at(object, "thread_ts"); !thread.empty() && thread != message.ts) {
    message.thread = thread;
  }
  message.user = UserId(string_at(object, "user"));
  message.bot = BotId(string_at(object, "bot_id"));
  message.team = TeamId(string_at(object, "team"));
  message.subtype = string_at(object, "subtype");
  message.text = decode(string_at(object, "text"));
  for (const json& file : member(object, "files")) {
    FileId id(string_at(file, "id"));
    if (!id.empty()) {
      message.files.push_back({std::move(id), string_at(file, "name"), string_at(file, "mimetype"),
                               string_at(file, "permalink")});
    }
  }
  message.permalink = string_at(object, "permalink");
  if (const Ts edited = ts_at(member(object, "edited"), "ts"); !edited.empty()) {
    message.edited = edited;
  }
  const json& metadata = member(object, "metadata");
  message.metadata_type = string_at(metadata, "event_type");
  if (const json& payload = member(metadata, "event_payload"); payload.is_object()) {
    for (const auto& [key, value] : payload.items()) {
      if (value.is_string()) {
        message.metadata[key] = value.get<std::string>();
      }
    }
  }
  return message;
}

event::Person person_from(const json& object) {
  event::Person person;
  const json& profile = member(object, "profile");
  person.id = UserId(string_at(object, "id"));
  person.team = TeamId(string_at(object, "team_id"));
  for (std::string name : {string_at(profile, "display_name"), string_at(profile, "real_name"),
                           string_at(object, "real_name"), string_at(object, "name")}) {
    if (!name.empty()) {
      person.name = std::move(name);
      break;
    }
  }
  person.zone = string_at(object, "tz");
  person.deleted = flag_at(object, "deleted");
  // Slackbot says of itself that it is none.
  person.bot = flag_at(object, "is_bot") || person.id.value == "USLACKBOT";
  person.guest = flag_at(object, "is_restricted") || flag_at(object, "is_ultra_restricted");
  person.stranger = flag_at(object, "is_stranger");
  return person;
}

Channel channel_from(const json& object) {
  Channel channel;
  channel.id = ChannelId(string_at(object, "id"));
  channel.name = string_at(object, "name");
  channel.is_private = flag_at(object, "is_private");
  channel.is_archived = flag_at(object, "is_archived");
  channel.is_member = flag_at(object, "is_member");
  channel.is_ext_shared = flag_at(object, "is_ext_shared");
  channel.creator = UserId(string_at(object, "creator"));
  channel.created = integer_at(object, "created");
  return channel;
}

}  // namespace slack
