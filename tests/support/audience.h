// Who reads what the bot sends to Slack: for tests that look for words where they don't belong.
#pragma once

#include <string>

#include "slack/standin/standin.h"

namespace muster::testing {

/// Whom a call shows something to alone: an answer, a form, the Home tab. Empty: whoever is in the channel
/// that it names, if it names one; or nobody, as for a form that was closed meanwhile.
std::string reader_of(const slack::standin::State& state, const slack::standin::Call& call);

/// The arguments, a line each: everything that was sent but the token.
std::string bytes_of(const slack::standin::Call& call);

}  // namespace muster::testing
