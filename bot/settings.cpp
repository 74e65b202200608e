#include <algorithm>
#include <utility>

#include "bot/app.h"
#include "bot/groups.h"

namespace muster::bot {

namespace {

bool names_groups(const Config& config) {
  const auto& permissions = config.policy.permissions;
  return std::any_of(permissions.begin(), permissions.end(),
                     [](const auto& one) { return !one.second.groups.empty(); });
}

std::shared_ptr<const Config> with_people(const Config& read, const std::vector<storage::Group>& groups) {
  auto config = std::make_shared<Config>(read);
  for (auto& [what, permitted] : config->policy.permissions)
    for (const auto& named : permitted.groups)
      if (const auto* group = find_group(groups, named))
        permitted.in_groups.insert(group->people.begin(), group->people.end());
  return config;
}

}  // namespace

void Settings::set(std::shared_ptr<const Config> config) {
  const std::lock_guard lock(mutex_);
  read_ = std::move(config);
  put_in_force();
}

void Settings::set_groups(std::vector<storage::Group> groups) {
  const std::lock_guard lock(mutex_);
  if (groups == groups_) return;
  groups_ = std::move(groups);
  if (names_groups(*read_)) put_in_force();
}

void Settings::put_in_force() {
  std::atomic_store(&config_, names_groups(*read_) ? with_people(*read_, groups_) : read_);
}

}  // namespace muster::bot
