// What must be true at the end, whatever happened: of a simulation, and of the torture of the real program.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bot/config.h"
#include "slack/standin/standin.h"
#include "storage/store.h"

namespace muster::simulation {

/// What somebody was told of something that they did.
enum class Told {
  saved,    ///< it must be there, once
  refused,  ///< it must not be there
  unknown   ///< no answer, or an honest "not yet": at most once
};

/// Words that stand in one note, or in one title, alone; and what became of them as far as people know.
struct Said {
  std::map<std::string, Told> notes, titles;
};

/// `success`: words of the answer when it was done.
Told told_by(const slack::standin::Answer& answer, std::string_view success);

struct Ended {
  slack::standin::Standin& slack;
  storage::Store& store;
  const bot::Config& config;
  const Said& said;
  bool drift = false;        ///< people took things apart, which is theirs to do
  bool clock_jumps = false;  ///< what happened later may say that it was earlier
};

/// The promises that are broken, a line each.
std::vector<std::string> broken_promises(const Ended& ended);

}  // namespace muster::simulation
