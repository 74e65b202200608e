// Words for people outside that wait for the lead.
#include <charconv>

#include "bot/convert.h"
#include "bot/views/views.h"
#include "bot/work/posting.h"

namespace muster::bot::one_shots {

OneShotResult external_request(const Work& work, const storage::OneShotTask& task) {
  // Decided before it could be asked.
  if (work.incident.external_draft.value != task.what.seq) return storage::Done{};
  const auto record = work.app.store.record(work.incident.id, task.what.seq);
  if (!record) return storage::Done{};
  return send_once(work, task, slack::ChannelId(task.what.to.value),
                   views::external_request(work.incident, *record));
}

OneShotResult external_settled(const Work& work, const storage::OneShotTask& task) {
  std::int64_t draft = 0;
  const auto& text = task.what.payload;
  std::from_chars(text.data(), text.data() + text.size(), draft);
  const auto end = work.app.store.record(work.incident.id, task.what.seq);
  const auto* approval = end ? std::get_if<core::ExternalApproved>(&end->event) : nullptr;
  const bool approved = approval && approval->entry.value == draft;
  for (const auto& sent : work.app.store.deliveries(work.incident.id, draft)) {
    if (sent.kind != core::OneShot::Kind::external_request) continue;
    const auto [channel, ts] = split_message_key(sent.ref);
    if (ts.empty()) continue;
    const auto edited = work.app.web.update(channel, ts, views::external_settled(work.incident, approved));
    if (!edited && edited.error().what != slack::Error::What::missing)
      return given_back(work, task, edited.error());
  }
  return storage::Done{};
}

}  // namespace muster::bot::one_shots
