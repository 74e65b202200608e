// mrkdwn as a reader sees it, for the renderers: styled runs instead of marks.
// https://docs.slack.dev/messaging/formatting-message-text
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "slack/standin/render.h"

namespace slack::standin {

struct Run {
  std::string text;  ///< literal, clean
  bool bold = false;
  bool italic = false;
  bool strike = false;
  bool code = false;
  bool mention = false;
  std::string href;  ///< http(s) or mailto, or empty

  bool operator==(const Run&) const = default;
};
struct Line {
  enum class Kind { text, quote, code } kind = Kind::text;
  std::vector<Run> runs;

  bool operator==(const Line&) const = default;
};

/// Any bytes.
std::vector<Line> read_mrkdwn(std::string_view mrkdwn, const Names& names);
/// A text object, mrkdwn or plain_text; a plain string is mrkdwn. Anything else has no lines.
std::vector<Line> read_text(const nlohmann::json& text, const Names& names);
/// The same without styles, its lines joined by `between`.
std::string plain_text(const nlohmann::json& text, const Names& names, std::string_view between = " ");
std::string plain_text(const std::vector<Line>& lines, std::string_view between = " ");

/// The member of an object, or null.
const nlohmann::json& member(const nlohmann::json& object, const char* key);
/// A string member, clean; empty when it is none.
std::string string_member(const nlohmann::json& object, const char* key);

}  // namespace slack::standin
