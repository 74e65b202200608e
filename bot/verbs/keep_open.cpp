#include "bot/verb.h"

namespace muster::bot::verbs {

Verb keep_open() {
  auto verb =
      plain_verb("keep-open", "Don't archive the channel of an incident that is over", core::KeepOpen{});
  verb.of_ended = [](const core::Incident& incident) {
    return core::is_over(incident.category) && !incident.channel.empty() && incident.channel_usable;
  };
  return verb;
}

}  // namespace muster::bot::verbs
