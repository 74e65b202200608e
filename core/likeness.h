// Whether two incidents may be the same: by the words of their titles.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/incident.h"

namespace muster::core {

/// What was declared longer ago than this is known to those whom it concerns.
inline constexpr Duration alike_within = std::chrono::hours(2);
/// So many of the latest open ones are looked at, so that declaring costs the same however many there are.
inline constexpr int looked_at = 30;
/// So many are offered; more would be a list.
inline constexpr std::size_t most_alike = 3;

/// The words by which a title tells what is broken: case and accents folded, an English plural without its s,
/// and without those that any incident's title may have ("is", "down", "errors"). Of a title that has no
/// others, all of them. What is written without blanks is one word.
std::set<std::string> telling_words(std::string_view title);

/// Which of these may be the same as `incident`: open, declared within two hours of it, drills with drills,
/// and with a telling word of its title. Those that share the most words first, and of these the latest;
/// `most_alike` at most. `incident` itself is never among them.
std::vector<Incident> look_alikes(const Incident& incident, std::vector<Incident> others);

}  // namespace muster::core
