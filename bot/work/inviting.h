// Letting people into an incident's channel.
#pragma once

#include <optional>
#include <set>

#include "bot/work/work.h"

namespace muster::bot {

/// Whoever is there already is no problem, and one who can't be invited keeps nobody else out. The last
/// error, if somebody could not be. The incident has a channel.
std::optional<slack::Error> invite_all(const Work& work, const std::set<core::UserId>& people);

}  // namespace muster::bot
