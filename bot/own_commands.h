// Commands of the team's own, from the configuration: a word that answers with a text, or that asks a
// webhook. What leaves the workspace for a webhook stands in the README ("Commands of your own").
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "bot/verb.h"

namespace muster::bot {

/// What may stand in braces in an answer. All but the last two are the incident's: of the channel where it is
/// typed, or named.
inline constexpr std::array<std::string_view, 8> placeholders{"incident", "title",   "severity", "status",
                                                              "lead",     "channel", "user",     "words"};

/// A null pointer when no such command is configured; case ignored.
const OwnCommand* find_own_command(const Config& config, std::string_view word);

/// The first placeholder of an answer that there isn't; none when all are known.
std::optional<std::string> unknown_placeholder(std::string_view answer);

/// Its answer to whoever typed it, or why there is none. A webhook is asked after the acknowledgement, once,
/// and nothing is remembered of it; not for an incident that the person can't see, and for a guest only about
/// one.
Plan run_own_command(const Ask& ask, const OwnCommand& command, Line words);

}  // namespace muster::bot
