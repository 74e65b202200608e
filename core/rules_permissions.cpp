// Who may do what. Judged here, so that it holds for every way in.
#include <fmt/format.h>

#include <optional>

#include "core/rules.h"
#include "core/variant.h"

namespace muster::core::rules {
namespace {

/// Whoever was asked to take a role answers for themselves; only who gives one must be allowed to.
bool answers(const Case& c, const AssignRole& command) {
  const auto key = seat_key(c, command.role, command.user);
  const auto holder = key ? c.incident.roles.find(*key) : c.incident.roles.end();
  return holder != c.incident.roles.end() && holder->second.user == c.context.actor &&
         command.user == c.context.actor;
}

/// With a reason an incident is closed while something is missing.
bool past_gate(const Case& c, Category to, const Text& reason) {
  return to == Category::closed && !is_blank(reason) && !missing_to_close(c.incident, c.policy).empty();
}

Category category_of(const Case& c, const std::string& typed) {
  const StatusDef* status = c.policy.status(typed);
  return status ? status->category : Category::active;
}

std::optional<Permit> needed(const Case& c, const Command& command) {
  using Needed = std::optional<Permit>;
  return visit_known(Overloaded{
                         [](const Declare&) -> Needed { return Permit::declare; },
                         [&](const AssignRole& a) { return answers(c, a) ? Needed() : Permit::roles; },
                         [](const OfferHandoff&) -> Needed { return Permit::roles; },
                         [](const RecordExport&) -> Needed { return Permit::export_debrief; },
                         [&](const Conclude& e) {
                           return past_gate(c, e.to, e.words) ? Needed(Permit::close_past_gate) : Needed();
                         },
                         [&](const ChangeStatus& s) {
                           return past_gate(c, category_of(c, s.status), s.words)
                                      ? Needed(Permit::close_past_gate)
                                      : Needed();
                         },
                     },
                     command, Needed());
}

std::string_view act(Permit what) {
  switch (what) {
    case Permit::declare:
      return "declare incidents";
    case Permit::roles:
      return "take roles and give them";
    case Permit::export_debrief:
      return "export debriefs";
    case Permit::close_past_gate:
      return "close an incident while something is missing";
    case Permit::see_private:
      return "see private incidents";
  }
  return "";
}

Verdict allowed(const Case& c, Permit what) {
  if (c.context.actor.empty() || c.policy.may(what, c.context.actor)) return {};
  std::vector<Piece> sentence{fmt::format(
      "Nothing was done: whoever runs this bot lets only some people {}. Ask one of them: ", act(what))};
  const auto& only = c.policy.permissions.at(what);
  auto add = [&, first = true](Piece piece) mutable {
    if (!first) sentence.emplace_back(std::string(", "));
    first = false;
    sentence.push_back(std::move(piece));
  };
  for (const auto& person : only.people) add(person);
  // By name: whoever is in it is seen there, and may be many.
  for (const auto& group : only.groups) add("anybody in @" + group);
  sentence.emplace_back(std::string("."));
  return refuse(Code::not_allowed, std::move(sentence));
}

}  // namespace

Verdict permitted(const Case& c, const Command& command) {
  const auto what = needed(c, command);
  return what ? allowed(c, *what) : Verdict();
}

}  // namespace muster::core::rules
