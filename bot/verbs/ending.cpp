// The ways out of the numbers: stood down, and closed for good.
#include <fmt/core.h>

#include "bot/forms/form.h"
#include "bot/verbs/conclude.h"

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

Verb close() {
  return plain_verb("close", "All is done that follows a resolved incident",
                    core::Conclude{core::Category::closed, {}});
}

}  // namespace muster::bot::verbs
