// An announcement in a channel that the configuration names for a severity or a status. What follows it there
// is in corrections.cpp.
#include "bot/convert.h"
#include "bot/views/views.h"
#include "bot/work/posting.h"

namespace muster::bot::one_shots {

OneShotResult elsewhere(const Work& work, const storage::OneShotTask& task) {
  // Private since: an earlier try may have made it all the same, and then it is to be withdrawn.
  if (work.incident.is_private && task.lease == 1) return storage::Done{};
  const auto channel = channel_called(work, task.what.payload);
  if (!channel) return given_back(work, task, channel.error());
  if (work.incident.is_private) {
    const auto found = find_posted(work, *channel, task.key, task.created_at);
    if (!found) return given_back(work, task, found.error());
    return *found ? storage::Done{message_key((*found)->channel, (*found)->ts)} : storage::Done{};
  }
  const auto posted = post_once_or_update(work, *channel, views::announcement(work.incident, *work.config),
                                          task.key, task.lease > 1, task.created_at);
  if (!posted) return given_back(work, task, posted.error());
  return storage::Done{message_key(posted->channel, posted->ts)};
}

}  // namespace muster::bot::one_shots
