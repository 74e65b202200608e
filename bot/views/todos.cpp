// Actions and follow-ups, as people see them.
#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/views/pieces.h"

namespace muster::bot::views {

namespace {

/// More than this is a list that nobody reads; the rest is said to be there.
constexpr std::size_t most_shown = 20;

std::string task(const core::Incident& incident, const core::Todo& todo, std::string_view act) {
  return line_for(incident, "task", fmt::format("{} {}", todo.id.value, act));
}

std::string day(core::Time t) {
  return slack::date(core::to_seconds(t), "{date_short_pretty}");
}

std::string due(const core::Todo& todo, const std::optional<core::Time>& now) {
  if (!todo.due) return {};
  const bool late = now && core::is_late(todo, *now);
  const char* mark = late ? ":warning: " : "";
  if (todo.follow_up) return fmt::format("  ·  {}due {}", mark, day(*todo.due));
  const auto end = clock(*todo.due, now.value_or(todo.at));
  if (late) return fmt::format("  ·  {}time was over {}", mark, end);
  const auto until = fmt::format("  ·  until {}", end);
  return now ? fmt::format("{}, {} left", until,
                           core::format_duration(std::chrono::ceil<std::chrono::minutes>(*todo.due - *now)))
             : until;
}

std::string what(const core::Todo& todo) {
  return todo.follow_up ? "follow-up" : "action";
}

/// What its owner can say of it where they read that it is theirs.
std::vector<slack::Element> owner_buttons(const core::Incident& incident, const core::Todo& todo) {
  std::vector<slack::Element> buttons{run("Done", task(incident, todo, "done"), slack::Style::primary)};
  if (!todo.follow_up && todo.due)
    buttons.emplace_back(run("10 minutes more", task(incident, todo, "more 10m")));
  if (todo.follow_up) buttons.emplace_back(run("A week later", task(incident, todo, "more 7d")));
  buttons.emplace_back(run("I can't", task(incident, todo, "cant")));
  return buttons;
}

}  // namespace

std::string todo_line(const core::Todo& todo, const std::optional<core::Time>& now,
                      const core::UserId& reader) {
  auto line = fmt::format("`{}` ", todo.id.value);
  if (todo.fix) line += ":wrench: ";
  if (todo.priority == core::Priority::high) line += "*high*  ";
  line += line_of(todo.words);
  if (todo.owner.empty())
    line += todo.returned ? "  ·  nobody any more" : "  ·  nobody yet";
  else if (todo.owner != reader)
    line += "  ·  " + slack::mention(to_slack(todo.owner));
  return line + due(todo, now);
}

slack::Overflow todo_menu(const core::Incident& incident, const core::Todo& todo,
                          const core::UserId& reader) {
  slack::Overflow menu;
  menu.action_id = "do";
  const auto add = [&](const char* label, std::string_view act) {
    menu.options.push_back({label, task(incident, todo, act), {}});
  };
  add("Done", "done");
  if (todo.owner == reader) {
    if (!todo.follow_up && todo.due) add("10 minutes more", "more 10m");
    if (todo.follow_up && todo.due) add("A week later", "more 7d");
    add("I can't", "cant");
  } else {
    const auto& owner = todo.owner.value;
    add("I'll do it", "take --expect " + (owner.empty() ? std::string("nobody") : owner));
  }
  // Slack shows five; who can't do an action gives it back.
  if (todo.owner != reader || todo.follow_up) add("Give it to somebody", "give");
  if (!todo.follow_up) add("Make it a follow-up", "later");
  add("Won't be done", "drop");
  return menu;
}

slack::OutMessage todo_given(const core::Incident& incident, const core::Todo& todo, const core::UserId& by) {
  auto head = fmt::format("{} {} you to do this for {}:", who(by), todo.follow_up ? "wants" : "asks",
                          name_and_title(incident));
  slack::OutMessage message;
  message.text = fmt::format("{} {}", head, line_of(todo.words));
  if (!incident.channel.empty()) head += "  " + place(incident);
  message.blocks.section(head);
  message.blocks.section(todo_line(todo, {}, todo.owner));
  message.blocks.actions(owner_buttons(incident, todo));
  return message;
}

slack::OutMessage todo_gone(const core::Incident& incident, const core::Record& added,
                            const core::Record& last, const core::Todo* now) {
  const auto* words = core::words_of(added.event);
  const auto said = words ? line_of(*words) : std::string();
  const auto ref = core::reference(incident);
  if (const auto* settled = std::get_if<core::TodoSettled>(&last.event); settled && !now) {
    return say(settled->done
                   ? fmt::format(":white_check_mark: Done, said {}: {}  ·  {}", who(last.actor), said, ref)
                   : fmt::format("Nothing to do any more, said {}: {}  ·  {}{}", who(last.actor), said, ref,
                                 quoted(settled->words)));
  }
  if (const auto* moved = std::get_if<core::TodosMoved>(&last.event); moved && !now) {
    const auto there = core::reference(moved->to);
    auto message = say(fmt::format("This goes on in {}: {}", place(moved->to), said));
    message.blocks.actions({run("Actions of " + there, "actions " + there)});
    return message;
  }
  if (!now) return say(fmt::format("Nothing to do any more: {}  ·  {}", said, ref));
  if (now->owner.empty()) return say(fmt::format("Not yours any more: {}  ·  {}", said, ref));
  return say(fmt::format("{} does this now: {}  ·  {}", who(now->owner), said, ref));
}

slack::OutMessage todo_returned(const core::Incident& incident, const core::Todo& todo,
                                const core::TodoReturned& returned) {
  auto message = say(fmt::format("{} can't do this {} of {}. Who does?{}", who(returned.from), what(todo),
                                 name_and_title(incident), quoted(returned.words)));
  message.blocks.section(todo_line(todo));
  message.blocks.actions({run("I'll do it", task(incident, todo, "take --expect nobody")),
                          run("Give it to somebody", task(incident, todo, "give"), slack::Style::primary),
                          run("Won't be done", task(incident, todo, "drop"))});
  return message;
}

slack::OutMessage todos(const core::Incident& incident, bool follow_ups, const core::UserId& reader,
                        core::Time now, const Config& config) {
  slack::OutMessage message;
  const auto* title = follow_ups ? "Follow-ups" : "Actions";
  message.text = fmt::format("{}{} of {}", drill_mark(incident), title, core::reference(incident));
  message.blocks.section(fmt::format("*{} of* {}", title, name_and_title(incident)));
  const auto open = core::todos_of(incident, follow_ups);
  const bool live = core::is_open(incident.category);
  if (open.empty()) {
    std::string none = follow_ups ? "None yet." : "None is open.";
    if (follow_ups || live)
      none += fmt::format(" `{} {} {} &lt;text&gt;` adds one.", config.command,
                          follow_ups ? "followup" : "action", core::reference(incident));
    message.blocks.section(none);
  }
  for (std::size_t i = 0; i < std::min(open.size(), most_shown); ++i)
    message.blocks.section(todo_line(*open[i], now), todo_menu(incident, *open[i], reader));
  if (open.size() > most_shown)
    message.blocks.context(
        {fmt::format("And {} more, which show once some of these are done.", open.size() - most_shown)});
  std::vector<slack::Element> buttons;
  if (follow_ups || live)
    buttons.emplace_back(run(follow_ups ? "Add a follow-up" : "Add an action",
                             line_for(incident, follow_ups ? "followup" : "action")));
  const auto others = core::todos_of(incident, !follow_ups).size();
  if (others > 0)
    buttons.emplace_back(
        run(follow_ups ? fmt::format("Actions ({})", others) : fmt::format("Follow-ups ({})", others),
            line_for(incident, follow_ups ? "actions" : "followups")));
  message.blocks.actions(buttons);
  return message;
}

slack::OutMessage own_todos(std::span<const std::pair<core::Incident, core::Todo>> todos, core::Time now,
                            const Config& config) {
  if (todos.empty())
    return say(fmt::format(
        "Nothing is yours to do. In an incident's channel `{} actions` shows what is open.", config.command));
  slack::OutMessage message;
  message.text = fmt::format("Yours to do: {}", todos.size());
  message.blocks.section("*Yours to do*, what is due first");
  std::size_t shown = 0;
  for (const auto& [incident, todo] : todos) {
    if (shown++ == most_shown) break;
    message.blocks.section(fmt::format("{}\n{}", todo_line(todo, now, todo.owner), name_and_title(incident)),
                           todo_menu(incident, todo, todo.owner));
  }
  if (todos.size() > most_shown)
    message.blocks.context({fmt::format("And {} more.", todos.size() - most_shown)});
  return message;
}

}  // namespace muster::bot::views
