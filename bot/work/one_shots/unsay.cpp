// An incident that became private: what stands of it elsewhere is taken back, or drawn anew without it. Its
// channel is cleared by private.cpp, its announcements by themselves.
#include <fmt/core.h>

#include <algorithm>
#include <compare>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include "bot/convert.h"
#include "bot/digest.h"
#include "bot/home.h"
#include "bot/log.h"
#include "bot/views/views.h"
#include "bot/work/posting.h"

namespace muster::bot::one_shots {

namespace {

constexpr int most_listed = 100;

/// One of the messages that an event sent.
struct Place {
  std::int64_t event = 0;
  int nth = 0;

  auto operator<=>(const Place&) const = default;
};

/// How far the taking back came. It is kept with the task, so that a try goes on where the one before was
/// ended by Slack's pace: there may be more messages than may be edited at once.
struct Progress {
  Place next{};                    ///< through with those before it
  std::set<Place> on_their_way{};  ///< but for these, of which nobody knows yet where they are
  bool digests = false;            ///< are made anew

  bool operator==(const Progress&) const = default;

  std::string str() const {
    auto text = fmt::format("{} {} {:d}", next.event, next.nth, digests);
    for (const Place& place : on_their_way) text += fmt::format(" {} {}", place.event, place.nth);
    return text;
  }
  /// Anything else than what str() makes is a beginning.
  static Progress parse(const std::string& text) {
    Progress at;
    std::istringstream in(text);
    if (!(in >> at.next.event >> at.next.nth >> at.digests)) return {};
    for (Place place; in >> place.event >> place.nth;) at.on_their_way.insert(place);
    return at;
  }
};

/// Of other incidents, where a follow-up of this one's stands as an open wound.
void draw_wounds_anew(const Work& work) {
  constexpr core::Surface control[] = {core::Surface::control};
  const auto& incident = work.incident;
  const bool may_stand =
      std::ranges::any_of(incident.todos, [](const auto& one) { return one.second.follow_up; });
  if (!may_stand || incident.affected.empty()) return;
  storage::IncidentFilter filter;
  filter.include_private = true;
  filter.limit = most_listed;
  for (;;) {
    const auto page = work.app.store.list(incident.workspace, filter);
    for (const auto& one : page) {
      const auto shared = [&](const std::string& service) { return one.affected.contains(service); };
      if (one.id != incident.id && std::ranges::any_of(incident.affected, shared))
        work.app.store.raise(one.id, control, work.now);
    }
    if (page.size() < static_cast<std::size_t>(most_listed)) return;
    filter.before_number = page.back().number;
  }
}

/// Messages to people who may not see it any more say that it is private, and nothing else. None: all of them
/// do that are sent.
std::optional<OneShotResult> take_back_messages(const Work& work, const storage::OneShotTask& task,
                                                Progress& at) {
  auto& store = work.app.store;
  const auto begun = at;
  const auto message = views::marked(work.incident, views::private_now(work.incident));
  std::map<core::UserId, bool> sees;
  const auto is_theirs = [&](const core::UserId& person) {
    auto known = sees.find(person);
    if (known == sees.end()) known = sees.emplace(person, may_see(work, person)).first;
    return known->second;
  };
  std::set<std::int64_t> events;
  for (const Place& place : at.on_their_way) events.insert(place.event);
  for (const auto& record : store.log(work.incident.id))
    if (record.seq >= at.next.event) events.insert(record.seq);
  for (const std::int64_t event : events) {
    int nth = 0;
    for (const auto& sent : store.deliveries(work.incident.id, event)) {
      const Place here{event, nth++};
      if (here < at.next && !at.on_their_way.contains(here)) continue;
      const auto [channel, ts] = split_message_key(sent.ref);
      const bool goes = !sent.to.empty() && !is_theirs(sent.to);
      if (goes && !ts.empty()) {
        const auto edited = work.app.web.update(channel, ts, message);
        if (!edited && edited.error().what != slack::Error::What::missing) {
          auto result = given_back(work, task, edited.error());
          if (auto* again = std::get_if<storage::Again>(&result)) {
            again->counted = again->counted && at == begun;
            // What else is edited wants its turn, too.
            if (edited.error().code == "paced") again->due += tries_apart * edited.error().retry_after;
            again->payload = at.str();
            return result;
          }
          // One that can't be edited is no reason to leave the others as they are.
          log::warn("message not taken back",
                    {{"incident", work.incident.id.value}, {"code", edited.error().code}});
        }
      }
      // In this moment, perhaps as it was when everybody could see it.
      if (goes && sent.state == storage::Delivery::State::waiting)
        at.on_their_way.insert(here);
      else
        at.on_their_way.erase(here);
      at.next = std::max(at.next, Place{event, nth});
    }
  }
  return std::nullopt;
}

}  // namespace

OneShotResult unsay(const Work& work, const storage::OneShotTask& task) {
  if (!work.incident.is_private) return storage::Done{};
  auto at = Progress::parse(task.what.payload);
  if (task.what.payload.empty()) {
    draw_wounds_anew(work);
    publish_homes_that_show(work.app, work.incident.id);
  }
  if (auto put_off = take_back_messages(work, task, at)) return *std::move(put_off);
  if (!work.incident.drill && !at.digests) {
    const auto digests = renew_digests(work.app, work.incident.declared_at);
    at.digests = digests.has_value();
    if (!digests) {
      auto result = given_back(work, task, digests.error());
      auto* again = std::get_if<storage::Again>(&result);
      if (again) again->payload = at.str();
      if (again || at.on_their_way.empty()) return result;
    }
  }
  if (at.on_their_way.empty()) return storage::Done{};
  auto later = not_yet(work, task, "not_sent_yet");
  later.payload = at.str();
  return later;
}

}  // namespace muster::bot::one_shots
