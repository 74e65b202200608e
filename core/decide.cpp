#include "core/decide.h"

#include <fmt/format.h>

#include <array>

#include "core/rules.h"

namespace muster::core {
namespace rules {

tl::unexpected<Refusal> refuse(Code code, std::vector<Piece> sentence, UserId holder) {
  Text words;
  for (Piece& piece : sentence) {
    if (const auto* person = std::get_if<UserId>(&piece))
      words.push_back({Span::Kind::person, {}, person->value});
    else if (const auto* verb = std::get_if<Verb>(&piece))
      words.push_back({Span::Kind::code, verb->text, std::string(verb_ref)});
    else if (const auto* literal = std::get_if<Literal>(&piece))
      words.push_back({Span::Kind::code, literal->text, {}});
    else
      words.push_back({Span::Kind::text, std::move(std::get<std::string>(piece)), {}});
  }
  return tl::unexpected(Refusal{code, std::move(words), std::move(holder)});
}

tl::expected<Text, Refusal> required_text(const Text& text, std::size_t max, std::string_view what) {
  Text accepted = trimmed(cleaned(text));
  if (is_blank(accepted))
    return refuse(Code::empty,
                  {fmt::format("{} is empty, so nothing was changed. Send it again with some words.", what)});
  if (const auto length = code_points(to_plain(accepted)); length > max)
    return refuse(Code::too_long,
                  {fmt::format("{} has {} characters, and at most {} fit. Nothing was changed: "
                               "shorten it and send it again.",
                               what, length, max)});
  return accepted;
}

tl::expected<Words, Refusal> optional_words(const Text& text, std::string_view what) {
  if (is_blank(text)) return Words{};
  auto accepted = required_text(text, max_words, what);
  if (!accepted) return tl::unexpected(std::move(accepted.error()));
  return words(std::move(*accepted));
}

namespace {

template <class Def>
std::string names(const std::vector<Def>& defs) {
  std::string list;
  for (const Def& def : defs) list += (list.empty() ? "" : ", ") + def.name;
  return list;
}

template <class Def>
tl::unexpected<Refusal> unknown(std::string_view what, const std::string& typed,
                                const std::vector<Def>& defs) {
  return refuse(Code::unknown_key, {fmt::format("There is no {} “{}”. Choose one of: {}.", what,
                                                shorten(to_plain(cleaned(plain(typed))), 40), names(defs))});
}

}  // namespace

std::string zone_of_actor(const Case& c) {
  auto zone = c.context.zone_of ? c.context.zone_of(c.context.actor) : std::string();
  return zone.empty() ? c.policy.zone : zone;
}

tl::unexpected<Refusal> in_future(const Case& c, Time at) {
  return refuse(Code::in_future,
                {fmt::format("{} hasn't come yet, so nothing was changed. Give a time that has "
                             "passed.",
                             format_in_zone(at, zone_of_actor(c)))});
}

std::optional<Duration> promised(const Policy& policy, std::string_view severity, std::string_view status) {
  const Duration cadence = policy.cadence(severity, status);
  return cadence > Duration{0} ? std::optional(cadence) : std::nullopt;
}

tl::expected<std::string, Refusal> severity_key(const Case& c, const std::string& typed) {
  const SeverityDef* def = c.policy.severity(typed);
  if (!def) return unknown("severity", typed, c.policy.severities);
  return def == &c.policy.unsure ? c.policy.unsure_severity : def->key;
}

tl::expected<StatusDef, Refusal> status_of(const Case& c, const std::string& typed) {
  const StatusDef* def = c.policy.status(typed);
  if (!def) return unknown("status", typed, c.policy.statuses);
  return *def;
}

tl::expected<StatusDef, Refusal> first_status(const Case& c, Category category) {
  const StatusDef* def = c.policy.first_status(category);
  if (!def)
    return refuse(Code::unknown_key,
                  {fmt::format("The configuration has no status of the kind “{}”. Whoever runs "
                               "this bot can add one; until then choose another status.",
                               to_string(category))});
  return *def;
}

tl::expected<std::string, Refusal> service_key(const Case& c, const std::string& typed) {
  if (const ServiceDef* def = c.policy.service(typed)) return def->key;
  if (c.incident.affected.contains(typed)) return typed;
  if (c.policy.services.empty())
    return refuse(Code::unknown_key,
                  {std::string("No services are configured. Whoever runs this bot can add them.")});
  return unknown("service", typed, c.policy.services);
}

tl::expected<std::string, Refusal> role_key(const Case& c, const std::string& typed) {
  if (const RoleDef* def = c.policy.role(typed)) return def->key;
  if (c.incident.roles.contains(typed)) return typed;
  return unknown("role", typed, c.policy.roles);
}

tl::expected<std::string, Refusal> seat_key(const Case& c, const std::string& typed, const UserId& user) {
  auto key = role_key(c, typed);
  if (!key) return key;
  const RoleDef* def = c.policy.role(*key);
  auto seat = seat_of(role_of(*key), user);
  // Whoever has one keeps it when the configuration lets only one person have it.
  if ((def && def->many) || c.incident.roles.contains(seat)) return seat;
  return key;
}

}  // namespace rules

std::string_view to_string(Refusal::Code code) {
  static constexpr std::array<std::string_view, 17> names{
      "no_incident",   "wrong_status", "already",    "taken",       "not_held",   "unknown_key",
      "reason_needed", "empty",        "too_long",   "in_future",   "no_entry",   "closed",
      "unconfirmed",   "would_leak",   "incomplete", "not_allowed", "wrong_order"};
  const auto place = static_cast<std::size_t>(code);
  return place < names.size() ? names[place] : "";
}

tl::expected<std::vector<Record>, Refusal> decide(const State& state, const Command& command,
                                                  const Policy& policy, const Context& context) {
  rules::Case c{state, state.incident, policy, context, {}};
  if (!std::holds_alternative<Declare>(command)) {
    if (state.incident.version == 0)
      return rules::refuse(rules::Code::no_incident,
                           {std::string("There is no such incident. See which ones are open with "),
                            rules::Verb{"list"}, std::string(".")});
    rules::confirm_asked_roles(c, command);
    rules::note_arrival(c, command);
  }
  if (auto allowed = rules::permitted(c, command); !allowed)
    return tl::unexpected(std::move(allowed.error()));
  const rules::Verdict verdict = std::visit([&](const auto& one) { return rules::judge(c, one); }, command);
  if (!verdict) return tl::unexpected(verdict.error());
  rules::note_filled_roles(c);
  rules::note_measures(c);
  return std::move(c.events);
}

}  // namespace muster::core
