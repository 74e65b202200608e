// The message with a role's checklist, and its ticks.
#include "bot/views/views.h"
#include "bot/work/posting.h"

namespace muster::bot::one_shots {

namespace {

/// Whether they have it from this event.
bool is_theirs(const Work& work, const core::Record& given) {
  const auto* e = std::get_if<core::RoleAssigned>(&given.event);
  const auto held = e ? work.incident.roles.find(e->role) : work.incident.roles.end();
  return held != work.incident.roles.end() && held->second.seq == given.seq;
}

}  // namespace

OneShotResult role_checklist(const Work& work, const storage::OneShotTask& task) {
  const auto record = work.app.store.record(work.incident.id, task.what.seq);
  const auto* given = record ? std::get_if<core::RoleAssigned>(&record->event) : nullptr;
  // Declined, or somebody else's, before it could be asked.
  if (!given || (given->asked && !is_theirs(work, *record))) return storage::Done{};
  return send_person(work, task, views::role_checklist(work.incident, *record, *work.config));
}

/// Who was asked reads what became of that.
OneShotResult role_edited(const Work& work, const storage::OneShotTask& task) {
  auto& store = work.app.store;
  const auto seq = event_in(task);
  const auto given = store.record(work.incident.id, seq);
  const auto end = store.record(work.incident.id, task.what.seq);
  if (!given || !end) return storage::Done{};
  if (is_theirs(work, *given))
    return edit_sent(work, task, core::OneShot::Kind::role_checklist, seq,
                     views::role_checklist(work.incident, *given, *work.config));
  // Whoever declined knows of which role and incident, and is told nothing else.
  const bool declined = std::holds_alternative<core::RoleVacated>(end->event) && end->actor == task.what.to;
  return edit_sent(work, task, core::OneShot::Kind::role_checklist, seq,
                   views::role_gone(work.incident, *given, *end, *work.config), declined);
}

OneShotResult role_declined(const Work& work, const storage::OneShotTask& task) {
  return direct_message(work, task, views::role_declined);
}

/// Whoever ticks sees it at once; this is for their other devices, and for later.
OneShotResult checklist_kept(const Work& work, const storage::OneShotTask& task) {
  const auto record = work.app.store.record(work.incident.id, task.what.seq);
  const auto* kept = record ? std::get_if<core::ChecklistKept>(&record->event) : nullptr;
  if (!kept) return storage::Done{};
  const auto held = work.incident.roles.find(kept->role);
  // Of several ticks in a row the last one shows them all.
  if (held == work.incident.roles.end() || held->second.done_seq != task.what.seq) return storage::Done{};
  const auto given = work.app.store.record(work.incident.id, held->second.seq);
  if (!given) return storage::Done{};
  return edit_sent(work, task, core::OneShot::Kind::role_checklist, held->second.seq,
                   views::role_checklist(work.incident, *given, *work.config));
}

}  // namespace muster::bot::one_shots
