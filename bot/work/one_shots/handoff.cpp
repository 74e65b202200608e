// A role that is handed over: the brief to whom it is offered, and what became of it.
#include <charconv>

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
  return send_once(
      work, task, slack::ChannelId(task.what.to.value),
      views::handoff_brief(work.incident, *record, moments_of(work.app.store, work.incident), *work.config));
}

OneShotResult handoff_declined(const Work& work, const storage::OneShotTask& task) {
  const auto record = work.app.store.record(work.incident.id, task.what.seq);
  if (!record) return storage::Done{};
  return send_once(work, task, slack::ChannelId(task.what.to.value),
                   views::handoff_declined(work.incident, *record, *work.config));
}

OneShotResult handoff_settled(const Work& work, const storage::OneShotTask& task) {
  auto& store = work.app.store;
  std::int64_t seq = 0;
  const auto& text = task.what.payload;
  std::from_chars(text.data(), text.data() + text.size(), seq);
  const auto offer = store.record(work.incident.id, seq);
  const auto end = store.record(work.incident.id, task.what.seq);
  if (!offer || !end) return storage::Done{};
  for (const auto& sent : store.deliveries(work.incident.id, seq)) {
    if (sent.kind != core::OneShot::Kind::handoff_brief) continue;
    const auto [channel, ts] = split_message_key(sent.ref);
    if (ts.empty()) continue;
    const auto edited = work.app.web.update(
        channel, ts,
        views::handoff_settled(work.incident, *offer, *end, moments_of(store, work.incident), *work.config));
    if (!edited && edited.error().what != slack::Error::What::missing)
      return given_back(work, task, edited.error());
  }
  return storage::Done{};
}

}  // namespace muster::bot::one_shots
