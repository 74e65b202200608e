// Reading the objects that Slack's payloads are made of, wherever they turn up: in events, interactions and
// answers of the Web API. Lenient: null, absent and wrongly typed are alike, numbers are taken where text is
// expected, and nothing here throws for any JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "slack/request.h"

namespace slack::payload {

using Json = nlohmann::json;

/// JSON of at most 64 levels; none for anything else. Copying or printing deep JSON recurses, so that it must
/// not get further than here.
std::optional<Json> read_json(std::string_view bytes);

/// The member, or a JSON null if `object` is none or has none. Valid as long as `object`.
const Json& member(const Json& object, std::string_view key);
/// member(member(object, outer), inner)
const Json& member(const Json& object, std::string_view outer, std::string_view inner);

/// Text, number or boolean as text; none for null, arrays and objects.
std::optional<std::string> scalar(const Json& value);
/// The same of a member; empty if there is none.
std::string text(const Json& object, std::string_view key);
/// Words that a person typed or chose: valid UTF-8 without control characters.
std::string words(const Json& object, std::string_view key);
/// true, or "true": slash commands write booleans as text.
bool flag(const Json& object, std::string_view key);
/// An empty Ts if there is none.
Ts timestamp(const Json& object, std::string_view key);
/// Unix seconds, from a number or from digits; else 0.
std::int64_t seconds(const Json& object, std::string_view key);
/// An id that is given alone, or as the `id` of an object.
std::string id(const Json& object, std::string_view key);
/// The scalars of an array; of an array of objects the members named `of`.
std::vector<std::string> list(const Json& object, std::string_view key, std::string_view of = {});

/// A message of an event, of a history, or the source of an interaction. `channel` is used unless the message
/// names its own.
Message message(const Json& object, const ChannelId& channel);
/// A user object: `team_join`, `user_change`, users.info, users.list.
event::Person person(const Json& object);
View view(const Json& object);
Input input(const Json& element);
FormState form_state(const Json& values);

/// The inner `event` of an event_callback.
Event event(const Json& object);

/// A payload that has a `type` of interactivity's; Unknown for one that we don't know.
tl::expected<Request, ParseError> interaction(std::string_view type, const Json& object);

}  // namespace slack::payload
