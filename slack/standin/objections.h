// What the bot sent that was wrong whatever the state of the world: Slack refuses it for what it contains, or
// takes it and somebody can't read it. An app that is right makes none. Pure; any thread.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace slack::standin {

/// Whether this error code is about what a call contained, and not about the world that it met: no repetition
/// and no other moment would have helped.
bool about_content(std::string_view code);

/// A call of the Web API with its error code (or `ok`) and answer; empty: nothing is wrong with it.
std::string objection_to(const std::string& method, const std::map<std::string, std::string>& args,
                         const std::string& result, const nlohmann::json& answer);

/// The JSON body of an answer to a command or a response_url, with the code of response_error (or nothing).
std::string objection_to(const std::string& where, const nlohmann::json& body, const std::string& code);

}  // namespace slack::standin
