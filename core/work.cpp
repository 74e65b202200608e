#include "core/work.h"

#include "core/names.h"

namespace muster::core {
namespace {

/// In the order of the enumerations; stored, so never changed.
constexpr std::array<std::string_view, 3> priorities{"low", "normal", "high"};
constexpr std::array<std::string_view, 3> results{"worked", "no_effect", "worse"};
constexpr std::array<std::string_view, 5> reviews{"action", "follow_up", "kept", "left", "withdrawn"};

}  // namespace

std::string_view to_string(Priority priority) {
  return name_in(priorities, priority);
}
std::optional<Priority> parse_priority(std::string_view text) {
  return find_in<Priority>(priorities, text);
}

std::string_view to_string(ChangeResult result) {
  return name_in(results, result);
}
std::optional<ChangeResult> parse_change_result(std::string_view text) {
  return find_in<ChangeResult>(results, text);
}

std::string_view to_string(Reviewed reviewed) {
  return name_in(reviews, reviewed);
}
std::optional<Reviewed> parse_reviewed(std::string_view text) {
  return find_in<Reviewed>(reviews, text);
}

bool is_late(const Todo& todo, Time now) {
  return todo.due && now >= *todo.due + (todo.follow_up ? follow_up_grace : Duration{0});
}

}  // namespace muster::core
