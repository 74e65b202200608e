// People whom a verb names.
#pragma once

#include <optional>
#include <string>

#include "bot/verb.h"

namespace muster::bot::verbs {

/// Why this person can't be asked to do anything, whoever asks, as a sentence; nothing when they can.
std::optional<std::string> out_of_reach(const Ask& ask, const core::UserId& user);

}  // namespace muster::bot::verbs
