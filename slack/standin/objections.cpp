#include "slack/standin/objections.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "slack/standin/wire.h"

namespace slack::standin {

using nlohmann::json;

namespace {

/// Blocks are drawn; notifications and screen readers have only the text.
bool is_mute(const std::string& text, const json& blocks) {
  return blocks.is_array() && !blocks.empty() && text.find_first_not_of(" \t\n") == std::string::npos;
}

constexpr const char* mute = "has blocks and no text for notifications and screen readers";

}  // namespace

bool about_content(std::string_view code) {
  // Some of `invalid_...` are about the world: a trigger that is too old, a token that was revoked.
  static const std::set<std::string_view> codes{"invalid_arguments",
                                                "invalid_attachments",
                                                "invalid_blocks",
                                                "invalid_blocks_format",
                                                "invalid_bookmark_type",
                                                "invalid_cursor",
                                                "invalid_emoji",
                                                "invalid_form_data",
                                                "invalid_json",
                                                "invalid_limit",
                                                "invalid_link",
                                                "invalid_payload",
                                                "invalid_post_type",
                                                "invalid_types",
                                                "json_not_object",
                                                "markdown_text_conflict",
                                                "metadata_too_large",
                                                "missing_post_type",
                                                "msg_blocks_too_long",
                                                "msg_too_long",
                                                "no_item_specified",
                                                "no_text",
                                                "no_user",
                                                "too_long",
                                                "too_many_attachments",
                                                "too_many_users",
                                                "unknown_method",
                                                "users_list_not_supplied",
                                                "view_too_large"};
  return codes.contains(code) || code.starts_with("invalid_metadata_") || code.starts_with("invalid_name");
}

std::string objection_to(const std::string& method, const std::map<std::string, std::string>& args,
                         const std::string& result, const json& answer) {
  if (about_content(result)) {
    std::string said = method + ": " + result;
    const auto metadata = answer.find("response_metadata");
    if (metadata != answer.end()) said += " " + dump(*metadata);
    return said;
  }
  const bool is_message =
      method == "chat.postMessage" || method == "chat.update" || method == "chat.postEphemeral";
  const auto blocks = args.find("blocks");
  if (!is_message || blocks == args.end()) return {};
  const auto text = args.find("text");
  const bool silent =
      is_mute(text == args.end() ? std::string() : text->second, parse_json(blocks->second).value_or(json()));
  return silent ? method + " " + mute + ": " + blocks->second : std::string();
}

std::string objection_to(const std::string& where, const json& body, const std::string& code) {
  if (!code.empty()) return where + ": " + code + " " + dump(body);
  if (!body.is_object()) return {};
  const auto text = body.find("text");
  const bool said = text != body.end() && text->is_string();
  const bool silent = is_mute(said ? text->get<std::string>() : std::string(), body.value("blocks", json()));
  return silent ? where + " " + mute + ": " + dump(body) : std::string();
}

}  // namespace slack::standin
