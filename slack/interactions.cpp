// Clicks, forms and shortcuts. https://docs.slack.dev/reference/interaction-payloads
#include <map>
#include <nlohmann/json.hpp>

#include "slack/payload.h"

namespace slack::payload {
namespace {

using Parsed = tl::expected<Request, ParseError>;

Source source(const Json& object) {
  Source out;
  out.app = AppId(text(object, "api_app_id"));
  out.user = UserId(id(object, "user"));
  out.user_team = TeamId(text(member(object, "user"), "team_id"));
  out.enterprise_install = flag(object, "is_enterprise_install");
  out.team = TeamId(id(object, "team"));
  out.enterprise = EnterpriseId(id(object, "enterprise"));
  if (out.enterprise.empty()) {
    out.enterprise = EnterpriseId(text(member(object, "team"), "enterprise_id"));
  }
  if (out.user_team.empty()) {
    out.user_team = out.team;
  }
  // In a channel shared with others `team` and `enterprise` are those of the person at the form; the view
  // says where the app is installed.
  const TeamId installed(text(member(object, "view"), "app_installed_team_id"));
  if (!out.enterprise_install && !installed.empty() && installed != out.team) {
    out.team = installed;
    out.enterprise = EnterpriseId();
  }
  return out;
}

TriggerId trigger(const Json& object) {
  return TriggerId(text(object, "trigger_id"));
}

std::optional<View> optional_view(const Json& object) {
  const auto& found = member(object, "view");
  return found.is_object() ? std::optional(view(found)) : std::nullopt;
}

/// The channel of a message, wherever it is said; empty from a view.
ChannelId channel(const Json& object) {
  auto found = id(object, "channel");
  return ChannelId(found.empty() ? text(member(object, "container"), "channel_id") : std::move(found));
}

PlaceKind place(const Json& object) {
  return place_kind(text(member(object, "channel"), "name"));
}

Parsed block_actions(const Json& object) {
  BlockActions out;
  const auto& container = member(object, "container");
  const auto& origin = member(object, "message");
  out.source = source(object);
  out.trigger = trigger(object);
  out.response_url = text(object, "response_url");
  out.channel = channel(object);
  out.place = place(object);
  auto ts = timestamp(container, "message_ts");
  if (ts.empty()) {
    ts = timestamp(origin, "ts");
  }
  if (!ts.empty()) {
    out.message = ts;
  }
  auto thread = timestamp(container, "thread_ts");
  if (thread.empty()) {
    thread = timestamp(origin, "thread_ts");
  }
  if (thread != ts) {
    out.thread = thread;
  }
  out.ephemeral = flag(container, "is_ephemeral");
  out.view = optional_view(object);
  out.state = form_state(member(object, "state", "values"));
  if (const auto& actions = member(object, "actions"); actions.is_array()) {
    for (const auto& action : actions) {
      if (action.is_object()) {
        out.actions.push_back({text(action, "action_id"), text(action, "block_id"), text(action, "type"),
                               input(action), timestamp(action, "action_ts")});
      }
    }
  }
  if (out.actions.empty()) {
    return tl::unexpected(ParseError{"block_actions without an action"});
  }
  return out;
}

Parsed view_submission(const Json& object) {
  if (!member(object, "view").is_object()) {
    return tl::unexpected(ParseError{"view_submission without a view"});
  }
  return ViewSubmission{source(object), trigger(object), view(member(object, "view"))};
}

Parsed view_closed(const Json& object) {
  if (!member(object, "view").is_object()) {
    return tl::unexpected(ParseError{"view_closed without a view"});
  }
  return ViewClosed{source(object), view(member(object, "view")), flag(object, "is_cleared")};
}

Parsed shortcut(const Json& object) {
  return Shortcut{source(object), trigger(object), text(object, "callback_id")};
}

Parsed message_action(const Json& object) {
  MessageAction out;
  out.source = source(object);
  out.trigger = trigger(object);
  out.callback_id = text(object, "callback_id");
  out.response_url = text(object, "response_url");
  out.channel = channel(object);
  out.place = place(object);
  out.message = message(member(object, "message"), out.channel);
  if (out.message.ts.empty()) {
    out.message.ts = timestamp(object, "message_ts");
  }
  return out;
}

Parsed block_suggestion(const Json& object) {
  return OptionsLoad{source(object),         text(object, "action_id"), text(object, "block_id"),
                     words(object, "value"), channel(object),           optional_view(object)};
}

}  // namespace

Parsed interaction(std::string_view type, const Json& object) {
  static const std::map<std::string_view, Parsed (*)(const Json&)> by_type = {
      {"block_actions", block_actions},   {"view_submission", view_submission},
      {"view_closed", view_closed},       {"shortcut", shortcut},
      {"message_action", message_action}, {"block_suggestion", block_suggestion},
  };
  const auto found = by_type.find(type);
  return found == by_type.end() ? Parsed(Unknown{std::string(type)}) : found->second(object);
}

}  // namespace slack::payload
