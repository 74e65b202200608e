#include <fmt/core.h>

#include "bot/forms/form.h"
#include "slack/text.h"

namespace muster::bot {

slack::Modal change_form(const Ask& ask, const core::Incident& incident) {
  slack::Modal modal;
  modal.callback_id = "change";
  modal.title = "What are you doing?";
  modal.submit = "I'm doing it";
  modal.private_metadata = context_for(ask, incident.number);
  slack::Select usual;
  usual.action_id = std::string(value_action);
  usual.placeholder = "One of the usual ones";
  for (std::size_t i = 0; i < ask.config->usual_changes.size(); ++i)
    usual.options.push_back({ask.config->usual_changes[i], std::to_string(i), {}});
  if (!usual.options.empty()) modal.blocks.input("Usual changes", usual, "usual", true);
  modal.blocks.input(
      usual.options.empty() ? "What?" : "Which, or what else?",
      slack::TextInput{std::string(value_action), "checkout to v41", {}, false, core::max_title}, "words",
      !usual.options.empty(), "It stands on the control message until you say whether it worked.");
  return modal;
}

namespace {

tl::expected<std::variant<Commands, CommandLine>, FormErrors> read_change(const Ask& ask,
                                                                          const slack::View& view) {
  const auto words = value_of(view, "words");
  std::string usual;
  const auto chosen = value_of(view, "usual");
  for (std::size_t i = 0; i < ask.config->usual_changes.size(); ++i)
    if (chosen == std::to_string(i)) usual = ask.config->usual_changes[i];
  if (words.empty() && usual.empty()) return tl::unexpected(FormErrors{{"words", "Say what you are doing."}});
  const auto whole = usual.empty() ? words : words.empty() ? usual : usual + ": " + words;
  return Commands{{core::BeginChange{core::plain(whole)}, "words"}};
}

}  // namespace

const Form change_form_reader = {"change", read_change};

}  // namespace muster::bot
