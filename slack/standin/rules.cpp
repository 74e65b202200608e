#include "slack/standin/rules.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "slack/standin/wire.h"

namespace slack::standin {

using nlohmann::json;

std::string channel_name_error(std::string_view name) {
  if (name.empty()) return "invalid_name_required";
  if (!valid_utf8(name)) return "invalid_name_specials";
  if (characters(name) > limit::channel_name) return "invalid_name_maxlength";
  bool letter_or_digit = false;
  for (const char c : name) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    // Lower-case letters of other scripts are accepted; upper case and ASCII specials are not.
    const bool other_script = (static_cast<unsigned char>(c) & 0x80U) != 0;
    if (!word && !other_script && c != '-' && c != '_') return "invalid_name_specials";
    letter_or_digit = letter_or_digit || word || other_script;
  }
  return letter_or_digit ? "" : "invalid_name_punctuation";
}

std::size_t text_in_blocks(const json& blocks) {
  std::size_t count = 0;
  if (blocks.is_array()) {
    for (const auto& item : blocks) count += text_in_blocks(item);
  } else if (blocks.is_object()) {
    for (const auto& [key, value] : blocks.items()) {
      count += key == "text" && value.is_string() ? characters(value.get_ref<const std::string&>())
                                                  : text_in_blocks(value);
    }
  }
  return count;
}

std::string metadata_error(const json& metadata) {
  if (!metadata.is_object()) return "invalid_metadata_format";
  const auto type = metadata.find("event_type");
  const auto payload = metadata.find("event_payload");
  if (type == metadata.end() || !type->is_string() || type->get_ref<const std::string&>().empty() ||
      payload == metadata.end() || !payload->is_object()) {
    return "invalid_metadata_schema";
  }
  // Names of custom events are letters, digits, and . _ - only.
  const auto& name = type->get_ref<const std::string&>();
  const bool legal = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
  if (!legal || characters(name) > 255) return "invalid_metadata_schema";
  return dump(*payload).size() > limit::metadata_bytes ? "metadata_too_large" : "";
}

std::string response_error(const json& body) {
  if (!body.is_object()) return "invalid_payload";
  const auto type = body.find("response_type");
  if (type != body.end() && *type != "ephemeral" && *type != "in_channel") return "invalid_payload";
  if (body.value("delete_original", json(false)) == true) return "";
  const auto text = body.find("text");
  if (text != body.end() && !text->is_string()) return "invalid_payload";
  const auto blocks = body.find("blocks");
  const bool has_blocks = blocks != body.end() && !blocks->is_null();
  if (has_blocks && !block_problems(*blocks, Surface::message).empty()) return "invalid_blocks";
  const bool has_words = text != body.end() && !text->get_ref<const std::string&>().empty();
  const bool has_attachments = body.contains("attachments") && !body["attachments"].empty();
  return has_words || (has_blocks && !blocks->empty()) || has_attachments ? "" : "no_text";
}

}  // namespace slack::standin
