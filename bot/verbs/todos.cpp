// Actions and follow-ups: adding one, seeing them, and what becomes of each.
#include "bot/todos.h"

#include <fmt/core.h>

#include <charconv>

#include "bot/convert.h"
#include "bot/dispatch.h"
#include "bot/forms/form.h"
#include "bot/verb.h"
#include "bot/verbs/people.h"
#include "bot/views/views.h"
#include "core/ascii.h"

namespace muster::bot::verbs {

namespace {

/// Only a final `@user`, `in 10m` or `due friday` counts, in any order, and never the only words.
void take_ending(Reading& r, core::AddTodo& command) {
  for (;;) {
    Line tried = r.line;
    if (tried.size() < 2) return;
    if (const auto person = Line::person(tried.back()); person && command.owner.empty()) {
      tried.pop_back();
      command.owner = *person;
    } else if (const auto day = command.due || !command.follow_up ? std::nullopt : tried.take_final("due")) {
      command.due = core::parse_due_day(*day, r.zone, r.now);
      if (!command.due || tried.empty()) return command.due.reset();
    } else if (const auto box = command.due || command.follow_up ? std::nullopt : tried.take_final("in")) {
      const auto length = core::parse_duration(*box);
      if (!length || tried.empty()) return;
      command.due = r.now + *length;
    } else {
      return;
    }
    r.line = tried;
  }
}

Plan add(const Ask& ask, const core::AddTodo& command) {
  if (!command.owner.empty()) {
    if (const auto reason = out_of_reach(ask, command.owner))
      return Show{views::say(*reason + " Nothing was added: name somebody else, or nobody.")};
  }
  return Write{command, {}};
}

ReadResult read_new(Reading r, bool follow_up) {
  core::AddTodo command;
  command.follow_up = follow_up;
  command.fix = follow_up && r.line.take_flag("--fix");
  if (r.line.take_flag("--high")) command.priority = core::Priority::high;
  if (r.line.take_flag("--low")) command.priority = core::Priority::low;
  if (r.line.empty()) {
    return Act([command](const Ask& ask) -> Plan {
      const auto line =
          fmt::format("{} {}", command.follow_up ? "followup" : "action", core::reference(*ask.incident));
      return open_if_possible(ask, command, {todo_form(ask, *ask.incident, command), line, std::nullopt});
    });
  }
  take_ending(r, command);
  command.words = r.line.text();
  return Act([command](const Ask& ask) { return add(ask, command); });
}

/// Of the incident that is named, or whose channel this is; elsewhere the caller's own, over all of them.
Plan show(const Ask& ask, Line line, bool follow_ups, bool mine) {
  std::optional<core::Incident> incident;
  if (const auto number = take_incident(ask, line)) {
    incident = find_incident(ask, *number);
    if (!incident) return Show{views::not_seen(*number, *ask.config)};
  } else if (!mine && !ask.channel.empty()) {
    auto here = ask.app.store.in_channel(ask.app.workspace.id, to_core(ask.channel));
    if (!here.empty() && may_see(ask, here.front())) incident = std::move(here.front());
  }
  if (incident && !mine) return Show{views::todos(*incident, follow_ups, ask.user, ask.now, *ask.config)};
  return Show{
      views::own_todos(todos_of_person(ask.app.store, ask.app.workspace.id, ask.user), ask.now, *ask.config)};
}

ReadResult read_list(Reading r, bool follow_ups) {
  const bool mine = r.line.take_flag("--mine");
  const bool one =
      r.line.size() == 1 && (Line::incident_number(r.line.front()) || Line::channel(r.line.front()));
  if (!r.line.empty() && !one)
    return unfit(fmt::format("`{}` takes no words", follow_ups ? "followups" : "actions"));
  return Act([line = r.line, follow_ups, mine](const Ask& ask) { return show(ask, line, follow_ups, mine); });
}

Verb list_of(std::string name, std::string help, bool follow_ups) {
  return {.name = name,
          .aliases = {},
          .usage = name + " [--mine]",
          .help = std::move(help),
          .examples = {name, name + " INC-42", name + " --mine"},
          .needs_incident = false,
          .bare_shows = true,
          .read = [follow_ups](Reading r) { return read_list(std::move(r), follow_ups); }};
}

std::optional<core::EntryId> number(std::string_view word) {
  if (word.starts_with('#')) word.remove_prefix(1);
  std::int64_t id = 0;
  const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), id);
  if (error != std::errc() || stop != word.data() + word.size() || id <= 0) return std::nullopt;
  return core::EntryId(id);
}

/// One text is asked for, and put behind the same line.
ReadResult asks(core::EntryId id, const std::string& act, const char* title, const char* submit,
                const char* label) {
  return Act([=](const Ask& ask) -> Plan {
    const auto line = fmt::format("task {} {} {}", core::reference(*ask.incident), id.value, act);
    return Open{words_form(ask, *ask.incident, title, submit, label, line), line, std::nullopt};
  });
}

