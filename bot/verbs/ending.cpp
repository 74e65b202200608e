// The ways to end an incident: stood down, and closed for good.
#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/forms/form.h"
#include "bot/verbs/conclude.h"
#include "bot/views/views.h"
#include "core/decide.h"
#include "slack/text.h"

namespace muster::bot::verbs {

namespace {

struct Words {
  std::string verb, act, question;
};
Words words_for(core::Category to) {
  if (to == core::Category::closed) return {"close", "Close", "Why is it closed?"};
  if (to == core::Category::dismissed) return {"dismiss", "Dismiss", "Why is it no incident?"};
  return {"standdown", "Stand down", "Why does it need nobody any more?"};
}

}  // namespace

Plan ask_why(const Ask& ask, core::Category to) {
  const auto& incident = *ask.incident;
  // Not from here: refused at once, with the way out, and not only when the form was filled in.
  if (!core::may_become(incident.category, to)) return Write{core::Conclude{to, {}}, {}};
  const auto [verb, act, question] = words_for(to);
  const auto line = fmt::format("{} {}", verb, core::reference(incident));
  return Open{words_form(ask, incident, act, act, question, line), line, std::nullopt};
}

namespace {

/// What is hard to undo is asked first. Whoever filled in a form for it has been asked; what can't be, or
/// lacks something, is refused at once, with the way out. `rest`: the words as they were typed.
Plan once_sure(const Ask& ask, const core::Conclude& command, bool confirmed, const std::string& rest) {
  const auto& incident = *ask.incident;
  const bool can = core::decide({incident, {}, {}}, command, ask.policy(), {ask.user, ask.now}).has_value();
  if (confirmed || !can || ask.origin == Origin::form) return Write{command, {}};
  const bool closes = command.to == core::Category::closed;
  const auto [verb, act, why] = words_for(command.to);
  const auto line = fmt::format("{} {}", verb, core::reference(incident));
  const auto confirming = fmt::format("{} --yes{}{}", line, rest.empty() ? "" : " ", rest);
  // So much has no place in a button: the form has one, and asks as well.
  if (slack::length(confirming) > views::longest_button_line) {
    return Open{words_form(ask, incident, act, act, why, line, core::to_plain(command.words)), line,
                std::nullopt};
  }
  auto question = fmt::format("I did nothing yet. Shall {} be {}?", views::name_and_title(incident),
                              closes ? "closed" : "dismissed, as no incident");
  if (!rest.empty())
    question += "\n>" + mrkdwn(core::one_line(command.words));
  else if (closes)
    question += incident.todos.empty()
                    ? std::string(" Nothing is left to be done for it.")
                    : fmt::format(" Still open: {}; they stay open.", views::open_todos(incident));
  if (ask.origin == Origin::command_line) question += "\nWith `--yes` in the line it is done.";
  auto message = views::say(std::move(question));
  message.blocks.actions(
      {views::run(closes ? "Yes: close it" : "Yes: dismiss it", confirming, slack::Style::danger)});
  return Show{std::move(message)};
}

}  // namespace

Verb conclusion(core::Category to, std::string help, std::string example) {
  Verb verb;
  verb.name = words_for(to).verb;
  verb.usage = verb.name + ": <why>";
  verb.help = std::move(help);
  verb.examples = {std::move(example)};
  verb.read = [to](Reading r) -> ReadResult {
    const bool confirmed = r.line.take_flag("--yes");
    if (r.line.empty()) return Act([to](const Ask& ask) { return ask_why(ask, to); });
    if (!r.explicit_verb && !confirmed)
      return unfit("This ends the incident and tells everybody, so say which you mean");
    return Act([command = core::Conclude{to, r.line.text()}, rest = std::string(r.line.rest()),
                // What is stood down is reopened like any other, and nobody is asked twice about it.
                sure = confirmed || to == core::Category::stood_down](const Ask& ask) {
      return once_sure(ask, command, sure, rest);
    });
  };
  return verb;
}

Verb standdown() {
  return conclusion(core::Category::stood_down,
                    "It needs nobody any more, and no longer counts in the statistics",
                    "standdown: the supplier's test, not ours");
}

namespace {

Plan ask_reason(const Ask& ask) {
  const auto line = fmt::format("close {}", core::reference(*ask.incident));
  return Open{
      words_form(ask, *ask.incident, "Close", "Close all the same", "Why without what is missing?", line),
      line + " --why", std::nullopt};
}

}  // namespace

Verb close() {
  return {.name = "close",
          .aliases = {},
          .usage = "close[: reason]",
          .help =
              "All is done that follows a resolved incident; with a reason, although something is missing; "
              "asks first",
          .examples = {"close", "close: the supplier writes the summary"},
          .of_ended =
              [](const core::Incident& incident) { return incident.category == core::Category::resolved; },
          .read = [](Reading r) -> ReadResult {
            const bool confirmed = r.line.take_flag("--yes");
            if (r.line.take_flag("--why")) return Act(ask_reason);
            // "close calls to the pool leak" may as well be a title.
            if (!r.line.empty() && !r.explicit_verb && !confirmed)
              return unfit("This closes the incident for good, so say which you mean");
            return Act([command = core::Conclude{core::Category::closed, r.line.text()}, confirmed,
                        rest = std::string(r.line.rest())](const Ask& ask) {
              return once_sure(ask, command, confirmed, rest);
            });
          }};
}

}  // namespace muster::bot::verbs
