// Reads along whatever the bot says, for words that belong to a private incident: markers, which people put
// into what they say of one, each of them once. Who may know them is asked at the end, of the record.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "slack/standin/standin.h"
#include "storage/store.h"
#include "tests/simulation/clockwork.h"

namespace muster::simulation {

/// A word that stands nowhere else: `zq12q`.
std::string marker(int number);

class Witness {
 public:
  Witness(const Timeline& time, const slack::standin::Standin& slack) : time_(time), slack_(slack) {}

  /// A call of the bot's that Slack has answered.
  void called(const slack::standin::HttpCall& call, const slack::standin::HttpReply& reply);
  /// What the bot answered to a request of Slack's, there and then.
  void answered(const std::string& request, const std::string& body);

  struct Known {
    storage::Store& store;
    const core::Policy& policy;
    std::string figures;       ///< what the operator can read beside it
    bool clock_jumps = false;  ///< when something was recorded says nothing
  };
  /// What reached somebody who may not know it, a line each. Nobody is suspected in doubt: whoever ever had a
  /// part in an incident, or was in its channel, before it was said may read it.
  std::vector<std::string> leaks(const Known& known) const;

 private:
  struct Sighting {
    std::set<std::string> markers, readers;
    std::string where, channel;  ///< the channel, if it is one that people write in
    Micros at = 0;
  };
  void seen(Sighting sighting, const std::string& bytes);

  const Timeline& time_;
  const slack::standin::Standin& slack_;
  std::vector<Sighting> sightings_;
};

}  // namespace muster::simulation
