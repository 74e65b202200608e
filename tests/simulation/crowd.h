// The people of a simulation: what they do, drawn from the seed, and what they were told came of it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "slack/standin/standin.h"
#include "tests/simulation/clockwork.h"
#include "tests/simulation/machine.h"
#include "tests/simulation/promises.h"
#include "tests/simulation/simulation.h"

namespace muster::simulation {

class Crowd {
 public:
  Crowd(Timeline& time, slack::standin::Standin& slack, Machine& machine, const Plan& plan, Trace trace,
        Counts& counts);

  /// Plans all acts of the plan, spread over its hours.
  void plan_acts();
  Micros last_act() const { return last_act_; }
  /// One more note in every incident: what was given up is tried again with a person's next act.
  void stir();

  const Said& said() const { return said_; }

 private:
  void act();
  void declare(const std::string& who);
  void in_channel(const std::string& who);
  void work(const std::string& who, const std::string& channel);
  void page(const std::string& who, const std::string& channel);
  void drift(const std::string& who, const std::string& channel);
  void merge(const std::string& who, const std::string& channel);
  /// Who is let in, what is ticked, what people outside are told, and what becomes private.
  void matters_of_people(const std::string& who, const std::string& channel);
  Told type(const std::string& who, const std::string& text, const std::string& channel, const char* success);
  Told judge(const slack::standin::Answer& answer, const char* success);
  std::string word(const char* kind);
  /// The channels that the bot made and that this person is in.
  std::vector<std::string> channels_of(const std::string& who) const;
  /// As one types whom one means.
  std::string called(const std::string& who) const;
  std::vector<std::string> messages_of_people(const std::string& channel) const;

  Timeline& time_;
  slack::standin::Standin& slack_;
  Machine& machine_;
  const Plan& plan_;
  const Trace trace_;
  Counts& counts_;
  Chance chance_;
  Micros last_act_ = 0;
  Said said_;
  int words_ = 0;
  std::map<std::string, std::string> last_word_;  ///< by person
  std::map<std::string, Micros> last_at_;         ///< when they typed
  int busy_ = 0;                                  ///< people in the middle of something
  std::vector<std::string> people_;
  std::string general_;
};

}  // namespace muster::simulation
