// What std::variant leaves to its users.
#pragma once

#include <cstddef>
#include <utility>
#include <variant>

namespace muster::core {

/// A visitor made of one lambda for each alternative.
template <class... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};
template <class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

/// The place of an alternative in a variant; as many as it has when it isn't one of them.
template <class Kind, class Variant>
inline constexpr std::size_t place_of = 0;
template <class Kind, class First, class... Others>
inline constexpr std::size_t place_of<Kind, std::variant<First, Others...>> =
    std::is_same_v<Kind, First> ? 0 : 1 + place_of<Kind, std::variant<Others...>>;

template <class Kind, class Variant>
concept one_of = place_of<Kind, Variant> < std::variant_size_v<Variant>;

/// Moves *kind, which is the alternative at this place, into the variant. For a class that keeps what handles
/// all of its alternatives out of its header: see core::Event.
template <class Variant>
void emplace_at(Variant& into, std::size_t place, void* kind) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (void)((place == I &&
            (into.template emplace<I>(std::move(*static_cast<std::variant_alternative_t<I, Variant>*>(kind))),
             true)) ||
           ...);
  }
  (std::make_index_sequence<std::variant_size_v<Variant>>{});
}

}  // namespace muster::core
