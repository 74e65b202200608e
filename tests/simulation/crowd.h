// The people of a simulation: what they do, drawn from the seed, and what they were told came of it.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "slack/standin/standin.h"
#include "tests/simulation/clockwork.h"
#include "tests/simulation/machine.h"
#include "tests/simulation/promises.h"
#include "tests/simulation/simulation.h"

namespace muster::simulation {

/// No more are declared than so many, but by forms.
inline constexpr std::size_t enough_incidents = 12;

class Crowd {
 public:
  Crowd(Timeline& time, slack::standin::Standin& slack, Machine& machine, const Plan& plan, Trace trace,
        Counts& counts);

  /// Plans all acts of the plan, spread over its hours.
  void plan_acts();
  Micros last_act() const { return last_act_; }
  /// When nothing fails any more: whoever was deactivated is back, and groups have people.
  void gather();
  /// One more note in every incident: what was given up is tried again with a person's next act. Then
  /// somebody who leads leaves for good.
  void stir();
  /// What became of people and groups and isn't known; after gather() and stir(), once all is quiet.
  std::vector<std::string> unnoticed() const;
  /// What people did and nothing came of, not even an answer, while nothing failed.
  const std::vector<std::string>& silences() const { return silences_; }

  /// What was erased may stand there or not.
  Said said() const;

 private:
  void act();
  /// Does it as somebody who has begun something: not more than a few do at once.
  void in_turn(std::function<void()> what);
  /// After as long as somebody takes to read what they were shown.
  void soon(std::function<void()> what);
  void declare(const std::string& who);
  void in_channel(const std::string& who);
  void work(const std::string& who, const std::string& channel);
  void page(const std::string& who, const std::string& channel);
  void drift(const std::string& who, const std::string& channel);
  void merge(const std::string& who, const std::string& channel);
  /// People are deactivated and come back, become guests and members, join user groups and leave them.
  void come_and_go();
  void go_for_good();
  void change(const std::string& who, const std::function<void(slack::standin::PersonOptions&)>& how);
  /// Who is let in, what is ticked, what people outside are told, and what becomes private.
  void matters_of_people(const std::string& who, const std::string& channel);
  /// What is opened and sent; crowd_forms.cpp.
  void form(const std::string& who, const std::string& channel);
  void fill_in(const std::string& who);
  std::vector<std::string> put_into(const std::string& form, const std::string& field,
                                    const nlohmann::json& element);
  void shortcut(const std::string& who, const std::string& channel);
  /// Something is listed, and what is chosen is one of what it offers; crowd_forms.cpp.
  void menu(const std::string& who, const std::string& channel);
  /// Whatever stands before somebody has its buttons and menus; one of them is pressed.
  void any_button(const std::string& who);
  void choose_from(const std::string& who, const slack::standin::Answer& list);
  /// Messages that say by themselves what is to be done, and marks on them that do.
  void marks(const std::string& who, const std::string& channel);
  slack::standin::Answer typed(const std::string& who, const std::string& text, const std::string& channel);
  Told type(const std::string& who, const std::string& text, const std::string& channel, const char* success);
  Told judge(const slack::standin::Answer& answer, const char* success);
  /// How it was before somebody did something: what they are shown may come before they hear of it.
  struct Before {
    Counts counts;
    std::optional<std::int64_t> changes{};  ///< none: what changes doesn't count as an answer
  };
  /// Events of all incidents; none while the database can't be read.
  std::optional<std::int64_t> changes() const;
  /// Acknowledged with nothing to see yet: soon something is said to Slack, or has changed.
  void hears_soon(const std::string& what, const slack::standin::Answer& answer, const Before& before);
  /// Now and then the guest.
  std::string somebody();
  /// The same, of those who aren't deactivated.
  std::string present();
  std::string word(const char* kind);
  /// The same for the incident that lives there: with a marker (witness.h) beside it where that is private.
  std::string word_of(const char* kind, const std::string& channel);
  /// Those in which an incident lives, and which this person is in, or may look into.
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
  std::vector<std::string> people_;               ///< without the guest
  std::string guest_;
  std::set<std::string> borrowed_;  ///< channels of people's own in which an incident lives
  std::set<std::string> erased_;    ///< words of entries whose text somebody erased
  std::vector<std::string> silences_;
  std::string general_;
  std::vector<std::string> groups_;                            ///< ids of user groups
  std::set<std::string> away_;                                 ///< deactivated now
  std::set<std::string> left_before_;                          ///< or once
  std::vector<std::pair<core::IncidentId, std::string>> led_;  ///< by who is gone for good
};

}  // namespace muster::simulation
