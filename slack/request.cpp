#include "slack/request.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "slack/payload.h"

namespace slack {
namespace {

using payload::Json;
using Parsed = tl::expected<Request, ParseError>;

Parsed malformed(std::string_view what) {
  return tl::unexpected(ParseError{std::string(what)});
}

enum class Framing { form, json, other };

/// The media type without its parameters, in lower case.
std::string media_type(std::string_view content_type) {
  content_type = content_type.substr(0, content_type.find(';'));
  std::string out;
  for (const char c : content_type) {
    if (c != ' ' && c != '\t') {
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  return out;
}

Framing framing(std::string_view content_type, std::string_view body) {
  const auto type = media_type(content_type);
  if (type == "application/json") {
    return Framing::json;
  }
  if (type == "application/x-www-form-urlencoded") {
    return Framing::form;
  }
  if (!type.empty()) {
    return Framing::other;
  }
  const auto first = body.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && body[first] == '{' ? Framing::json : Framing::form;
}

/// `field` gives a command's field by name, whatever framed it: a form, or the JSON of Socket Mode.
template <class Field>
Parsed slash_command(const Field& field) {
  SlashCommand out;
  out.source.team = TeamId(field("team_id"));
  out.source.enterprise = EnterpriseId(field("enterprise_id"));
  out.source.app = AppId(field("api_app_id"));
  out.source.user = UserId(field("user_id"));
  out.source.user_team = out.source.team;  // people of other workspaces can't call commands
  out.source.enterprise_install = field("is_enterprise_install") == "true";
  out.command = field("command");
  out.text = field("text");
  out.channel = ChannelId(field("channel_id"));
  out.place = place_kind(field("channel_name"));
  out.trigger = TriggerId(field("trigger_id"));
  out.response_url = field("response_url");
  return out;
}

/// The installation that an event is delivered to. In shared channels the envelope may name the author's.
void installation(const Json& envelope, EventCallback& out) {
  out.team = TeamId(payload::id(envelope, "team_id"));
  out.enterprise = EnterpriseId(payload::id(envelope, "enterprise_id"));
  const auto& all = payload::member(envelope, "authorizations");
  if (!all.is_array() || all.empty() || !all.front().is_object()) {
    return;
  }
  const auto& one = all.front();
  const TeamId team(payload::id(one, "team_id"));
  const EnterpriseId enterprise(payload::id(one, "enterprise_id"));
  out.enterprise_install = payload::flag(one, "is_enterprise_install");
  if (!team.empty()) {
    out.team = team;
  } else if (enterprise != out.enterprise) {
    out.team = TeamId();  // of a strange organisation
  }
  out.enterprise = enterprise;
}

Parsed event_callback(const Json& envelope) {
  const auto& inner = payload::member(envelope, "event");
  if (payload::text(inner, "type").empty()) {
    return malformed("event_callback without an event");
  }
  EventCallback out;
  installation(envelope, out);
  out.app = AppId(payload::text(envelope, "api_app_id"));
  out.id = EventId(payload::text(envelope, "event_id"));
  out.time = payload::seconds(envelope, "event_time");
  out.ext_shared_channel = payload::flag(envelope, "is_ext_shared_channel");
  out.event = payload::event(inner);
  return out;
}

Parsed parse_json(std::string_view bytes) {
  const auto json = payload::read_json(bytes);
  if (!json) {
    return malformed("not JSON, or nested too deeply");
  }
  if (!json->is_object()) {
    return malformed("JSON that is no object");
  }
  const auto type = payload::text(*json, "type");
  if (type.empty()) {
    // How Socket Mode delivers a command.
    return payload::text(*json, "command").empty()
               ? malformed("JSON without a type")
               : slash_command([&](std::string_view name) { return payload::words(*json, name); });
  }
  if (type == "event_callback") {
    return event_callback(*json);
  }
  if (type == "url_verification") {
    auto challenge = payload::text(*json, "challenge");
    return challenge.empty() ? malformed("url_verification without a challenge")
                             : Parsed(UrlVerification{std::move(challenge)});
  }
  if (type == "app_rate_limited") {
    return AppRateLimited{TeamId(payload::id(*json, "team_id"))};
  }
  return payload::interaction(type, *json);
}

Parsed parse_fields(std::string_view bytes) {
  const auto fields = parse_form(bytes);
  if (!fields) {
    return malformed("not a form");
  }
  const auto field = [&](std::string_view name) {
    const auto found = fields->find(std::string(name));
    return found == fields->end() ? std::string() : clean_utf8(found->second);
  };
  if (field("ssl_check") == "1") {
    return SslCheck{};
  }
  if (const auto found = fields->find("payload"); found != fields->end()) {
    return parse_json(found->second);
  }
  return field("command").empty() ? malformed("a form without a command or payload") : slash_command(field);
}

}  // namespace

// https://docs.slack.dev/interactivity/implementing-slash-commands
PlaceKind place_kind(std::string_view channel_name) {
  if (channel_name.empty()) return PlaceKind::unknown;
  if (channel_name == "directmessage") return PlaceKind::direct;
  if (channel_name == "privategroup") return PlaceKind::closed;
  return channel_name.substr(0, 5) == "mpdm-" ? PlaceKind::group : PlaceKind::open;
}

const Input* View::input(std::string_view block, std::string_view action) const {
  const auto inputs = state.find(std::string(block));
  if (inputs == state.end()) {
    return nullptr;
  }
  const auto found = inputs->second.find(std::string(action));
  return found == inputs->second.end() ? nullptr : &found->second;
}

Parsed parse(std::string_view content_type, std::string_view body) {
  switch (framing(content_type, body)) {
    case Framing::json:
      return parse_json(body);
    case Framing::form:
      return parse_fields(body);
    case Framing::other:
      break;
  }
  return malformed("an unexpected content type");
}

}  // namespace slack
