// Strings that people, attackers and broken programs send.
#pragma once

#include <rapidcheck.h>

#include <string>

namespace slack::testing {

/// Any bytes: empty, blank, invalid UTF-8, controls, markup, code points of every length, up to thousands.
rc::Gen<std::string> hostile();

}  // namespace slack::testing
