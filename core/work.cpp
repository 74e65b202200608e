#include "core/work.h"

namespace muster::core {
namespace {

/// In the order of the enumerations; stored, so never changed.
constexpr std::array<std::string_view, 3> priorities{"low", "normal", "high"};
constexpr std::array<std::string_view, 3> results{"worked", "no_effect", "worse"};

template <class E, std::size_t N>
std::string_view name_in(const std::array<std::string_view, N>& names, E value) {
  const auto place = static_cast<std::size_t>(value);
  return place < N ? names[place] : "";
}

template <class E, std::size_t N>
std::optional<E> find_in(const std::array<std::string_view, N>& names, std::string_view text) {
  for (std::size_t i = 0; i < N; ++i)
    if (names[i] == text) return static_cast<E>(i);
  return std::nullopt;
}

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

bool is_late(const Todo& todo, Time now) {
  return todo.due && now >= *todo.due + (todo.follow_up ? follow_up_grace : Duration{0});
}

}  // namespace muster::core
