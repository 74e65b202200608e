// Lets people into the channel: who asked to join, those whose own incident goes on here, and those whom the
// configuration wants there.
#include <set>

#include "bot/convert.h"
#include "bot/groups.h"
#include "bot/log.h"
#include "bot/work/inviting.h"
#include "bot/work/posting.h"
#include "core/variant.h"

namespace muster::bot::one_shots {

namespace {

/// Guests and strangers are where they are because somebody let them in there, and there only.
std::set<core::UserId> without_outsiders(const Work& work, std::set<core::UserId> people) {
  std::erase_if(people, [&](const core::UserId& person) {
    const auto user = work.app.store.user(work.incident.workspace, person);
    return person.empty() || (user && (user->guest || user->external || user->deleted || user->bot));
  });
  return people;
}

/// The people of an incident.
std::set<core::UserId> people_of(const Work& work, core::IncidentId id) {
  const auto incident = work.app.store.incident(id);
  if (!incident || incident->is_private) return {};
  std::set<core::UserId> people{incident->declared_by};
  for (const auto& [role, holder] : incident->roles) people.insert(holder.user);
  for (const auto& member : work.app.store.members(id)) people.insert(member);
  return without_outsiders(work, std::move(people));
}

/// The people of user groups, as far as they can be let in.
std::set<core::UserId> people_in(const Work& work, const std::vector<std::string>& groups) {
  std::set<core::UserId> people;
  for (const auto& named : groups) {
    const auto group = find_group(work.app, named);
    // Doctor says so, too.
    if (!group) log::warn("user group not found", {{"incident", work.incident.number}, {"group", named}});
    if (group) people.insert(group->people.begin(), group->people.end());
  }
  return without_outsiders(work, std::move(people));
}

}  // namespace

OneShotResult invite(const Work& work, const storage::OneShotTask& task) {
  const auto& incident = work.incident;
  if (incident.channel.empty()) {
    // There is nothing to be let into.
    if (incident.channel_failed || incident.without_channel) return storage::Done{};
    return not_yet(work, task, "no_channel_yet");
  }
  if (incident.unseen) return not_yet(work, task, "channel_not_seen_yet");
  const auto record = work.app.store.record(incident.id, task.what.seq);
  if (!record) return storage::Done{};
  auto people =
      core::visit_known(core::Overloaded{
                            [&](const core::MergedIn& e) { return people_of(work, e.link.incident); },
                            [&](const core::JoinRequested& e) { return std::set<core::UserId>{e.user}; },
                            [&](const core::MeasuresTaken& e) { return people_in(work, e.invite); },
                        },
                        record->event, std::set<core::UserId>());
  // What became private since then lets in nobody who isn't named by its people.
  if (incident.is_private && !std::holds_alternative<core::JoinRequested>(record->event))
    return storage::Done{};
  // Nor whoever asked when it was everybody's.
  if (incident.is_private) std::erase_if(people, [&](const auto& person) { return !may_see(work, person); });
  for (const auto& member : work.app.store.members(incident.id)) people.erase(member);
  people.erase(core::UserId(work.app.workspace.bot_user));
  if (people.empty()) return storage::Done{};
  const auto problem = invite_all(work, people);
  if (!problem) return storage::Done{};
  using What = slack::Error::What;
  if (problem->what == What::person || problem->what == What::refused) {
    // Those who can be here are; who can't be invited can't be a second time.
    log::info("not invited", {{"incident", incident.id.value}, {"code", problem->code}});
    return storage::Done{};
  }
  return given_back(work, task, *problem);
}

}  // namespace muster::bot::one_shots
