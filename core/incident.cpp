#include "core/incident.h"

#include <fmt/core.h>

namespace muster::core {

std::string reference(const Incident& incident) { return fmt::format("INC-{}", incident.number); }

}  // namespace muster::core
