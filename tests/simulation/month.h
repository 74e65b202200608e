// A busy month: many incidents, hundreds of people, and what each of them had to read.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace muster::simulation {

/// What somebody got by direct message that they hadn't asked for.
struct Received {
  int messages = 0;
  int idle = 0;  ///< of these, with nothing in them to act on
  std::vector<std::string> idle_texts{};
};

struct Month {
  int incidents = 0;
  int acts = 0;       ///< of people
  int posts = 0;      ///< of the bot, in incidents' channels
  int busiest = 0;    ///< most posts in one incident's channel in one hour
  int announced = 0;  ///< messages in the channel of announcements
  int digests = 0;
  std::map<std::string, Received> people;  ///< everybody, by id
  /// What the bot sent that was wrong by itself (slack/standin/objections.h).
  std::vector<std::string> objections{};
};

/// `incidents` begin within thirty days; who does what follows from the seed. Nothing fails.
Month busy_month(int incidents, int people, unsigned seed = 1);

/// A few lines: how many got how much.
std::string told(const Month& month);

}  // namespace muster::simulation
