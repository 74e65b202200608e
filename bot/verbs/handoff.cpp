// Handing a role over: `handoff <role> @user` sends the person a brief, and the role passes when they accept.
#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "bot/forms/form.h"
#include "bot/verb.h"
#include "bot/verbs/people.h"
#include "bot/views/views.h"

namespace muster::bot::verbs {

namespace {

constexpr const char* handoff_takes =
    "`handoff` takes a role that you hold and the person who is to take it over";

std::vector<std::string> held_by(const core::Incident& incident, const core::UserId& user) {
  std::vector<std::string> roles;
  for (const auto& [role, holder] : incident.roles) {
    // Where many have a role, nobody has to hand it over.
    if (holder.user == user && core::role_of(role) == role) roles.push_back(role);
  }
  return roles;
}

Plan offer(const Ask& ask, std::string role, const core::UserId& person) {
  const auto& incident = *ask.incident;
  if (const auto reason = person.empty() ? std::nullopt : out_of_reach(ask, person)) {
    auto message =
        views::say(*reason + " Nobody was asked, and your role stays with you: name somebody else.");
    message.blocks.actions(
        {views::run("Choose somebody", fmt::format("handoff {} {}", core::reference(incident), role))});
    return Show{std::move(message)};
  }
  const auto held = held_by(incident, ask.user);
  if (role.empty() && held.empty()) {
    auto message = views::say(fmt::format(
        "You hold no role of {}, so there is nothing that you could hand over.", core::reference(incident)));
    message.blocks.actions({views::run("Show the roles", "roles " + core::reference(incident))});
    return Show{std::move(message)};
  }
  if (role.empty() && held.size() == 1) role = held.front();
  const bool refused = !role.empty() && std::ranges::find(held, role) == held.end();
  // Not theirs to hand over, or no longer: said at once, and not only when the form was filled in.
  if (refused || !core::is_open(incident.category) || (!role.empty() && !person.empty()))
    return Write{core::OfferHandoff{role.empty() ? held.front() : role, person}, {}};
  const auto line = fmt::format("handoff {} {}", core::reference(incident), role);
  return Open{handoff_form(ask, incident, held, role, person), line, std::nullopt};
}

/// Which role was offered to the caller, when they don't say.
std::string offered_to(const Ask& ask) {
  for (const auto& [role, offer] : ask.incident->handoffs) {
    if (offer.to == ask.user) return role;
  }
  return {};
}

ReadResult answer(Reading r, const std::string& role, bool accept, std::int64_t offer) {
  const bool form = r.line.take_flag("--form");
  if ((accept || form) && !r.line.empty()) return unfit("`handoff --accept` takes no words");
  const auto why = r.line.text();
  return Act([=](const Ask& ask) -> Plan {
    const auto key = role.empty() ? offered_to(ask) : role;
    if (key.empty()) {
      return Show{views::say(
          fmt::format("No role of {} is offered to you (any more).", core::reference(*ask.incident)))};
    }
    if (accept) return Write{core::AcceptHandoff{key, offer}, {}};
    const auto stands = ask.incident->handoffs.find(key);
    if (form && stands != ask.incident->handoffs.end() && stands->second.to == ask.user) {
      return Open{decline_form(ask, *ask.incident, key, offer),
                  fmt::format("handoff {} {} --decline --form --offer {}", core::reference(*ask.incident),
                              key, offer),
                  std::nullopt};
    }
    return Write{core::DeclineHandoff{key, offer, why}, {}};
  });
}

ReadResult read_handoff(Reading r) {
  const bool accept = r.line.take_flag("--accept");
  const bool decline = r.line.take_flag("--decline");
  std::int64_t offered = 0;
  if (const auto option = r.line.take_option("--offer"))
    std::from_chars(option->data(), option->data() + option->size(), offered);
  std::string role;
  if (const auto* def = r.line.empty() ? nullptr : r.policy.role(r.line.front())) {
    role = def->key;
    r.line.pop_front();
  }
  if (accept || decline) return answer(std::move(r), role, accept, offered);
  std::optional<core::UserId> person;
  if (!r.line.empty()) {
    person = Line::person(r.line.front());
    if (!person || r.line.size() > 1) return unfit(handoff_takes, "handoff lead @ada");
  }
  return Act([=](const Ask& ask) { return offer(ask, role, person.value_or(core::UserId())); });
}

}  // namespace

Verb handoff() {
  return {.name = "handoff",
          .aliases = {"handover"},
          .usage = "handoff <role> @user",
          .help = "Hand your role over: they get a brief, and it passes when they accept",
          .examples = {"handoff lead @ada", "handoff"},
          .read = read_handoff};
}

}  // namespace muster::bot::verbs
