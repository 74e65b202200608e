// Messages about what somebody has to do: that they got it, what became of it, and that somebody can't.
#include <charconv>

#include "bot/views/views.h"
#include "bot/work/posting.h"

namespace muster::bot::one_shots {

namespace {

/// The Todo whose message this is about: the event's own when it added it, else the one that it names.
core::EntryId todo_of(const core::Record& record) {
  if (const auto* e = std::get_if<core::TodoGiven>(&record.event)) return e->todo;
  return core::EntryId(record.seq);
}

}  // namespace

OneShotResult todo_given(const Work& work, const storage::OneShotTask& task) {
  const auto record = work.app.store.record(work.incident.id, task.what.seq);
  if (!record) return storage::Done{};
  const auto todo = work.incident.todos.find(todo_of(*record));
  // Done, or somebody else's, before it could be said.
  if (todo == work.incident.todos.end() || todo->second.given != task.what.seq) return storage::Done{};
  return send_person(work, task, views::todo_given(work.incident, todo->second, record->actor));
}

OneShotResult todo_edited(const Work& work, const storage::OneShotTask& task) {
  auto& store = work.app.store;
  const auto& payload = task.what.payload;
  const auto given = event_in(task);
  std::int64_t id = 0;
  if (const auto colon = payload.find(':'); colon != std::string::npos)
    std::from_chars(payload.data() + colon + 1, payload.data() + payload.size(), id);
  const auto record = store.record(work.incident.id, given);
  const auto added = store.record(work.incident.id, id);
  if (!record || !added) return storage::Done{};
  const auto todo = work.incident.todos.find(core::EntryId(id));
  const bool theirs = todo != work.incident.todos.end() && todo->second.given == given;
  const auto last = store.record(work.incident.id, task.what.seq);
  const auto message = theirs ? views::todo_given(work.incident, todo->second, record->actor)
                              : views::todo_gone(work.incident, *added, last ? *last : *added,
                                                 todo == work.incident.todos.end() ? nullptr : &todo->second);
  return edit_sent(work, task, core::OneShot::Kind::todo_given, given, message);
}

OneShotResult todo_returned(const Work& work, const storage::OneShotTask& task) {
  const auto record = work.app.store.record(work.incident.id, task.what.seq);
  const auto* returned = record ? std::get_if<core::TodoReturned>(&record->event) : nullptr;
  const auto todo = returned ? work.incident.todos.find(returned->todo) : work.incident.todos.end();
  // Somebody has it by now, or it is done.
  if (todo == work.incident.todos.end() || !todo->second.owner.empty()) return storage::Done{};
  return send_person(work, task, views::todo_returned(work.incident, todo->second, *returned));
}

}  // namespace muster::bot::one_shots
