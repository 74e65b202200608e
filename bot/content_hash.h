// Tells whether something that is shown has changed.
#pragma once

#include <string>
#include <string_view>

namespace muster::bot {

/// A short digest: equal content has an equal one. 24 hexadecimal digits.
std::string content_hash(std::string_view content);

}  // namespace muster::bot
