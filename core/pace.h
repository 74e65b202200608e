// How much the bot posts in one incident's channel. Half of an hour's posts may go at once; the rest follow
// evenly, and of what waits meanwhile all that can be is said together. So no hour has more than were
// granted, whenever it begins, and nothing waits for longer than two of its parts. A cell rate algorithm
// (ITU-T I.371, A.1): one time is all it keeps.
#pragma once

#include "core/time.h"

namespace muster::core {

/// When the next post may go: `now`, or later. `posts_until`: what after_post() gave for the one before;
/// `per_hour`: at least 2. Whatever it says of a clock that was set back meanwhile, it isn't to wait for
/// hours.
Time next_post(Time posts_until, Time now, int per_hour);

/// To be kept when a post goes.
Time after_post(Time posts_until, Time now, int per_hour);

}  // namespace muster::core
