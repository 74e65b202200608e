// What ends an incident with a reason, for the files of its verbs.
#pragma once

#include <string>

#include "bot/verb.h"
#include "core/policy.h"

namespace muster::bot::verbs {

/// A verb that dismisses an incident, or stands it down, and wants to know why. Without words it asks in a
/// form; words that may as well be a title are asked about, since everybody is told.
Verb conclusion(core::Category to, std::string help, std::string example);

/// The form in which such a verb asks why; a refusal when the incident can't end so from where it is.
Plan ask_why(const Ask& ask, core::Category to);

}  // namespace muster::bot::verbs
