#include <fmt/core.h>

#include "bot/forms/form.h"
#include "bot/views/views.h"
#include "slack/text.h"

namespace muster::bot {

namespace {

/// Slack cuts a title at 24 characters, and its end says which incident it is: what is too long is cut before
/// that, with room for a drill's mark.
std::string title_of(const core::Incident& incident, std::string_view act) {
  constexpr std::size_t longest = 24;
  const auto end = " " + core::reference(incident);
  const auto beside = views::drill_mark(incident).size() + end.size();
  return slack::fit(act, beside < longest ? longest - beside : 1) + end;
}

}  // namespace

slack::Modal words_form(const Ask& ask, const core::Incident& incident, std::string_view act,
                        std::string_view submit, std::string_view label, std::string_view line,
                        std::string_view initial, std::string_view hint, bool multiline) {
  slack::Modal modal;
  modal.callback_id = "words";
  modal.title = title_of(incident, act);
  modal.submit = std::string(submit);
  modal.private_metadata = context_for(ask, incident.number, std::string(line));
  modal.blocks.input(
      label,
      slack::TextInput{std::string(value_action), {}, std::string(initial), multiline, core::max_words},
      "words", false, hint);
  return modal;
}

namespace {

tl::expected<std::variant<Commands, CommandLine>, FormErrors> read_words(const Ask&,
                                                                         const slack::View& view) {
  const auto context = decode_form_context(view.private_metadata);
  const auto words = value_of(view, "words");
  if (words.empty()) return tl::unexpected(FormErrors{{"words", "A few words are needed here."}});
  // A form's value is literal text, a command line is markup.
  return CommandLine{context.extra + " " + slack::escape(words), "words"};
}

}  // namespace

const Form words_form_reader = {"words", read_words};

}  // namespace muster::bot
