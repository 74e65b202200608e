// One whole incident, played by four people against a bot, by what people really do: commands typed, buttons
// pressed, forms filled in, reactions, pins, edits, replies. After each scene every person's screen is
// printed, as far as it is new; what should have appeared and did not is a failure.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "slack/standin/screen.h"
#include "slack/standin/standin.h"

namespace slack::standin {

struct PlayOptions {
  std::function<void(const std::string&)> print;  ///< one line, without its break
  Renderer render{};                              ///< of messages; plain lines when empty
  std::string command = "/incident";
  std::chrono::milliseconds patience = std::chrono::seconds(20);  ///< for each expectation
};
struct PlayResult {
  std::size_t scenes = 0, expectations = 0;
  std::vector<std::string> failures{};  ///< `scene: what was missing`
  std::string channel{};                ///< the incident's, once there is one
};

/// The bot's URL must be set. Adds its own people and channels. Ends early only if no incident comes about.
PlayResult play(Standin& slack, const PlayOptions& options);

/// Messages with blocks as render.h pictures them, others as plain lines. The stand-in must outlive it.
Renderer picture_renderer(const Standin& slack);

/// Writes the uploaded files into a folder (made if it isn't there); how many. Throws std::runtime_error if
/// it can't be written.
std::size_t save_files(const Standin& slack, const std::string& folder);

}  // namespace slack::standin
