// An incident that became private: what stands of it elsewhere is taken back, or drawn anew without it. Its
// channel is cleared by private.cpp, its announcements by themselves.
#include <algorithm>
#include <map>

#include "bot/convert.h"
#include "bot/digest.h"
#include "bot/home.h"
#include "bot/log.h"
#include "bot/views/views.h"
#include "bot/work/posting.h"

namespace muster::bot::one_shots {

namespace {

constexpr int most_on_page = 100;

/// Of other incidents, where a follow-up of this one's stands as an open wound.
void draw_wounds_anew(const Work& work) {
  constexpr core::Surface control[] = {core::Surface::control};
  const auto& incident = work.incident;
  const bool may_stand =
      std::ranges::any_of(incident.todos, [](const auto& one) { return one.second.follow_up; });
  if (!may_stand || incident.affected.empty()) return;
  storage::IncidentFilter filter;
  filter.include_private = true;
  filter.limit = most_on_page;
  for (;;) {
    const auto page = work.app.store.list(incident.workspace, filter);
    for (const auto& one : page) {
      const auto shared = [&](const std::string& service) { return one.affected.contains(service); };
      if (one.id != incident.id && std::ranges::any_of(incident.affected, shared))
        work.app.store.raise(one.id, control, work.now);
    }
    if (page.size() < static_cast<std::size_t>(most_on_page)) return;
    filter.before_number = page.back().number;
  }
}

/// Messages to people who may not see it any more say that it is private, and nothing else.
OneShotResult take_back_messages(const Work& work, const storage::OneShotTask& task) {
  auto& store = work.app.store;
  const auto message = views::marked(work.incident, views::private_now(work.incident));
  std::map<core::UserId, bool> sees;
  bool waits = false;
  for (const auto& record : store.log(work.incident.id)) {
    for (const auto& sent : store.deliveries(work.incident.id, record.seq)) {
      if (sent.to.empty()) continue;
      auto known = sees.find(sent.to);
      if (known == sees.end()) known = sees.emplace(sent.to, may_see(work, sent.to)).first;
      if (known->second) continue;
      // On its way in this moment, perhaps as it was when everybody could see it.
      waits = waits || sent.state == storage::Delivery::State::waiting;
      const auto [channel, ts] = split_message_key(sent.ref);
      if (ts.empty()) continue;
      const auto edited = work.app.web.update(channel, ts, message);
      if (edited || edited.error().what == slack::Error::What::missing) continue;
      auto result = given_back(work, task, edited.error());
      if (std::holds_alternative<storage::Again>(result)) return result;
      // One that can't be edited is no reason to leave the others as they are.
      log::warn("message not taken back",
                {{"incident", work.incident.id.value}, {"code", edited.error().code}});
    }
  }
  if (waits) return not_yet(work, task, "not_sent_yet");
  return storage::Done{};
}

}  // namespace

OneShotResult unsay(const Work& work, const storage::OneShotTask& task) {
  if (!work.incident.is_private) return storage::Done{};
  draw_wounds_anew(work);
  publish_homes_that_show(work.app, work.incident.id);
  auto messages = take_back_messages(work, task);
  if (!std::holds_alternative<storage::Done>(messages)) return messages;
  if (work.incident.drill) return storage::Done{};
  const auto digests = renew_digests(work.app, work.incident.declared_at);
  return digests ? storage::Done{} : given_back(work, task, digests.error());
}

}  // namespace muster::bot::one_shots
