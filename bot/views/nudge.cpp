// What somebody is asked about because nobody has done it.
#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "bot/views/pieces.h"
#include "core/nudges.h"
#include "slack/text.h"

namespace muster::bot::views {

namespace {

/// A role that one alone has is handed over; of many who have one, each may go.
slack::Button way_out(const core::Incident& incident, const std::string& seat) {
  const auto role = core::role_of(seat);
  return role == seat ? run("Hand over", line_for(incident, "handoff", role))
                      : run("Give it up", line_for(incident, "leave", role));
}

using Buttons = std::vector<slack::Element>;

/// About something that is to be done.
void work(const core::Incident& incident, const core::Nudge& nudge, std::string& words, Buttons& buttons) {
  std::int64_t id = 0;
  std::from_chars(nudge.about.data(), nudge.about.data() + nudge.about.size(), id);
  const auto todo = incident.todos.find(core::EntryId(id));
  if (todo == incident.todos.end()) return;
  const auto task = [&](std::string_view act) {
    return line_for(incident, "task", fmt::format("{} {}", nudge.about, act));
  };
  const auto line = todo_line(todo->second, {}, nudge.to);
  if (nudge.kind == core::nudge::time_box) {
    words = fmt::format("The time for this is over. What came of it?\n{}", line);
    buttons = {run("Done", task("done"), slack::Style::primary), run("10 minutes more", task("more 10m")),
               run("I can't", task("cant"))};
  } else if (nudge.kind == core::nudge::box_unanswered) {
    words = fmt::format("{}\n{}",
                        todo->second.owner.empty()
                            ? std::string("The time for this is over, and nobody has it.")
                            : fmt::format("The time for this is over, and {} hasn't said what came of it.",
                                          who(todo->second.owner)),
                        line);
    buttons = {run("Give it to somebody", task("give"), slack::Style::primary),
               run("10 minutes more", task("more 10m")), run("Done", task("done"))};
  } else if (nudge.kind == core::nudge::follow_up) {
    words = fmt::format("A follow-up of yours:\n{}", line);
    buttons = {run("Done", task("done"), slack::Style::primary), run("A week later", task("more 7d")),
               run("Give it to somebody", task("give")), run("Won't be done", task("drop"))};
  }
}

/// Of a list that has a place of its own.
constexpr std::size_t most_lines = 5;

/// About what the incident lacks.
void lack(const core::Incident& incident, std::string_view kind, core::Time said, const Config& config,
          std::string& words, Buttons& buttons) {
  namespace nudge = core::nudge;
  if (kind == nudge::no_lead) {
    const auto asked = incident.roles.find(std::string(core::lead_role));
    const auto form = line_for(incident, "roles", "--form");
    if (asked == incident.roles.end()) {
      words = "Nobody leads. Who coordinates?";
      buttons = {run("I'll lead", line_for(incident, "role", "lead --expect nobody"), slack::Style::primary),
                 run("Give roles to people", form)};
    } else {
      const auto& whom = asked->second.user;
      words = fmt::format("{} was asked {} to lead, and hasn't done anything here since. Who coordinates?",
                          who(whom), clock(asked->second.since, said));
      buttons = {run("I'll lead",
                     line_for(incident, "role", fmt::format("lead --take-over --expect {}", whom.value)),
                     slack::Style::primary),
                 run("Ask somebody else", form)};
    }
  } else if (kind == nudge::no_severity) {
    words = "Nobody has said how bad it is.";
    buttons = {run("Set the severity", line_for(incident, "severity"), slack::Style::primary)};
  } else if (kind == nudge::no_roles) {
    std::string roles;
    for (const auto& role : core::unfilled_roles(incident, config.policy)) {
      roles += (roles.empty() ? "*" : ", *") + slack::escape(config.policy.role_name(role)) + "*";
      const auto asked = core::holders_of(incident, role);
      if (!asked.empty()) roles += fmt::format(" ({} was asked)", who(asked.front().second->user));
    }
    words = fmt::format("As things are, somebody is needed as {}.", roles);
    buttons = {run("Give roles to people", line_for(incident, "roles", "--form"), slack::Style::primary),
               run("Page somebody", line_for(incident, "page"))};
  } else if (kind == nudge::no_summary) {
    words = "Whoever comes to it finds no summary. One sentence is enough: what is broken, for whom.";
    buttons = {run("Write it", line_for(incident, "summary"), slack::Style::primary)};
  } else if (kind == nudge::undecided) {
    words = "Is it an incident? Nobody has said so yet.";
    buttons = {run("It's an incident", line_for(incident, "confirm"), slack::Style::primary),
               run("Not an incident", line_for(incident, "dismiss"))};
  } else if (kind == nudge::quiet) {
    words = "It is quiet here: nobody has written or done anything for a while. Where does it stand?";
    buttons = {run("Update", line_for(incident, "update"), slack::Style::primary),
               run("Mitigated", line_for(incident, "monitoring")),
               run("Resolve", line_for(incident, "resolve")), run("Regroup", line_for(incident, "regroup"))};
  } else if (kind == nudge::unresolved) {
    words = "It has been mitigated for a while. Is it over?";
    buttons = {run("Resolve", line_for(incident, "resolve"), slack::Style::primary),
               run("Watch for 20 min", line_for(incident, "monitoring", "--watch 20m --expect mitigated"))};
  } else if (kind == nudge::review) {
    words = "These lines wait for you: an action, a follow-up, a line of the timeline, or neither?";
    std::size_t shown = 0;
    for (const auto& [id, offer] : incident.offers) {
      if (shown++ == most_lines) break;
      words += fmt::format("\n• {}{}", offer.decision ? "*Decision*  " : "", line_of(offer.words));
    }
    if (incident.offers.size() > most_lines)
      words += fmt::format("\nand {} more", incident.offers.size() - most_lines);
    buttons = {run("Review them", line_for(incident, "review"), slack::Style::primary)};
  } else if (kind == nudge::no_debrief) {
    words = "It is over, and nobody has made its debrief.";
    buttons = {run("Export the debrief", line_for(incident, "export"), slack::Style::primary),
               run("Follow-ups", line_for(incident, "followups"))};
  }
}

/// `said`: when it is asked.
void ask(slack::OutMessage& message, const core::Incident& incident, const core::Nudge& nudge,
         core::Time said, const Config& config) {
  std::string words;
  std::vector<slack::Element> buttons;
  if (nudge.kind == core::nudge::update_due) {
    words = incident.overdue == incident.next_update_due ? "An update was due" : "The next update is due";
    words += " " + clock(*incident.next_update_due, said) + ". People who aren't in the channel wait for it.";
    buttons = {run("Post it", line_for(incident, "update"), slack::Style::primary),
               run("In 10 minutes", line_for(incident, "postpone", "10m"))};
  } else if (nudge.kind == core::nudge::watch_over) {
    words = "The watch is over and it stayed mitigated. Is it resolved?";
    buttons = {
        run("Resolve", line_for(incident, "resolve"), slack::Style::primary),
        run("Watch 20 minutes more", line_for(incident, "monitoring", "--watch 20m --expect mitigated"))};
  } else if (nudge.kind == core::nudge::long_role) {
    words = fmt::format("You have been *{}* for {}. Can somebody fresh take over?",
                        slack::escape(config.policy.role_name(nudge.about)),
                        core::format_duration(core::long_in_a_role));
    buttons = {way_out(incident, nudge.about)};
  } else if (nudge.kind == core::nudge::in_night) {
    words = fmt::format("It is night where you are, and you are *{}*. Somebody who is awake could take over.",
                        slack::escape(config.policy.role_name(nudge.about)));
    buttons = {way_out(incident, nudge.about)};
  } else if (nudge.kind == core::nudge::in_weeds) {
    words = fmt::format(
        "You write a lot, and in the last {} nothing else was done by you here as *{}*. You seem busy "
        "fixing. Should somebody else lead meanwhile?",
        core::format_duration(core::talk_window), slack::escape(config.policy.role_name(core::lead_role)));
    buttons = {run("Hand over", line_for(incident, "handoff", core::lead_role))};
  }
  if (words.empty()) work(incident, nudge, words, buttons);
  if (words.empty()) lack(incident, nudge.kind, said, config, words, buttons);
  message.text += (message.text.empty() ? "" : "\n") + words;
  message.blocks.section(words);
  message.blocks.actions(buttons);
}

}  // namespace

std::optional<slack::OutMessage> nudge(const core::Incident& incident, const core::Record& record,
                                       const Config& config) {
  const auto* event = std::get_if<core::Nudged>(&record.event);
  if (!event) return std::nullopt;
  slack::OutMessage message;
  message.blocks.section(name_and_title(incident) +
                         (incident.channel.empty() ? std::string() : "  ·  " + place(incident)));
  bool any = false;
  for (const auto& one : core::nudges(incident, config.policy)) {
    const bool meant = std::ranges::find(event->kinds, one.key()) != event->kinds.end();
    const auto last = incident.nudged.find(one.key());
    // Asked again since, for another reason of the same kind; or somebody has done it, and the next is far.
    const bool stands = last != incident.nudged.end() && last->second == record.occurred_at && one.sent;
    if (!meant || !stands || one.to != event->to) continue;
    ask(message, incident, one, record.occurred_at, config);
    any = true;
  }
  if (!any) return std::nullopt;
  message.text.insert(0, name_and_title(incident) + "\n");
  if (core::is_open(incident.category))
    message.blocks.actions({run("No reminders for anyone, 30 min", line_for(incident, "snooze", "30m"))});
  return message;
}

}  // namespace muster::bot::views
