#include "core/command.h"

namespace muster::core {

Command::Command() = default;
Command::Command(const Command& other) = default;
Command::Command(Command&& other) noexcept = default;
Command& Command::operator=(const Command& other) = default;
Command& Command::operator=(Command&& other) noexcept = default;
Command::~Command() = default;

void Command::take(std::size_t place, void* kind) {
  emplace_at(static_cast<CommandKinds&>(*this), place, kind);
}

Needs needs_of(const Command& command) {
  return std::visit(
      [](const auto& c) {
        Needs needs;
        if constexpr (requires { c.entry; }) needs.entries.push_back(c.entry);
        if constexpr (requires { c.message; }) needs.messages.push_back(c.message);
        if constexpr (requires { c.into; }) needs.other = c.into;
        return needs;
      },
      command);
}

}  // namespace muster::core
