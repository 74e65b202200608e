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

}  // namespace muster::core
