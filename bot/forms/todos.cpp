// Adding an action or a follow-up, and giving one to somebody.
#include <charconv>

#include "bot/forms/form.h"

namespace muster::bot {

namespace {
constexpr std::string_view fix_option = "fix";
}

slack::Modal todo_form(const Ask& ask, const core::Incident& incident, const core::AddTodo& draft) {
  slack::Modal modal;
  modal.callback_id = "todo";
  modal.title = draft.follow_up ? "Add a follow-up" : "Add an action";
  modal.submit = "Add";
  modal.private_metadata = context_for(ask, incident.number, draft.follow_up ? "follow_up" : "action");
  modal.blocks.input(
      "What is to be done?",
      slack::TextInput{std::string(value_action), {}, core::to_plain(draft.words), false, core::max_title},
      "words");
  modal.blocks.input("By whom?", slack::UserSelect{std::string(value_action), "Nobody yet", {}}, "owner",
                     true);
  if (!draft.follow_up) {
    modal.blocks.input("Within",
                       slack::Select{std::string(value_action),
                                     "No time box",
                                     {{"5 minutes", "5m", {}},
                                      {"10 minutes", "10m", {}},
                                      {"20 minutes", "20m", {}},
                                      {"30 minutes", "30m", {}},
                                      {"1 hour", "1h", {}}},
                                     {}},
                       "box", true, "When it is over, whoever does it is asked what came of it.");
    return modal;
  }
  modal.blocks.input("By when?",
                     slack::TextInput{std::string(value_action), "friday, 2w or 2026-12-24", {}, false, 20},
                     "due", true);
  modal.blocks.input("Priority",
                     slack::Select{std::string(value_action),
                                   "Priority",
                                   {{"High", "high", {}}, {"Normal", "normal", {}}, {"Low", "low", {}}},
                                   std::string(core::to_string(draft.priority))},
                     "priority", true);
  slack::Checkboxes fix{
      std::string(value_action), {{"It mends what broke", std::string(fix_option), {}}}, {}};
  if (draft.fix) fix.initial = {std::string(fix_option)};
  modal.blocks.input("Kind", fix, "fix", true);
  return modal;
}

slack::Modal give_form(const Ask& ask, const core::Incident& incident, core::EntryId todo) {
  slack::Modal modal;
  modal.callback_id = "give";
  modal.title = "Give it to somebody";
  modal.submit = "Give";
  modal.private_metadata = context_for(ask, incident.number, std::to_string(todo.value));
  modal.blocks.input("To whom?", slack::UserSelect{std::string(value_action), "Somebody", {}}, "owner", false,
                     "They get a message.");
  return modal;
}

namespace {

using Read = tl::expected<std::variant<Commands, CommandLine>, FormErrors>;

Read read_todo(const Ask& ask, const slack::View& view) {
  core::AddTodo command;
  command.follow_up = decode_form_context(view.private_metadata).extra == "follow_up";
  command.words = core::plain(value_of(view, "words"));
  if (core::is_blank(command.words)) return tl::unexpected(FormErrors{{"words", "Say what is to be done."}});
  const auto owner = value_of(view, "owner");
  command.owner = core::UserId(owner);
  if (auto errors = unable(ask, {&command.owner, 1}, "owner")) return tl::unexpected(*std::move(errors));
  if (const auto day = value_of(view, "due"); !day.empty()) {
    command.due = core::parse_due_day(day, ask.zone, ask.now);
    if (!command.due)
      return tl::unexpected(
          FormErrors{{"due", "A day to come: today, tomorrow, friday, 3d, 2w or 2026-12-24."}});
  }
  if (const auto box = core::parse_duration(value_of(view, "box"))) command.due = ask.now + *box;
  command.priority = core::parse_priority(value_of(view, "priority")).value_or(core::Priority::normal);
  const auto* fix = view.input("fix", value_action);
  command.fix = fix && !fix->values.empty();
  return Commands{{std::move(command), "words"}};
}

Read read_give(const Ask& ask, const slack::View& view) {
  const core::UserId owner(value_of(view, "owner"));
  if (owner.empty()) return tl::unexpected(FormErrors{{"owner", "Choose somebody."}});
  if (auto errors = unable(ask, {&owner, 1}, "owner")) return tl::unexpected(*std::move(errors));
  const auto number = decode_form_context(view.private_metadata).extra;
  std::int64_t id = 0;
  std::from_chars(number.data(), number.data() + number.size(), id);
  return Commands{{core::GiveTodo{core::EntryId(id), owner, {}}, "owner"}};
}

}  // namespace

const Form todo_form_reader = {"todo", read_todo};
const Form give_form_reader = {"give", read_give};

}  // namespace muster::bot
