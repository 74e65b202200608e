// Services as people type them.
#pragma once

#include "bot/line.h"
#include "core/policy.h"

namespace muster::bot::verbs {

/// The longest name of a service, or its key, that the line begins with, taken off it; a comma may follow. A
/// null pointer, and the line as it was, when it begins with none.
const core::ServiceDef* take_service(Line& line, const core::Policy& policy);

/// Half a sentence about words that name no service: the nearest one, else those that there are.
std::string no_such_service(const Line& line, const core::Policy& policy);

}  // namespace muster::bot::verbs
