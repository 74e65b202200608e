// What an incident does by itself when its time comes. The store keeps this time beside the incident and the
// bot then says Tick (core/command.h), which does all that is due at once: after hours without the bot there
// is one catching up, and no heap.
#pragma once

#include <optional>

#include "core/incident.h"
#include "core/policy.h"

namespace muster::core {

/// When Tick next has something to do; may have passed; none: nothing waits. Every judge of Tick ends what it
/// did it for, or it would be due for ever.
std::optional<Time> next_timer(const Incident& incident, const Policy& policy);

/// When somebody who was asked to come is asked again, or the next; none: nobody is waited for.
std::optional<Time> next_page_timer(const Incident& incident);

/// When the channel of an incident that is over is told that it will be archived, or is archived; none:
/// never, or the notice isn't posted yet. It has been quiet for at least as long as the policy says then.
std::optional<Time> next_archive_timer(const Incident& incident, const Policy& policy);

/// Whether something that a person writes in its channel is worth a Stir: once a day at most, and whenever
/// the channel would be archived otherwise.
bool stirs(const Incident& incident, const Policy& policy, Time now);

}  // namespace muster::core
