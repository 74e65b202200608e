#include "bot/convert.h"
#include "bot/forms/form.h"
#include "bot/response_urls.h"

namespace muster::bot {

slack::Modal declare_form(const Ask& ask, std::string_view title) {
  slack::Modal modal;
  modal.callback_id = "declare";
  modal.title = "Declare an incident";
  modal.submit = "Declare";
  modal.private_metadata = encode({0, ask.channel, ask.app.response_urls.keep(ask.response_url, ask.now)});
  modal.blocks.input("What is happening?",
                     slack::TextInput{std::string(value_action), "Checkout returns errors",
                                      std::string(title), false, core::max_title},
                     "title");
  modal.blocks.input("Severity",
                     slack::Select{std::string(value_action), "How bad is it?",
                                   severity_options(ask.policy()), ask.policy().unsure_severity},
                     "severity", true, "It can be changed at any time.");
  modal.blocks.input("Lead", slack::UserSelect{std::string(value_action), "Nobody yet", {}}, "lead", true,
                     "Whoever coordinates. Anybody can take it later with a button.");
  modal.blocks.input("Options",
                     slack::Checkboxes{std::string(value_action),
                                       {{"Private", "private", "Seen only by those in its channel"},
                                        {"Drill", "drill", "Practice: marked everywhere, announced nowhere"}},
                                       {}},
                     "options", true);
  return modal;
}

namespace {

tl::expected<std::variant<Commands, CommandLine>, FormErrors> read(const Ask& ask, const slack::View& view) {
  core::Declare declare;
  declare.title = core::plain(value_of(view, "title"));
  if (core::is_blank(declare.title)) return tl::unexpected(FormErrors{{"title", "A few words are enough."}});
  declare.severity = value_of(view, "severity");
  declare.lead = core::UserId(value_of(view, "lead"));
  declare.declared_in = to_core(ask.channel);
  if (const auto* options = view.input("options", value_action)) {
    for (const auto& option : options->values) {
      if (option == "private") declare.is_private = true;
      if (option == "drill") declare.drill = true;
    }
  }
  return Commands{{std::move(declare), "title"}};
}

}  // namespace

const Form declare_form_reader = {"declare", read};

}  // namespace muster::bot
