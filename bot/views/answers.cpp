// What a person is told of what they asked for.
#include <fmt/core.h>

#include <algorithm>

#include "bot/convert.h"
#include "bot/views/pieces.h"
#include "core/debrief.h"
#include "core/likeness.h"
#include "core/undo.h"
#include "core/variant.h"

namespace muster::bot::views {

namespace {

std::string person(const core::UserId& user, const core::UserId& reader) {
  return user == reader ? std::string("you") : slack::mention(to_slack(user));
}

/// Why nobody leads it who was to, and who can change that; nothing where that isn't so.
std::string lead_refused(const core::IncidentDeclared& event, const core::UserId& reader,
                         const core::Policy& policy) {
  if (event.lead_refused.empty()) return {};
  std::string able;
  if (const auto only = policy.permissions.find(core::Permit::roles); only != policy.permissions.end()) {
    for (const auto& one : only->second.people) able += (able.empty() ? "" : ", ") + who(one);
    for (const auto& group : only->second.groups)
      able += (able.empty() ? "anybody in @" : ", anybody in @") + slack::escape(group);
  }
  return fmt::format(
      " Nobody leads it yet: whoever runs this bot lets only some people take roles and give them, so I "
      "didn't "
      "ask {}.{}{}",
      person(event.lead_refused, reader),
      able.empty() ? "" : " Ask one of those who may: ", able.empty() ? "" : able + ".");
}

/// The times are said again: who typed 23:58 may have meant another day.
std::string declared(const core::IncidentDeclared& event, const core::Incident& incident,
                     const Config& config) {
  const auto ref = core::reference(incident);
  const auto name = name_and_title(incident);
  const bool here = !incident.channel.empty() && incident.channel == incident.declared_in;
  const auto* place =
      !here ? "I'm opening its channel and will tell you here."
      : incident.is_private
          ? "It lives in this channel. That is private, and so is the incident: it is announced nowhere, and "
            "in nobody's list who isn't in it."
          : "It lives in this channel.";
  if (!event.began) return fmt::format("{} is declared. {}", name, place);
  if (!event.ended) return fmt::format("{} is declared, begun {}. {}", name, when(*event.began), place);
  auto text =
      fmt::format("{} is on record as *{}*: {}, from {} to {}. Nobody was called.", name,
                  slack::escape(config.policy.status_name(event.status)),
                  core::format_duration(*event.ended - *event.began), when(*event.began), when(*event.ended));
  if (!incident.without_channel) return text;
  return text + fmt::format(
                    " It has no channel: `{0} note {1} …` and `{0} summary {1} …` tell what happened, "
                    "`{0} export {1}` writes the debrief, and if it comes back, `{0} reopen {1}`.",
                    config.command, ref);
}

std::string todo_words(const core::Incident& incident, core::EntryId id) {
  const auto todo = incident.todos.find(id);
  return todo == incident.todos.end() ? std::string() : todo_line(todo->second);
}

/// Of an action or a follow-up that its owner gave back: whoever is told of it.
std::string told_of_return(const core::TodoReturned& e, const core::Incident& incident,
                           const core::UserId& reader) {
  const auto todo = incident.todos.find(e.todo);
  if (todo == incident.todos.end()) return {};
  const auto lead = incident.roles.find(std::string(core::lead_role));
  const bool led = lead != incident.roles.end();
  const auto& told = led && lead->second.user != e.from ? lead->second.user : todo->second.by;
  if (!told.empty() && told != e.from) return fmt::format("{} is told.", person(told, reader));
  return fmt::format("{} {}.", led ? "It waits" : "Nobody leads: it waits",
                     todo->second.follow_up ? "among the follow-ups" : "on the control message");
}

/// Whoever begins a change beside others must know of them: what works then, nobody can tell.
void change_warning(slack::OutMessage& message, const core::Incident& incident, core::EntryId begun) {
  const auto mine = incident.changes.find(begun);
  if (mine == incident.changes.end()) return;
  const auto told = core::telling_words(core::to_plain(core::shown(mine->second.words)));
  for (const auto& [id, other] : incident.changes) {
    if (id == begun) continue;
    const auto words = core::telling_words(core::to_plain(core::shown(other.words)));
    const bool same = std::ranges::any_of(words, [&](const auto& word) { return told.contains(word); });
    message.blocks.section(fmt::format(":warning: {} since {}, by {}: {}{}",
                                       same ? "*The same thing may be under way*" : "Under way, too,",
                                       clock(other.at, mine->second.at), who(other.by), line_of(other.words),
                                       same ? "\nTalk to each other before both go on." : ""));
  }
}

/// One sentence for each event that the person caused; empty for those that need none.
std::string sentence(const core::Record& record, const core::Incident& incident, const core::UserId& reader,
                     const Config& config) {
  const auto& policy = config.policy;
  const auto ref = core::reference(incident);
  return core::visit_known(
      core::Overloaded{
          [&](const core::IncidentDeclared& e) {
            return declared(e, incident, config) + lead_refused(e, reader, policy);
          },
          [&](const core::ChannelOpened&) { return fmt::format("It lives in {}.", place(incident)); },
          [&](const core::StatusChanged& e) {
            if (e.to_category == core::Category::resolved) {
              const auto open = core::todos_of(incident, false).size();
              return fmt::format("{} is resolved after {}. `{} export` hands over the debrief.{}", ref,
                                 core::format_duration(record.occurred_at - core::began(incident)),
                                 config.command,
                                 open == 0 ? std::string()
                                           : fmt::format(" Still open: {}. What is left to do can be a "
                                                         "follow-up.",
                                                         open_todos(incident)));
            }
            // Where it goes on says it.
            if (e.to_category == core::Category::merged) return std::string();
            return fmt::format("{} is now *{}*.", ref, slack::escape(policy.status_name(e.to)));
          },
          [&](const core::SeverityChanged& e) {
            return fmt::format("{} is now *{}*.{}", ref, slack::escape(policy.severity_name(e.to)),
                               incident.paused ? fmt::format(" It is still paused, until {}: nobody is "
                                                             "reminded of anything.",
                                                             when(incident.paused->until))
                                               : std::string());
          },
          [&](const core::RoleAssigned& e) {
            const auto role = slack::escape(policy.role_name(e.role));
            const auto* def = policy.role(core::role_of(e.role));
            if (e.user == reader)
              return fmt::format("You are *{}* of {}.{}", role, ref,
                                 def && !def->checklist.empty() ? " The checklist is in your messages." : "");
            return fmt::format("I've asked {} to be *{}* of {}.", person(e.user, reader), role, ref);
          },
          [&](const core::RoleConfirmed& e) {
            return fmt::format("You are *{}* of {}.", slack::escape(policy.role_name(e.role)), ref);
          },
          [&](const core::RoleVacated& e) {
            const auto key = core::role_of(e.role);
            if (!e.asked_by.empty())
              return fmt::format("{} is told that you can't be *{}* of {}.", person(e.asked_by, reader),
                                 slack::escape(policy.role_name(key)), ref);
            const bool nobody = core::holders_of(incident, key).empty();
            return fmt::format("You are no longer *{}* of {}.{} `{} role {}` takes it.",
                               slack::escape(policy.role_name(key)), ref, nobody ? " Nobody is:" : "",
                               config.command, slack::escape(key));
          },
          [&](const core::EntryNoted&) {
            return fmt::format("Noted in {} at {}.", ref, when(record.occurred_at));
          },
          [&](const core::SummaryChanged&) { return fmt::format("The summary of {} is changed.", ref); },
          [&](const core::ImpactChanged&) { return fmt::format("The impact of {} is changed.", ref); },
          [&](const core::TitleChanged&) { return fmt::format("Renamed: {}", name_and_title(incident)); },
          [&](const core::UpdatePosted& e) {
            return e.next_update_in && core::is_open(incident.category)
                       ? fmt::format("The update is posted. The next one is promised by {}.",
                                     clock(record.occurred_at + *e.next_update_in, record.occurred_at))
                       : std::string("The update is posted.");
          },
          [&](const core::MergedInto& e) {
            return fmt::format("{} goes on in {}. {} `{} unmerge {}` takes it out again.", ref, place(e.link),
                               incident.is_private ? "Nobody was invited there: it is private."
                                                   : "Its people are invited there, guests left out.",
                               config.command, ref);
          },
          [&](const core::DrillMadeReal&) {
            return fmt::format("{} is real from now on. {}", ref,
                               incident.is_private ? "" : "It is being announced.");
          },
          [&](const core::MovedToPrivate&) {
            return fmt::format("{} is private from now on.{} I'll write to you about what can't be unsaid.",
                               ref, incident.without_channel ? "" : " Its new channel is being made.");
          },
          [&](const core::JoinRequested&) {
            if (incident.without_channel)
              return fmt::format("{} has no channel: it was over when it was declared.", ref);
            return incident.channel.empty()
                       ? fmt::format("You will be invited to {} as soon as it has a channel.", ref)
                       : fmt::format("Come to {}: {}", ref, place(incident));
          },
          [&](const core::UpdateCorrected&) {
            return std::string("The update is corrected wherever it stands, and whoever got it is told.");
          },
          [&](const core::ExternalDrafted&) {
            const auto lead = incident.roles.find(std::string(core::lead_role));
            if (incident.external_draft.empty()) return std::string();  // approved with it
            if (lead == incident.roles.end()) {
              return fmt::format(
                  "It is kept, and waits for somebody to lead {}: only the lead approves what "
                  "people outside are told.",
                  ref);
            }
            return fmt::format("{} is asked to approve it. Nobody else sees it before.",
                               person(lead->second.user, reader));
          },
          [&](const core::ExternalApproved&) {
            return fmt::format("Approved. It is in {}, ready to copy; I send it nowhere else.",
                               place(incident));
          },
          [&](const core::AccessAnswered& e) {
            return e.let_in ? fmt::format("{} is invited into {}, and told.", person(e.user, reader),
                                          place(incident))
                            : fmt::format("{} is not let in, and not told.", person(e.user, reader));
          },
          [&](const core::HandoffOffered& e) {
            auto text = fmt::format("{} has the brief. *{}* stays with you until they accept.",
                                    person(e.user, reader), slack::escape(policy.role_name(e.role)));
            if (!e.instead_of.empty())
              text += fmt::format(" {} is asked no longer.", person(e.instead_of, reader));
            return text;
          },
          [&](const core::HandoffDeclined& e) {
            return fmt::format("Declined: *{}* of {} stays with {}, who is told.",
                               slack::escape(policy.role_name(e.role)), ref, person(e.from, reader));
          },
          [&](const core::ChannelKeptOpen&) {
            return fmt::format("{} stays open. I don't ask again, unless {} is reopened and ends once more.",
                               place(incident), ref);
          },
          [&](const core::Subscribed&) {
            return fmt::format("You get each update of {}, and its end, as a message from me.",
                               core::reference(incident));
          },
          [&](const core::Unsubscribed&) {
            return fmt::format("No more messages about {}.", core::reference(incident));
          },
          [&](const core::Undone&) { return std::string(); },
          [&](const core::CourseRestored& e) {
            return fmt::format("Undone: {} is *{}* again.", ref, slack::escape(policy.status_name(e.status)));
          },
          [&](const core::SeverityRestored& e) {
            return fmt::format("Undone: {} is *{}* again.", ref,
                               slack::escape(policy.severity_name(e.severity)));
          },
          [&](const core::RoleRestored& e) {
            const auto role = slack::escape(policy.role_name(e.role));
            if (!e.holder) return fmt::format("Undone: nobody is *{}* of {}.", role, ref);
            return e.holder->user == reader ? fmt::format("Undone: you are *{}* of {} again.", role, ref)
                                            : fmt::format("Undone: {} is *{}* of {} again.",
                                                          person(e.holder->user, reader), role, ref);
          },
          [&](const core::PromiseRestored& e) {
            return e.due ? fmt::format("Undone: the next update of {} is due {} again.", ref,
                                       clock(*e.due, record.occurred_at))
                         : fmt::format("Undone: no update of {} is promised.", ref);
          },
          [&](const core::PauseRestored& e) {
            return e.was ? fmt::format("Undone: {} is paused until {} again.", ref, when(e.was->until))
                         : fmt::format("Undone: {} isn't paused, and work goes on.", ref);
          },
          [&](const core::WatchRestored& e) {
            return e.until ? fmt::format("Undone: {} is watched until {} again.", ref,
                                         clock(*e.until, record.occurred_at))
                           : fmt::format("Undone: {} isn't watched any more.", ref);
          },
          [&](const core::HandoffWithdrawn& e) {
            return fmt::format("Undone: {} is asked no longer, and told so. *{}* stays with you.",
                               person(e.user, reader), slack::escape(policy.role_name(e.role)));
          },
          [&](const core::PageStopped& e) {
            return fmt::format("{} reads that they aren't needed any more, and nobody else is asked.",
                               person(e.user, reader));
          },
          [&](const core::FactRestored& e) {
            if (e.words.id == 0) return fmt::format("Undone: {} has no {} again.", ref, e.fact);
            return fmt::format("Undone: the {} of {} is what it was.", e.fact, ref);
          },
          [&](const core::WatchStarted& e) {
            return fmt::format("Watched until {}; then I ask whether it is over.",
                               clock(e.until, record.occurred_at));
          },
          [&](const core::NudgesSnoozed& e) {
            if (!e.until) return fmt::format("I remind people of {} again.", ref);
            return fmt::format("I remind nobody of {} before {}. `{} snooze off` ends that.", ref,
                               clock(*e.until, record.occurred_at), config.command);
          },
          [&](const core::IncidentPaused& e) {
            return fmt::format("{} is paused until {}. `{} resume` ends that sooner.", ref, when(e.until),
                               config.command);
          },
          [&](const core::IncidentResumed& e) {
            return e.next_update_in
                       ? fmt::format("Work on {} goes on. The next update is due {}.", ref,
                                     clock(record.occurred_at + *e.next_update_in, record.occurred_at))
                       : fmt::format("Work on {} goes on.", ref);
          },
          [&](const core::UpdatePostponed& e) {
            return fmt::format(
                "The next update of {} is due {}.", ref,
                clock(record.occurred_at + e.next_update_in.value_or(core::Duration{0}), record.occurred_at));
          },
          [&](const core::ServiceAffected& e) {
            return fmt::format("{} affects {} now.", ref, service_name(e.service, policy));
          },
          [&](const core::ServiceCleared& e) {
            return fmt::format("{} doesn't affect {} any more.", ref, service_name(e.service, policy));
          },
          [&](const core::PersonPaged& e) {
            if (e.page.value != record.seq) return std::string("Whoever is next is asked now.");
            auto text =
                fmt::format("I've asked {} to come to {}; I ask again after {}, and then {}.",
                            person(e.user, reader), ref, core::format_duration(core::page_patience),
                            e.next.empty() ? std::string("tell you") : person(e.next.front(), reader));
            std::string here;
            for (const auto& one : e.here) here += (here.empty() ? "" : ", ") + person(one, reader);
            if (!here.empty()) text += fmt::format(" Not asked, for being here already: {}.", here);
            if (e.left_out > 0)
              text += fmt::format(
                  " They are {}: I ask the first {} of them, one after the other. If none comes, I tell you; "
                  "paged again, the other {} come first.",
                  e.next.size() + 1 + static_cast<std::size_t>(e.left_out), e.next.size() + 1, e.left_out);
            return text;
          },
          [&](const core::PageCameAlong& e) {
            if (e.page.value == record.seq || e.people.empty()) return std::string();
            return fmt::format("{} is asked to come here again.", person(e.people.back().user, reader));
          },
          [&](const core::PageAnswered& e) {
            if (!e.coming) return std::string("Noted: you can't come.");
            return fmt::format("Thank you. {} knows that you are on the way: {}", ref, place(incident));
          },
          [&](const core::TodoAdded& e) {
            if (!e.from.empty()) return std::string();
            const auto todo = incident.todos.find(core::EntryId(record.seq));
            if (todo == incident.todos.end()) return std::string();
            return fmt::format("{} of {}: {}", e.follow_up ? "Follow-up" : "Action", ref,
                               todo_line(todo->second));
          },
          [&](const core::TodoGiven& e) {
            const auto what = todo_words(incident, e.todo);
            if (e.owner.empty()) return fmt::format("Nobody has it any more: {}", what);
            if (e.owner == reader) return fmt::format("It's yours: {}", what);
            return fmt::format("{} is told that it's theirs: {}", person(e.owner, reader), what);
          },
          [&](const core::TodoReturned& e) {
            return "Thank you for saying so. " + told_of_return(e, incident, reader);
          },
          [&](const core::TodoRescheduled& e) {
            return fmt::format("Changed: {}", todo_words(incident, e.todo));
          },
          [&](const core::TodoRanked& e) { return fmt::format("Changed: {}", todo_words(incident, e.todo)); },
          [&](const core::TodoConverted& e) {
            return fmt::format(
                "{}: {}", e.follow_up ? "It is to be done after the incident now" : "It is to be done now",
                todo_words(incident, e.todo));
          },
          [&](const core::TodoSettled& e) {
            const auto open = open_todos(incident);
            return fmt::format("{} Still open: {}.", e.done ? "Done." : "It won't be done.",
                               open.empty() ? "nothing" : open);
          },
          [&](const core::LinkAdded&) { return fmt::format("It stands on the control message of {}.", ref); },
          [&](const core::LinkRemoved&) { return fmt::format("Taken out of {}.", ref); },
          [&](const core::LineReviewed& e) {
            std::string said;
            if (e.as == core::Reviewed::kept)
              said = "It stands on the timeline, and is marked where it was said.";
            if (e.as == core::Reviewed::left) said = "It stays what was said.";
            const auto waiting = incident.offers.size();
            if (waiting == 0) return said;
            return fmt::format("{}{}{} more {}: `{} review`.", said, said.empty() ? "" : " ", waiting,
                               waiting == 1 ? "waits" : "wait", config.command);
          },
          [&](const core::ChangeBegun&) {
            return fmt::format("Under way since {}, and everybody in {} sees it. Say what came of it:",
                               clock(record.occurred_at, record.occurred_at), ref);
          },
          [&](const core::ChangeSettled& e) {
            return e.result == core::ChangeResult::worked
                       ? fmt::format("Noted: it worked. `{} monitoring` when it holds.", config.command)
                   : e.result == core::ChangeResult::no_effect
                       ? fmt::format("Noted: no effect. If it stays in place, say so with `{} note …`.",
                                     config.command)
                       : std::string("Noted: it got worse. Take it back if you can, and say so.");
          },
          [&](const core::TheoryHeld&) {
            return fmt::format("It stands on the control message of {} until it is ruled in or out.", ref);
          },
          [&](const core::TheorySettled& e) {
            return std::string(e.ruled_in ? "Ruled in: that's it." : "Ruled out, and on record.");
          },
          [&](const core::RegroupCalled&) {
            return fmt::format("Everybody in {} is asked to come together.", ref);
          },
          [&](const core::EntryHidden&) { return std::string("Hidden: it is in no export any more."); },
          [&](const core::EntryRedacted&) {
            return std::string(
                "Erased, in every wording. What stands in Slack itself, in exports and in backups is yours "
                "to "
                "delete.");
          },
          [&](const core::EntryShown&) { return std::string("Shown again."); },
          [&](const core::EntryEdited&) { return std::string("Changed."); },
          [&](const core::EntryRetimed& e) { return fmt::format("Moved to {}.", when(e.occurred_at)); },
          [&](const core::Exported&) {
            return fmt::format("Writing the debrief of {}; the files will appear in {}.", ref,
                               core::lives_with_declarer(incident)
                                   ? fmt::format("the messages of {} with me", who(incident.declared_by))
                                   : place(incident));
          },
      },
      record.event, std::string());
}

bool is_about_entry(const core::Event& event) {
  return std::holds_alternative<core::EntryHidden>(event) || std::holds_alternative<core::EntryShown>(event);
}

/// Of an act whose events have no sentence of their own.
std::string undone_words(const storage::Outcome& outcome) {
  const auto ref = core::reference(outcome.after.incident);
  for (const auto& record : outcome.records) {
    if (std::holds_alternative<core::EntryShown>(record.event))
      return fmt::format("Undone: it is on the timeline of {} again.", ref);
    if (std::holds_alternative<core::EntryHidden>(record.event))
      return fmt::format("Undone: it is out of the timeline of {}.", ref);
  }
  return fmt::format("Undone: in {} it is as it was before.", ref);
}

}  // namespace

core::Text typeable(core::Text words, const core::Incident& incident, const Config& config) {
  for (auto& span : words) {
    if (span.kind != core::Span::Kind::code || span.ref != core::verb_ref) continue;
    const auto end = std::min(span.text.find_first_of(" :"), span.text.size());
    const bool whole =
        incident.number == 0 || span.text == "list" || span.text.find("INC-") != std::string::npos;
    span.text = fmt::format("{} {}{}{}", config.command, span.text.substr(0, end),
                            whole ? "" : " " + core::reference(incident), span.text.substr(end));
  }
  return words;
}

bool warns(const storage::Outcome& outcome) {
  const auto& incident = outcome.after.incident;
  return std::ranges::any_of(outcome.records, [&](const core::Record& record) {
    if (std::holds_alternative<core::ChangeBegun>(record.event)) return incident.changes.size() > 1;
    if (const auto* e = std::get_if<core::IncidentDeclared>(&record.event)) return !e->lead_refused.empty();
    return std::holds_alternative<core::ExternalDrafted>(record.event) && !incident.external_draft.empty() &&
           !incident.roles.contains(std::string(core::lead_role));
  });
}

std::string open_todos(const core::Incident& incident) {
  std::string all;
  for (const bool follow_ups : {false, true}) {
    const auto n = core::todos_of(incident, follow_ups).size();
    if (n == 0) continue;
    all += fmt::format("{}{} {}{}", all.empty() ? "" : ", ", n, follow_ups ? "follow-up" : "action",
                       n == 1 ? "" : "s");
  }
  return all;
}

namespace {

/// What a refusal may name as the way, and the button that does it.
struct Way {
  std::string_view verb, label, line, words = {};
};
constexpr Way ways_on[] = {
    {"catchup", "Catch me up", "catchup"},
    {"close", "Close", "close"},
    {"confirm", "It's an incident", "confirm"},
    {"correct", "Correct the update", "correct"},
    {"dismiss", "Not an incident", "dismiss"},
    {"followup", "Add a follow-up", "followup"},
    {"followups", "Follow-ups", "followups"},
    {"join", "Join", "join"},
    {"lead", "Take the lead", "role", "lead --expect nobody"},
    {"link", "Links", "link"},
    {"merge", "Merge", "merge", "which"},
    {"note", "Note", "note"},
    {"page", "Page somebody", "page"},
    {"pause", "Pause", "pause"},
    {"reopen", "Reopen", "reopen"},
    {"resolve", "Resolve", "resolve"},
    {"review", "Review", "review"},
    {"roles", "Show the roles", "roles"},
    {"severity", "Severity", "severity"},
    {"snooze 30m", "No reminders for anyone, 30 min", "snooze", "30m"},
    {"standdown", "Stand down", "standdown"},
    {"status", "Status", "status"},
    {"timeline", "Timeline", "timeline"},
    {"unmerge", "Unmerge", "unmerge"},
    {"unsubscribe", "No more updates", "unsubscribe"},
    {"update", "Update", "update"},
    {"update --external", "External update", "update", "--external"},
};

/// The button for a verb that a refusal names; none where it only says how something is typed.
std::optional<slack::Button> way_on(const core::Span& named, const core::Incident& incident,
                                    const Config& config) {
  if (named.kind != core::Span::Kind::code || named.ref != core::verb_ref) return std::nullopt;
  if (named.text == "list") return run("Open incidents", "list");
  // What stands for words is typed in a form.
  auto words = named.text.substr(0, named.text.find_first_of(":<@"));
  while (words.ends_with(' ')) words.pop_back();
  const auto verb = words.substr(0, words.find(' '));
  auto rest = words.size() > verb.size() ? words.substr(verb.size() + 1) : std::string();
  // Another incident is named with it.
  std::string other;
  if (rest.starts_with("INC-")) std::swap(other, rest);
  if (other.empty() && incident.number == 0) return std::nullopt;
  const bool somebody = named.text.find('@') != std::string::npos;
  if (verb == "role" && !rest.empty() && !somebody)
    return run("Take " + config.policy.role_name(rest), line_for(incident, "role", rest));
  if (verb == "status" && !rest.empty())
    return run(config.policy.status_name(rest), line_for(incident, "status", rest));
  const auto key = rest.empty() ? verb : verb + " " + rest;
  const auto* way = std::ranges::find(ways_on, key, &Way::verb);
  if (way == std::end(ways_on)) return std::nullopt;
  const std::string label(way->label);
  if (other.empty()) return run(label, line_for(incident, way->line, way->words));
  // A merge into it is of this one, and asks first; all else is the other's alone.
  if (verb == "merge") return run(label + " into " + other, line_for(incident, "merge", other));
  return run(label + " " + other, fmt::format("{} {}", way->line, other));
}

/// Where what is missing can be added.
slack::Element way_to(const std::string& gate, const core::Incident& incident) {
  if (gate == "lead") return run("Take the lead", line_for(incident, "role", "lead --expect nobody"));
  auto label = gate;
  label.front() = static_cast<char>(label.front() - 'a' + 'A');
  return run(std::move(label), line_for(incident, gate));
}

}  // namespace

namespace {

/// What usually follows what was done, as far as the answer's words speak of it.
std::vector<slack::Element> what_is_next(const storage::Outcome& outcome) {
  const auto& incident = outcome.after.incident;
  std::vector<slack::Element> ways;
  for (const auto& record : outcome.records) {
    const auto* status = std::get_if<core::StatusChanged>(&record.event);
    if (status && status->to_category == core::Category::resolved)
      ways.emplace_back(run("Export", line_for(incident, "export")));
    if (status && status->to_category == core::Category::mitigated && !incident.watch_until)
      ways.emplace_back(run("Watch for 20 min", line_for(incident, "monitoring", "--watch 20m")));
    if (const auto* merged = std::get_if<core::MergedInto>(&record.event)) {
      const auto there = core::reference(merged->link);
      ways.emplace_back(run("Join " + there, "join " + there));
      ways.emplace_back(run("Unmerge", line_for(incident, "unmerge")));
    }
    if (std::holds_alternative<core::JoinRequested>(record.event) && incident.without_channel)
      ways.emplace_back(run("Catch me up", line_for(incident, "catchup")));
  }
  return ways;
}

}  // namespace

slack::OutMessage outcome(const storage::Outcome& outcome, const core::UserId& actor, const Config& config) {
  const auto& incident = outcome.after.incident;
  if (outcome.refusal) return refusal(*outcome.refusal, outcome.before.incident, config);
  const bool reviewed = std::ranges::any_of(outcome.records, [](const core::Record& r) {
    return std::holds_alternative<core::LineReviewed>(r.event);
  });
  const bool undone = std::ranges::any_of(
      outcome.records, [](const core::Record& r) { return std::holds_alternative<core::Undone>(r.event); });
  std::string text;
  for (const auto& record : outcome.records) {
    // A confirmed role is worth a word only when it is all that happened.
    if (std::holds_alternative<core::RoleConfirmed>(record.event) && outcome.records.size() > 1) continue;
    if (reviewed && std::holds_alternative<core::EntryShown>(record.event)) continue;
    // That a line left the timeline with what it was about is said below, if nothing else is.
    if (undone && is_about_entry(record.event)) continue;
    const auto line = sentence(record, incident, actor, config);
    if (!line.empty()) text += (text.empty() ? "" : "\n") + line;
  }
  if (text.empty() && undone) text = undone_words(outcome);
  if (text.empty()) text = fmt::format("Nothing had to change in {}.", core::reference(incident));
  auto message = say(drill_mark(incident) + text);
  std::vector<slack::Element> ways;
  const bool told = std::ranges::any_of(outcome.records, [](const core::Record& r) {
    return std::holds_alternative<core::UpdatePosted>(r.event) ||
           std::holds_alternative<core::UpdateCorrected>(r.event);
  });
  if (told) {
    ways = {run("Who got it?", line_for(incident, "update", "--who")),
            run("Correct the update", line_for(incident, "correct"))};
  }
  for (const auto& record : outcome.records) {
    if (!std::holds_alternative<core::ChangeBegun>(record.event)) continue;
    ways = change_answers(incident, core::EntryId(record.seq));
    change_warning(message, incident, core::EntryId(record.seq));
  }
  const auto comes = [](const core::Record& r) {
    const auto* e = std::get_if<core::PageAnswered>(&r.event);
    return e && e->coming;
  };
  if (std::ranges::any_of(outcome.records, comes))
    ways.emplace_back(run("Catch me up", line_for(incident, "catchup")));
  const bool ended = core::is_open(outcome.before.incident.category) && !core::is_open(incident.category);
  if (ended && !core::todos_of(incident, false).empty())
    ways.emplace_back(run("Actions", line_for(incident, "actions")));
  for (auto& way : what_is_next(outcome)) ways.emplace_back(std::move(way));
  if (!outcome.alike.empty()) {
    message.blocks.section(outcome.alike.size() == 1 ? "*This one is open already. Is it the same?*"
                                                     : "*These are open already. Is it one of them?*");
    alike_blocks(message.blocks, incident, outcome.alike, config);
  }
  const auto paged = std::ranges::find_if(outcome.records, [](const core::Record& r) {
    const auto* e = std::get_if<core::PersonPaged>(&r.event);
    return e && e->page.value == r.seq;
  });
  if (paged != outcome.records.end()) {
    // Undoing would do the same, and not for long.
    ways.emplace_back(run("Stop asking", line_for(incident, "page", fmt::format("--stop {}", paged->seq))));
  } else if (!actor.empty() && !undone && core::can_be_undone(outcome.records)) {
    ways.emplace_back(
        run("Undo", line_for(incident, "undo", fmt::format("--act {}", outcome.records.front().seq))));
  }
  const bool severed = std::ranges::any_of(outcome.records, [](const core::Record& r) {
    return std::holds_alternative<core::SeverityChanged>(r.event);
  });
  if (severed && incident.paused) ways.emplace_back(run("End the pause", line_for(incident, "resume")));
  message.blocks.actions(ways);
  return message;
}

slack::OutMessage refusal(const core::Refusal& refusal, const core::Incident& incident,
                          const Config& config) {
  auto message = say(mrkdwn(typeable(refusal.words, incident, config)));
  using Code = core::Refusal::Code;
  std::vector<slack::Element> ways;
  const bool held = refusal.code == Code::taken || refusal.code == Code::not_held;
  if (held && !refusal.role.empty() && !refusal.holder.empty() && incident.number > 0) {
    const auto over = refusal.role + " --take-over --expect " + refusal.holder.value;
    if (!refusal.meant.empty())
      ways.emplace_back(run("Ask who you named",
                            line_for(incident, "role", fmt::format("{} <@{}>", over, refusal.meant.value))));
    ways.emplace_back(run(fmt::format("{} {}", refusal.meant.empty() ? "Take over" : "I take over",
                                      config.policy.role_name(refusal.role)),
                          line_for(incident, "role", over)));
  }
  const auto add = [&ways](slack::Button way) {
    const auto same = [&way](const slack::Element& one) {
      const auto* button = std::get_if<slack::Button>(&one);
      return button && button->text == way.text;
    };
    if (std::ranges::none_of(ways, same)) ways.emplace_back(std::move(way));
  };
  // What lacks is added, or closed without: naming the verb is not the way then.
  if (refusal.missing.empty()) {
    // As the words say it: where a follow-up is the way, nobody opens it again for all by a sleepy press.
    for (const auto& span : refusal.words)
      if (auto way = way_on(span, incident, config)) add(*std::move(way));
  }
  for (const auto& gate : refusal.missing) ways.emplace_back(way_to(gate, incident));
  if (!refusal.missing.empty())
    ways.emplace_back(run("Close all the same", line_for(incident, "close", "--why")));
  if (incident.merged_into) {
    const auto there = core::reference(*incident.merged_into);
    add(run("Join " + there, "join " + there));
    add(run("Unmerge", line_for(incident, "unmerge")));
  }
  if (refusal.code == Code::unknown_key && incident.number > 0) {
    ways.emplace_back(run("Show the choices", line_for(incident, "panel")));
  }
  message.blocks.actions(ways);
  return message;
}

}  // namespace muster::bot::views
