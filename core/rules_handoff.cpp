// A role is handed over by asking somebody, who gets a brief and answers. Until then it stays with its
// holder, so that nobody holds a role without knowing.
#include <fmt/format.h>

#include "core/rules.h"

namespace muster::core::rules {
namespace {

/// Why an answer to an offer that stands no longer does nothing.
tl::unexpected<Refusal> overtaken(const Case& c, const std::string& role) {
  const Incident& now = c.incident;
  const std::string name = c.policy.role_name(role);
  const auto held = now.roles.find(role);
  if (held != now.roles.end() && held->second.user == c.context.actor)
    return refuse(Code::already, {fmt::format("You have {} already. Nothing was changed.", name)});
  if (!is_open(now.category))
    return refuse(Code::wrong_status,
                  {fmt::format("{} is {} by now, so {} is handed over no more. Nothing was changed; there is "
                               "nothing that you have to do.",
                               c.name(), c.policy.status_name(now.status), name)});
  if (held == now.roles.end())
    return refuse(Code::not_held,
                  {fmt::format("That offer stands no longer: nobody has {} now. You can take it with ", name),
                   Verb{"role " + role}, std::string(".")});
  return refuse(Code::not_held,
                {std::string("That offer stands no longer, and nothing was changed: "), held->second.user,
                 fmt::format(" has {} now.", name)},
                held->second.user);
}

/// The role's key, when an offer to the caller stands.
tl::expected<std::string, Refusal> offered(const Case& c, const std::string& typed, std::int64_t offer) {
  auto role = role_key(c, typed);
  if (!role) return role;
  const auto found = c.incident.handoffs.find(*role);
  const bool stands = found != c.incident.handoffs.end() && found->second.to == c.context.actor &&
                      (offer == 0 || offer == found->second.offer);
  if (!stands) return overtaken(c, *role);
  return role;
}

}  // namespace

Verdict judge(Case& c, const OfferHandoff& command) {
  const auto role = role_key(c, command.role);
  if (!role) return tl::unexpected(role.error());
  const Incident& now = c.incident;
  const std::string name = c.policy.role_name(*role);
  if (!is_open(now.category))
    return refuse(Code::wrong_status,
                  {fmt::format("{} is {}, so there is nothing to hand over. Whoever looks after what follows "
                               "can take {} with ",
                               c.name(), c.policy.status_name(now.status), name),
                   Verb{"role " + *role}, std::string(".")});
  if (const RoleDef* def = c.policy.role(*role); def && def->many)
    return refuse(
        Code::taken,
        {fmt::format("Many can have {}, so nobody has to hand it over: to ask somebody, say ", name),
         Verb{"role " + *role + " @user"}, std::string("; to give yours up, "), Verb{"leave " + *role},
         std::string(".")});
  const auto held = now.roles.find(*role);
  if (held == now.roles.end())
    return refuse(Code::not_held,
                  {fmt::format("Nobody has {}, so there is nothing to hand over. To ask somebody to take it, "
                               "say ",
                               name),
                   Verb{"role " + *role + " @user"}, std::string(".")});
  if (held->second.user != c.context.actor) {
    auto refusal = refuse(Code::not_held,
                          {held->second.user, fmt::format(" has {}, and only they can hand it over. You can "
                                                          "take it over from them instead.",
                                                          name)},
                          held->second.user);
    refusal.value().role = *role;
    return refusal;
  }
  if (command.user.empty())
    return refuse(Code::empty, {fmt::format("Nobody was named who is to take {}. Mention a person.", name)});
  if (command.user == c.context.actor)
    return refuse(Code::already, {fmt::format("You have {} already. Name somebody else.", name)});
  UserId instead_of;
  if (const auto before = now.handoffs.find(*role); before != now.handoffs.end()) {
    instead_of = before->second.to;
    if (instead_of == command.user)
      return refuse(Code::already,
                    {instead_of, fmt::format(" was asked already to take {} from you, and hasn't answered. "
                                             "To ask somebody else, name them.",
                                             name)});
  }
  c.happened(HandoffOffered{*role, command.user, instead_of});
  return {};
}

Verdict judge(Case& c, const AcceptHandoff& command) {
  const auto role = offered(c, command.role, command.offer);
  if (!role) return tl::unexpected(role.error());
  c.happened(assigned(c, *role, c.context.actor, c.incident.roles.at(*role).user, false, true));
  return {};
}

Verdict judge(Case& c, const DeclineHandoff& command) {
  const auto role = offered(c, command.role, command.offer);
  if (!role) return tl::unexpected(role.error());
  auto why = optional_words(command.words, "The reason");
  if (!why) return tl::unexpected(std::move(why.error()));
  c.happened(HandoffDeclined{*role, c.context.actor, c.incident.roles.at(*role).user, std::move(*why)});
  return {};
}

}  // namespace muster::core::rules
