#include <fmt/core.h>

#include "bot/verb.h"
#include "bot/verbs/conclude.h"
#include "bot/views/views.h"
#include "core/decide.h"
#include "slack/text.h"

namespace muster::bot::verbs {

namespace {

/// Nobody ends an incident so without saying why.
bool needs_why(core::Category category) {
  using C = core::Category;
  return category == C::stood_down || category == C::dismissed;
}

ReadResult read_status(Reading r) {
  const bool confirmed = r.line.take_flag("--yes");
  if (r.line.empty()) {
    return Act([](const Ask& ask) -> Plan { return Show{views::statuses(*ask.incident, *ask.config)}; });
  }
  // The whole of the words must be a status: "status page is down" is none.
  const auto* status = r.policy.status(core::to_plain(r.line.text()));
  if (!status) return unfit("`status` takes one of the statuses", "status monitoring");
  if (status->category == core::Category::merged) {
    return unfit("An incident is merged with another one: say which", "merge INC-42");
  }
  if (needs_why(status->category)) {
    return Act([to = status->category](const Ask& ask) { return ask_why(ask, to); });
  }
  // It ends the incident for good: asked before it is done.
  if (!confirmed && status->category == core::Category::closed) {
    return Act([key = status->key, name = status->name](const Ask& ask) -> Plan {
      const auto& incident = *ask.incident;
      if (!core::may_become(incident.category, ask.policy().status(key)->category))
        return Write{core::ChangeStatus{key, {}}, {}};  // refused, with the way out
      auto message = views::say(fmt::format("I did nothing yet. Shall {} be *{}*?",
                                            views::name_and_title(incident), slack::escape(name)));
      message.blocks.actions({views::run(fmt::format("Yes: {}", name),
                                         fmt::format("status {} {} --yes", core::reference(incident), key),
                                         slack::Style::danger)});
      return Show{std::move(message)};
    });
  }
  return writes(core::ChangeStatus{status->key, {}});
}

}  // namespace

Verb status() {
  return {.name = "status",
          .aliases = {},
          .usage = "status [status]",
          .help = "Show or change the status",
          .examples = {"status", "status monitoring", "status INC-42 fixing"},
          .bare_shows = true,
          .read = read_status};
}

}  // namespace muster::bot::verbs
