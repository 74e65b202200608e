// Lines by which people say, while they talk, what is to be done and what was decided.
#pragma once

#include <vector>

#include "core/text.h"

namespace muster::core {

struct MarkedLine {
  bool decision = false;  ///< else something to do
  Text words;             ///< behind the mark, not blank, `max_title` at most

  bool operator==(const MarkedLine&) const = default;
};
/// The lines of a text that begin with `TODO:` or `DECISION:`, in any case, perhaps behind the sign of a
/// list. What stands in code is code.
std::vector<MarkedLine> marked_lines(const Text& text);

}  // namespace muster::core
