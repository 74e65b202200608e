// What can be undone, and what must be loaded for it.
#pragma once

#include <span>
#include <vector>

#include "core/event.h"

namespace muster::core {

/// An act can be undone for so long, by who did it.
inline constexpr Duration undo_within = std::chrono::minutes(10);

/// Whether what one command made can be taken back: nobody was told by an update, and nothing is gone.
bool can_be_undone(std::span<const Record> act);

/// The entries that undoing needs to see. `seq`: one of the records of the act; 0: the person's last one.
std::vector<EntryId> entries_to_undo(std::span<const Record> log, const UserId& actor, std::int64_t seq,
                                     Time now);

}  // namespace muster::core
