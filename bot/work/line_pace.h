// How much the bot says in one incident's channel. Half of an hour's lines may go at once; the rest follow
// evenly, and what waits meanwhile is said together. So no hour has more than were granted, whenever it
// begins, and nothing waits for longer than two of its parts. A cell rate algorithm (ITU-T I.371, A.1): one
// time is all it keeps.
#pragma once

#include "core/time.h"

namespace muster::bot {

/// When the next line may go: `now`, or later. `lines_until`: what after_line() gave for the one before;
/// `per_hour`: at least 2. Whatever it says of a clock that was set back meanwhile, it isn't to wait for
/// hours.
core::Time next_line(core::Time lines_until, core::Time now, int per_hour);

/// To be kept when a line has gone.
core::Time after_line(core::Time lines_until, core::Time now, int per_hour);

}  // namespace muster::bot
