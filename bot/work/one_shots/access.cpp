// Somebody wants to be let in: whoever decides is asked, and what they decide is done.
#include <array>

#include "bot/convert.h"
#include "bot/views/views.h"
#include "bot/work/posting.h"

namespace muster::bot::one_shots {

OneShotResult access_request(const Work& work, const storage::OneShotTask& task) {
  const auto record = work.app.store.record(work.incident.id, task.what.seq);
  const auto* asked = record ? std::get_if<core::AccessAsked>(&record->event) : nullptr;
  const auto request = asked ? work.incident.access.find(asked->user) : work.incident.access.end();
  // Answered before it could be asked.
  if (request == work.incident.access.end() || request->second.answered) return storage::Done{};
  return send_person(work, task, views::access_request(work.incident, *record));
}

OneShotResult access_settled(const Work& work, const storage::OneShotTask& task) {
  const auto answer = work.app.store.record(work.incident.id, task.what.seq);
  if (!answer) return storage::Done{};
  return edit_sent(work, task, core::OneShot::Kind::access_request, event_in(task),
                   views::access_settled(work.incident, *answer));
}

OneShotResult let_in(const Work& work, const storage::OneShotTask& task) {
  const auto answer = work.app.store.record(work.incident.id, task.what.seq);
  if (!answer) return storage::Done{};
  const auto invited =
      work.app.web.invite(to_slack(work.incident.channel), std::array{to_slack(task.what.to)});
  if (!invited && invited.error().what != slack::Error::What::already)
    return given_back(work, task, invited.error());
  // Who was let in just now is no member yet, as far as we know.
  return send_once(work, task, slack::ChannelId(task.what.to.value), views::let_in(work.incident, *answer));
}

}  // namespace muster::bot::one_shots
