// An incident under test: runs commands as a store would, and holds the promises that must hold for every
// log.
#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/apply.h"
#include "core/decide.h"
#include "core/effects.h"

namespace muster::core::test {

/// `utc(2026, 3, 1, 2, 17, 9)`
inline Time utc(int year, unsigned month, unsigned day, int hour = 0, int minute = 0, int second = 0,
                int millis = 0) {
  using namespace std::chrono;
  const sys_days date(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day));
  return Time(date) + hours(hour) + minutes(minute) + seconds(second) + milliseconds(millis);
}

inline UserId user(std::string id) {
  return UserId(std::move(id));
}
inline MessageRef message(std::string ts) {
  return {ChannelId("C1"), std::move(ts)};
}

class World {
 public:
  /// Not declared yet: number 42, at 2026-03-01 02:00 UTC.
  World();
  /// Declared by U1 as "Checkout is down", with a channel C1 of its own.
  static World declared(Declare command = {});
  /// Declared by U1, then taken to the first status of a category.
  static World in(Category category);

  /// Decides as a store does, with only those entries loaded that the command needs, stores and applies.
  /// Fails the test when replay, encoding or an invariant breaks. `actor` empty: the bot itself.
  tl::expected<std::vector<Record>, Refusal> run(const std::string& actor, const Command& command);
  /// The same for a command that must be accepted.
  std::vector<Record> done(const std::string& actor, const Command& command);
  /// The same for one that must be refused, with words.
  Refusal refused(const std::string& actor, const Command& command);

  const Incident& incident() const { return state.incident; }
  const Entry& entry(std::int64_t id) const { return state.entries.at(EntryId(id)); }
  const Entry& last_entry() const { return state.entries.rbegin()->second; }
  /// Surfaces and one-shots of the last command.
  Effects told;

  State state;
  std::optional<Incident> other;  ///< what a command finds that names this one
  Policy policy = default_policy();
  std::vector<Record> log;
  Time now;
  std::map<UserId, std::string> zones;      ///< where people are
  std::set<UserId> guests;                  ///< or people from outside
  std::optional<Time> last_said;            ///< when somebody last wrote in the channel
  std::map<UserId, Presence> presence;      ///< what is known of people in the channel
  Duration step = std::chrono::minutes(1);  ///< passes before each command

 private:
  std::int64_t words_ = 0;
};

/// Goes on to when the next thing is due, and does it. Fails when nothing waits.
std::vector<Record> tick(World& w);

/// `RoleConfirmed SeverityChanged`
std::string kinds(const std::vector<Record>& records);
/// `control topic`
std::string surfaces(const Effects& effects);
/// `channel_line role_checklist(U1)`
std::string one_shots(const Effects& effects);

}  // namespace muster::core::test
