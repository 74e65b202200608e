// Who wants to hear of an incident, or to be in its channel.
#include <fmt/format.h>

#include <algorithm>

#include "core/rules.h"

namespace muster::core::rules {

Verdict judge(Case& c, const Subscribe&) {
  const Incident& now = c.incident;
  if (now.subscribers.contains(c.context.actor))
    return refuse(Code::already,
                  {fmt::format("You get each update of {} already. To end that, say ", c.name()),
                   Verb{"unsubscribe"}, std::string(".")});
  // One that is resolved may have its last update still to come, or be opened again.
  if (!is_open(now.category) && now.category != Category::resolved)
    return refuse(Code::closed,
                  {fmt::format("{} is {}, so no update follows. The timeline has what was said.", c.name(),
                               c.policy.status_name(now.status))});
  if (now.subscribers.size() >= most_subscribers)
    return refuse(Code::too_long,
                  {fmt::format("{} people hear of {} by message already, which is all that Slack "
                               "bears. The announcement shows every update, too.",
                               most_subscribers, c.name())});
  if (!c.context.actor.empty()) c.happened(Subscribed{c.context.actor});
  return {};
}

Verdict judge(Case& c, const Unsubscribe&) {
  if (!c.incident.subscribers.contains(c.context.actor))
    return refuse(Code::already,
                  {fmt::format("You get no messages about {}. Nothing was changed.", c.name())});
  c.happened(Unsubscribed{c.context.actor});
  return {};
}

Verdict judge(Case& c, const Join&) {
  const Incident& now = c.incident;
  if (now.merged_into)
    return refuse(Code::wrong_status,
                  {fmt::format("{} was merged into {} and goes on there. Join that one: ", c.name(),
                               reference(*now.merged_into)),
                   Verb{fmt::format("join {}", reference(*now.merged_into))}, std::string(".")});
  if (now.channel.empty() && now.channel_failed)
    return refuse(Code::wrong_status,
                  {fmt::format("{} has no channel of its own, so there is nothing to join. See where it "
                               "stands with ",
                               c.name()),
                   Verb{fmt::format("catchup {}", c.name())}, std::string(".")});
  if (!now.channel.empty() && !now.channel_usable)
    return refuse(Code::wrong_status,
                  {fmt::format("I can't let you in: the channel of {} was archived or deleted, or I'm not in "
                               "it any more. See where it stands with ",
                               c.name()),
                   Verb{fmt::format("catchup {}", c.name())}, std::string(".")});
  if (!c.context.actor.empty()) c.happened(JoinRequested{c.context.actor});
  return {};
}

Verdict judge(Case& c, const AskForAccess&) {
  const auto& access = c.incident.access;
  const UserId& actor = c.context.actor;
  if (actor.empty()) return {};
  const auto before = access.find(actor);
  if (before != access.end() && c.context.now < before->second.at + access_every) return {};
  const auto counts = [&](const auto& request) {
    return !request.second.answered || c.context.now < request.second.at + access_every;
  };
  const auto waiting = static_cast<std::size_t>(std::count_if(access.begin(), access.end(), counts));
  if (before == access.end() && waiting >= most_access_requests) return {};
  c.happened(AccessAsked{actor});
  return {};
}

Verdict judge(Case& c, const AnswerAccess& command) {
  const Incident& now = c.incident;
  const auto request = now.access.find(command.user);
  if (request == now.access.end() || request->second.answered)
    return refuse(Code::already, {std::string("That was answered already, or never asked. Nothing was "
                                              "changed.")});
  if (command.let_in && !now.channel_usable)
    return refuse(
        Code::wrong_status,
        {fmt::format("{} has no channel that I could let anybody into. Nothing was changed.", c.name())});
  c.happened(AccessAnswered{command.user, command.let_in});
  return {};
}

}  // namespace muster::core::rules
