#include "bot/home.h"

#include "bot/convert.h"
#include "bot/dispatch.h"
#include "bot/forms/form.h"
#include "bot/log.h"
#include "bot/todos.h"
#include "bot/urgent.h"
#include "bot/views/views.h"

namespace muster::bot {

namespace {

/// Whoever has more open than this finds the rest with `list`.
constexpr int most_open = 500;
/// Shown; `followups --mine` has the rest.
constexpr int most_todos = 10;

/// Blocks for the call.
void publish_home(App& app, const core::UserId& user, bool limited, int page) {
  const auto config = app.settings.get();
  views::Home home;
  home.reader = user;
  home.page = page;
  home.may_declare = !limited && config->policy.may(core::Permit::declare, user);
  auto filter = seen_by(user, limited, config->policy);
  filter.limit = most_open + 1;
  home.open = app.store.list(app.workspace.id, filter);
  home.more = home.open.size() > most_open;
  if (home.more) home.open.pop_back();
  std::set<core::IncidentId> shown;
  for (const auto& incident : home.open) shown.insert(incident.id);
  // Before it is sent: what becomes private in this moment is taken off it again.
  app.homes.published({user, limited, page}, std::move(shown));
  home.todos = todos_of_person(app.store, app.workspace.id, user, most_todos + 1);
  const auto published =
      app.web.publish_home(to_slack(user), views::home(home, app.clock(), *config), encode({.home = page}));
  if (!published) log::warn("home tab not published", {{"code", published.error().code}});
}

}  // namespace

void Homes::published(const Place& place, std::set<core::IncidentId> shown) {
  const std::lock_guard lock(mutex_);
  if (const auto known = tabs_.find(place.user); known != tabs_.end()) order_.erase(known->second.turn);
  order_[++turns_] = place.user;
  tabs_[place.user] = {place, std::move(shown), turns_};
  if (tabs_.size() <= most) return;
  tabs_.erase(order_.begin()->second);
  order_.erase(order_.begin());
}

std::vector<Homes::Place> Homes::that_show(core::IncidentId incident) const {
  const std::lock_guard lock(mutex_);
  std::vector<Place> places;
  for (const auto& [user, tab] : tabs_)
    if (tab.shown.contains(incident)) places.push_back(tab.place);
  return places;
}

void publish_homes_that_show(App& app, core::IncidentId incident) {
  for (const auto& place : app.homes.that_show(incident))
    publish_home_soon(app, place.user, place.limited, place.page);
}

void publish_home_soon(App& app, const core::UserId& user, bool limited, int page) {
  const bool room = app.urgent.run([&app, user, limited, page] { publish_home(app, user, limited, page); });
  if (!room) log::warn("urgent lane is full");
}

}  // namespace muster::bot
