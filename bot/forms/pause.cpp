// How long is waited, and for what.
#include <fmt/core.h>

#include "bot/forms/form.h"
#include "slack/text.h"

namespace muster::bot {

slack::Modal pause_form(const Ask& ask, const core::Incident& incident) {
  slack::Modal modal;
  modal.callback_id = "pause";
  modal.title = fmt::format("Pause {}", core::reference(incident));
  modal.submit = "Pause";
  modal.private_metadata = context_for(ask, incident.number);
  modal.blocks.input("For how long?",
                     slack::Select{std::string(value_action),
                                   "How long?",
                                   {{"30 minutes", "30m", {}},
                                    {"1 hour", "1h", {}},
                                    {"2 hours", "2h", {}},
                                    {"4 hours", "4h", {}},
                                    {"8 hours", "8h", {}},
                                    {"1 day", "1d", {}},
                                    {"3 days", "3d", {}}},
                                   "2h"},
                     "length", false,
                     "Nobody is reminded of anything meanwhile, and the time counts as no work.");
  modal.blocks.input(
      "What is waited for?",
      slack::TextInput{std::string(value_action), "The supplier's fix", {}, false, core::max_words}, "words");
  return modal;
}

namespace {

tl::expected<std::variant<Commands, CommandLine>, FormErrors> read_pause(const Ask& ask,
                                                                         const slack::View& view) {
  const auto length = value_of(view, "length");
  const auto words = value_of(view, "words");
  if (length.empty()) return tl::unexpected(FormErrors{{"length", "Choose how long."}});
  if (words.empty()) return tl::unexpected(FormErrors{{"words", "Say what is waited for."}});
  // A form's value is literal text, a command line is markup. A refusal takes the form's place: of a grave
  // incident it has the button that pauses it all the same.
  return CommandLine{
      fmt::format("pause {} {} {}", core::reference(*ask.incident), length, slack::escape(words)), {}};
}

}  // namespace

const Form pause_form_reader = {"pause", read_pause};

}  // namespace muster::bot
