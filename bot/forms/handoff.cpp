// Whom a role is handed over to, and why somebody declines it.
#include <fmt/core.h>

#include <charconv>

#include "bot/convert.h"
#include "bot/forms/form.h"
#include "core/decide.h"

namespace muster::bot {

slack::Modal handoff_form(const Ask& ask, const core::Incident& incident,
                          const std::vector<std::string>& held, const std::string& role,
                          const core::UserId& person) {
  slack::Modal modal;
  modal.callback_id = "handoff";
  modal.title = "Hand over";
  modal.submit = "Ask";
  modal.private_metadata = context_for(ask, incident.number, role);
  if (role.empty()) {
    std::vector<slack::Option> options;
    options.reserve(held.size());
    for (const auto& key : held) options.push_back({ask.policy().role_name(key), key, {}});
    modal.blocks.input("Role", slack::Select{std::string(value_action), "Role", options, held.front()},
                       "role");
  }
  const auto what = role.empty() ? std::string("it") : ask.policy().role_name(role);
  modal.blocks.input(fmt::format("Who is to take {} over?", what),
                     slack::UserSelect{std::string(value_action), "Somebody", to_slack(person)}, "person",
                     false, "They get a brief of where things stand. Until they accept, it stays with you.");
  return modal;
}

slack::Modal decline_form(const Ask& ask, const core::Incident& incident, const std::string& role,
                          std::int64_t offer) {
  slack::Modal modal;
  modal.callback_id = "handoff_decline";
  modal.title = "Decline";
  modal.submit = "Decline";
  modal.private_metadata = context_for(ask, incident.number, fmt::format("{} {}", role, offer));
  modal.blocks.input(
      "Why?",
      slack::TextInput{
          std::string(value_action), "It helps them choose whom to ask next", {}, true, core::max_words},
      "words", true);
  return modal;
}

namespace {

using Read = tl::expected<std::variant<Commands, CommandLine>, FormErrors>;

Read read_handoff(const Ask& ask, const slack::View& view) {
  auto role = decode_form_context(view.private_metadata).extra;
  const bool chosen = role.empty();
  if (chosen) role = value_of(view, "role");
  if (role.empty()) return tl::unexpected(FormErrors{{"role", "Choose a role."}});
  const core::UserId person(value_of(view, "person"));
  if (person.empty()) return tl::unexpected(FormErrors{{"person", "Choose somebody."}});
  if (auto errors = unable(ask, {&person, 1}, "person")) return tl::unexpected(*std::move(errors));
  return Commands{{core::OfferHandoff{role, person}, "person"}};
}

Read read_decline(const Ask&, const slack::View& view) {
  const auto extra = decode_form_context(view.private_metadata).extra;
  const auto space = extra.find(' ');
  core::DeclineHandoff command{extra.substr(0, space), 0, core::plain(value_of(view, "words"))};
  if (space != std::string::npos)
    std::from_chars(extra.data() + space + 1, extra.data() + extra.size(), command.offer);
  return Commands{{std::move(command), "words"}};
}

}  // namespace

const Form handoff_form_reader = {"handoff", read_handoff};
const Form decline_form_reader = {"handoff_decline", read_decline};

}  // namespace muster::bot
