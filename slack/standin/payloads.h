// The requests by which Slack tells an app what a person did: their exact shape.
// https://docs.slack.dev/reference/interaction-payloads
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "slack/standin/elements.h"
#include "slack/standin/world.h"

namespace slack::standin {

/// `@grace` and `#general` as Slack's client and should_escape make them of what was typed; the rest escaped.
std::string as_typed(const State& state, const std::string& text, bool with_labels);

std::string slash_body(const State& state, const std::string& person, const std::string& command,
                       const std::string& text, const Channel& channel, const std::string& trigger,
                       const std::string& response_url);

/// The form body around an interaction's JSON.
std::string interaction_body(const nlohmann::json& payload);
/// type, team, user, app and trigger: what every interaction has.
nlohmann::json interaction(const State& state, const std::string& type, const std::string& person,
                           const std::string& trigger);
/// The item of `actions`; `held`: the element's state after it was used (null for a button).
nlohmann::json action_of(const nlohmann::json& block, const nlohmann::json& element,
                         const nlohmann::json& held, const std::string& action_ts);
/// state.values of a message: all its stateful elements.
nlohmann::json message_state(const nlohmann::json& blocks);
std::string channel_label(const Channel& channel);

}  // namespace slack::standin
