// What people do about an incident, and what they believe of it: as its head knows it, which is what isn't
// settled. How each ended stands in the log and on the timeline.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/ids.h"
#include "core/text.h"
#include "core/time.h"

namespace muster::core {

enum class Priority { low, normal, high };
std::string_view to_string(Priority priority);
std::optional<Priority> parse_priority(std::string_view text);

/// Something to be done: now (an action), or once the incident is over (a follow-up).
struct Todo {
  EntryId id;  ///< of the event that added it: what people call it by
  bool follow_up = false;
  Words words;
  UserId owner;  ///< empty: nobody has it
  UserId by;     ///< who wished for it
  Time at{};
  /// An action's time box ends then. A follow-up is due on that day: noon of it where it was wished for.
  std::optional<Time> due;
  Priority priority = Priority::normal;
  bool fix = false;        ///< of a follow-up: it mends what broke
  bool returned = false;   ///< its last owner couldn't do it
  std::int64_t given = 0;  ///< of the event that gave it to its owner
  IncidentId from;         ///< it came along from there with a merge; none: it was added here
  MessageRef source;       ///< the message that it was made from; empty: none
  EntryId entry;           ///< that message's

  bool operator==(const Todo&) const = default;
};
/// That aren't settled, of one incident.
inline constexpr std::size_t most_todos = 50;
inline constexpr Duration shortest_box = std::chrono::minutes(1);
inline constexpr Duration longest_box = std::chrono::days(7);
/// Once a time box is over its owner has so long before the lead hears of it.
inline constexpr Duration box_patience = std::chrono::minutes(5);
/// When the owner of a follow-up is reminded, seen from the noon on which it is due: at nine, two days
/// before, on the day, and a week after.
inline constexpr std::array<Duration, 3> follow_up_reminders{-std::chrono::hours(51), -std::chrono::hours(3),
                                                             std::chrono::hours(7 * 24 - 3)};
/// From when on it is late: the day is over.
inline constexpr Duration follow_up_grace = std::chrono::hours(12);
bool is_late(const Todo& todo, Time now);

/// Something that is being done to the system.
struct Change {
  EntryId id;
  Words words;
  UserId by;
  Time at{};

  bool operator==(const Change&) const = default;
};
enum class ChangeResult { worked, no_effect, worse };
std::string_view to_string(ChangeResult result);
std::optional<ChangeResult> parse_change_result(std::string_view text);
/// Under way at once.
inline constexpr std::size_t most_changes = 10;

/// What somebody believes to be the cause, until it is ruled in or out.
struct Theory {
  EntryId id;
  Words words;
  UserId by;
  Time at{};

  bool operator==(const Theory&) const = default;
};
/// Held at once.
inline constexpr std::size_t most_theories = 20;

/// Not sooner after one is everybody asked to come together again.
inline constexpr Duration regroup_every = std::chrono::minutes(5);

/// A line `TODO: …` or `DECISION: …` of a message in the channel, as long as nobody has reviewed it.
struct Offer {
  EntryId id;          ///< of the event that offered it: what people call it by
  EntryId entry;       ///< its message
  MessageRef message;  ///< the same, as the chat platform calls it
  bool decision = false;
  Words words;  ///< what stands behind the mark, on one line
  UserId by;    ///< who wrote it
  Time at{};

  bool operator==(const Offer&) const = default;
};
/// Waiting at once; what is written beyond that is talk like any other.
inline constexpr std::size_t most_offers = 20;
/// What became of such a line: an action, a follow-up, its message was put on the timeline, it was passed
/// over, its author took it back.
enum class Reviewed { action, follow_up, kept, left, withdrawn };
std::string_view to_string(Reviewed reviewed);
std::optional<Reviewed> parse_reviewed(std::string_view text);

}  // namespace muster::core
