// Asking people to come: what they get, and what who asked gets when nobody does.
#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/views/pieces.h"

namespace muster::bot::views {

namespace {

/// `Checkout`, or `@oncall`: the handle as text, which calls nobody. Empty for a single person.
std::string listed(const core::Page& page, const core::Policy& policy) {
  if (!page.service.empty()) return slack::escape(policy.service_name(page.service));
  return page.group.empty() ? std::string() : "@" + slack::escape(page.group);
}

/// What somebody is needed for, and where; `besides`: a line of its own, or empty.
slack::OutMessage asking(const core::Incident& incident, std::string head, const std::string& besides,
                         const core::Words& why, const Config& config) {
  slack::OutMessage message;
  message.text = head;
  auto text = std::move(head);
  if (!besides.empty()) text += "\n" + besides;
  text += fmt::format("\n{}  ·  {}  ·  {}", severity(incident, config.policy),
                      slack::escape(config.policy.status_name(incident.status)), place(incident));
  text += quoted(why);
  message.blocks.section(text);
  return message;
}

}  // namespace

std::string paged_line(const core::Incident& incident, const core::Policy& policy) {
  std::string line;
  for (const auto& page : incident.pages) {
    for (const auto& called : page.people) {
      const bool waiting = called.call == core::Call::asked && !page.over;
      if (!waiting && called.call != core::Call::coming) continue;
      line += line.empty() ? "*Asked to come*  " : "  ·  ";
      line += slack::mention(to_slack(called.user));
      if (const auto of = listed(page, policy); !of.empty()) line += fmt::format(" ({})", of);
      line += waiting ? fmt::format("  _asked {}{}_", called.times > 1 ? "again " : "",
                                    clock(called.last, incident.declared_at))
                      : std::string("  _on the way_");
    }
  }
  return line;
}

slack::OutMessage page_message(const core::Incident& incident, const core::Page& page,
                               const core::Called& called, const core::Words& why, const Config& config) {
  const auto by = page.by.empty() ? std::string("Muster") : slack::mention(to_slack(page.by));
  const auto of = listed(page, config.policy);
  auto message = asking(incident,
                        fmt::format("{}{} asks you{} to come to {}", called.times > 1 ? "Again: " : "", by,
                                    of.empty() ? "" : fmt::format(" (for {})", of), name_and_title(incident)),
                        {}, why, config);
  message.blocks.actions(page_answers(incident, page.id));
  return message;
}

slack::OutMessage page_moved(const core::Incident& incident, const core::Page& page,
                             const core::Called& called, const core::Words& why, const core::Record& moved,
                             const Config& config) {
  const auto* e = std::get_if<core::PageCameAlong>(&moved.event);
  const auto other = core::reference(e ? e->from : core::IncidentLink{});
  const bool back = e && e->page.value != moved.seq;
  auto answers = page_answers(incident, page.id);
  if (called.call == core::Call::coming) {
    auto message =
        asking(incident,
               back ? fmt::format("{} goes on by itself again: please come there, not to {}",
                                  name_and_title(incident), other)
                    : fmt::format("{}, to which you are on the way, goes on in {}: please come there", other,
                                  name_and_title(incident)),
               {}, why, config);
    message.blocks.actions({std::move(answers.back())});
    return message;
  }
  const auto by = page.by.empty() ? std::string("Muster") : slack::mention(to_slack(page.by));
  const auto of = listed(page, config.policy);
  auto message =
      asking(incident,
             fmt::format("{} asks you{} to come to {}", by, of.empty() ? "" : fmt::format(" (for {})", of),
                         name_and_title(incident)),
             back ? fmt::format("It goes on by itself again: this is what you are asked for, not {}.", other)
                  : fmt::format("{}, for which you were asked, goes on there.", other),
             why, config);
  message.blocks.actions(answers);
  return message;
}

std::vector<slack::Element> page_answers(const core::Incident& incident, core::EntryId page) {
  const auto id = std::to_string(page.value);
  return {run("On my way", line_for(incident, "page", "--coming " + id), slack::Style::primary),
          run("Can't", line_for(incident, "page", "--cant " + id))};
}

slack::OutMessage page_settled(const core::Incident& incident, const core::Record& end, GoesOn goes_on,
                               const Config& config) {
  const auto ref = core::reference(incident);
  if (const auto* e = std::get_if<core::PageArrived>(&end.event))
    return say(fmt::format("Nothing to do any more: {} came to {}.", who(e->user), ref));
  if (const auto* e = std::get_if<core::StatusChanged>(&end.event)) {
    if (incident.merged_into && goes_on == GoesOn::unseen)
      return say(fmt::format("Nothing to do any more: {} goes on in another incident.", ref));
    if (incident.merged_into && goes_on == GoesOn::asked_there) {
      return say(fmt::format("{} goes on in {}. The message from there takes the place of this one.", ref,
                             core::reference(*incident.merged_into)));
    }
    if (incident.merged_into) {
      const auto there = core::reference(*incident.merged_into);
      auto message =
          say(fmt::format("{} goes on in {}, and whoever works on that may still need you.", ref, there));
      message.blocks.actions({run("Join " + there, "join " + there, slack::Style::primary)});
      return message;
    }
    return say(fmt::format("Nothing to do any more: {} is {}.", ref,
                           slack::escape(config.policy.status_name(e->to))));
  }
  if (std::holds_alternative<core::PageCameAlong>(end.event))
    return say(fmt::format(
        "{} goes on by itself again. Whoever is still needed has a message about it below this one.", ref));
  if (const auto* e = std::get_if<core::MergeUndone>(&end.event)) {
    return say(
        fmt::format("Nothing to do for {} any more: {} goes on by itself again, and who is still needed "
                    "is asked from there.",
                    ref, core::reference(e->link)));
  }
  return say(fmt::format("You aren't needed any more for {}: {} called it off.", ref, who(end.actor)));
}

slack::OutMessage page_failed(const core::Incident& incident, const core::Page& page, const Config& config) {
  std::string people;
  for (const auto& called : page.people) {
    people += fmt::format("{}{} {}", people.empty() ? "" : ", ", slack::mention(to_slack(called.user)),
                          called.call == core::Call::cant     ? "can't"
                          : called.call == core::Call::spared ? "was told not to come"
                                                              : "didn't answer");
  }
  const auto of = listed(page, config.policy);
  const auto* service = config.policy.service(page.service);
  std::string numbers;
  if (service)
    for (const auto& phone : service->phones) numbers += (numbers.empty() ? "" : ", ") + slack::escape(phone);
  if (numbers.empty()) numbers = "whoever runs me can read you the numbers";
  auto message = say(fmt::format("Nobody{} comes to {}: {}.\nAsk somebody else, or call: {}.",
                                 of.empty() ? "" : " of " + of, name_and_title(incident), people, numbers));
  std::vector<slack::Element> ways;
  if (page.left_out > 0) {
    message.blocks.section(fmt::format("{} more {} weren't asked yet.", page.left_out,
                                       of.empty() ? std::string("of them") : "of " + of));
    const auto named = page.service.empty() ? "@" + page.group : page.service;
    ways.push_back(run("Page the others", line_for(incident, "page", named), slack::Style::primary));
    ways.push_back(run("Page somebody else", line_for(incident, "page")));
  } else {
    ways.push_back(run("Page somebody else", line_for(incident, "page"), slack::Style::primary));
  }
  message.blocks.actions(ways);
  return message;
}

}  // namespace muster::bot::views
