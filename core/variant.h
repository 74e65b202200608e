// What std::variant leaves to its users.
#pragma once

#include <cstddef>
#include <type_traits>
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

/// Calls the visitor with what the variant holds, if it takes that; any other is passed over. As std::visit
/// with one lambda more for all others, but those cost nothing: it makes functions for each of them, which
/// for a hundred is most of the time that a file takes to compile (measured with clang++ 14: 4.4 s, here
/// 0.5).
template <class Visitor, class... Kinds>
void visit_known(Visitor&& visitor, const std::variant<Kinds...>& variant) {
  // std::get_if is a function for each alternative, too: only of those that are taken.
  const auto try_one = [&]<class Kind>(std::type_identity<Kind>) {
    if constexpr (std::is_invocable_v<Visitor&, const Kind&>) {
      if (const auto* held = std::get_if<Kind>(&variant)) visitor(*held);
    }
  };
  (try_one(std::type_identity<Kinds>{}), ...);
}
/// What the visitor makes of it; else `otherwise`.
template <class Visitor, class... Kinds, class Result>
Result visit_known(Visitor&& visitor, const std::variant<Kinds...>& variant, Result otherwise) {
  visit_known(
      [&]<class Kind>(const Kind& held) requires std::is_invocable_v<Visitor&, const Kind&> {
        otherwise = visitor(held);
      },
      variant);
  return otherwise;
}

template <class... Some, class... Kinds>
bool holds_any(const std::variant<Kinds...>& variant) {
  return (std::holds_alternative<Some>(variant) || ...);
}

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

/// Makes `into` hold what `from` holds, which is another one; moved from there when it isn't const. For the
/// same classes: what std::variant has for it took a minute to compile for a hundred alternatives, this takes
/// seconds.
template <class... Kinds>
void assign(std::variant<Kinds...>& into, const std::variant<Kinds...>& from) {
  const auto try_one = [&]<class Kind>(std::type_identity<Kind>) {
    if (const auto* held = std::get_if<Kind>(&from)) into.template emplace<Kind>(*held);
  };
  (try_one(std::type_identity<Kinds>{}), ...);
}
template <class... Kinds>
void assign(std::variant<Kinds...>& into, std::variant<Kinds...>&& from) {
  const auto try_one = [&]<class Kind>(std::type_identity<Kind>) {
    if (auto* held = std::get_if<Kind>(&from)) into.template emplace<Kind>(std::move(*held));
  };
  (try_one(std::type_identity<Kinds>{}), ...);
}

}  // namespace muster::core
