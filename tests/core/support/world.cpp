#include "tests/core/support/world.h"

#include <fmt/format.h>

#include "core/codec.h"
#include "core/nudges.h"
#include "core/timers.h"
#include "core/undo.h"
#include "tests/catch.h"

namespace muster::core::test {
namespace {

Entry without_body(Entry entry) {
  entry.words.body.reset();
  entry.about.body.reset();
  return entry;
}

Incident without_bodies(Incident incident) {
  for (Words* w : {&incident.title, &incident.summary, &incident.impact, &incident.last_update})
    w->body.reset();
  if (incident.paused) incident.paused->words.body.reset();
  for (auto& [id, todo] : incident.todos) todo.words.body.reset();
  for (auto& [id, change] : incident.changes) change.words.body.reset();
  for (auto& [id, theory] : incident.theories) theory.words.body.reset();
  for (auto& [id, offer] : incident.offers) offer.words.body.reset();
  for (auto& [id, link] : incident.links) link.words.body.reset();
  return incident;
}

State only_needed(const State& full, const std::optional<Incident>& other, const Command& command,
                  const Context& context) {
  State state{full.incident, {}, {}};
  const Needs needs = needs_of(command, full.incident);
  for (const EntryId id : needs.entries)
    if (const Entry* entry = full.entry(id)) state.entries.emplace(id, *entry);
  for (const MessageRef& ref : needs.messages)
    if (const Entry* entry = full.entry_of(ref)) state.entries.emplace(entry->id, *entry);
  if (const auto* undo = std::get_if<Undo>(&command)) {
    for (const EntryId id : entries_to_undo(context.log, context.actor, undo->seq, context.now))
      if (const Entry* entry = full.entry(id)) state.entries.emplace(id, *entry);
  }
  if (other && other->id == needs.other) state.other = other;
  return state;
}

void check_invariants(const Incident& before, const Incident& now) {
  REQUIRE(now.moments.size() <= 5);
  for (std::size_t i = 1; i < now.moments.size(); ++i) REQUIRE(now.moments[i - 1].at <= now.moments[i].at);
  if (!is_open(now.category)) {
    REQUIRE_FALSE(now.next_update_due);
    REQUIRE_FALSE(now.paused);
  }
  if (now.category != Category::mitigated) REQUIRE_FALSE(now.watch_until);
  for (const auto& [role, holder] : now.roles) REQUIRE_FALSE(holder.user.empty());
  for (const auto& [role, offer] : now.handoffs) {
    REQUIRE(is_open(now.category));
    REQUIRE(now.roles.contains(role));
    REQUIRE(now.roles.at(role).user != offer.to);
  }
  for (const auto milestone : {&Incident::acknowledged_at, &Incident::mitigated_at, &Incident::resolved_at})
    if (before.*milestone) REQUIRE(now.*milestone == before.*milestone);
  if (before.final_resolved_at) REQUIRE(now.final_resolved_at >= before.final_resolved_at);
  if (now.category == Category::resolved) REQUIRE(now.resolved_at);
  REQUIRE(now.resolved_at.has_value() == now.final_resolved_at.has_value());
  REQUIRE(now.relapses >= before.relapses);
}

/// Every head on the way, each one decoded from what was stored of the one before.
void check_codec(const State& state, const Record& record) {
  REQUIRE(decode_incident(encode_incident(state.incident)) == without_bodies(state.incident));
  for (const auto& [id, entry] : state.entries)
    REQUIRE(decode_entry(encode_entry(entry)) == without_body(entry));
  const std::string bytes = encode_event(record.event);
  REQUIRE(encode_event(decode_event(kind_of(record.event), event_version(record.event), bytes)) == bytes);
}

}  // namespace

World::World() : now(utc(2026, 3, 1, 2, 0)) {
  state.incident.id = IncidentId(7);
  state.incident.workspace = WorkspaceId(3);
  state.incident.number = 42;
  // What most tests are not about.
  policy.close_needs.clear();
  for (SeverityDef& severity : policy.severities)
    for (const NudgeKind& kind : nudge_kinds)
      if (kind.after > Duration{0}) severity.nudges[std::string(kind.name)] = Duration{0};
}

World World::declared(Declare command) {
  World world;
  if (command.title.empty()) command.title = plain("Checkout is down");
  world.done("U1", command);
  if (!command.here)
    world.done("", RecordChannel{ChannelId("C1"), "inc-42-checkout-is-down", command.is_private});
  return world;
}

World World::in(Category category) {
  Declare command;
  command.triage = category == Category::triage || category == Category::dismissed;
  World world = declared(command);
  const auto go = [&](const char* status) { world.done("U1", ChangeStatus{status, {}}); };
  switch (category) {
    case Category::triage:
    case Category::active:
      break;
    case Category::mitigated:
      go("monitoring");
      break;
    case Category::closed:
      go("resolved");
      go("closed");
      break;
    default:
      go(std::string(to_string(category)).c_str());
  }
  REQUIRE(world.incident().category == category);
  return world;
}

tl::expected<std::vector<Record>, Refusal> World::run(const std::string& actor, const Command& command) {
  now += step;
  const bool undoes = std::holds_alternative<Undo>(command);
  const std::vector<Record> so_far = undoes ? log : std::vector<Record>{};
  const auto zone_of = [this](const UserId& person) {
    const auto known = zones.find(person);
    return known == zones.end() ? std::string() : known->second;
  };
  const auto presence_of = [this](const UserId& who) {
    const auto found = presence.find(who);
    return found == presence.end() ? Presence{} : found->second;
  };
  const auto is_guest = [this](const UserId& person) { return guests.contains(person); };
  const Context context{UserId(actor), now,        so_far, zone_of, [this] { return last_said; }, {},
                        is_guest,      presence_of};
  State loaded = only_needed(state, other, command, context);
  auto decision = decide(loaded, command, policy, context);
  told = {};
  if (!decision) {
    REQUIRE_FALSE(is_blank(decision.error().words));
    REQUIRE_FALSE(to_string(decision.error().code).empty());
    return decision;
  }
  const Incident before = state.incident;
  for (Record& record : *decision) {
    REQUIRE(record.seq == 0);
    REQUIRE(record.recorded_at == now);
    REQUIRE(record.actor.value == actor);
    record.seq = state.incident.version + 1;
    if (Words* w = words_of(record.event); w && w->id == 0 && w->body) {
      w->id = ++words_;
      w->digest = fmt::format("digest{}", w->id);
    }
    const Incident previous = state.incident;
    apply(state, record);
    apply(loaded, record);
    log.push_back(record);
    REQUIRE(state.incident.version == std::ssize(log));
    // Undoing is what may put a milestone back.
    check_invariants(undoes ? state.incident : previous, state.incident);
    check_codec(loaded, record);
  }
  // What a store keeps (the head and the rows that it loaded or made) is what the whole would be.
  REQUIRE(loaded.incident == state.incident);
  for (const auto& [id, entry] : loaded.entries) REQUIRE(state.entries.at(id) == entry);
  const State again = replay(state.incident.id, state.incident.workspace, log);
  if (!log.empty()) {
    REQUIRE(again.incident == state.incident);
    REQUIRE(again.entries == state.entries);
  }
  told = effects(before, state.incident, *decision);
  return decision;
}

std::vector<Record> World::done(const std::string& actor, const Command& command) {
  auto result = run(actor, command);
  if (!result) FAIL("refused: " << to_plain(result.error().words));
  return *result;
}

Refusal World::refused(const std::string& actor, const Command& command) {
  const auto version = state.incident.version;
  auto result = run(actor, command);
  if (result) FAIL("accepted: " << kinds(*result));
  REQUIRE(state.incident.version == version);
  return result.error();
}

namespace {
void join(std::string& list, const std::string& one) {
  list += (list.empty() ? "" : " ") + one;
}
}  // namespace

std::string kinds(const std::vector<Record>& records) {
  std::string list;
  for (const Record& record : records) join(list, std::string(kind_of(record.event)));
  return list;
}

std::vector<Record> tick(World& w) {
  const auto next = next_timer(w.incident(), w.policy);
  REQUIRE(next);
  w.step = std::max(Duration{0}, *next - w.now);
  auto records = w.done("", Tick{});
  w.step = std::chrono::minutes(1);
  // What was done is not due again.
  const auto after = next_timer(w.incident(), w.policy);
  REQUIRE((!after || *after > w.now));
  return records;
}

std::string surfaces(const Effects& effects) {
  std::string list;
  for (const Surface surface : effects.dirty) join(list, std::string(to_string(surface)));
  return list;
}

std::string one_shots(const Effects& effects) {
  std::string list;
  for (const OneShot& shot : effects.one_shots)
    join(list, std::string(to_string(shot.kind)) + (shot.to.empty() ? "" : "(" + shot.to.value + ")"));
  return list;
}

}  // namespace muster::core::test
