// What a role's holder should think of, and what of it is done.
#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "bot/verb.h"
#include "bot/views/views.h"

namespace muster::bot::verbs {

namespace {

Plan show(const Ask& ask, const std::string& only) {
  const auto& incident = *ask.incident;
  std::vector<core::RoleDef> theirs;
  for (const auto& role : ask.policy().roles) {
    const bool mine = core::held_by(incident, role.key, ask.user) != nullptr;
    if (mine && (only.empty() || role.key == only)) theirs.push_back(role);
  }
  if (!theirs.empty()) return Show{views::checklists(incident, theirs, ask.user)};
  auto message = views::say(fmt::format("You have {} of {}, so there is no checklist of yours to show.",
                                        only.empty() ? "no role" : ask.policy().role_name(only),
                                        core::reference(incident)));
  message.blocks.actions({views::run("Show the roles", "roles " + core::reference(incident))});
  return Show{std::move(message)};
}

/// A tick is seen where it was made, so it needs no words.
Write keep(const Ask& ask, const core::RoleDef& role, std::size_t part,
           const std::vector<std::string>& ticked) {
  core::KeepChecklist command{role.key, {}, {}};
  const auto from = std::min(role.checklist.size(), part * views::boxes_in_one);
  const auto until = std::min(role.checklist.size(), from + views::boxes_in_one);
  for (auto i = from; i < until; ++i) {
    const auto& item = role.checklist[i];
    command.shown.push_back(item);
    if (std::ranges::find(ticked, views::checklist_item(item)) != ticked.end()) command.done.push_back(item);
  }
  return Write{std::move(command), [config = ask.config, user = ask.user](const storage::Outcome& outcome) {
                 return outcome.refusal ? views::outcome(outcome, user, *config) : slack::OutMessage{};
               }};
}

ReadResult read_checklist(Reading r) {
  const auto part = r.line.take_option("--part");
  const auto* role = r.line.empty() ? nullptr : r.policy.role(r.line.front());
  if (!r.line.empty() && !role)
    return unfit("`checklist` takes a role of yours, or nothing", "checklist lead");
  if (role) r.line.pop_front();
  if (!part) {
    if (!r.line.empty()) return unfit("`checklist` takes a role of yours, or nothing", "checklist lead");
    return Act([only = role ? role->key : std::string()](const Ask& ask) { return show(ask, only); });
  }
  std::size_t number = 0;
  std::from_chars(part->data(), part->data() + part->size(), number);
  std::vector<std::string> ticked;
  for (; !r.line.empty(); r.line.pop_front()) ticked.emplace_back(r.line.front());
  return Act([key = role ? role->key : std::string(), number, ticked](const Ask& ask) -> Plan {
    const auto* def = ask.policy().role(key);
    if (!def || ask.origin != Origin::button) return show(ask, key);
    return keep(ask, *def, number, ticked);
  });
}

}  // namespace

Verb checklist() {
  return {.name = "checklist",
          .aliases = {},
          .usage = "checklist [role]",
          .help = "What to think of in your role, with a box to tick for each",
          .examples = {"checklist", "checklist lead"},
          .bare_shows = true,
          .read = read_checklist};
}

}  // namespace muster::bot::verbs
