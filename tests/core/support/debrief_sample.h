// One night's incident with everything in it that a debrief tells of, built as the store would hand it over.
#pragma once

#include "core/debrief.h"

namespace muster::core::testing {

/// A time of 1 March 2026, UTC.
Time at(int hour, int minute, int second = 0);

/// Europe/Berlin, and the roles, severities and statuses of a fresh installation.
Policy sample_policy();

DebriefInput sample();

/// A declared incident and nothing else.
DebriefInput bare();

/// An entry to be added to one of them.
Entry note(std::int64_t id, Time when, Text text);

}  // namespace muster::core::testing
