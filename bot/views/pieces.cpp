#include "bot/views/pieces.h"

#include <fmt/core.h>

#include <algorithm>

#include "bot/convert.h"

namespace muster::bot::views {

slack::Button run(std::string label, std::string line, slack::Style style) {
  return {std::move(label), "do", std::move(line), style, std::nullopt, {}};
}

slack::OutMessage say(std::string mrkdwn) {
  slack::OutMessage message;
  message.blocks.section(mrkdwn);
  message.text = std::move(mrkdwn);
  return message;
}

std::string when(core::Time t) {
  return slack::date(core::to_seconds(t));
}
std::string clock(core::Time t, core::Time said) {
  // Readers' zones differ, so that the same day is not the same for all of them.
  constexpr std::chrono::hours surely_of_one_day{12};
  const auto apart = t > said ? t - said : said - t;
  return apart > surely_of_one_day ? when(t) : slack::time_of_day(core::to_seconds(t));
}

std::string since(const core::Incident& incident) {
  using C = core::Category;
  const char* so = incident.category == C::triage      ? "in triage "
                   : incident.category == C::active    ? "active "
                   : incident.category == C::mitigated ? "mitigated "
                                                       : "";
  return fmt::format("{}since {}", so, when(incident.category_since));
}

std::string drill_mark(const core::Incident& incident) {
  return incident.drill ? "[DRILL] " : "";
}

slack::OutMessage marked(const core::Incident& incident, slack::OutMessage message) {
  constexpr std::string_view mark = "[DRILL]";
  constexpr std::size_t all = 100;
  // Nothing to say stays silent.
  if (!incident.drill || (message.text.empty() && message.blocks.empty())) return message;
  const auto has = [&](const std::string& words) { return words.find(mark) != std::string::npos; };
  const auto blocks = message.blocks.json(all);
  if (!message.blocks.empty() && !has(blocks)) {
    if (blocks == say(message.text).blocks.json(all)) return say(drill_mark(incident) + message.text);
    slack::Blocks with_mark;
    with_mark.context({std::string(mark)}).append(message.blocks);
    message.blocks = std::move(with_mark);
  }
  if (!message.text.empty() && !has(message.text)) message.text.insert(0, drill_mark(incident));
  return message;
}

slack::Modal marked(const core::Incident& incident, slack::Modal form) {
  form.title.insert(0, drill_mark(incident));
  return form;
}

std::string name_and_title(const core::Incident& incident) {
  return fmt::format("{}*{}* {}", drill_mark(incident), core::reference(incident),
                     mrkdwn(core::shown(incident.title)));
}

std::string severity(const core::Incident& incident, const core::Policy& policy) {
  const auto* def = policy.severity(incident.severity);
  const auto name = policy.severity_name(incident.severity);
  return def && !def->emoji.empty() ? fmt::format(":{}: {}", def->emoji, name) : name;
}

std::string place(const core::Incident& incident) {
  return incident.channel.empty() ? core::reference(incident) : slack::mention(to_slack(incident.channel));
}

std::string place(const core::IncidentLink& link) {
  return link.channel.empty()
             ? core::reference(link)
             : fmt::format("{} {}", core::reference(link), slack::mention(to_slack(link.channel)));
}

std::string led_by(const core::Incident& incident,
                   const std::function<std::string(const core::UserId&)>& name_of) {
  const auto lead = incident.roles.find(std::string(core::lead_role));
  if (lead == incident.roles.end()) return "nobody yet";
  // Who was only asked may be asleep: nobody is to rely on them.
  return name_of(lead->second.user) + (lead->second.asked ? " (asked)" : "");
}

std::string brief_lines(const core::Incident& incident, const Config& config) {
  return fmt::format("{}\n{}  ·  {}  ·  declared {}{}\nLead {}{}", name_and_title(incident),
                     severity(incident, config.policy),
                     slack::escape(config.policy.status_name(incident.status)), when(incident.declared_at),
                     incident.is_private ? "  ·  :lock: private" : "", led_by(incident, who),
                     incident.channel.empty() ? std::string() : "  ·  " + place(incident));
}

slack::Overflow menu_of(const core::Incident& incident) {
  return {
      "do",
      {{"Catch me up", line_for(incident, "catchup"), {}}, {"Open panel", line_for(incident, "panel"), {}}}};
}

std::string line_of(const core::Words& words) {
  return mrkdwn(core::one_line(core::shown(words)));
}

std::string quoted(const core::Words& words) {
  if (!words.body && words.id == 0) return {};
  std::string out;
  const auto text = mrkdwn(core::shown(words));
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const auto end = text.find('\n', begin);
    out += "\n>" + text.substr(begin, end == std::string::npos ? end : end - begin);
    if (end == std::string::npos) break;
    begin = end + 1;
  }
  return out;
}

