// Slack's rules for Block Kit, written down once more and apart from the builders, so that the builders can
// be checked against them. https://docs.slack.dev/reference/block-kit
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace slack::testing {

/// What Slack would refuse in a message (a JSON object with `text` and perhaps `blocks`), each with its
/// place.
std::vector<std::string> problems_of_message(std::string_view json_object);
/// The same for a modal or home view.
std::vector<std::string> problems_of_view(std::string_view json);

}  // namespace slack::testing
