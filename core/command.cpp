#include "core/command.h"

namespace muster::core {

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
