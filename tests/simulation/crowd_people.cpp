// What people do about people: who is let in and who is asked, and who is there at all.
#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "tests/simulation/crowd.h"

namespace muster::simulation {

using slack::standin::PersonOptions;
using slack::standin::State;

void Crowd::matters_of_people(const std::string& who, const std::string& channel) {
  auto& people = slack_.people();
  // In the messages with the bot, or wherever the button stands.
  const auto press = [&](const char* button) {
    trace_(fmt::format("{} presses `{}`", who, button));
    (void)people.press(who, {.text = button});
  };
  const auto number = 1 + chance_.below(enough_incidents);
  switch (chance_.below(12)) {
    case 0:
      type(who, "update --external we are sorry for " + word_of("sorry", channel), channel, "");
      return;
    case 1:
      return press("Approve");
    case 2:
      type(who, fmt::format("access INC-{}", number), general_, "");
      return;
    case 3:
      return press(chance_.one_in(3) ? "No" : "Let in");
    case 4:
    case 5: {
      const auto id = fmt::format("do checklist INC-{} lead --part 0", number);
      trace_(fmt::format("{} ticks {}", who, id));
      const std::vector<std::string> items{"Say in the channel that you lead.",
                                           "Write one line of summary and one of impact."};
      (void)people.choose(
          who, {.action_id = id},
          chance_.one_in(3) ? std::vector<std::string>() : std::vector{chance_.one_of(items)});
      return;
    }
    case 6:
      return press("Keep open");
    case 7:
      trace_(who + " opens the Home tab");
      people.open_home(who);
      return;
    case 8:
      if (chance_.one_in(3)) return press("Take Lead");
      type(who, "checklist", channel, "");
      return;
    default:
      type(who, fmt::format("private --yes {}", called(chance_.one_of(people_))), channel, "");
      return;
  }
}

void Crowd::page(const std::string& who, const std::string& channel) {
  switch (chance_.below(6)) {
    case 0:
      type(who, "page @oncall", channel, "");
      return;
    case 1:
      type(who, "page: checkout it is " + word_of("why", channel), channel, "");
      return;
    case 2:
      type(who, fmt::format("page {}", called(chance_.one_of(people_))), channel, "");
      return;
    case 3:
      type(who, "page --stop", channel, "");
      return;
    default: {
      // In the messages with the bot, where they were asked.
      const auto* answer = chance_.one_in(2) ? "On my way" : "Can't";
      trace_(fmt::format("{} presses `{}`", who, answer));
      (void)slack_.people().press(who, {.text = answer});
    }
  }
}

void Crowd::change(const std::string& who, const std::function<void(PersonOptions&)>& how) {
  slack_.world().change([&](State& state) {
    auto is = state.people.at(who).is;
    how(is);
    state.change_person(who, is);
  });
}

void Crowd::come_and_go() {
  const auto who = chance_.one_of(people_);
  switch (chance_.below(3)) {
    case 0: {
      const bool back = away_.contains(who);
      // Somebody has to be left.
      if (!back && away_.size() + 2 >= people_.size()) return;
      trace_(fmt::format("{} is {}", who, back ? "back" : "deactivated"));
      change(who, [back](PersonOptions& is) { is.deleted = !back; });
      left_before_.insert(who);
      if (back) {
        away_.erase(who);
      } else {
        away_.insert(who);
      }
      return;
    }
    case 1:
      trace_(fmt::format("{} becomes a guest, or a member again", who));
      return change(who, [](PersonOptions& is) { is.guest = !is.guest; });
    default: {
      std::vector<std::string> some;
      for (const auto& one : people_)
        if (chance_.one_in(2)) some.push_back(one);
      const auto& group = chance_.one_of(groups_);
      trace_(fmt::format("the group {} has {} people now", group, some.size()));
      slack_.set_group(group, some);
    }
  }
}

void Crowd::gather() {
  trace_("everybody is there, and a member");
  for (const auto& who : people_) {
    change(who, [](PersonOptions& is) { is.deleted = is.guest = false; });
  }
  away_.clear();
  for (const auto& group : groups_) slack_.set_group(group, {people_.begin(), people_.begin() + 2});
}

void Crowd::go_for_good() {
  auto& store = machine_.store();
  std::vector<core::Incident> open;
  for (const auto id : store.all_incidents()) {
    auto incident = store.incident(id);
    if (incident && core::is_open(incident->category)) open.push_back(*std::move(incident));
  }
  const auto leads = [](const core::Incident& incident, const std::string& who) {
    const auto lead = incident.roles.find(std::string(core::lead_role));
    return lead != incident.roles.end() && lead->second.user.value == who;
  };
  // Who went before may have been noticed then; one departure is told once in a day.
  const auto gone = std::ranges::find_if(people_, [&](const std::string& who) {
    return !left_before_.contains(who) &&
           std::ranges::any_of(open, [&](const core::Incident& incident) { return leads(incident, who); });
  });
  if (gone == people_.end()) return;
  for (const auto& incident : open)
    if (leads(incident, *gone)) led_.emplace_back(incident.id, *gone);
  trace_(*gone + " is deactivated, and led something");
  change(*gone, [](PersonOptions& is) { is.deleted = true; });
}

std::vector<std::string> Crowd::unnoticed() const {
  std::vector<std::string> broken;
  auto& store = machine_.store();
  const auto workspace = machine_.workspace().id;
  for (const auto& [id, who] : led_) {
    const auto log = store.log(id);
    const bool noticed = std::ranges::any_of(log, [&leader = who](const core::Record& record) {
      const auto* left = std::get_if<core::HolderLeft>(&record.event);
      return left && left->user.value == leader;
    });
    if (!noticed) broken.push_back(fmt::format("{} led incident {} and is gone, unnoticed", who, id.value));
  }
  const auto groups = store.groups(workspace);
  slack_.world().read([&](const State& state) {
    for (const auto& [id, person] : state.people) {
      const auto known = store.user(workspace, core::UserId(id));
      if (!known || person.bot) continue;
      if (known->deleted != person.is.deleted || known->guest != person.is.guest)
        broken.push_back(fmt::format("{} is known as somebody else", id));
    }
    // By a clock that was set forward and back, the next look at the groups may be hours away.
    if (plan_.clock_jumps) return;
    for (const auto& [id, group] : state.groups) {
      const auto known = std::ranges::find(groups, id, &storage::Group::id);
      std::vector<std::string> people;
      if (known != groups.end())
        for (const auto& person : known->people) people.push_back(person.value);
      if (people != group.users)
        broken.push_back(fmt::format("of the group {} other people are known", group.handle));
    }
  });
  return broken;
}

}  // namespace muster::simulation
