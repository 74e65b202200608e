// Slack's identifiers as types of their own: opaque, never parsed for meaning (a prefix does not tell
// privacy). https://docs.slack.dev/apis/web-api
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace slack {

template <class Tag>
struct Id {
  std::string value;

  Id() = default;
  explicit Id(std::string v) : value(std::move(v)) {}
  bool empty() const { return value.empty(); }
  auto operator<=>(const Id&) const = default;
  bool operator==(const Id&) const = default;
};

using TeamId = Id<struct TeamTag>;
using EnterpriseId = Id<struct EnterpriseTag>;
using UserId = Id<struct UserTag>;
using ChannelId = Id<struct ChannelTag>;
using BotId = Id<struct BotTag>;
using AppId = Id<struct AppTag>;
using ViewId = Id<struct ViewTag>;
using FileId = Id<struct FileTag>;
using BookmarkId = Id<struct BookmarkTag>;
using EventId = Id<struct EventTag>;
/// Opens one form within 3 s of Slack's sending it. A secret: never logged.
using TriggerId = Id<struct TriggerTag>;

/// A message's timestamp, `1712345678.000200`: its identity within a channel, ordered, never a double (the
/// microseconds would be lost).
struct Ts {
  std::int64_t seconds = 0;
  std::int32_t micros = 0;

  auto operator<=>(const Ts&) const = default;
  bool operator==(const Ts&) const = default;
  bool empty() const { return seconds == 0 && micros == 0; }
  std::string str() const;  ///< always six decimals; empty for an empty one
  std::int64_t millis() const { return seconds * 1000 + micros / 1000; }
  /// None unless it is decimal digits, a point and one to six decimal digits (or digits alone).
  static std::optional<Ts> parse(std::string_view text);
};

}  // namespace slack
