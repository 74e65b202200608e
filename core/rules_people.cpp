// Who wants to hear of an incident.
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

}  // namespace muster::core::rules
