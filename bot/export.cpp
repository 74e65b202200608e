#include "bot/export.h"

#include <fmt/core.h>

#include <set>

namespace muster::bot {

core::DebriefInput debrief_input(storage::Store& store, const core::Incident& incident) {
  core::DebriefInput input;
  input.incident = incident;
  input.entries = store.all_entries(incident.id);
  input.log = store.log(incident.id);
  input.chain_head = store.chain_head(incident.id);
  input.bot_posts = store.bot_posts(incident.id);
  for (const auto& link : incident.merged_in) {
    const auto other = store.incident(link.incident);
    // A private one's people are not this one's.
    if (!other || other->is_private) continue;
    for (auto& entry : store.all_entries(other->id))
      if (!entry.hidden && (entry.kind == core::EntryKind::note || entry.kind == core::EntryKind::message))
        input.merged.emplace_back(core::reference(*other), std::move(entry));
  }
  std::set<core::UserId> people = {incident.declared_by};
  for (const auto& [person, count] : store.message_counts(incident.id)) {
    input.messages[person] = count;
    people.insert(person);
  }
  for (const auto& record : input.log) people.insert(record.actor);
  const auto add_people = [&](const core::Entry& entry) {
    people.insert(entry.author);
    people.insert(entry.person);
    if (!entry.words.body) return;
    for (const auto& span : *entry.words.body)
      if (span.kind == core::Span::Kind::person) people.insert(core::UserId(span.ref));
  };
  for (const auto& entry : input.entries) add_people(entry);
  for (const auto& [from, entry] : input.merged) add_people(entry);
  for (const auto& [role, holder] : incident.roles) people.insert(holder.user);
  people.erase(core::UserId());
  for (const auto& person : people) {
    const auto user = store.user(incident.workspace, person);
    if (user && !user->name.empty()) input.names[person] = user->name;
    if (user && !user->zone.empty()) input.zones[person] = user->zone;
  }
  return input;
}

std::string debrief_file_name(const core::Incident& incident, core::Format format) {
  return fmt::format("{}{}.{}", incident.drill ? "DRILL-" : "", core::reference(incident),
                     core::extension(format));
}

}  // namespace muster::bot
