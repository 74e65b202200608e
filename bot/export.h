// The debrief's input from the store, for the upload and for the command line.
#pragma once

#include "core/debrief.h"
#include "storage/store.h"

namespace muster::bot {

core::DebriefInput debrief_input(storage::Store& store, const core::Incident& incident);
/// `INC-42.md`, of a drill `DRILL-INC-42.md`
std::string debrief_file_name(const core::Incident& incident, core::Format format);

}  // namespace muster::bot
