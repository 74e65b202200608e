#include "bot/forms/form.h"
#include "slack/text.h"

namespace muster::bot {

slack::Modal search_form(const Ask& ask) {
  slack::Modal modal;
  modal.callback_id = "search";
  modal.title = "Search the past";
  modal.submit = "Search";
  modal.private_metadata = context_for(ask, 0);
  modal.blocks.input(
      "Which words?",
      slack::TextInput{std::string(value_action), "certificate expired", {}, false, core::max_title}, "words",
      false, "Incidents that have all of them: in the title, the summary, the impact or the timeline.");
  return modal;
}

namespace {

tl::expected<std::variant<Commands, CommandLine>, FormErrors> read_search(const Ask&,
                                                                          const slack::View& view) {
  const auto words = value_of(view, "words");
  if (words.empty()) return tl::unexpected(FormErrors{{"words", "A word is needed here."}});
  return CommandLine{"search " + slack::escape(words), "words"};
}

}  // namespace

const Form search_form_reader = {"search", read_search, true};

}  // namespace muster::bot
