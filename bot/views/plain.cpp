// A message for a terminal.
#include <nlohmann/json.hpp>

#include "bot/convert.h"
#include "bot/views/views.h"

namespace muster::bot::views {

namespace {

using nlohmann::json;

void add(std::string& text, const json& piece) {
  const auto words = piece.find("text");
  if (words == piece.end() || !words->is_string()) return;
  text += core::to_plain(from_mrkdwn(words->get<std::string>())) + "\n";
}

}  // namespace

std::string plain(const slack::OutMessage& message) {
  const auto whole = json::parse("{" + slack::message_json(message) + "}");
  const auto blocks = whole.find("blocks");
  std::string text;
  if (blocks != whole.end()) {
    for (const auto& block : *blocks) {
      if (block.contains("text")) add(text, block["text"]);
      for (const auto* list : {"fields", "elements"}) {
        if (!block.contains(list) || block["type"] == "actions") continue;
        for (const auto& piece : block[list]) add(text, piece);
      }
    }
  }
  if (text.empty()) add(text, whole);
  return text;
}

}  // namespace muster::bot::views
