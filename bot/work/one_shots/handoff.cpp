// A role that is handed over: the brief to whom it is offered, and what became of it.
#include <algorithm>

#include "bot/convert.h"
#include "bot/moments.h"
#include "bot/views/views.h"
#include "bot/work/posting.h"

namespace muster::bot::one_shots {

OneShotResult handoff_brief(const Work& work, const storage::OneShotTask& task) {
  const auto record = work.app.store.record(work.incident.id, task.what.seq);
  if (!record) return storage::Done{};
  const auto* offer = std::get_if<core::HandoffOffered>(&record->event);
  // Answered, or overtaken, before it could be sent: nobody asks for anything any more.
  const auto stands = offer ? work.incident.handoffs.find(offer->role) : work.incident.handoffs.end();
  if (stands == work.incident.handoffs.end() || stands->second.offer != record->seq) return storage::Done{};
  return send_person(
      work, task,
      views::handoff_brief(work.incident, *record, moments_of(work.app.store, work.incident), *work.config));
}

OneShotResult handoff_declined(const Work& work, const storage::OneShotTask& task) {
  return direct_message(work, task, views::handoff_declined);
}

OneShotResult handoff_settled(const Work& work, const storage::OneShotTask& task) {
  auto& store = work.app.store;
  const auto seq = event_in(task);
  const auto offer = store.record(work.incident.id, seq);
  const auto end = store.record(work.incident.id, task.what.seq);
  if (!offer || !end) return storage::Done{};
  const auto moments = moments_of(store, work.incident);
  // What had ended it was undone.
  const bool stands =
      std::ranges::any_of(work.incident.handoffs, [&](const auto& one) { return one.second.offer == seq; });
  return edit_sent(work, task, core::OneShot::Kind::handoff_brief, seq,
                   stands ? views::handoff_brief(work.incident, *offer, moments, *work.config)
                          : views::handoff_settled(work.incident, *offer, *end, moments, *work.config));
}

}  // namespace muster::bot::one_shots