ReadResult give(core::EntryId id, const Reading& r) {
  if (r.line.empty()) {
    return Act([id](const Ask& ask) -> Plan {
      return Open{give_form(ask, *ask.incident, id),
                  fmt::format("task {} {} give", core::reference(*ask.incident), id.value), std::nullopt};
    });
  }
  const auto person = Line::person(r.line.front());
  const bool nobody = r.line.front() == "nobody";
  if (r.line.size() > 1 || !(person || nobody))
    return unfit("`task … give` takes one person, or `nobody`", "task 12 give @ada");
  return Act([id, user = person.value_or(core::UserId())](const Ask& ask) -> Plan {
    const auto reason = user.empty() ? std::nullopt : out_of_reach(ask, user);
    if (reason) return Show{views::say(*reason + " Nothing was changed: name somebody else.")};
    return Write{core::GiveTodo{id, user, {}}, {}};
  });
}

/// `in 10m` for an action, `friday` or `nothing` for a follow-up.
ReadResult due(core::EntryId id, Reading r) {
  const auto takes = [] {
    return unfit("`task … due` takes a day, or `in` and a duration, or `never`", "task 12 due friday");
  };
  if (r.line.size() == 1 && r.line.front() == "never") return writes(core::RescheduleTodo{id, {}, {}});
  if (const auto box = r.line.take_final("in")) {
    const auto length = core::parse_duration(*box);
    if (!length || !r.line.empty()) return takes();
    return writes(core::RescheduleTodo{id, r.now + *length, {}});
  }
  const auto day = r.line.size() == 1 ? core::parse_due_day(r.line.front(), r.zone, r.now) : std::nullopt;
  if (!day) return takes();
  return writes(core::RescheduleTodo{id, *day, {}});
}

ReadResult read_task(Reading r) {
  const auto usage = [] {
    return unfit("`task` takes a number (`actions` and `followups` show them) and what becomes of it",
                 "task 12 done");
  };
  const auto expect = r.line.take_option("--expect");
  if (r.line.size() < 2) return usage();
  const auto id = number(r.line.front());
  r.line.pop_front();
  const auto act = core::ascii::lower(std::string(r.line.front()));
  r.line.pop_front();
  if (!id) return usage();
  if (act == "done") return writes(core::SettleTodo{*id, true, r.line.text()});
  if (act == "drop") {
    if (r.line.empty()) return asks(*id, "drop", "Drop in", "Won't be done", "Why not?");
    return writes(core::SettleTodo{*id, false, r.line.text()});
  }
  if (act == "cant") return writes(core::ReturnTodo{*id, r.line.text()});
  if (act == "give") return give(*id, r);
  if (act == "due") return due(*id, std::move(r));
  if (act == "more") {
    const auto by = r.line.size() == 1 ? core::parse_duration(r.line.front()) : std::nullopt;
    if (!by) return unfit("`task … more` takes a duration", "task 12 more 10m");
    return writes(core::RescheduleTodo{*id, {}, *by});
  }
  if (!r.line.empty()) return usage();
  if (act == "take") {
    std::optional<core::UserId> expected;
    if (expect) expected = core::UserId(*expect == "nobody" ? std::string() : *expect);
    return Act([id = *id, expected](const Ask& ask) -> Plan {
      return Write{core::GiveTodo{id, ask.user, expected}, {}};
    });
  }
  if (act == "later") return writes(core::ConvertTodo{*id, true, {}});
  if (act == "now") return writes(core::ConvertTodo{*id, false, {}});
  if (act == "fix") return writes(core::RankTodo{*id, {}, true});
  if (const auto priority = core::parse_priority(act)) return writes(core::RankTodo{*id, priority, {}});
  return usage();
}

}  // namespace

Verb action() {
  return {.name = "action",
          .aliases = {"todo"},
          .usage = "action <text> [@user] [in 10m]",
          .help = "Something to be done now; with a time box, its owner is asked when that is over",
          .examples = {"action restart the pods", "action call the vendor @ada in 10m"},
          .shown = Verb::Shown::first,
          .read = [](Reading r) { return read_new(std::move(r), false); }};
}

Verb followup() {
  return {.name = "followup",
          .aliases = {"follow-up"},
          .usage = "followup <text> [@user] [--fix] [--high] [due DATE]",
          .help = "Something to be done after it; `--fix` for what mends the cause",
          .examples = {"followup rotate the certificates by itself @ada --fix due friday",
                       "followup write the runbook due 2026-12-24"},
          .read = [](Reading r) { return read_new(std::move(r), true); }};
}

Verb actions() {
  return list_of("actions", "What is to be done now; elsewhere than in an incident: what is yours", false);
}

Verb followups() {
  return list_of("followups", "What is to be done after it; elsewhere: what is yours", true);
}

Verb task() {
  return {.name = "task",
          .aliases = {},
          .usage = "task <number> <done, take, give, cant, more, due, later, now, drop, high, fix>",
          .help = "What becomes of an action or a follow-up",
          .examples = {"task 12 done", "task 12 more 10m", "task 12 give @ada", "task 12 due friday",
                       "task 12 later", "task 12 drop the vendor mended it"},
          .read = read_task};
}

}  // namespace muster::bot::verbs
