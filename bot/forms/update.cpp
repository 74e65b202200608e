#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/forms/form.h"
#include "core/decide.h"

namespace muster::bot {

slack::Modal update_form(const Ask& ask, const core::Incident& incident, std::string_view words) {
  const auto& policy = ask.policy();
  slack::Modal modal;
  modal.callback_id = "update";
  modal.title = fmt::format("Update {}", core::reference(incident));
  modal.submit = "Post";
  modal.private_metadata = context_for(ask, incident.number, incident.status + " " + incident.severity);
  modal.blocks.input("What should everybody know?",
                     slack::TextInput{std::string(value_action), "What we know, what we do, what comes next",
                                      std::string(words), true, core::max_words},
                     "words");
  std::vector<slack::Option> statuses;
  for (const auto& def : policy.statuses) {
    using C = core::Category;
    const bool can = core::may_become(incident.category, def.category) &&
                     (core::is_open(def.category) || def.category == C::resolved);
    if (def.key == incident.status || can) {
      statuses.push_back({def.name, def.key, {}});
    }
  }
  modal.blocks.input("Status", slack::Select{std::string(value_action), "Status", statuses, incident.status},
                     "status", true);
  modal.blocks.input(
      "Severity",
      slack::Select{std::string(value_action), "Severity", severity_options(policy), incident.severity},
      "severity", true);
  modal.blocks.input("Next update in",
                     slack::Select{std::string(value_action),
                                   "As the severity says",
                                   {{"15 minutes", "15m", {}},
                                    {"30 minutes", "30m", {}},
                                    {"1 hour", "1h", {}},
                                    {"2 hours", "2h", {}},
                                    {"4 hours", "4h", {}},
                                    {"1 day", "1d", {}}},
                                   {}},
                     "next", true);
  return modal;
}

namespace {

tl::expected<std::variant<Commands, CommandLine>, FormErrors> read_update(const Ask&,
                                                                          const slack::View& view) {
  core::PostUpdate update;
  update.words = core::plain(value_of(view, "words"));
  if (core::is_blank(update.words))
    return tl::unexpected(FormErrors{{"words", "Say what changed, in a line."}});
  // What the form still says as it was opened is no wish to change it, whatever others did meanwhile.
  const auto opened = decode_form_context(view.private_metadata).extra;
  const auto space = opened.find(' ');
  const auto status = value_of(view, "status");
  const auto severity = value_of(view, "severity");
  if (status != opened.substr(0, space)) update.status = status;
  if (space != std::string::npos && severity != opened.substr(space + 1)) update.severity = severity;
  if (const auto next = value_of(view, "next"); !next.empty()) update.next = core::parse_duration(next);
  return Commands{{std::move(update), "words"}};
}

}  // namespace

const Form update_form_reader = {"update", read_update};

}  // namespace muster::bot
