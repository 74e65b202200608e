// The message with a role's checklist, and its ticks.
#include "bot/views/views.h"
#include "bot/work/posting.h"

namespace muster::bot::one_shots {

OneShotResult role_checklist(const Work& work, const storage::OneShotTask& task) {
  return direct_message(work, task, views::role_checklist);
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
