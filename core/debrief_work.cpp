// What people did about it and what they believed, put together from the log: each with its beginning, its
// owner as it ended, and its end. And what came of the reminders.
#include <algorithm>
#include <array>
#include <map>

#include "core/apply.h"
#include "core/debrief_model.h"
#include "core/nudges.h"
#include "core/variant.h"

namespace muster::core {

namespace {

using Kind = Pursuit::Kind;

class PursuitFinder {
 public:
  PursuitFinder(const DebriefInput& input, const std::function<DebriefPerson(const UserId&)>& person,
                const std::function<Text(const Words&)>& words)
      : in_(input), person_(person), words_(words) {}

  std::vector<Pursuit> find() {
    for (const Entry& entry : in_.entries) entries_[entry.id] = &entry;
    for (const Record& record : in_.log) {
      record_ = &record;
      visit_known(*this, record.event);
    }
    std::vector<Pursuit> all;
    for (auto& [id, pursuit] : all_) all.push_back(std::move(pursuit));
    // Follow-ups as they matter; the others as they happened.
    std::ranges::stable_sort(all, {}, [](const Pursuit& p) {
      const bool follow_up = p.kind == Kind::follow_up;
      return std::tuple(follow_up, follow_up && !p.fix, follow_up ? -static_cast<int>(p.priority) : 0,
                        follow_up ? p.due.value_or(Time::max()) : p.from);
    });
    return all;
  }

  void operator()(const TodoAdded& e) {
    Pursuit& one = begin(e.follow_up ? Kind::follow_up : Kind::action, e.words);
    if (!e.wished_by.empty()) one.by = person_(e.wished_by);
    owned(one, e.owner);
    one.due = e.due;
    one.priority = e.priority;
    one.fix = e.fix;
  }
  void operator()(const TodoGiven& e) {
    if (Pursuit* one = known(e.todo)) owned(*one, e.owner);
  }
  void operator()(const TodoReturned& e) {
    if (Pursuit* one = known(e.todo)) owned(*one, {});
  }
  void operator()(const TodoRescheduled& e) {
    if (Pursuit* one = known(e.todo)) one->due = e.due;
  }
  void operator()(const TodoRanked& e) {
    Pursuit* one = known(e.todo);
    if (!one) return;
    one->priority = e.priority;
    one->fix = e.fix;
  }
  void operator()(const TodoConverted& e) {
    Pursuit* one = known(e.todo);
    if (!one) return;
    one->kind = e.follow_up ? Kind::follow_up : Kind::action;
    one->due = e.due;
  }
  void operator()(const TodoSettled& e) { end(e.todo, e.done ? "done" : "dropped", e.words); }
  void operator()(const TodosMoved& e) {
    for (const EntryId id : e.todos) end(id, "moved", {});
  }
  void operator()(const TodoRestored& e) {
    if (!restored(e.todo, e.was.has_value()) || !e.was) return;
    Pursuit& one = all_.at(e.todo);
    one.kind = e.was->follow_up ? Kind::follow_up : Kind::action;
    owned(one, e.was->owner);
    one.due = e.was->due;
    one.priority = e.was->priority;
    one.fix = e.was->fix;
  }
  void operator()(const ChangeBegun& e) { begin(Kind::change, e.words); }
  void operator()(const ChangeSettled& e) { end(e.change, std::string(to_string(e.result)), e.words); }
  void operator()(const ChangeRestored& e) { restored(e.change, e.was.has_value()); }
  void operator()(const TheoryHeld& e) { begin(Kind::theory, e.words); }
  void operator()(const TheorySettled& e) { end(e.theory, e.ruled_in ? "in" : "out", e.words); }
  void operator()(const TheoryRestored& e) { restored(e.theory, e.was.has_value()); }

 private:
  Pursuit& begin(Kind kind, const Words& words) {
    const EntryId id(record_->seq);
    Pursuit& one = all_[id];
    one.kind = kind;
    one.entry = id;
    one.by = person_(record_->actor);
    one.from = record_->occurred_at;
    one.words = shown(id, words);
    return one;
  }
  /// As it is on the timeline now; none when it is hidden there.
  std::optional<Text> shown(EntryId id, const Words& said) const {
    const auto entry = entries_.find(id);
    if (entry == entries_.end()) return words_(said);
    if (entry->second->hidden) return std::nullopt;
    return words_(entry->second->words);
  }
  Pursuit* known(EntryId id) {
    const auto found = all_.find(id);
    return found == all_.end() ? nullptr : &found->second;
  }
  void owned(Pursuit& one, const UserId& owner) const {
    one.owner = owner.empty() ? std::nullopt : std::optional(person_(owner));
  }
  void end(EntryId id, std::string how, const Words& words) {
    Pursuit* one = known(id);
    if (!one) return;
    one->end = std::move(how);
    one->ended_at = record_->occurred_at;
    one->ended_by = person_(record_->actor);
    auto why = shown(EntryId(record_->seq), words);
    if (why && !why->empty()) one->why = std::move(why);
  }
  /// Whether it was known.
  bool restored(EntryId id, bool was) {
    Pursuit* one = known(id);
    if (!one) return false;
    if (!was) {
      all_.erase(id);
      return true;
    }
    one->end.clear();
    one->ended_at.reset();
    one->why.reset();
    return true;
  }

  const DebriefInput& in_;
  const std::function<DebriefPerson(const UserId&)>& person_;
  const std::function<Text(const Words&)>& words_;
  const Record* record_ = nullptr;
  std::map<EntryId, const Entry*> entries_;
  std::map<EntryId, Pursuit> all_;
};

}  // namespace

std::string_view to_string(Pursuit::Kind kind) {
  static constexpr std::array<std::string_view, 4> names{"action", "follow_up", "change", "theory"};
  return names.at(static_cast<std::size_t>(kind));
}

std::vector<Pursuit> find_pursuits(const DebriefInput& input,
                                   const std::function<DebriefPerson(const UserId&)>& person,
                                   const std::function<Text(const Words&)>& words) {
  return PursuitFinder(input, person, words).find();
}

Reminders count_reminders(const DebriefInput& input, const Policy& policy) {
  Reminders counted;
  std::map<std::string, Time> waiting;  // by what was asked for, when
  State state;
  state.incident.id = input.incident.id;
  state.incident.workspace = input.incident.workspace;
  const auto look = [&](Time now) {
    if (waiting.empty()) return;
    std::map<std::string, bool> stands;
    for (const Nudge& one : nudges(state.incident, policy)) stands[one.key()] |= one.sent;
    std::erase_if(waiting, [&](const auto& asked) {
      const bool over = now - asked.second > followed_within;
      const auto stand = stands.find(asked.first);
      const bool done = stand == stands.end() || !stand->second;
      if (done && !over) ++counted.followed;
      if (over) ++counted.ignored;
      return done || over;
    });
  };
  for (const Record& record : input.log) {
    // What wasn't done by then was not done in time, whatever this record is.
    for (auto& [key, at] : waiting)
      if (record.recorded_at - at > followed_within) ++counted.ignored;
    std::erase_if(waiting,
                  [&](const auto& asked) { return record.recorded_at - asked.second > followed_within; });
    apply(state, record);
    look(record.recorded_at);
    if (const auto* nudged = std::get_if<Nudged>(&record.event)) {
      for (const auto& kind : nudged->kinds) {
        ++counted.sent;
        waiting[kind] = record.recorded_at;
      }
    }
  }
  return counted;
}

}  // namespace muster::core
