#include <fmt/core.h>

#include "bot/forms/form.h"
#include "slack/text.h"

namespace muster::bot {

slack::Modal page_form(const Ask& ask, const core::Incident& incident) {
  slack::Modal modal;
  modal.callback_id = "page";
  modal.title = fmt::format("Page for {}", core::reference(incident));
  modal.submit = "Ask to come";
  modal.private_metadata = context_for(ask, incident.number);
  modal.blocks.input("A person", slack::UserSelect{std::string(value_action), "Whom?", {}}, "person", true);
  slack::Select listed;
  listed.action_id = std::string(value_action);
  listed.placeholder = "Of which service or group?";
  for (const auto& service : ask.policy().services) {
    if (!service.group.empty() || is_user_id(service.owner)) {
      listed.options.push_back({service.name, service.key, {}});
    }
  }
  for (const auto& group : ask.app.store.groups(ask.app.workspace.id)) {
    if (!group.people.empty())
      listed.options.push_back({"@" + group.handle, "<!subteam^" + group.id + ">", {}});
  }
  if (!listed.options.empty()) {
    modal.blocks.input("Or whoever is on call", listed, "listed", true,
                       "They are asked one after the other, until one comes.");
  }
  modal.blocks.input(
      "Why?",
      slack::TextInput{std::string(value_action), "What they are needed for", {}, false, core::max_title},
      "why", true);
  return modal;
}

namespace {

tl::expected<std::variant<Commands, CommandLine>, FormErrors> read_page(const Ask& ask,
                                                                        const slack::View& view) {
  const auto person = value_of(view, "person");
  const auto listed = value_of(view, "listed");
  if (person.empty() && listed.empty()) return tl::unexpected(FormErrors{{"person", "Choose whom to ask."}});
  if (!person.empty() && !listed.empty())
    return tl::unexpected(FormErrors{{"listed", "Choose one of the two, not both."}});
  const auto whom = listed.empty() ? slack::mention(slack::UserId(person)) : listed;
  // A form's value is literal text, a command line is markup.
  return CommandLine{fmt::format("page {} {} {}", core::reference(*ask.incident), whom,
                                 slack::escape(value_of(view, "why"))),
                     listed.empty() ? "person" : "listed"};
}

}  // namespace

const Form page_form_reader = {"page", read_page};

}  // namespace muster::bot
