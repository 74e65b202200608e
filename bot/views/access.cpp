// Who may not see an incident, and how they come to.
#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/views/pieces.h"

namespace muster::bot::views {

slack::OutMessage not_seen(int number, const Config& config) {
  auto message =
      say(fmt::format("There is no INC-{} that you can see. `{} list` shows the open ones. If "
                      "there is one, its lead can let you in.",
                      number, config.command));
  message.blocks.actions({run("Ask to be let in", fmt::format("access INC-{}", number))});
  return message;
}

slack::OutMessage access_request(const core::Incident& incident, const core::Record& record) {
  auto message =
      say(fmt::format("{} asks to be let into {}. They don't know what it is about, and hear "
                      "nothing unless you let them in.",
                      who(record.actor), name_and_title(incident)));
  const auto person = slack::mention(to_slack(record.actor));
  message.blocks.actions(
      {run("Let in", fmt::format("access {} --let-in {}", core::reference(incident), person),
           slack::Style::primary),
       run("No", fmt::format("access {} --no {}", core::reference(incident), person))});
  return message;
}

slack::OutMessage access_settled(const core::Incident& incident, const core::Record& answer) {
  const auto* e = std::get_if<core::AccessAnswered>(&answer.event);
  return say(fmt::format("{} asked to be let into {}. {} {}.", who(e ? e->user : core::UserId()),
                         name_and_title(incident), who(answer.actor),
                         e && e->let_in ? "let them in" : "said no; they are not told"));
}

slack::OutMessage let_in(const core::Incident& incident, const core::Record& answer) {
  auto message = say(
      fmt::format("{} let you into {}: {}", who(answer.actor), name_and_title(incident), place(incident)));
  message.blocks.actions({run("Catch me up", line_for(incident, "catchup"))});
  return message;
}

}  // namespace muster::bot::views
