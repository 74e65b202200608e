// An announcement in a channel that the configuration names for a severity or a status. What follows it there
// is in corrections.cpp.
#include "bot/convert.h"
#include "bot/views/views.h"
#include "bot/work/posting.h"

namespace muster::bot::one_shots {

OneShotResult elsewhere(const Work& work, const storage::OneShotTask& task) {
  // Private since.
  if (work.incident.is_private) return storage::Done{};
  const auto channel = channel_called(work, task.what.payload);
  if (!channel) return given_back(work, task, channel.error());
  const auto posted = post_once_or_update(work, *channel, views::announcement(work.incident, *work.config),
                                          task.key, task.lease > 1, task.created_at);
  if (!posted) return given_back(work, task, posted.error());
  return storage::Done{message_key(posted->channel, posted->ts)};
}

}  // namespace muster::bot::one_shots
