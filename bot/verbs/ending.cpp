// The ways out of the numbers: stood down, and closed for good.
#include <fmt/core.h>

#include "bot/forms/form.h"
#include "bot/verbs/conclude.h"
#include "bot/views/views.h"
#include "core/decide.h"

namespace muster::bot::verbs {

namespace {

struct Words {
  std::string verb, question;
};
Words words_for(core::Category to) {
  if (to == core::Category::dismissed) return {"dismiss", "Why is it no incident?"};
  return {"standdown", "Why does it need nobody any more?"};
}

}  // namespace

Plan ask_why(const Ask& ask, core::Category to) {
  const auto& incident = *ask.incident;
  // Not from here: refused at once, with the way out, and not only when the form was filled in.
  if (!core::may_become(incident.category, to)) return Write{core::Conclude{to, {}}, {}};
  const auto [verb, question] = words_for(to);
  const auto line = fmt::format("{} {}", verb, core::reference(incident));
  return Open{words_form(ask, incident, "Why?", question, line), line, std::nullopt};
}

Verb conclusion(core::Category to, std::string help, std::string example) {
  Verb verb;
  verb.name = words_for(to).verb;
  verb.usage = verb.name + " <why>";
  verb.help = std::move(help);
  verb.examples = {std::move(example)};
  verb.read = [to](const Reading& r) -> ReadResult {
    if (r.line.empty()) return Act([to](const Ask& ask) { return ask_why(ask, to); });
    if (!r.explicit_verb) return unfit("This ends the incident and tells everybody, so say which you mean");
    return writes(core::Conclude{to, r.line.text()});
  };
  return verb;
}

Verb standdown() {
  return conclusion(core::Category::stood_down, "It needs nobody any more, and is in no numbers",
                    "standdown: the supplier's test, not ours");
}

namespace {

Plan close_it(const Ask& ask, bool confirmed) {
  const auto& incident = *ask.incident;
  const core::Command command = core::Conclude{core::Category::closed, {}};
  // What can't be, or lacks something, is refused at once, with the way out.
  const bool can = core::decide({incident, {}, {}}, command, ask.policy(), {ask.user, ask.now}).has_value();
  if (confirmed || !can) return Write{command, {}};
  auto message =
      views::say(fmt::format("I did nothing yet. Shall {} be closed? Nothing is left to be done for it.",
                             views::name_and_title(incident)));
  message.blocks.actions({views::run(
      "Yes: close it", fmt::format("close {} --yes", core::reference(incident)), slack::Style::danger)});
  return Show{std::move(message)};
}

Plan ask_reason(const Ask& ask) {
  const auto line = fmt::format("close {}", core::reference(*ask.incident));
  return Open{words_form(ask, *ask.incident, "Close all the same", "Why without what is missing?", line),
              line + " --why", std::nullopt};
}

}  // namespace

Verb close() {
  return {
      .name = "close",
      .aliases = {},
      .usage = "close [reason]",
      .help = "All is done that follows a resolved incident; with a reason, although something is missing",
      .examples = {"close", "close: the supplier writes the summary"},
      .read = [](Reading r) -> ReadResult {
        const bool confirmed = r.line.take_flag("--yes");
        if (r.line.take_flag("--why")) return Act(ask_reason);
        if (r.line.empty()) return Act([confirmed](const Ask& ask) { return close_it(ask, confirmed); });
        // "close calls to the pool leak" may as well be a title.
        if (!r.explicit_verb) return unfit("This closes the incident for good, so say which you mean");
        return writes(core::Conclude{core::Category::closed, r.line.text()});
      }};
}

}  // namespace muster::bot::verbs
