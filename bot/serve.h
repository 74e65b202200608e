// The running bot: everything put together, and taken apart in the right order.
#pragma once

#include <filesystem>
#include <string>

#include "bot/config.h"

namespace muster::bot {

/// Serves until SIGTERM or SIGINT, reloads its configuration at SIGHUP. Gives the process's exit code. Blocks
/// these signals for the calling thread and all that it starts; call it from main, before any other thread.
int serve(const std::filesystem::path& config_file, const Environment& environment);

}  // namespace muster::bot
