// The queues: surfaces to bring up to date and one-shots to send. Run on the writer, inside its transaction.
//
// What can't be done yet is `blocked` and has no due time, so that claiming looks at nothing but what can be
// done: whatever lifts an obstacle makes the next rows due.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/effects.h"
#include "core/incident.h"
#include "core/time.h"
#include "storage/sqlite/connection.h"
#include "storage/store.h"

namespace muster::storage::sqlite {

/// How long a response_url is good for.
/// https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
inline constexpr core::Duration response_url_life = std::chrono::minutes(30);

/// Of one-shots; 0 goes first.
inline constexpr int priorities = 5;

/// Surfaces that an event made out of date. True when one of them is due.
bool raise_surfaces(Connection& db, const core::Incident& after, std::span<const core::Surface> kinds,
                    core::Time now);
/// Without an event: what was shown counts no more.
bool raise_outdated(Connection& db, core::IncidentId incident, std::span<const core::Surface> kinds,
                    core::Time now);
/// After the channel was made, or couldn't be: what waited for that becomes due.
bool unblock(Connection& db, const core::Incident& incident, core::Time now);

struct NewOneShot {
  std::string key;
  core::WorkspaceId workspace;
  core::OneShot what;
  std::string response_url;  ///< empty: none
  core::Time url_at{};       ///< when it was given
};
/// `incident` is empty (id 0) for an answer that belongs to none. True when it is due; nothing happens when
/// the key is known.
bool add_one_shot(Connection& db, const core::Incident& incident, const NewOneShot& one_shot, core::Time now);

std::optional<SurfaceTask> claim_surface(Connection& db, core::Time now, core::Duration lease,
                                         core::Duration rest);
void finish(Connection& db, const SurfaceTask& task, const std::variant<Shown, Again, Parked>& result);
std::optional<OneShotTask> claim_one_shot(Connection& db, core::Time now, core::Duration lease);
void finish(Connection& db, const OneShotTask& task, const std::variant<Done, Again, Parked>& result);

std::vector<std::int64_t> gather_lines(Connection& db, const OneShotTask& task);

/// The first line and the first upload of an incident that has a place now. Part of `unblock`.
bool unblock_lines(Connection& db, const core::Incident& incident, core::Time now);

bool unpark(Connection& db, const std::string& id, Unpark how, core::Time now);

/// When Tick has something to do, as the policy has it. True when that is due.
bool set_timer(Connection& db, core::IncidentId incident, std::optional<core::Time> at, core::Time now);
std::optional<core::IncidentId> claim_timer(Connection& db, core::Time now);
void recheck_timers(Connection& db, core::Time now);
/// For readers: the first of all.
std::optional<core::Time> next_timer_of_all(Connection& db);

/// Store::clock_moved(): over what waits, and the open incidents.
void clock_moved(Connection& db, core::Duration by, core::Time now);

/// For readers.
std::optional<core::Time> next_due(Connection& db);
QueueStats queue_stats(Connection& db);
std::vector<ParkedTask> parked(Connection& db, int limit);

}  // namespace muster::storage::sqlite
