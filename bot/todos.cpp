#include "bot/todos.h"

#include <map>
#include <optional>

namespace muster::bot {

namespace {

std::vector<TodoOf> found(storage::Store& store, core::WorkspaceId workspace,
                          const storage::TodoFilter& filter) {
  std::vector<TodoOf> all;
  std::map<core::IncidentId, std::optional<core::Incident>> heads;
  for (const auto& place : store.todos(workspace, filter)) {
    auto head = heads.find(place.incident);
    if (head == heads.end()) head = heads.emplace(place.incident, store.incident(place.incident)).first;
    if (!head->second) continue;
    const auto todo = head->second->todos.find(place.id);
    // Settled between the two looks.
    if (todo != head->second->todos.end()) all.emplace_back(*head->second, todo->second);
  }
  return all;
}

}  // namespace

std::vector<TodoOf> todos_of_person(storage::Store& store, core::WorkspaceId workspace,
                                    const core::UserId& person, int limit) {
  storage::TodoFilter filter;
  filter.owner = person;
  filter.limit = limit;
  return found(store, workspace, filter);
}

std::vector<TodoOf> late_follow_ups(storage::Store& store, core::WorkspaceId workspace, core::Time now,
                                    int limit) {
  storage::TodoFilter filter;
  filter.follow_ups_due_by = now - core::follow_up_grace;
  filter.limit = limit;
  auto late = found(store, workspace, filter);
  std::erase_if(late, [](const TodoOf& one) { return one.first.is_private || one.first.drill; });
  return late;
}

std::vector<TodoOf> open_wounds(storage::Store& store, const core::Incident& incident, core::Time now) {
  constexpr int most = 3;
  if (incident.affected.empty() || !core::is_open(incident.category)) return {};
  storage::TodoFilter filter;
  filter.follow_ups_due_by = now - core::follow_up_grace;
  filter.services = incident.affected;
  filter.but_of = incident.id;
  filter.limit = most;
  auto late = found(store, incident.workspace, filter);
  // Private since the look.
  std::erase_if(late, [](const TodoOf& one) { return one.first.is_private || one.first.drill; });
  return late;
}

}  // namespace muster::bot
