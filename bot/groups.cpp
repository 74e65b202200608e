#include "bot/groups.h"

#include <algorithm>
#include <utility>

#include "bot/config_rules.h"
#include "bot/convert.h"

namespace muster::bot {

std::optional<slack::Error> fetch_groups(App& app) {
  auto told = app.web.user_groups();
  if (!told) return std::move(told.error());
  std::vector<storage::Group> groups;
  for (auto& one : *told) {
    // Shown to others.
    auto name = core::to_plain(core::cleaned(core::plain(one.name)));
    storage::Group group{std::move(one.id), std::move(one.handle), std::move(name), {}};
    for (const auto& user : one.users) group.people.push_back(to_core(user));
    groups.push_back(std::move(group));
  }
  std::sort(groups.begin(), groups.end(),
            [](const auto& a, const auto& b) { return std::tie(a.handle, a.id) < std::tie(b.handle, b.id); });
  if (groups != app.store.groups(app.workspace.id)) app.store.set_groups(app.workspace.id, std::move(groups));
  return std::nullopt;
}

std::optional<storage::Group> find_group(App& app, std::string_view id_or_handle) {
  if (id_or_handle.starts_with('@')) id_or_handle.remove_prefix(1);
  if (id_or_handle.empty()) return std::nullopt;
  for (auto& group : app.store.groups(app.workspace.id)) {
    if (group.id == id_or_handle || rules::same(group.handle, id_or_handle)) return std::move(group);
  }
  return std::nullopt;
}

}  // namespace muster::bot
