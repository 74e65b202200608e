// What the events about actions, follow-ups, changes and theories do to an incident. For core/apply.cpp
// alone.
#pragma once

#include <optional>

#include "core/event.h"
#include "core/incident.h"

namespace muster::core {

/// The line that a record leaves on the timeline.
Entry new_entry(const Record& record, EntryKind kind, const Words& words);

/// One such record being applied. An event about what is settled changes nothing.
class WorkApplication {
 public:
  WorkApplication(Incident& incident, const Record& record) : incident_(incident), record_(record) {}

  void operator()(const TodoAdded& e);
  void operator()(const TodoGiven& e);
  void operator()(const TodoReturned& e);
  void operator()(const TodoRescheduled& e);
  void operator()(const TodoRanked& e);
  void operator()(const TodoConverted& e);
  void operator()(const TodoSettled& e);
  void operator()(const TodosMoved& e);
  void operator()(const TodoRestored& e);
  void operator()(const LineReviewed& e);
  void operator()(const LineRestored& e);
  void operator()(const ChangeBegun& e);
  void operator()(const ChangeSettled& e);
  void operator()(const ChangeRestored& e);
  void operator()(const TheoryHeld& e);
  void operator()(const TheorySettled& e);
  void operator()(const TheoryRestored& e);

  std::optional<Entry> line;  ///< for the timeline; none: it leaves none
  bool is_moment = false;     ///< the line is one of the key moments

 private:
  Entry& add(EntryKind kind, const Words& words) { return line.emplace(new_entry(record_, kind, words)); }
  Todo* about(EntryId id);
  void forget_asking(EntryId id);

  Incident& incident_;
  const Record& record_;
};

}  // namespace muster::core
