// Who wants to hear of an incident, or to be in its channel.
#include <fmt/format.h>

#include "core/rules.h"

namespace muster::core::rules {

Verdict judge(Case& c, const Subscribe&) {
  const Incident& now = c.incident;
  if (now.subscribers.contains(c.context.actor))
    return refuse(Code::already,
                  {fmt::format("You get each update of {} already. To end that, say ", c.name()),
                   Verb{"unsubscribe"}, std::string(".")});
  if (!is_open(now.category))
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

}  // namespace muster::core::rules
