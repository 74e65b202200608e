#include "core/incident.h"

#include <fmt/core.h>

#include <array>

namespace muster::core {
namespace {

/// In the order of the enumeration.
constexpr std::array<std::string_view, 12> entry_kinds{"declared", "note",   "message", "status",
                                                       "severity", "role",   "update",  "title",
                                                       "summary",  "impact", "pause",   "service"};

}  // namespace

std::string reference(const Incident& incident) {
  return fmt::format("INC-{}", incident.number);
}

std::string_view to_string(EntryKind kind) {
  const auto place = static_cast<std::size_t>(kind);
  return place < entry_kinds.size() ? entry_kinds[place] : "";
}

std::optional<EntryKind> parse_entry_kind(std::string_view text) {
  for (std::size_t i = 0; i < entry_kinds.size(); ++i)
    if (entry_kinds[i] == text) return static_cast<EntryKind>(i);
  return std::nullopt;
}

const Entry* State::entry(EntryId id) const {
  const auto found = entries.find(id);
  return found == entries.end() ? nullptr : &found->second;
}

const Entry* State::entry_of(const MessageRef& message) const {
  for (const auto& [id, entry] : entries)
    if (entry.captured && entry.captured->message == message) return &entry;
  return nullptr;
}

}  // namespace muster::core