std::string run_line(const std::string& line) {
  return "do " + line;
}

std::string line_for(const core::Incident& incident, std::string_view verb, std::string_view words) {
  return fmt::format("{} {}{}{}", verb, core::reference(incident), words.empty() ? "" : " ", words);
}

std::string who(const core::UserId& user) {
  return user.empty() ? std::string("Muster") : slack::mention(to_slack(user));
}

/// Of a role that many have: more names would hide the rest of the message.
constexpr std::size_t most_named = 15;

std::string role_line(const core::Incident& incident, const core::RoleDef& role, const core::Policy& policy) {
  const auto holders = core::holders_of(incident, role.key);
  if (holders.empty()) {
    const auto required = policy.required_roles(incident.severity, incident.status);
    const bool needed = core::is_open(incident.category) &&
                        std::find(required.begin(), required.end(), role.key) != required.end();
    return fmt::format("*{}*  nobody yet{}", slack::escape(role.name), needed ? ", and one is needed" : "");
  }
  std::string people;
  std::size_t shown = 0;
  for (const auto& [seat, holder] : holders) {
    if (shown == most_named) break;
    people += (shown++ == 0 ? "" : "  ·  ") + slack::mention(to_slack(holder->user));
    if (holder->asked) people += fmt::format("  _asked {}_", clock(holder->since, incident.declared_at));
  }
  if (holders.size() > shown) people += fmt::format("  and {} more", holders.size() - shown);
  return fmt::format("*{}*  {}", slack::escape(role.name), people);
}

std::string service_name(const std::string& key, const core::Policy& policy) {
  auto name = slack::escape(policy.service_name(key));
  const auto* def = policy.service(key);
  if (!def || def->runbook.empty()) return name;
  return fmt::format("{} ({})", name, slack::link(def->runbook, "runbook"));
}

std::string owner_name(const core::ServiceDef& service) {
  return is_user_id(service.owner) ? slack::mention(slack::UserId(service.owner))
                                   : slack::escape(service.owner);
}

void state_blocks(slack::Blocks& blocks, const core::Incident& incident, const Config& config) {
  const auto& policy = config.policy;
  blocks.header(fmt::format("{}{} {}", drill_mark(incident), core::reference(incident),
                            core::to_plain(core::shown(incident.title))));
  std::string state = fmt::format("*{}*  ·  *{}*", severity(incident, policy),
                                  slack::escape(policy.status_name(incident.status)));
  if (core::is_open(incident.category)) {
    state += "  ·  " + since(incident);
  } else if (incident.merged_into) {
    state += fmt::format("  ·  goes on in {}", place(*incident.merged_into));
  } else if (incident.final_resolved_at) {
    state += fmt::format("  ·  after {}",
                         core::format_duration(*incident.final_resolved_at - core::began(incident)));
  }
  if (incident.began_at) state += fmt::format("  ·  began {}", when(*incident.began_at));
  if (incident.in_hindsight) state += "  ·  declared in hindsight";
  blocks.section(state);
  if (incident.paused) {
    blocks.section(fmt::format(":double_vertical_bar: *Paused* until {}: {}", when(incident.paused->until),
                               mrkdwn(core::shown(incident.paused->words))));
  }
  std::vector<std::string> facts;
  if (incident.summary.body || incident.summary.id != 0) {
    facts.push_back("*Summary*  " + mrkdwn(core::shown(incident.summary)));
  }
  if (incident.impact.body || incident.impact.id != 0) {
    facts.push_back("*Impact*  " + mrkdwn(core::shown(incident.impact)));
  }
  std::string affected;
  for (const auto& key : incident.affected)
    affected += (affected.empty() ? "*Affects*  " : "  ·  ") + service_name(key, policy);
  if (!affected.empty()) facts.push_back(std::move(affected));
  for (const auto& fact : facts) blocks.section(fact);
}

}  // namespace muster::bot::views
