// Two records of the same thing: one goes on in the other, and can be taken out again.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/rules.h"

namespace muster::core {
namespace rules {
namespace {

bool has_taken_in(const Incident& incident, IncidentId other) {
  return std::ranges::any_of(incident.merged_in,
                             [&](const IncidentLink& link) { return link.incident == other; });
}

/// Whether both are such as may stand beside each other in one record.
Verdict kinds_agree(const Case& c, const Incident& into) {
  const auto other = reference(into);
  if (c.incident.is_private != into.is_private) {
    const auto hidden = c.incident.is_private ? c.name() : other;
    const auto told = c.incident.is_private ? other : c.name();
    return refuse(
        Code::would_leak,
        {fmt::format("{} is private, and everybody in the channel of {} would read of it. Nothing was "
                     "changed. What may be known there can be written down with ",
                     hidden, told),
         Verb{"note"}, std::string("; the other one ends with "), Verb{"standdown: <why>"},
         std::string(".")});
  }
  if (c.incident.unseen || into.unseen)
    return refuse(
        Code::wrong_status,
        {fmt::format("Slack hasn't said yet who can read the channel of {}, so nothing of the other "
                     "goes there. Nothing was changed. Try again in a minute.",
                     into.unseen ? other : c.name())});
  if (c.incident.drill != into.drill)
    return refuse(Code::wrong_status,
                  {fmt::format("{} is a drill and {} is none, so they are not the same. Nothing was changed.",
                               c.incident.drill ? c.name() : other, c.incident.drill ? other : c.name())});
  return {};
}

Verdict can_take_in(const Incident& into, const Policy& policy) {
  const auto other = reference(into);
  if (into.merged_into) {
    const auto last = reference(*into.merged_into);
    return refuse(Code::wrong_status,
                  {fmt::format("{} was itself merged into {}. Merge into that one: ", other, last),
                   Verb{fmt::format("merge {}", last)}, std::string(".")});
  }
  if (!is_open(into.category))
    return refuse(Code::wrong_status,
                  {fmt::format("{} is {}, so nothing goes on there. Open it again first with ", other,
                               policy.status_name(into.status)),
                   Verb{fmt::format("reopen {}", other)}, std::string(", or merge it into this one.")});
  if (into.merged_in.size() >= most_merged)
    return refuse(Code::too_long,
                  {fmt::format("{} has taken in {} others, and more don't fit. Choose another one.", other,
                               most_merged)});
  return {};
}

/// The actions that are open in `incident` and came there from `other`.
std::vector<Todo> came_from(const Incident& incident, IncidentId other) {
  std::vector<Todo> found;
  for (const Todo* todo : todos_of(incident, false))
    if (todo->from == other) found.push_back(*todo);
  return found;
}

/// The actions that are open, as far as the other one has room for them.
std::vector<const Todo*> moving(const Incident& from, const Incident& into) {
  auto actions = todos_of(from, false);
  const auto room = most_todos - std::min(most_todos, into.todos.size());
  if (actions.size() > room) actions.resize(room);
  return actions;
}

}  // namespace

Verdict judge(Case& c, const Merge& command) {
  const Incident& now = c.incident;
  if (command.into == now.id)
    return refuse(Code::already,
                  {fmt::format("{} can't be merged into itself. Name the other one: ", c.name()),
                   Verb{"merge <incident>"}, std::string(".")});
  if (!c.state.other)
    return refuse(Code::no_incident,
                  {std::string("There is no such incident to merge into. See which ones are open with "),
                   Verb{"list"}, std::string(".")});
  const Incident& into = *c.state.other;
  if (now.merged_into) {
    const auto where = reference(*now.merged_into);
    if (now.merged_into->incident == into.id)
      return refuse(Code::already,
                    {fmt::format("{} is merged into {} already. Nothing was changed.", c.name(), where)});
    return refuse(Code::wrong_status,
                  {fmt::format("{} is merged into {}. Take it out first with ", c.name(), where),
                   Verb{"unmerge"}, std::string(".")});
  }
  const auto to = first_status(c, Category::merged);
  if (!to) return tl::unexpected(to.error());
  if (!may_become(now.category, Category::merged)) {
    std::vector<Piece> sentence{fmt::format("{} is {}, and only what is worked on can be merged.", c.name(),
                                            c.policy.status_name(now.status))};
    std::ranges::move(way_out(c), std::back_inserter(sentence));
    return refuse(Code::wrong_status, std::move(sentence));
  }
  if (auto verdict = can_take_in(into, c.policy); !verdict) return verdict;
  if (auto verdict = kinds_agree(c, into); !verdict) return verdict;
  const auto before = now.status;
  if (auto verdict = set_status(c, *to, {}); !verdict) return verdict;
  const IncidentLink there{into.id, into.number, into.channel};
  c.happened(MergedInto{there, before});
  TodosMoved moved{{}, there};
  for (const Todo* todo : moving(now, into)) moved.todos.push_back(todo->id);
  if (!moved.todos.empty()) c.happened(std::move(moved));
  return {};
}

Verdict judge(Case& c, const Unmerge&) {
  const Incident& now = c.incident;
  if (now.category != Category::merged)
    return refuse(Code::already, {fmt::format("{} is {} and merged with no other. Nothing was changed.",
                                              c.name(), c.policy.status_name(now.status))});
  // As it was; a status that left the configuration meanwhile is the first of those in work.
  const StatusDef* before = c.policy.status(now.status_before_merge);
  if (!before || !is_open(before->category)) before = c.policy.first_status(Category::active);
  if (!before) return tl::unexpected(first_status(c, Category::active).error());
  if (auto verdict = set_status(c, *before, {}); !verdict) return verdict;
  // Where one became private since, nothing of it goes to the other.
  if (!c.state.other || c.state.other->is_private != now.is_private) return {};
  take_back_pages(c, *c.state.other);
  auto back = came_from(*c.state.other, now.id);
  back.resize(std::min(back.size(), most_todos - std::min(most_todos, now.todos.size())));
  take_along(c, c.state.other->id, back);
  return {};
}

Verdict judge(Case& c, const TakeIn& command) {
  if (has_taken_in(c.incident, command.link.incident)) return {};
  c.happened(MergedIn{command.link});
  take_along(c, command.link.incident, command.todos);
  bring_along(c, command.link, command.pages);
  return {};
}

Verdict judge(Case& c, const LetGo& command) {
  if (!has_taken_in(c.incident, command.link.incident)) return {};
  c.happened(MergeUndone{command.link});
  if (command.todos_stay) return {};
  TodosMoved moved{{}, command.link};
  for (const Todo& todo : came_from(c.incident, command.link.incident)) moved.todos.push_back(todo.id);
  if (!moved.todos.empty()) c.happened(std::move(moved));
  return {};
}

}  // namespace rules

namespace {

/// The pages that go on; who asks for the merge is there.
std::vector<PageAlong> going_along(const State& before, const std::vector<Record>& records) {
  std::vector<PageAlong> along;
  for (const Page& page : before.incident.pages) {
    const bool arrived = std::ranges::any_of(records, [&page](const Record& record) {
      const auto* e = std::get_if<PageArrived>(&record.event);
      return e && e->page == page.id;
    });
    if (page.over || arrived) continue;
    const Entry* entry = before.entry(page.id);
    along.push_back({page, entry ? entry->words : Words{}});
  }
  return along;
}

}  // namespace

std::optional<FollowOn> follow_on(const State& state, const std::vector<Record>& records) {
  const Incident& before = state.incident;
  const IncidentLink here{before.id, before.number, before.channel};
  for (const Record& record : records) {
    if (const auto* merged = std::get_if<MergedInto>(&record.event)) {
      TakeIn take{here, {}, going_along(state, records)};
      for (const Record& other : records) {
        const auto* moved = std::get_if<TodosMoved>(&other.event);
        if (!moved) continue;
        for (const EntryId id : moved->todos) take.todos.push_back(before.todos.at(id));
      }
      return FollowOn{merged->link.incident, std::move(take)};
    }
    const auto* changed = std::get_if<StatusChanged>(&record.event);
    const bool undone = changed != nullptr && before.merged_into && changed->to_category != Category::merged;
    if (!undone) continue;
    const bool taken_back = std::ranges::any_of(
        records, [](const Record& one) { return std::holds_alternative<TodoAdded>(one.event); });
    return FollowOn{before.merged_into->incident, LetGo{here, !taken_back}};
  }
  return std::nullopt;
}

}  // namespace muster::core
