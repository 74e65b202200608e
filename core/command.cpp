#include "core/command.h"

namespace muster::core {

Command::Command() = default;
Command::~Command() = default;

Command::Command(const Command& other) : Command() {
  assign(*this, other);
}
Command::Command(Command&& other) noexcept : Command() {
  assign(*this, std::move(other));
}
Command& Command::operator=(const Command& other) {
  if (this != &other) assign(*this, other);
  return *this;
}
Command& Command::operator=(Command&& other) noexcept {
  if (this != &other) assign(*this, std::move(other));
  return *this;
}

void Command::take(std::size_t place, void* kind) {
  emplace_at(static_cast<CommandKinds&>(*this), place, kind);
}

Needs needs_of(const Command& command, const Incident& incident) {
  auto needs = std::visit(
      [](const auto& c) {
        Needs named;
        if constexpr (requires { c.entry; }) named.entries.push_back(c.entry);
        if constexpr (requires { c.message; }) named.messages.push_back(c.message);
        if constexpr (requires { c.into; }) named.other = c.into;
        return named;
      },
      command);
  // What was made of a message follows it.
  for (const auto& [id, todo] : incident.todos) {
    if (todo.entry.empty()) continue;
    const bool same_entry = !needs.entries.empty() && todo.entry == needs.entries.front();
    const bool same_message = !needs.messages.empty() && todo.source == needs.messages.front();
    if (same_entry || same_message) needs.entries.push_back(id);
  }
  if (const auto* review = std::get_if<ReviewLine>(&command))
    if (const auto offer = incident.offers.find(review->offer); offer != incident.offers.end())
      needs.entries.push_back(offer->second.entry);
  // Why people are asked goes along with them.
  if (std::holds_alternative<Merge>(command))
    for (const Page& page : incident.pages)
      if (!page.over) needs.entries.push_back(page.id);
  // What went along comes back.
  if (std::holds_alternative<Unmerge>(command) && incident.merged_into)
    needs.other = incident.merged_into->incident;
  return needs;
}

}  // namespace muster::core
