// Slack's JSON as our types: what the parser of requests and the Web API client share. Internal to slack, to
// be included in its sources only. Everything here takes any JSON at all: what is missing or of another type
// is left empty.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "slack/ids.h"
#include "slack/request.h"
#include "slack/web_api.h"

namespace slack {

/// None when it is no JSON, or nested deeper than `max_depth` (copying or writing such a value would exhaust
/// the stack).
std::optional<nlohmann::json> parse_json(std::string_view text, int max_depth = 64);

/// A member of an object; a null value when it isn't there, or `object` is none.
const nlohmann::json& member(const nlohmann::json& object, std::string_view key);
std::string string_at(const nlohmann::json& object, std::string_view key);
bool flag_at(const nlohmann::json& object, std::string_view key);
std::int64_t integer_at(const nlohmann::json& object, std::string_view key);
/// A timestamp, which Slack sends as a string; an empty one when there is none.
Ts ts_at(const nlohmann::json& object, std::string_view key);

/// A message object, wherever Slack puts one. `channel` is where it was found; when empty, the object's own
/// `channel` is taken. `ts` is empty when the object holds no valid one.
Message message_from(const nlohmann::json& object, const ChannelId& channel);
/// A user object of users.info, users.list, user_change and team_join.
event::Person person_from(const nlohmann::json& object);
/// A conversation object; its id may be empty.
Channel channel_from(const nlohmann::json& object);

}  // namespace slack
