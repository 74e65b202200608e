// Is everything well? Each finding says what is wrong and how to mend it. Calls Slack; takes seconds at
// worst.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bot/app.h"
#include "slack/blocks.h"

namespace muster::bot {

struct Finding {
  enum class Grade { good, warning, bad } grade = Grade::good;
  std::string what;  ///< plain text, one line
  std::string mend;  ///< what to do; empty when it is good
};

/// Token, scopes against the manifest, whether events arrive, announcement channel, database, queue, parked
/// tasks, failing ornaments, clock. `may_name`: whether whoever asks may know that there is this incident; of
/// another one it says what is wrong, and not which it is.
std::vector<Finding> examine(App& app, const Config& config,
                             const std::function<bool(const core::Incident&)>& may_name);
slack::OutMessage doctor_message(const std::vector<Finding>& findings);
/// The same for a terminal: one line each, `ok`, `warn` or `BAD` in front.
std::string doctor_text(const std::vector<Finding>& findings);

}  // namespace muster::bot
