// An incident that turns out to be nobody else's business. Slack lets no bot make a channel private, so it
// goes on in a new one, and what was said in the old one is taken back as far as that can be.
#include <fmt/format.h>

#include <set>

#include "core/rules.h"

namespace muster::core::rules {

Verdict judge(Case& c, const MakePrivate& command) {
  const Incident& now = c.incident;
  if (now.is_private)
    return refuse(Code::already, {fmt::format("{} is private already. Nothing was changed.", c.name())});
  std::set<UserId> people(command.people.begin(), command.people.end());
  people.insert(c.context.actor);
  people.erase(UserId());
  // Where it has no channel of its own, it was spoken of where it was declared.
  const ChannelId from = !now.channel.empty() ? now.channel
                         : now.channel_failed ? now.declared_in
                                              : ChannelId();
  c.happened(MovedToPrivate{from, {people.begin(), people.end()}});
  return {};
}

Verdict judge(Case& c, const RecordChannelCleared& command) {
  const Incident& now = c.incident;
  if (command.channel.empty() || now.left_channel != command.channel || now.left_cleared) return {};
  c.happened(ChannelCleared{command.channel, command.told, command.left, command.code});
  return {};
}

}  // namespace muster::core::rules
