// Erasing what a person wrote. The log keeps that something stood there, and stays verifiable: an event holds
// a salted digest of its text, and the salt goes with the text.
#pragma once

#include "core/ids.h"
#include "storage/sqlite/connection.h"

namespace muster::storage::sqlite {

/// What this person wrote in an incident, in any revision: notes, updates, titles, reasons, messages of
/// theirs that others captured or edited. How many texts that are; with `really`, they are gone from the file
/// when the transaction is committed and checkpointed.
int erase_texts(Connection& db, core::IncidentId incident, const core::UserId& person, bool really);

/// Every wording of one entry. The bytes leave the file with a later checkpoint of the write-ahead log.
void erase_entry(Connection& db, core::IncidentId incident, core::EntryId entry);

/// Answers that are kept for replays and parked one-shots may quote anybody.
void forget_quotations(Connection& db);

}  // namespace muster::storage::sqlite
