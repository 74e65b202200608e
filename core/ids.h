// Identities of the domain. All of them are values; ids that come from outside are opaque text. (clang-tidy
// 14 takes the comparison with 0 inside a defaulted <=> for a null pointer: hence the marks.)
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <utility>

namespace muster::core {

/// Text that names something, told apart by what it names. Empty means "none".
template <class Tag>
struct TextId {
  std::string value;

  TextId() = default;
  explicit TextId(std::string v) : value(std::move(v)) {}
  bool empty() const { return value.empty(); }
  auto operator<=>(const TextId&) const = default;
  bool operator==(const TextId&) const = default;
};

/// A row number of the store, told apart by what it numbers. 0 means "none".
template <class Tag>
struct RowId {
  std::int64_t value = 0;

  RowId() = default;
  explicit RowId(std::int64_t v) : value(v) {}
  bool empty() const { return value == 0; }
  auto operator<=>(const RowId&) const = default;
  bool operator==(const RowId&) const = default;
};

using UserId = TextId<struct UserTag>;        ///< a person, as the chat platform identifies them
using ChannelId = TextId<struct ChannelTag>;  ///< a channel of the chat platform
using WorkspaceId = RowId<struct WorkspaceTag>;
using IncidentId = RowId<struct IncidentTag>;  ///< unique in the store; people say the number, `INC-42`
using EntryId =
    RowId<struct EntryTag>;  ///< sequence number of the event that created it, within its incident

/// A message of the chat platform. `ts` is an opaque, ordered text that is unique within the channel.
struct MessageRef {
  ChannelId channel;
  std::string ts;

  bool empty() const { return ts.empty(); }
  auto operator<=>(const MessageRef&) const = default;
  bool operator==(const MessageRef&) const = default;
};

}  // namespace muster::core
