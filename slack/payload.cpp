#include "slack/payload.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

namespace slack::payload {
namespace {

constexpr int max_depth = 64;

}  // namespace

std::optional<Json> read_json(std::string_view bytes) {
  bool too_deep = false;
  const auto limit = [&too_deep](int depth, Json::parse_event_t what, const Json&) {
    const bool opens = what == Json::parse_event_t::object_start || what == Json::parse_event_t::array_start;
    too_deep = too_deep || (opens && depth >= max_depth);
    return !too_deep;
  };
  auto json = Json::parse(bytes.begin(), bytes.end(), limit, /*allow_exceptions=*/false);
  if (too_deep || json.is_discarded()) {
    return std::nullopt;
  }
  return json;
}

const Json& member(const Json& object, std::string_view key) {
  static const Json null;
  if (!object.is_object()) {
    return null;
  }
  const auto found = object.find(key);
  return found == object.end() ? null : *found;
}

const Json& member(const Json& object, std::string_view outer, std::string_view inner) {
  return member(member(object, outer), inner);
}

std::optional<std::string> scalar(const Json& value) {
  if (value.is_string()) {
    return value.get_ref<const std::string&>();
  }
  if (value.is_number() || value.is_boolean()) {
    return value.dump();
  }
  return std::nullopt;
}

std::string text(const Json& object, std::string_view key) {
  return scalar(member(object, key)).value_or(std::string());
}

std::string words(const Json& object, std::string_view key) {
  return clean_utf8(text(object, key));
}

bool flag(const Json& object, std::string_view key) {
  return text(object, key) == "true";
}

Ts timestamp(const Json& object, std::string_view key) {
  const auto& value = member(object, key);
  // A number in JSON has gone through a double and lost its microseconds: no identity any more.
  return value.is_string() ? Ts::parse(value.get_ref<const std::string&>()).value_or(Ts{}) : Ts{};
}

std::int64_t seconds(const Json& object, std::string_view key) {
  const auto digits = text(object, key);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc{} ? value : 0;
}

std::string id(const Json& object, std::string_view key) {
  const auto& value = member(object, key);
  return value.is_object() ? text(value, "id") : scalar(value).value_or(std::string());
}

std::vector<std::string> list(const Json& object, std::string_view key, std::string_view of) {
  std::vector<std::string> out;
  const auto& values = member(object, key);
  if (values.is_array()) {
    for (const auto& value : values) {
      if (auto item = scalar(value.is_object() && !of.empty() ? member(value, of) : value)) {
        out.push_back(std::move(*item));
      }
    }
  }
  return out;
}

Message message(const Json& object, const ChannelId& channel) {
  Message out;
  out.channel = ChannelId(id(object, "channel"));
  if (out.channel.empty()) {
    out.channel = channel;
  }
  out.ts = timestamp(object, "ts");
  // A parent carries its own ts as thread_ts.
  if (const auto thread = timestamp(object, "thread_ts"); !thread.empty() && thread != out.ts) {
    out.thread = thread;
  }
  out.user = UserId(id(object, "user"));
  out.bot = BotId(text(object, "bot_id"));
  for (const auto* key : {"team", "user_team", "source_team"}) {
    if (out.team.empty()) {
      out.team = TeamId(id(object, key));
    }
  }
  const auto replies = text(object, "reply_count");
  std::from_chars(replies.data(), replies.data() + replies.size(), out.replies);
  out.replies = std::max(out.replies, 0);
  out.subtype = text(object, "subtype");
  out.text = decode(text(object, "text"));
  if (const auto& files = member(object, "files"); files.is_array()) {
    for (const auto& file : files) {
      File one{FileId(text(file, "id")), words(file, "name"), text(file, "mimetype"),
               text(file, "permalink")};
      if (!one.id.empty()) {
        out.files.push_back(std::move(one));
      }
    }
  }
  out.permalink = text(object, "permalink");
  if (const auto edited = timestamp(member(object, "edited"), "ts"); !edited.empty()) {
    out.edited = edited;
  }
  out.metadata_type = text(member(object, "metadata"), "event_type");
  if (const auto& values = member(object, "metadata", "event_payload"); values.is_object()) {
    for (const auto& [key, value] : values.items()) {
      if (value.is_string()) {
        out.metadata.emplace(key, value.get_ref<const std::string&>());
      }
    }
  }
  return out;
}

event::Person person(const Json& object) {
  event::Person out;
  const auto& profile = member(object, "profile");
  out.id = UserId(text(object, "id"));
  out.team = TeamId(text(object, "team_id"));
  out.enterprise = EnterpriseId(text(member(object, "enterprise_user"), "enterprise_id"));
  for (auto name : {words(profile, "display_name"), words(profile, "real_name"), words(object, "real_name"),
                    words(object, "name")}) {
    if (out.name.empty()) {
      out.name = std::move(name);
    }
  }
  out.zone = words(object, "tz");
  out.deleted = flag(object, "deleted");
  // Slackbot says of itself that it is none.
  out.bot = flag(object, "is_bot") || out.id.value == "USLACKBOT";
  out.guest = flag(object, "is_restricted") || flag(object, "is_ultra_restricted");
  out.stranger = flag(object, "is_stranger");
  out.updated = seconds(object, "updated");
  return out;
}

Input input(const Json& element) {
  // By what is there and not by type, so that elements which Slack adds later are read too.
  static constexpr std::array<std::string_view, 7> singles = {
      "value",         "selected_user", "selected_conversation", "selected_channel",
      "selected_date", "selected_time", "selected_date_time"};
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> lists = {
      {{"selected_options", "value"},
       {"selected_users", ""},
       {"selected_conversations", ""},
       {"selected_channels", ""},
       {"files", "id"}}};
  Input out;
  out.type = text(element, "type");
  out.value = scalar(member(element, "selected_option", "value"));
  for (const auto key : singles) {
    if (!out.value) {
      out.value = scalar(member(element, key));
    }
  }
  if (out.value && out.type.ends_with("_input")) {
    out.value = clean_utf8(*out.value);
  }
  if (!out.value) {
    for (const auto& [key, of] : lists) {
      if (out.values.empty()) {
        out.values = list(element, key, of);
      }
    }
  }
  return out;
}

FormState form_state(const Json& values) {
  FormState out;
  if (!values.is_object()) {
    return out;
  }
  for (const auto& [block, actions] : values.items()) {
    if (!actions.is_object()) {
      continue;
    }
    for (const auto& [action, element] : actions.items()) {
      out[block][action] = input(element);
    }
  }
  return out;
}

View view(const Json& object) {
  View out;
  out.id = ViewId(text(object, "id"));
  out.root = ViewId(text(object, "root_view_id"));
  out.type = text(object, "type");
  out.callback_id = text(object, "callback_id");
  out.private_metadata = text(object, "private_metadata");
  out.hash = text(object, "hash");
  out.state = form_state(member(object, "state", "values"));
  return out;
}

}  // namespace slack::payload
