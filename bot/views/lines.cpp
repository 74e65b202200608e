// Messages that are sent once: channel lines, direct messages, the answer to the declarer.
#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/views/pieces.h"
#include "core/variant.h"
#include "slack/text.h"

namespace muster::bot::views {

namespace {

/// `*SEV1:* @sre and @support are invited.`, and what is to be thought of.
std::string measures_line(const core::MeasuresTaken& e, const core::Policy& policy) {
  const auto colon = e.cause.find(':');
  const auto key = e.cause.substr(colon + 1);
  const bool severity = e.cause.starts_with("severity");
  const auto& measures = severity ? policy.measures_of_severity(key) : policy.measures_of_status(key);
  auto text =
      fmt::format("*{}*", slack::escape(severity ? policy.severity_name(key) : policy.status_name(key)));
  // The handles as text: they call nobody a second time.
  std::string groups;
  for (const auto& group : e.invite) groups += (groups.empty() ? "@" : ", @") + slack::escape(group);
  if (!groups.empty()) text += fmt::format(": I invite the people of {}.", groups);
  if (!e.checklist) return text;
  if (groups.empty()) text += ":";
  for (const auto& item : measures.checklist) text += "\n•  " + slack::escape(item);
  return text;
}

}  // namespace

std::optional<slack::OutMessage> channel_line(const core::Incident& incident, const core::Record& record,
                                              const std::string& chain, const Config& config) {
  const auto& policy = config.policy;
  const std::string mark = drill_mark(incident);
  if (std::holds_alternative<core::ExternalApproved>(record.event)) return external_update(incident, record);
  if (std::holds_alternative<core::ChangeBegun>(record.event)) return change_line(incident, record, nullptr);
  auto line = core::visit_known(
      core::Overloaded{
          [&](const core::RoleAssigned& e) {
            const auto role = slack::escape(policy.role_name(e.role));
            if (e.asked) return fmt::format("{} asked {} to be *{}*.", who(record.actor), who(e.user), role);
            if (e.handed_over)
              return fmt::format("{} handed *{}* over to {}.", who(e.previous), role, who(e.user));
            if (!e.previous.empty())
              return fmt::format("{} took *{}* over from {}.", who(e.user), role, who(e.previous));
            return fmt::format("{} is *{}*.", who(e.user), role);
          },
          [&](const core::RoleVacated& e) {
            if (!e.asked_by.empty())
              return fmt::format("{} can't be *{}*.", who(e.user), slack::escape(policy.role_name(e.role)));
            return fmt::format("{} is no longer *{}*.", who(e.user), slack::escape(policy.role_name(e.role)));
          },
          [&](const core::SeverityChanged& e) {
            return fmt::format("{} {} the severity: {} → *{}*.{}", who(record.actor),
                               e.lowered                          ? "lowered"
                               : e.from == policy.unsure_severity ? "set"
                                                                  : "raised",
                               slack::escape(policy.severity_name(e.from)),
                               slack::escape(policy.severity_name(e.to)), quoted(e.reason));
          },
          [&](const core::StatusChanged& e) {
            if (e.to_category == core::Category::resolved && incident.final_resolved_at) {
              return fmt::format(":white_check_mark: {} resolved {} after {}.{}", who(record.actor),
                                 core::reference(incident),
                                 core::format_duration(record.occurred_at - core::began(incident)),
                                 quoted(e.words));
            }
            if (e.from_category == core::Category::merged && core::is_open(e.to_category)) {
              return fmt::format(":leftwards_arrow_with_hook: {} took {} out again: it goes on here. *{}*.",
                                 who(record.actor), core::reference(incident),
                                 slack::escape(policy.status_name(e.to)));
            }
            if (!core::is_open(e.from_category) && core::is_open(e.to_category)) {
              return fmt::format("{} reopened {}: *{}*.{}", who(record.actor), core::reference(incident),
                                 slack::escape(policy.status_name(e.to)), quoted(e.words));
            }
            return fmt::format("{} changed the status: {} → *{}*.{}", who(record.actor),
                               slack::escape(policy.status_name(e.from)),
                               slack::escape(policy.status_name(e.to)), quoted(e.words));
          },
          [&](const core::UpdatePosted& e) {
            auto text = fmt::format(":mega: *Update* from {}  ·  {}  ·  {}{}", who(record.actor),
                                    severity(incident, policy),
                                    slack::escape(policy.status_name(incident.status)), quoted(e.words));
            if (e.next_update_in && core::is_open(incident.category)) {
              text += fmt::format("\nNext update by {}.",
                                  clock(record.occurred_at + *e.next_update_in, record.occurred_at));
            }
            return text;
          },
          [&](const core::CourseRestored& e) {
            return fmt::format("{} undid a change of status: {} is *{}* again.", who(record.actor),
                               core::reference(incident), slack::escape(policy.status_name(e.status)));
          },
          [&](const core::SeverityRestored& e) {
            return fmt::format("{} undid a change of severity: {} is *{}* again.", who(record.actor),
                               core::reference(incident), slack::escape(policy.severity_name(e.severity)));
          },
          [&](const core::RoleRestored& e) {
            const auto role = slack::escape(policy.role_name(e.role));
            return e.holder ? fmt::format("{} undid that: {} is *{}* again.", who(record.actor),
                                          who(e.holder->user), role)
                            : fmt::format("{} undid that: nobody is *{}* yet.", who(record.actor), role);
          },
          [&](const core::IncidentPaused& e) {
            return fmt::format(":double_vertical_bar: {} paused {} until {}.{}", who(record.actor),
                               core::reference(incident), when(e.until), quoted(e.words));
          },
          [&](const core::PauseRestored& e) {
            return e.was ? fmt::format("{} undid that: {} is paused until {} again.", who(record.actor),
                                       core::reference(incident), when(e.was->until))
                         : fmt::format("{} undid the pause of {}: work goes on.", who(record.actor),
                                       core::reference(incident));
          },
          [&](const core::IncidentResumed&) {
            return record.actor.empty()
                       ? fmt::format("The pause of {} is over: work goes on.", core::reference(incident))
                       : fmt::format("{} ended the pause of {}: work goes on.", who(record.actor),
                                     core::reference(incident));
          },
          [&](const core::MergedInto& e) {
            return fmt::format(":arrow_right: {} merged {}. It goes on in {}.", who(record.actor),
                               core::reference(incident), place(e.link));
          },
          [&](const core::MergedIn& e) {
            return fmt::format(":arrow_left: {} merged {} into this one.{}", who(record.actor), place(e.link),
                               incident.is_private ? "" : " Its people are invited here.");
          },
          [&](const core::DrillMadeReal&) {
            return fmt::format(":rotating_light: *This is no drill any more.* {} says that {} is real.",
                               who(record.actor), core::reference(incident));
          },
          [&](const core::MergeUndone& e) {
            return fmt::format("{} took {} out again: it goes on by itself.", who(record.actor),
                               place(e.link));
          },
          [&](const core::HolderLeft& e) {
            std::string roles;
            for (const auto& role : e.roles)
              roles += (roles.empty() ? "*" : ", *") + slack::escape(policy.role_name(role)) + "*";
            return e.deactivated
                       ? fmt::format(
                             "The account of {} was deactivated, and they still have {}. Who takes over?",
                             who(e.user), roles)
                       : fmt::format("{} left this channel and still has {}. Who takes over?", who(e.user),
                                     roles);
          },
          [&](const core::MeasuresTaken& e) { return measures_line(e, policy); },
          [&](const core::ChannelMadePrivate&) {
            return fmt::format(
                ":lock: This channel was made private, and so {} is: it is in no list and no announcement "
                "any more. "
                "What was said while it was public may have been read by anybody, and stands in what was "
                "exported since.",
                core::reference(incident));
          },
      },
      record.event, std::string());
  if (line.empty()) return std::nullopt;
  auto message = say(mark + line);
  if (const auto* left = std::get_if<core::HolderLeft>(&record.event)) {
    std::vector<slack::Element> take;
    for (const auto& role : left->roles)
      take.emplace_back(
          run(fmt::format("Take {}", policy.role_name(role)),
              line_for(incident, "role", fmt::format("{} --take-over --expect {}", role, left->user.value))));
    message.blocks.actions(take);
  }
  const auto* status = std::get_if<core::StatusChanged>(&record.event);
  if (status && status->to_category == core::Category::resolved && !chain.empty())
    message.blocks.context({fmt::format("The record so far: `{}`", chain)});
  return message;
}

slack::OutMessage update_message(const core::Incident& incident, const core::Record& record,
                                 const Config& config) {
  auto message = say(name_and_title(incident));
  if (const auto line = channel_line(incident, record, {}, config)) {
    message.text += "\n" + line->text;
    message.blocks.append(line->blocks);
  }
  std::vector<slack::Element> buttons{run("Catch me up", line_for(incident, "catchup"))};
  // More may follow what is resolved, too.
  if (core::is_open(incident.category) || incident.category == core::Category::resolved)
    buttons.emplace_back(run("No more updates", line_for(incident, "unsubscribe")));
  message.blocks.actions(buttons);
  return message;
}

slack::OutMessage catch_up(const core::Incident& incident,
                           std::span<const std::pair<core::Time, slack::OutMessage>> lines) {
  slack::OutMessage message;
  // After an outage as after many words in an hour: it's the same for who reads it.
  message.text = fmt::format("{}{}: {} things happened meanwhile", drill_mark(incident),
                             core::reference(incident), lines.size());
  message.blocks.section("*Meanwhile*");
  for (const auto& [at, line] : lines) {
    message.blocks.context({when(at)});
    message.blocks.append(line.blocks);
    message.text += "\n" + line.text;
  }
  message.text = slack::fit(message.text, longest_text);
  return message;
}

slack::OutMessage role_taken_over(const core::Incident& incident, const core::Record& record,
                                  const Config& config) {
  const auto* event = std::get_if<core::RoleAssigned>(&record.event);
  const auto name = slack::escape(config.policy.role_name(event ? event->role : std::string()));
  const bool self = event && event->user == record.actor;
  const bool accepted = event && event->handed_over;
  auto text = accepted ? fmt::format("{} accepted, and is *{}* of {} now.", who(record.actor), name,
                                     name_and_title(incident))
              : self   ? fmt::format("{} has taken *{}* of {} over from you.", who(record.actor), name,
                                     name_and_title(incident))
                       : fmt::format("{} has given *{}* of {} to {}.", who(record.actor), name,
                                     name_and_title(incident), who(event ? event->user : core::UserId()));
  text +=
      "\nTell them what isn't written down yet: what you were about to do, and whom you were waiting for.";
  return say(std::move(text));
}

slack::OutMessage source_reply(const core::Incident& incident) {
  const auto name = fmt::format("{}*{}*", drill_mark(incident), core::reference(incident));
  if (incident.channel.empty()) {
    auto message = say(fmt::format("{} was declared from this. It has no channel{}.", name,
                                   incident.without_channel ? "" : " yet"));
    message.blocks.actions({run("Show it", line_for(incident, "status"))});
    return message;
  }
  auto message = say(fmt::format("{} was declared from this: {}", name, place(incident)));
  message.blocks.actions({run("Join", line_for(incident, "join"))});
  return message;
}

slack::OutMessage ready(const core::Incident& incident, const Config&) {
  return say(fmt::format("{} is ready: {}", name_and_title(incident), place(incident)));
}

slack::OutMessage declare_failed(const core::Incident& incident, const core::Record& record,
                                 const Config& config) {
  if (std::holds_alternative<core::ChannelLost>(record.event))
    return say(fmt::format(
        "{} is declared and on record, but I'm not in the channel where it is to live ({}), so I can show "
        "nothing there yet. Let me in: type `/invite` there with my name behind it, and it goes on by "
        "itself.{} Until then every command works with its name: `{} status {}`. Where nobody can be "
        "invited, `{} dismiss` it or `{} standdown` it, and declare it again without `--here`.",
        name_and_title(incident), place(incident),
        incident.is_private ? " As long as I can't see the channel, I take it to be private, and the "
                              "incident, too: nobody else hears of it."
                            : "",
        config.command, core::reference(incident), config.command, config.command));
  const auto* event = std::get_if<core::ChannelFailed>(&record.event);
  auto text = fmt::format(
      "{} is declared and on record, but Slack didn't let me make its channel ({}). It lives {} until there "
      "is one; every "
      "command works with its name: `{} status {}`. `{} doctor` says what to mend.",
      name_and_title(incident), slack::escape(event ? event->code : std::string("unknown")),
      incident.is_private            ? std::string("in your messages with me")
      : incident.declared_in.empty() ? std::string("without a channel")
                                     : "in " + slack::mention(to_slack(incident.declared_in)),
      config.command, core::reference(incident), config.command);
  return say(std::move(text));
}

}  // namespace muster::bot::views
