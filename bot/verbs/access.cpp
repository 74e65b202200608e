// Asking to be let into an incident that one may not see, and the answer. Nobody learns from it whether there
// is such an incident.
#include <fmt/core.h>

#include "bot/dispatch.h"
#include "bot/verb.h"
#include "bot/views/views.h"

namespace muster::bot::verbs {

namespace {

/// The same words whether there is one or not.
slack::OutMessage asked(int number) {
  return views::say(fmt::format(
      "If there is an INC-{} that you can't see, whoever leads it is asked, once in a quarter of an "
      "hour at most. You hear from me when they let you in.",
      number));
}

/// The incident is named by whom it is asked of; the caller doesn't see it.
Plan request(const Ask& ask, int number) {
  if (const auto visible = find_incident(ask, number)) {
    auto message = views::say(fmt::format("You can see {} already.", views::name_and_title(*visible)));
    message.blocks.actions({views::run("Catch me up", "catchup " + core::reference(*visible))});
    return Show{std::move(message)};
  }
  const auto hidden = ask.app.store.by_number(ask.app.workspace.id, number);
  if (!hidden) return Show{asked(number)};
  return Write{core::AskForAccess{}, [number](const storage::Outcome&) { return asked(number); }, hidden->id};
}

Plan answer(const Ask& ask, int number, const core::UserId& person, bool let_in) {
  const auto incident = find_incident(ask, number);
  if (!incident) return Show{views::not_seen(number, *ask.config)};
  return Write{core::AnswerAccess{person, let_in}, {}, incident->id};
}

constexpr const char* access_takes = "`access` takes an incident that you can't see";

ReadResult read_access(Reading r) {
  const bool let_in = r.line.take_flag("--let-in"), no = r.line.take_flag("--no");
  const auto number = r.line.empty() ? std::nullopt : Line::incident_number(r.line.front());
  if (!number) return unfit(access_takes, "access INC-42");
  r.line.pop_front();
  if (!let_in && !no) {
    if (!r.line.empty()) return unfit(access_takes, "access INC-42");
    return Act([number = *number](const Ask& ask) { return request(ask, number); });
  }
  const auto person = r.line.size() == 1 ? Line::person(r.line.front()) : std::nullopt;
  if (!person) return unfit("`access --let-in` takes an incident and a person");
  return Act([=, number = *number](const Ask& ask) { return answer(ask, number, *person, let_in); });
}

}  // namespace

Verb access() {
  return {.name = "access",
          .aliases = {},
          .usage = "access <incident>",
          .help = "Ask the lead of an incident that you can't see to let you in",
          .examples = {"access INC-42"},
          .needs_incident = false,
          .read = read_access};
}

}  // namespace muster::bot::verbs
