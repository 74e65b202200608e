// What people do when Slack is down: every verb, and who to call, from the command line beside the server.
#pragma once

#include <memory>
#include <string>

#include "bot/config.h"
#include "bot/operate.h"
#include "core/time.h"

namespace muster::bot {

/// Carries out one command line (`INC-42 note db is back`, `note INC-42 db is back`, `declare it broke`) as
/// this person, as if they had typed it in Slack. The server that runs on the same database, or the next one,
/// brings Slack up to date. Code 0: it was answered, and the words say what came of it. Throws
/// storage::StoreError.
Told do_as(const std::shared_ptr<const Config>& config, const std::string& user, const std::string& line);

/// Open incidents with their state and who holds which role, and the phone numbers of the configuration. Of
/// private incidents nothing but number, state and roles. Throws storage::StoreError.
Told callsheet(const Config& config, core::Time now);

}  // namespace muster::bot
