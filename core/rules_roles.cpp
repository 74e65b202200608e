#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/rules.h"
#include "core/variant.h"

namespace muster::core::rules {
namespace {

const RoleHolder* holder_of(const Incident& incident, const std::string& role) {
  const auto found = incident.roles.find(role);
  return found == incident.roles.end() ? nullptr : &found->second;
}

/// Somebody who declines a role, or passes it on, was asked but never had it.
bool gives_away(const Case& c, const Command& command, const std::string& role) {
  std::string named;
  if (const auto* leave = std::get_if<LeaveRole>(&command))
    named = leave->role;
  else if (const auto* assign = std::get_if<AssignRole>(&command); assign && assign->user != c.context.actor)
    named = assign->role;
  else
    return false;
  const auto key = seat_key(c, named, c.context.actor);
  return key && *key == role;
}

tl::unexpected<Refusal> taken(const Case& c, const AssignRole& command, const std::string& role,
                              const UserId& holder, std::vector<Piece> sentence) {
  auto refusal = refuse(Code::taken, std::move(sentence), holder);
  refusal.value().role = role;
  if (command.user != c.context.actor) refusal.value().meant = command.user;
  return refusal;
}

}  // namespace

RoleAssigned assigned(const Case& c, std::string role, UserId user, UserId previous, bool asked,
                      bool handed_over) {
  std::string zone = c.context.zone_of ? c.context.zone_of(user) : std::string();
  return {std::move(role), std::move(user), std::move(previous), asked, handed_over, std::move(zone)};
}

void confirm_asked_roles(Case& c, const Command& command) {
  // Who says whether they come, or what they can't do, has not begun to do it.
  const bool from_afar = is_from_afar(command) && !std::holds_alternative<LeaveRole>(command);
  if (from_afar || c.context.actor.empty()) return;
  for (const auto& [role, holder] : c.incident.roles)
    if (holder.asked && holder.user == c.context.actor && !gives_away(c, command, role))
      c.happened(RoleConfirmed{role, holder.user});
}

void note_filled_roles(Case& c) {
  if (c.incident.roles_filled_at || c.events.empty()) return;
  std::string severity = c.incident.severity, status = c.incident.status;
  Category category = c.incident.category;
  std::set<std::string> held;
  for (const auto& [role, holder] : c.incident.roles)
    if (!holder.asked) held.insert(role);
  const auto is = [&](const std::string& seat, bool so) {
    so ? void(held.insert(seat)) : void(held.erase(seat));
  };
  for (const Record& record : c.events)
    visit_known(Overloaded{[&](const IncidentDeclared& e) {
                             severity = e.severity;
                             status = e.status;
                             category = e.category;
                           },
                           [&](const SeverityChanged& e) { severity = e.to; },
                           [&](const StatusChanged& e) {
                             status = e.to;
                             category = e.to_category;
                           },
                           [&](const RoleAssigned& e) { is(e.role, !e.asked); },
                           [&](const RoleConfirmed& e) { is(e.role, true); },
                           [&](const RoleVacated& e) { is(e.role, false); }},
                record.event);
  const auto required = c.policy.required_roles(severity, status);
  std::set<std::string_view> roles;
  for (const auto& seat : held) roles.insert(role_of(seat));
  const bool all = std::ranges::all_of(required, [&](const auto& role) { return roles.contains(role); });
  if (!required.empty() && all && is_open(category)) c.happened(RequiredRolesFilled{severity});
}

Verdict judge(Case& c, const AssignRole& command) {
  const auto role = seat_key(c, command.role, command.user);
  if (!role) return tl::unexpected(role.error());
  const std::string name = c.policy.role_name(*role);
  if (command.user.empty())
    return refuse(Code::empty,
                  {fmt::format("Nobody was named for {}. Mention a person, or leave the name out to "
                               "take it yourself.",
                               name)});
  const RoleHolder* holder = holder_of(c.incident, *role);
  if (holder && holder->user == command.user) {
    if (!holder->asked)
      return refuse(Code::already,
                    {holder->user, fmt::format(" has {} already. Nothing was changed.", name)});
    if (holder->user == c.context.actor) return {};  // they confirmed it with this very command
    return refuse(Code::already,
                  {holder->user, fmt::format(" was asked to take {} already; whatever they do here next "
                                             "confirms it. To ask somebody else, name them.",
                                             name)});
  }
  const bool beside = role->find('/') != std::string::npos;
  if (beside && holders_of(c.incident, role_of(*role)).size() >= most_in_role)
    return refuse(
        Code::too_long,
        {fmt::format("{} people have {} already, and more can't. Nothing was changed.", most_in_role, name)});
  const UserId present = holder ? holder->user : UserId{};
  const bool changed_meanwhile = !beside && command.expected && *command.expected != present;
  if (!holder && changed_meanwhile)
    return refuse(Code::not_held,
                  {*command.expected, fmt::format(" no longer has {}, and nobody else does. It can "
                                                  "be taken at once.",
                                                  name)});
  if (holder && changed_meanwhile)
    return taken(c, command, *role, present,
                 {present, fmt::format(" was faster and has {} now. You can take it over from them.", name)});
  if (holder && !command.take_over)
    return taken(c, command, *role, present,
                 {present, fmt::format(" has {}. Confirm that it is to be taken over from them.", name)});
  c.happened(assigned(c, *role, command.user, present, command.user != c.context.actor));
  return {};
}

Verdict judge(Case& c, const LeaveRole& command) {
  const auto role = seat_key(c, command.role, c.context.actor);
  if (!role) return tl::unexpected(role.error());
  const std::string name = c.policy.role_name(*role);
  const RoleHolder* holder = holder_of(c.incident, *role);
  if (!holder && !holders_of(c.incident, role_of(*role)).empty())
    return refuse(
        Code::not_held,
        {fmt::format("You don't have {}, and only who has it can leave it. Nothing was changed.", name)});
  if (!holder)
    return refuse(Code::not_held, {fmt::format("Nobody has {}, so there is nothing to leave.", name)});
  if (holder->user != c.context.actor) {
    auto refusal = refuse(Code::not_held,
                          {holder->user, fmt::format(" has {}, and only they can leave it. You can take it "
                                                     "over from them instead.",
                                                     name)},
                          holder->user);
    refusal.value().role = *role;
    return refusal;
  }
  c.happened(RoleVacated{*role, holder->user, holder->asked ? holder->by : UserId{}});
  return {};
}

Verdict judge(Case& c, const KeepChecklist& command) {
  const auto role = seat_key(c, command.role, c.context.actor);
  if (!role) return tl::unexpected(role.error());
  const RoleHolder* holder = holder_of(c.incident, *role);
  if (!holder || holder->user != c.context.actor)
    return refuse(Code::not_held, {fmt::format("You don't have {} any more, so its checklist is nobody's to "
                                               "keep here. Nothing was changed.",
                                               c.policy.role_name(*role))});
  std::set<std::string> done = holder->done;
  for (const auto& item : command.shown) done.erase(item);
  done.insert(command.done.begin(), command.done.end());
  if (done != holder->done) c.happened(ChecklistKept{*role, holder->user, {done.begin(), done.end()}});
  return {};
}

Verdict judge(Case& c, const RecordDeparture& command) {
  if (!is_open(c.incident.category)) return {};
  std::vector<std::string> held;
  for (const auto& [role, holder] : c.incident.roles)
    // Of many who have one, each may go without a word.
    if (holder.user == command.user && role_of(role) == role) held.push_back(role);
  if (!held.empty()) c.happened(HolderLeft{command.user, std::move(held), command.deactivated});
  return {};
}

}  // namespace muster::core::rules
