// Actions and follow-ups: who does what about it, by when, and what became of it.
#include <fmt/format.h>

#include <algorithm>

#include "core/rules.h"

namespace muster::core::rules {
namespace {

std::string_view kind_of(const Todo& todo) {
  return todo.follow_up ? "follow-up" : "action";
}

/// What is settled, or was never there, is told alike.
tl::expected<const Todo*, Refusal> open_one(const Case& c, EntryId id) {
  const auto found = c.incident.todos.find(id);
  if (found != c.incident.todos.end()) return &found->second;
  return refuse(
      Code::no_entry,
      {fmt::format("{} has nothing open with the number {}: it is done, or went elsewhere. See what is "
                   "open with ",
                   c.name(), id.value),
       Verb{"actions"}, std::string(" and "), Verb{"followups"}, std::string(".")});
}

Verdict in_range(const Case& c, bool follow_up, Time due) {
  constexpr auto latest_follow_up = std::chrono::days(2 * 365);
  const Time now = c.context.now;
  if (follow_up) {
    if (due + follow_up_grace > now && due <= now + latest_follow_up) return {};
    return refuse(
        Code::wrong_order,
        {std::string("A follow-up is due today or later, and within two years. Nothing was changed: "
                     "give another day, as in "),
         Literal{"due 2026-12-24"}, std::string(" or "), Literal{"due friday"}, std::string(".")});
  }
  if (due >= now + shortest_box && due <= now + longest_box) return {};
  return refuse(Code::wrong_order,
                {fmt::format("A time box is from {} to {} long. Nothing was changed.",
                             format_duration(shortest_box), format_duration(longest_box))});
}

Verdict has_room(const Case& c) {
  if (c.incident.todos.size() < most_todos) return {};
  return refuse(Code::too_long,
                {fmt::format("{} has {} open actions and follow-ups, and more don't fit. Settle some first: ",
                             c.name(), most_todos),
                 Verb{"actions"}, std::string(", "), Verb{"followups"}, std::string(".")});
}

/// Actions are for as long as it is worked on.
Verdict still_worked_on(const Case& c) {
  if (is_open(c.incident.category)) return {};
  return refuse(Code::closed,
                {fmt::format("{} is {}, so there is nothing to be done during it. What is to be "
                             "done after it is a follow-up: ",
                             c.name(), c.policy.status_name(c.incident.status)),
                 Verb{"followup <text>"}, std::string(".")});
}

Verdict has_place(const Case& c) {
  if (!c.incident.merged_into) return {};
  const auto where = reference(*c.incident.merged_into);
  return refuse(Code::closed, {fmt::format("{} goes on in {}. Add it there: ", c.name(), where),
                               Verb{fmt::format("followup {} <text>", where)}, std::string(".")});
}

}  // namespace

Verdict may_add_todo(const Case& c, bool follow_up) {
  if (auto verdict = follow_up ? has_place(c) : still_worked_on(c); !verdict) return verdict;
  return has_room(c);
}

Verdict judge(Case& c, const AddTodo& command) {
  if (auto verdict = may_add_todo(c, command.follow_up); !verdict) return verdict;
  auto accepted = required_text(command.words, max_title, command.follow_up ? "The follow-up" : "The action");
  if (!accepted) return tl::unexpected(std::move(accepted.error()));
  if (command.due) {
    if (auto verdict = in_range(c, command.follow_up, *command.due); !verdict) return verdict;
  }
  TodoAdded added;
  added.follow_up = command.follow_up;
  added.words = words(std::move(*accepted));
  added.owner = command.owner;
  added.due = command.due;
  added.priority = command.priority;
  added.fix = command.follow_up && command.fix;
  c.happened(std::move(added));
  return {};
}

Verdict judge(Case& c, const GiveTodo& command) {
  const auto todo = open_one(c, command.todo);
  if (!todo) return tl::unexpected(todo.error());
  const UserId& owner = (*todo)->owner;
  if (command.owner == owner) {
    if (owner.empty()) return refuse(Code::already, {fmt::format("Nobody has this {}.", kind_of(**todo))});
    return refuse(Code::already, {owner, fmt::format(" has this {} already.", kind_of(**todo))}, owner);
  }
  if (command.expected && *command.expected != owner) {
    if (owner.empty())
      return refuse(Code::not_held,
                    {fmt::format("Nobody has this {} any more. Nothing was changed.", kind_of(**todo))});
    return refuse(Code::taken, {owner, fmt::format(" was faster and has this {} now.", kind_of(**todo))},
                  owner);
  }
  c.happened(TodoGiven{command.todo, command.owner, owner});
  return {};
}

Verdict judge(Case& c, const ReturnTodo& command) {
  const auto todo = open_one(c, command.todo);
  if (!todo) return tl::unexpected(todo.error());
  if ((*todo)->owner != c.context.actor)
    return refuse(Code::not_held,
                  {fmt::format("This {} isn't yours, so it isn't yours to give back.", kind_of(**todo))});
  auto why = optional_words(command.words, "The reason");
  if (!why) return tl::unexpected(std::move(why.error()));
  c.happened(TodoReturned{command.todo, c.context.actor, std::move(*why)});
  return {};
}

Verdict judge(Case& c, const RescheduleTodo& command) {
  const auto todo = open_one(c, command.todo);
  if (!todo) return tl::unexpected(todo.error());
  auto due = command.due;
  if (command.by > Duration{0})
    due = std::max(c.context.now, (*todo)->due.value_or(c.context.now)) + command.by;
  if (due == (*todo)->due)
    return refuse(Code::already, {fmt::format("This {} is due then already.", kind_of(**todo))});
  if (due) {
    if (auto verdict = in_range(c, (*todo)->follow_up, *due); !verdict) return verdict;
  }
  c.happened(TodoRescheduled{command.todo, due});
  return {};
}

Verdict judge(Case& c, const RankTodo& command) {
  const auto todo = open_one(c, command.todo);
  if (!todo) return tl::unexpected(todo.error());
  const auto priority = command.priority.value_or((*todo)->priority);
  const bool fix = (*todo)->follow_up && command.fix.value_or((*todo)->fix);
  if (priority == (*todo)->priority && fix == (*todo)->fix)
    return refuse(Code::already, {std::string("It is so already. Nothing was changed.")});
  c.happened(TodoRanked{command.todo, priority, fix});
  return {};
}

Verdict judge(Case& c, const ConvertTodo& command) {
  const auto todo = open_one(c, command.todo);
  if (!todo) return tl::unexpected(todo.error());
  if ((*todo)->follow_up == command.follow_up)
    return refuse(Code::already,
                  {fmt::format("This is {} {} already.", (*todo)->follow_up ? "a" : "an", kind_of(**todo))});
  if (!command.follow_up) {
    if (auto verdict = still_worked_on(c); !verdict) return verdict;
  }
  if (command.due) {
    if (auto verdict = in_range(c, command.follow_up, *command.due); !verdict) return verdict;
  }
  c.happened(TodoConverted{command.todo, command.follow_up, command.due});
  return {};
}

Verdict judge(Case& c, const SettleTodo& command) {
  const auto todo = open_one(c, command.todo);
  if (!todo) return tl::unexpected(todo.error());
  auto said = optional_words(command.words, command.done ? "What was done" : "The reason");
  if (!said) return tl::unexpected(std::move(said.error()));
  if (!command.done && !said->body)
    return refuse(
        Code::reason_needed,
        {fmt::format("Say why this {} won't be done: whoever reads the debrief will ask. ", kind_of(**todo)),
         Verb{fmt::format("task {} drop <why>", command.todo.value)}, std::string(".")});
  c.happened(TodoSettled{command.todo, command.done, std::move(*said)});
  return {};
}

bool may_come_along(const Case& c, const UserId& user) {
  return !c.incident.is_private || party_since(c.incident, user) || c.incident.chosen.contains(user);
}

void take_along(Case& c, IncidentId from, const std::vector<Todo>& todos) {
  for (const Todo& todo : todos) {
    TodoAdded added;
    added.words = todo.words;
    if (may_come_along(c, todo.owner)) added.owner = todo.owner;
    added.due = todo.due;
    added.priority = todo.priority;
    added.from = from;
    added.wished_by = todo.by;
    c.happened(std::move(added));
  }
}

}  // namespace muster::core::rules
