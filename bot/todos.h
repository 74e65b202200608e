// What somebody has to do, over all incidents.
#pragma once

#include <utility>
#include <vector>

#include "bot/app.h"
#include "core/incident.h"

namespace muster::bot {

/// Something to be done, with the incident that it belongs to.
using TodoOf = std::pair<core::Incident, core::Todo>;

/// What isn't settled and is this person's, what is due first, so many at most. Whoever has something to do
/// may know what it is, private or not.
std::vector<TodoOf> todos_of_person(storage::Store& store, core::WorkspaceId workspace,
                                    const core::UserId& person, int limit = 50);

/// Follow-ups that are late by `now`, of incidents of which everybody may know.
std::vector<TodoOf> late_follow_ups(storage::Store& store, core::WorkspaceId workspace, core::Time now,
                                    int limit = 50);

/// Late follow-ups of other incidents on a service that this one affects: what broke then may have broken
/// again.
std::vector<TodoOf> open_wounds(storage::Store& store, const core::Incident& incident, core::Time now);

}  // namespace muster::bot
