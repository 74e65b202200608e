#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/forms/form.h"

namespace muster::bot {

namespace {

std::string block_of(const core::RoleDef& role, const core::Incident& incident) {
  // The block says who held the role when the form was shown, so that a change meanwhile is not overwritten.
  const auto held = incident.roles.find(role.key);
  return fmt::format("{}:{}", role.key,
                     held == incident.roles.end() ? std::string() : held->second.user.value);
}

tl::expected<std::variant<Commands, CommandLine>, FormErrors> read_roles(const Ask& ask,
                                                                         const slack::View& view) {
  Commands commands;
  for (const auto& [block, inputs] : view.state) {
    const auto colon = block.find(':');
    if (colon == std::string::npos) continue;
    const std::string role = block.substr(0, colon);
    const core::UserId before(block.substr(colon + 1));
    const auto* def = ask.policy().role(role);
    if (def && def->many) {
      // Who is added; only they themselves can leave it.
      const auto* input = view.input(block, value_action);
      for (const auto& value : input ? input->values : std::vector<std::string>()) {
        const core::UserId user(value);
        if (ask.incident && core::held_by(*ask.incident, role, user)) continue;
        if (auto errors = unable(ask, {&user, 1}, block)) return tl::unexpected(*std::move(errors));
        commands.push_back(
            {core::AssignRole{role, user, {}, false}, block, fmt::format("{}:{}", block, value)});
      }
      continue;
    }
    const core::UserId wanted(value_of(view, block));
    if (wanted == before || !def) continue;
    if (auto errors = unable(ask, {&wanted, 1}, block)) return tl::unexpected(*std::move(errors));
    if (wanted.empty()) {
      commands.push_back({core::LeaveRole{role}, block, block});
    } else {
      commands.push_back(
          {core::AssignRole{role, wanted, before, !before.empty()}, block, block + ":" + wanted.value});
    }
  }
  return commands;
}

}  // namespace

slack::Modal roles_form(const Ask& ask, const core::Incident& incident) {
  slack::Modal modal;
  modal.callback_id = "roles";
  modal.title = fmt::format("Roles of {}", core::reference(incident));
  modal.submit = "Save";
  modal.private_metadata = context_for(ask, incident.number);
  for (const auto& role : ask.policy().roles) {
    if (role.many) {
      modal.blocks.input(role.name, slack::UsersSelect{std::string(value_action), "Who else?", {}},
                         role.key + ":", true, role.description);
      continue;
    }
    const auto held = incident.roles.find(role.key);
    modal.blocks.input(
        role.name,
        slack::UserSelect{std::string(value_action), "Nobody",
                          held == incident.roles.end() ? slack::UserId() : to_slack(held->second.user)},
        block_of(role, incident), true, role.description);
  }
  return modal;
}

const Form roles_form_reader = {"roles", read_roles};

}  // namespace muster::bot
