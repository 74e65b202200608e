// Who comes along when an incident becomes private, and what that means.
#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/forms/form.h"
#include "bot/verbs/people.h"

namespace muster::bot {

namespace {

/// More would hide what else the form says.
constexpr std::size_t most_named = 40;

std::string names(const std::set<core::UserId>& people) {
  std::string all;
  std::size_t named = 0;
  for (const auto& person : people) {
    if (named == most_named) break;
    all += (named++ == 0 ? "" : ", ") + slack::mention(to_slack(person));
  }
  if (people.size() > named) all += fmt::format(" and {} more", people.size() - named);
  return all;
}

/// Who sees it without being chosen: not to be found out afterwards. Empty: nobody.
std::string who_keeps_it(const core::Incident& incident, const core::Policy& policy) {
  std::string text;
  if (const auto parties = core::parties(incident); !parties.empty())
    text = fmt::format(
        "*Sees it in any case:* {}. They declared it, have a role or something to do in it, or are asked to "
        "come or to take a role over.",
        names(parties));
  const auto permitted = policy.permissions.find(core::Permit::see_private);
  if (permitted == policy.permissions.end()) return text;
  auto all = permitted->second.people;
  all.insert(permitted->second.in_groups.begin(), permitted->second.in_groups.end());
  if (!all.empty())
    text += fmt::format("{}*May see every private one:* {}", text.empty() ? "" : "\n", names(all));
  return text;
}

}  // namespace

slack::Modal private_form(const Ask& ask, const core::Incident& incident,
                          const std::vector<core::UserId>& people) {
  slack::Modal modal;
  modal.callback_id = "private";
  modal.title = modal.submit = "Make private";
  modal.private_metadata = encode({incident.number, ask.channel, {}});
  const bool moves = !core::is_over(incident.category);
  auto text = fmt::format("*{}* goes out of every list and announcement{}", core::reference(incident),
                          moves ? ", and on in a new private channel." : ".");
  if (!incident.channel.empty())
    text += fmt::format(
        "\nI take back what I said in {}, and leave a word there that it goes on elsewhere. What people "
        "wrote "
        "there stays: only they, or an admin of Slack, can delete it.",
        slack::mention(to_slack(incident.channel)));
  text += "\nIt can't be made public again.";
  modal.blocks.section(text);
  slack::UsersSelect select{std::string(value_action), "Nobody else", {}};
  const auto choose = [&](const core::UserId& person) {
    // Who has left since would be refused when the form is sent.
    if (!verbs::out_of_reach(ask, person)) select.initial.push_back(to_slack(person));
  };
  choose(ask.user);
  for (const auto& person : people) choose(person);
  for (const auto& [role, holder] : incident.roles) choose(holder.user);
  for (const auto& page : incident.pages)
    for (const auto& called : page.people)
      if (called.call == core::Call::coming || called.call == core::Call::came) choose(called.user);
  modal.blocks.input("Who comes along", select, "people", true);
  if (const auto others = who_keeps_it(incident, ask.policy()); !others.empty()) modal.blocks.section(others);
  return modal;
}

namespace {

tl::expected<std::variant<Commands, CommandLine>, FormErrors> read_private(const Ask& ask,
                                                                           const slack::View& view) {
  core::MakePrivate command;
  if (const auto* input = view.input("people", value_action))
    for (const auto& user : input->values) command.people.emplace_back(user);
  if (auto errors = unable(ask, command.people, "people")) return tl::unexpected(*std::move(errors));
  return Commands{{std::move(command), "people"}};
}

}  // namespace

const Form private_form_reader = {"private", read_private};

}  // namespace muster::bot
