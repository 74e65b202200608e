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
  home.todos = todos_of_person(app.store, app.workspace.id, user, most_todos + 1);
  const auto published =
      app.web.publish_home(to_slack(user), views::home(home, app.clock(), *config), encode({.home = page}));
  if (!published) log::warn("home tab not published", {{"code", published.error().code}});
}

}  // namespace

void publish_home_soon(App& app, const core::UserId& user, bool limited, int page) {
  const bool room = app.urgent.run([&app, user, limited, page] { publish_home(app, user, limited, page); });
  if (!room) log::warn("urgent lane is full");
}

}  // namespace muster::bot
