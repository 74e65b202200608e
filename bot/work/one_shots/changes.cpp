// The line of a change, which says what came of it, and the message over which people come together.
#include <algorithm>

#include "bot/convert.h"
#include "bot/views/views.h"
#include "bot/work/posting.h"

namespace muster::bot::one_shots {

OneShotResult change_settled(const Work& work, const storage::OneShotTask& task) {
  auto& store = work.app.store;
  const auto seq = event_in(task);
  const auto begun = store.record(work.incident.id, seq);
  const auto end = store.record(work.incident.id, task.what.seq);
  if (!begun || !end) return storage::Done{};
  const auto lines = store.deliveries(work.incident.id, seq);
  // In a channel that it left when it became private nothing of it is said any more.
  const auto home = home_of(work);
  if (!home) return given_back(work, task, home.error());
  const bool left = std::ranges::any_of(lines, [&](const storage::Delivery& sent) {
    return !sent.ref.empty() && split_message_key(sent.ref).first != *home;
  });
  if (left) return storage::Done{};
  return edit_sent(work, task, core::OneShot::Kind::channel_line, seq,
                   views::change_line(work.incident, *begun, &*end));
}

OneShotResult regroup(const Work& work, const storage::OneShotTask& task) {
  const auto home = home_of(work);
  if (!home) return given_back(work, task, home.error());
  if (home->empty()) return not_yet(work, task, "no_channel_yet");
  // Asked for twice: the last one says how things stand.
  if (work.incident.last_regroup.value != task.what.seq || !core::is_open(work.incident.category))
    return storage::Done{};
  const auto record = work.app.store.record(work.incident.id, task.what.seq);
  if (!record) return storage::Done{};
  return in_turn(work, [&] {
    return send_once(work, task, *home, views::regroup(work.incident, *record, *work.config));
  });
}

}  // namespace muster::bot::one_shots
