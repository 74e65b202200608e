// Words for people outside that wait for the lead.
#include "bot/views/views.h"
#include "bot/work/posting.h"

namespace muster::bot::one_shots {

OneShotResult external_request(const Work& work, const storage::OneShotTask& task) {
  // Decided before it could be asked.
  if (work.incident.external_draft.value != task.what.seq) return storage::Done{};
  const auto record = work.app.store.record(work.incident.id, task.what.seq);
  if (!record) return storage::Done{};
  return send_person(work, task, views::external_request(work.incident, *record));
}

OneShotResult external_settled(const Work& work, const storage::OneShotTask& task) {
  const auto draft = event_in(task);
  const auto end = work.app.store.record(work.incident.id, task.what.seq);
  const auto* approval = end ? std::get_if<core::ExternalApproved>(&end->event) : nullptr;
  const bool approved = approval && approval->entry.value == draft;
  return edit_sent(work, task, core::OneShot::Kind::external_request, draft,
                   views::external_settled(work.incident, approved));
}

}  // namespace muster::bot::one_shots
