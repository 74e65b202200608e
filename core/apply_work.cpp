#include "core/apply_work.h"

#include <algorithm>
#include <string>

namespace muster::core {

Entry new_entry(const Record& record, EntryKind kind, const Words& words) {
  Entry entry;
  entry.id = EntryId(record.seq);
  entry.kind = kind;
  entry.occurred_at = record.occurred_at;
  entry.recorded_at = record.recorded_at;
  entry.author = record.actor;
  entry.words = words;
  return entry;
}

void WorkApplication::operator()(const TodoAdded& e) {
  Todo& todo = incident_.todos[EntryId(record_.seq)];
  todo.id = EntryId(record_.seq);
  todo.follow_up = e.follow_up;
  todo.words = e.words;
  todo.owner = e.owner;
  todo.by = e.wished_by.empty() ? record_.actor : e.wished_by;
  todo.at = record_.occurred_at;
  todo.due = e.due;
  todo.priority = e.priority;
  todo.fix = e.fix;
  todo.given = e.owner.empty() ? 0 : record_.seq;
  todo.from = e.from;
  todo.source = e.source;
  todo.entry = e.entry;
  Entry& entry = add(e.follow_up ? EntryKind::follow_up : EntryKind::action, e.words);
  entry.author = todo.by;
  entry.person = e.owner;
}

void WorkApplication::operator()(const TodoGiven& e) {
  Todo* todo = about(e.todo);
  if (!todo) return;
  todo->owner = e.owner;
  todo->returned = false;
  todo->given = e.owner.empty() ? 0 : record_.seq;
  forget_asking(e.todo);
}

void WorkApplication::operator()(const TodoReturned& e) {
  Todo* todo = about(e.todo);
  if (!todo) return;
  todo->owner = {};
  todo->returned = true;
  todo->given = 0;
  forget_asking(e.todo);
  Entry& entry = add(todo->follow_up ? EntryKind::follow_up : EntryKind::action, e.words);
  entry.person = e.from;
  entry.key = "cant";
  entry.about = todo->words;
}

void WorkApplication::operator()(const TodoRescheduled& e) {
  if (Todo* todo = about(e.todo)) todo->due = e.due;
}

void WorkApplication::operator()(const TodoRanked& e) {
  Todo* todo = about(e.todo);
  if (!todo) return;
  todo->priority = e.priority;
  todo->fix = e.fix;
}

void WorkApplication::operator()(const TodoConverted& e) {
  Todo* todo = about(e.todo);
  if (!todo) return;
  todo->follow_up = e.follow_up;
  todo->due = e.due;
  forget_asking(e.todo);
}

void WorkApplication::operator()(const TodoSettled& e) {
  const Todo* todo = about(e.todo);
  if (!todo) return;
  Entry& entry = add(todo->follow_up ? EntryKind::follow_up : EntryKind::action, e.words);
  entry.person = todo->owner;
  entry.key = e.done ? "done" : "dropped";
  entry.about = todo->words;
  forget_asking(e.todo);
  incident_.todos.erase(e.todo);
}

void WorkApplication::operator()(const TodosMoved& e) {
  for (const EntryId id : e.todos) {
    forget_asking(id);
    incident_.todos.erase(id);
  }
}

void WorkApplication::operator()(const TodoRestored& e) {
  if (e.was)
    incident_.todos[e.todo] = *e.was;
  else
    incident_.todos.erase(e.todo);
  forget_asking(e.todo);
}

void WorkApplication::operator()(const LineReviewed& e) {
  incident_.offers.erase(e.offer);
}

void WorkApplication::operator()(const LineRestored& e) {
  if (e.was)
    incident_.offers[e.offer] = *e.was;
  else
    incident_.offers.erase(e.offer);
}

void WorkApplication::operator()(const ChangeBegun& e) {
  const EntryId id(record_.seq);
  incident_.changes[id] = Change{id, e.words, record_.actor, record_.occurred_at};
  add(EntryKind::change, e.words);
}

void WorkApplication::operator()(const ChangeSettled& e) {
  const auto change = incident_.changes.find(e.change);
  if (change == incident_.changes.end()) return;
  Entry& entry = add(EntryKind::change, e.words);
  entry.key = to_string(e.result);
  entry.person = change->second.by;
  entry.about = change->second.words;
  is_moment = true;
  incident_.changes.erase(change);
}

void WorkApplication::operator()(const ChangeRestored& e) {
  if (e.was)
    incident_.changes[e.change] = *e.was;
  else
    incident_.changes.erase(e.change);
}

void WorkApplication::operator()(const TheoryHeld& e) {
  const EntryId id(record_.seq);
  incident_.theories[id] = Theory{id, e.words, record_.actor, record_.occurred_at};
  add(EntryKind::theory, e.words);
}

void WorkApplication::operator()(const TheorySettled& e) {
  const auto theory = incident_.theories.find(e.theory);
  if (theory == incident_.theories.end()) return;
  Entry& entry = add(EntryKind::theory, e.words);
  entry.key = e.ruled_in ? "in" : "out";
  entry.person = theory->second.by;
  entry.about = theory->second.words;
  if (e.ruled_in) is_moment = true;
  incident_.theories.erase(theory);
}

void WorkApplication::operator()(const TheoryRestored& e) {
  if (e.was)
    incident_.theories[e.theory] = *e.was;
  else
    incident_.theories.erase(e.theory);
}

/// A null pointer when it is settled.
Todo* WorkApplication::about(EntryId id) {
  const auto found = incident_.todos.find(id);
  return found == incident_.todos.end() ? nullptr : &found->second;
}

/// Whoever has it from now on is asked for the first time.
void WorkApplication::forget_asking(EntryId id) {
  const std::string about = ":" + std::to_string(id.value);
  std::erase_if(incident_.nudged, [&](const auto& one) { return one.first.ends_with(about); });
}

}  // namespace muster::core
