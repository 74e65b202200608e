// Enumerations that are stored by name. The names stand in the order of the enumeration. For core's own
// files.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace muster::core {

/// Empty for a value that is none of the enumeration's.
template <class E, std::size_t N>
std::string_view name_in(const std::array<std::string_view, N>& names, E value) {
  const auto place = static_cast<std::size_t>(value);
  return place < N ? names[place] : "";
}

/// None for a name that there isn't.
template <class E, std::size_t N>
std::optional<E> find_in(const std::array<std::string_view, N>& names, std::string_view text) {
  for (std::size_t i = 0; i < N; ++i)
    if (names[i] == text) return static_cast<E>(i);
  return std::nullopt;
}

}  // namespace muster::core
