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
  app.settings.set_groups(groups);
  if (groups != app.store.groups(app.workspace.id)) app.store.set_groups(app.workspace.id, std::move(groups));
  return std::nullopt;
}

std::optional<storage::Group> find_group(App& app, std::string_view id_or_handle) {
  const auto groups = app.store.groups(app.workspace.id);
  const auto* found = find_group(groups, id_or_handle);
  return found ? std::optional(*found) : std::nullopt;
}

const storage::Group* find_group(const std::vector<storage::Group>& groups, std::string_view id_or_handle) {
  if (id_or_handle.starts_with('@')) id_or_handle.remove_prefix(1);
  if (id_or_handle.empty()) return nullptr;
  for (const auto& group : groups) {
    if (group.id == id_or_handle || rules::same(group.handle, id_or_handle)) return &group;
  }
  return nullptr;
}

}  // namespace muster::bot
