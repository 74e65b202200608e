// The rules. Pure: the same arguments give the same answer, and nothing else is read. May be called more than
// once for one request (a retried conflict).
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "core/command.h"
#include "core/event.h"
#include "core/incident.h"
#include "core/policy.h"

namespace muster::core {

inline constexpr std::string_view verb_ref = "verb";

/// Why a command did nothing. Expected, and told to the person: what happened, and the way out.
struct Refusal {
  enum class Code {
    no_incident,    ///< there is none with this number, or the caller may not see it
    wrong_status,   ///< not from here: the transition is not allowed
    already,        ///< it is so already; nothing to do
    taken,          ///< the role has a holder; `holder` says who
    not_held,       ///< nobody holds the role, or someone else does
    unknown_key,    ///< no such status, severity or role is configured
    reason_needed,  ///< lowering a severity needs one
    empty,          ///< a text was required
    too_long,       ///< more than a text may have
    in_future,      ///< a time that hasn't come yet
    no_entry,       ///< no such entry in the timeline
    closed,         ///< the incident is over; reopen it first
    unconfirmed,    ///< it is rarely meant: to be said again with a confirmation
    would_leak,     ///< somebody would hear of a private incident who isn't in it
    incomplete,     ///< something is still missing; `missing` says what
    not_allowed,    ///< the configuration keeps it to others
    wrong_order     ///< a time that is before another, which it can't be
  };
  Code code{};
  Text words;  ///< for the person; a code span whose `ref` is verb_ref is a verb and its words, to be typed
  UserId holder;       ///< with `taken`
  UserId meant{};      ///< with `taken`: who was to have the role, when that is not who asks
  std::string role{};  ///< with `taken`: its key, and with `not_held` when someone else has the role
  std::vector<std::string> missing{};  ///< with `incomplete`: of close_gates()
};
std::string_view to_string(Refusal::Code code);

/// What is known of somebody in the incident's channel.
struct Presence {
  std::optional<Time> wrote = {};  ///< last, to the minute
  std::optional<Time> left = {};   ///< none: is there, or never was, as far as anybody knows
};

struct Context {
  UserId actor;                      ///< empty: the bot itself
  Time now{};                        ///< when the request arrived
  std::span<const Record> log = {};  ///< the incident's, for Undo; else empty
  /// Where somebody is, an IANA name; empty when nobody knows. May be empty itself.
  std::function<std::string(const UserId&)> zone_of = {};
  /// When somebody last wrote in the incident's channel, to the minute. May be empty itself.
  std::function<std::optional<Time>()> last_said = {};
  /// The number of an incident that is open in this channel. May be empty itself.
  std::function<std::optional<int>(const ChannelId&)> open_in = {};
  /// Whether somebody is a guest, or from outside: a merge brings them in nowhere. May be empty itself.
  std::function<bool(const UserId&)> is_guest = {};
  /// May be empty itself.
  std::function<Presence(const UserId&)> presence_of = {};
};

/// Events in order, not stored yet (`seq` 0, `recorded_at` = now). Empty when there is nothing to change and
/// nothing to say, as for a capture that is there already.
///
/// For Declare, `state.incident` is fresh: it carries only id, workspace and number.
/// Where the events fill the last of the roles that the severity requires, that stands behind them.
/// Every command of a person who was asked to take a role confirms that role first, unless it declines the
/// role (LeaveRole) or passes it on (AssignRole to somebody else).
tl::expected<std::vector<Record>, Refusal> decide(const State& state, const Command& command,
                                                  const Policy& policy, const Context& context);

/// What some events of one incident ask of another, to be done in the same transaction: both or neither.
struct FollowOn {
  IncidentId incident = {};
  Command command = {};
};
/// `before`: what the command was decided on.
std::optional<FollowOn> follow_on(const State& before, const std::vector<Record>& records);

/// What closing can be made to wait for.
inline constexpr std::array<std::string_view, 5> close_gates{"summary", "impact", "severity", "lead",
                                                             "update"};
/// What the policy wants to be there before it is closed, and isn't: of close_gates, in the policy's order.
/// An update is one that was posted since it was resolved. A drill needs nothing.
std::vector<std::string> missing_to_close(const Incident& incident, const Policy& policy);

/// Whether the table of statuses lets an incident go from one category to another (or stay in it with another
/// status).
bool may_become(Category from, Category to);

/// Longest texts, in code points.
inline constexpr std::size_t max_title = 150;
inline constexpr std::size_t max_words = 3000;

}  // namespace muster::core
