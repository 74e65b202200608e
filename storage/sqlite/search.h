// Finding words in what people wrote. The index is SQLite's full-text search (FTS5), one row for each text as
// it is worded now: an incident's title, summary and impact, and the entries of its timeline.
//
// What is new is put in behind the clicks, in catch_up(): within a click it would cost more B-trees than all
// the rest. What is gone (edited, hidden, withdrawn, erased) is taken out within its own transaction, so that
// a row never outlives its words. All throw SQLite::Exception.
#pragma once

#include <set>
#include <string_view>

#include "core/incident.h"
#include "storage/sqlite/connection.h"
#include "storage/store.h"

namespace muster::storage::sqlite::search {

/// Store::search().
FoundPage find(Connection& db, core::WorkspaceId workspace, const IncidentFilter& filter,
               std::string_view words);

/// Whether catch_up() has something to do.
bool is_behind(Connection& db);
/// Some of what waits, little enough that no click waits long behind it; false when nothing is left. Inside a
/// transaction, as all that follows.
bool catch_up(Connection& db);

/// Takes out what isn't worded so any more.
void take_out(Connection& db, const core::Incident& before, const core::Incident& after);
void take_out(Connection& db, core::IncidentId incident, const core::Entry& before, const core::Entry& after);

/// Texts of these entries, or of the incident itself, were erased. Their words are found no more, and leave
/// the file with wipe().
void erased(Connection& db, core::IncidentId incident, const std::set<core::EntryId>& entries);
/// FTS5 keeps the words of what was taken out until its segments are merged: a part of that, as catch_up()
/// does it first of all. False when none of what was erased is left in the tables.
bool wipe(Connection& db);

/// Everything of it is looked at again: its rows were derived anew.
void look_again(Connection& db, core::IncidentId incident);

}  // namespace muster::storage::sqlite::search
