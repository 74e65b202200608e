// Who must be in the channel: the declarer, whoever holds a role, whoever is asked to come or has something
// to do now, and whoever was chosen when it became private. One person who can't be invited keeps nobody else
// out.
#include <array>
#include <set>

#include "bot/convert.h"
#include "bot/work/inviting.h"
#include "bot/work/posting.h"

namespace muster::bot::surfaces {

namespace {

std::string since(const core::Incident& incident, const core::UserId& user) {
  const auto at = core::party_since(incident, user);
  return at ? "@" + std::to_string(core::to_millis(*at)) : std::string();
}

}  // namespace

SurfaceResult members(const Work& work, const storage::SurfaceTask& task) {
  const auto& incident = work.incident;
  const auto channel = to_slack(incident.channel);
  std::set<core::UserId> wanted;
  if (!incident.declared_by.empty()) wanted.insert(incident.declared_by);
  for (const auto& [role, holder] : incident.roles) wanted.insert(holder.user);
  for (const auto& page : incident.pages)
    for (const auto& called : page.people)
      if (core::is_called(incident, called.user)) wanted.insert(called.user);
  // Follow-ups are done elsewhere.
  for (const auto* action : core::todos_of(incident, false))
    if (!action->owner.empty()) wanted.insert(action->owner);
  wanted.insert(incident.chosen.begin(), incident.chosen.end());
  wanted.erase(core::UserId(work.app.workspace.bot_user));
  // Whoever was removed from a private channel isn't brought back to it.
  if (incident.is_private)
    std::erase_if(wanted, [&](const auto& user) { return !work.app.store.is_insider(incident, user); });

  // Asked for anew, somebody who was there and left is invited anew.
  std::string everybody;
  for (const auto& user : wanted) everybody += user.value + since(incident, user) + " ";
  const auto hash = content_hash(everybody);
  if (hash == task.hash && task.ref == channel.value) return ornament_shown(work, task, channel.value, hash);

  for (const auto& member : work.app.store.members(incident.id)) wanted.erase(member);
  // But nobody is brought back because somebody else is wanted.
  std::erase_if(wanted, [&](const auto& user) {
    const auto left = work.app.store.left_at(incident.id, user);
    const auto party = core::party_since(incident, user);
    return left && party && *left > *party + clocks_apart;
  });
  auto problem = invite_all(work, wanted);
  if (problem && problem->what == slack::Error::What::join && come_in(work))
    problem = invite_all(work, wanted);
  if (!problem) return ornament_shown(work, task, channel.value, hash);
  using What = slack::Error::What;
  if (problem->what == What::person || problem->what == What::refused) {
    // Repeating at once won't help: it is on record and in doctor, and those who can be here are. Without a
    // hash it is tried again when the next change of the incident comes by.
    work.record(core::RecordOrnament{std::string(core::to_string(task.kind)), problem->code});
    return storage::Shown{incident.version, channel.value, {}};
  }
  return ornament_failed(work, task, *problem);
}

}  // namespace muster::bot::surfaces
