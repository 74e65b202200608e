// Slack's rules as pure functions. Any thread. A problem is worded as Slack words it in
// response_metadata.messages, with a JSON pointer: `must be less than 3001 characters
// [json-pointer:/blocks/0/text/text]`. Limits count code points.
// https://docs.slack.dev/reference/block-kit, https://docs.slack.dev/reference/methods/conversations.create
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace slack::standin {

namespace limit {
inline constexpr std::size_t channel_name = 80;
inline constexpr std::size_t topic = 250;
inline constexpr std::size_t message_text = 40000;         ///< chat.postMessage cuts what is longer
inline constexpr std::size_t update_text = 4000;           ///< chat.update refuses what is longer
inline constexpr std::size_t message_blocks_text = 13200;  ///< observed: msg_blocks_too_long above it
inline constexpr std::size_t message_attachments = 100;
inline constexpr std::size_t message_blocks = 50;
inline constexpr std::size_t view_blocks = 100;
inline constexpr std::size_t view_bytes = 250000;
inline constexpr std::size_t view_stack = 3;
inline constexpr std::size_t pins = 100;
inline constexpr std::size_t bookmarks = 100;
inline constexpr std::size_t invited_at_once = 100;
inline constexpr std::size_t metadata_bytes = 16000;  ///< of event_payload as JSON; Slack publishes none
inline constexpr std::size_t reactions = 50;          ///< different emoji at one message
}  // namespace limit

/// The error code of conversations.create and .rename for this name; empty when it is legal.
std::string channel_name_error(std::string_view name);

enum class Surface { message, modal, home };

/// What is wrong with a list of blocks; empty: nothing. `at` is where the list stands (`/blocks`).
std::vector<std::string> block_problems(const nlohmann::json& blocks, Surface surface,
                                        const std::string& at = "/blocks");
/// What is wrong with a view, as views.open or views.publish say it, its blocks included.
std::vector<std::string> view_problems(const nlohmann::json& view);
/// Characters of all the texts in blocks: what msg_blocks_too_long counts.
std::size_t text_in_blocks(const nlohmann::json& blocks);

/// The error code for chat.postMessage's `metadata` (already parsed); empty when it is legal.
std::string metadata_error(const nlohmann::json& metadata);

/// The code for the JSON body that answers a slash command or goes to a response_url; empty: legal.
std::string response_error(const nlohmann::json& body);

}  // namespace slack::standin
