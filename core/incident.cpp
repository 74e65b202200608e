#include "core/incident.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "core/names.h"

namespace muster::core {
namespace {

/// In the order of the enumeration.
constexpr std::array<std::string_view, 21> entry_kinds{
    "declared", "note",     "message", "status",    "severity", "role",   "update",
    "title",    "summary",  "impact",  "pause",     "merge",    "real",   "service",
    "page",     "external", "action",  "follow_up", "change",   "theory", "link"};
constexpr std::array<std::string_view, 6> calls{"asked", "coming", "cant", "silent", "came", "spared"};
constexpr std::array<std::string_view, 5> quiet_stages{"counting", "planned", "announced", "archiving",
                                                       "settled"};

}  // namespace

bool is_wished(const Captured& captured, bool follow_up) {
  const auto kind = follow_up ? follow_up_captor : action_captor;
  return std::ranges::any_of(captured.captors, [kind](const auto& c) { return c.starts_with(kind); });
}

bool is_kept(const Captured& captured) {
  return std::ranges::any_of(captured.captors, [](const auto& captor) {
    return !captor.starts_with(action_captor) && !captor.starts_with(follow_up_captor);
  });
}

Time began(const Incident& incident) {
  return incident.began_at.value_or(incident.declared_at);
}

bool has_own_channel(const Incident& incident) {
  return !incident.channel.empty() && incident.channel != incident.declared_in;
}

bool is_public(const Incident& incident) {
  return !incident.is_private && !incident.unseen;
}

bool lives_with_declarer(const Incident& incident) {
  const bool nowhere_else = incident.without_channel || (incident.channel_failed && incident.is_private);
  return incident.channel.empty() && nowhere_else && !incident.declared_by.empty();
}

std::string seat_of(std::string_view role, const UserId& user) {
  return fmt::format("{}/{}", role, user.value);
}

std::string_view role_of(std::string_view seat) {
  return seat.substr(0, seat.find('/'));
}

std::vector<std::pair<std::string_view, const RoleHolder*>> holders_of(const Incident& incident,
                                                                       std::string_view role) {
  std::vector<std::pair<std::string_view, const RoleHolder*>> holders;
  for (const auto& [seat, holder] : incident.roles)
    if (role_of(seat) == role) holders.emplace_back(seat, &holder);
  std::ranges::stable_sort(holders, {}, [](const auto& one) { return one.second->seq; });
  return holders;
}

const RoleHolder* held_by(const Incident& incident, std::string_view role, const UserId& user) {
  for (const auto& [seat, holder] : incident.roles)
    if (role_of(seat) == role && holder.user == user) return &holder;
  return nullptr;
}

std::vector<const Todo*> todos_of(const Incident& incident, bool follow_ups) {
  std::vector<const Todo*> found;
  for (const auto& [id, todo] : incident.todos)
    if (todo.follow_up == follow_ups) found.push_back(&todo);
  const auto rank = [](const Todo* todo) {
    return std::tuple(!todo->fix, -static_cast<int>(todo->priority), todo->due.value_or(Time::max()),
                      todo->id);
  };
  std::ranges::sort(found, {}, rank);
  return found;
}

std::string reference(const Incident& incident) {
  return fmt::format("INC-{}", incident.number);
}

std::string reference(const IncidentLink& link) {
  return fmt::format("INC-{}", link.number);
}

std::string_view to_string(EntryKind kind) {
  return name_in(entry_kinds, kind);
}

std::optional<EntryKind> parse_entry_kind(std::string_view text) {
  return find_in<EntryKind>(entry_kinds, text);
}

std::string_view to_string(Call call) {
  return name_in(calls, call);
}

std::optional<Call> parse_call(std::string_view text) {
  return find_in<Call>(calls, text);
}

std::string_view to_string(Quiet::Stage stage) {
  return name_in(quiet_stages, stage);
}

std::optional<Quiet::Stage> parse_quiet_stage(std::string_view text) {
  return find_in<Quiet::Stage>(quiet_stages, text);
}

const Page* page_of(const Incident& incident, EntryId id) {
  const auto found = std::ranges::find(incident.pages, id, &Page::id);
  return found == incident.pages.end() ? nullptr : &*found;
}

const Called* called_in(const Page& page, const UserId& user) {
  const auto found = std::ranges::find(page.people, user, &Called::user);
  return found == page.people.end() ? nullptr : &*found;
}

const Called* being_asked(const Page& page) {
  if (page.over || page.people.empty() || page.people.back().call != Call::asked) return nullptr;
  return &page.people.back();
}

bool comes(const Page& page) {
  return std::ranges::any_of(page.people, [](const Called& called) { return called.call == Call::coming; });
}

bool is_called(const Incident& incident, const UserId& user) {
  return std::ranges::any_of(incident.pages, [&](const Page& page) {
    const Called* called = called_in(page, user);
    return called && (called->call == Call::coming || (called->call == Call::asked && !page.over));
  });
}

namespace {

/// Calls `at` with each who has a part in it, and since when; somebody may have several.
template <class At>
void each_part(const Incident& incident, At at) {
  at(incident.declared_by, incident.declared_at);
  for (const auto& [role, holder] : incident.roles) at(holder.user, holder.since);
  for (const Page& page : incident.pages)
    for (const Called& called : page.people)
      if (is_called(incident, called.user)) at(called.user, called.last);
  for (const auto& [id, todo] : incident.todos) at(todo.owner, todo.at);
  for (const auto& [role, offer] : incident.handoffs) at(offer.to, offer.at);
}

}  // namespace

std::optional<Time> party_since(const Incident& incident, const UserId& user) {
  std::optional<Time> since;
  each_part(incident, [&](const UserId& who, Time when) {
    if (who == user && !user.empty()) since = std::max(since.value_or(when), when);
  });
  return since;
}

std::set<UserId> parties(const Incident& incident) {
  std::set<UserId> people;
  each_part(incident, [&](const UserId& who, Time) {
    if (!who.empty()) people.insert(who);
  });
  return people;
}

bool is_awaited(const Incident& incident, const UserId& user) {
  const bool asked = std::ranges::any_of(
      incident.roles, [&](const auto& role) { return role.second.asked && role.second.user == user; });
  return asked || std::ranges::any_of(incident.pages, [&](const Page& page) {
           const Called* called = called_in(page, user);
           return called && called->call != Call::came;
         });
}

const Entry* State::entry(EntryId id) const {
  const auto found = entries.find(id);
  return found == entries.end() ? nullptr : &found->second;
}

const Entry* State::entry_of(const MessageRef& message) const {
  for (const auto& [id, entry] : entries)
    if (entry.captured && entry.captured->message == message) return &entry;
  return nullptr;
}

}  // namespace muster::core
