// What is being done to the system, what people believe of it, and coming together over both.
#include <fmt/core.h>

#include <algorithm>

#include "bot/convert.h"
#include "bot/views/pieces.h"

namespace muster::bot::views {

namespace {

/// Each with a row of buttons: more would hide the rest of the control message.
constexpr std::size_t most_changes = 3;
constexpr std::size_t most_theories = 5;
constexpr std::size_t most_actions = 5;
constexpr std::size_t most_taken = 10;  ///< of a regroup
/// Who works on something for so long does it worse than after a break:
/// https://response.pagerduty.com/during/during_an_incident/
constexpr auto long_work = std::chrono::hours(2);

std::string and_more(std::size_t all, std::size_t shown) {
  return all > shown ? fmt::format("\nand {} more", all - shown) : std::string();
}

void change_blocks(slack::Blocks& blocks, const core::Incident& incident) {
  std::size_t shown = 0;
  for (const auto& [id, change] : incident.changes) {
    if (shown++ == most_changes) break;
    blocks.section(fmt::format(":hammer: *Under way* since {}, by {}\n`{}` {}",
                               clock(change.at, incident.declared_at), who(change.by), id.value,
                               line_of(change.words)));
    blocks.actions(change_answers(incident, id));
  }
  if (incident.changes.size() > most_changes)
    blocks.context({fmt::format("and {} more under way", incident.changes.size() - most_changes)});
}

void theory_blocks(slack::Blocks& blocks, const core::Incident& incident) {
  std::size_t shown = 0;
  for (const auto& [id, theory] : incident.theories) {
    if (shown++ == most_theories) break;
    slack::Overflow menu;
    menu.action_id = "do";
    menu.options = {{"It isn't that", line_for(incident, "rule", fmt::format("{} out --form", id.value)), {}},
                    {"That's it", line_for(incident, "rule", fmt::format("{} in --form", id.value)), {}}};
    blocks.section(fmt::format(":thought_balloon: *Theory* by {} since {}\n`{}` {}", who(theory.by),
                               clock(theory.at, incident.declared_at), id.value, line_of(theory.words)),
                   menu);
  }
  if (incident.theories.size() > most_theories)
    blocks.context({fmt::format("and {} more held", incident.theories.size() - most_theories)});
}

void action_block(slack::Blocks& blocks, const core::Incident& incident,
                  const std::optional<core::Time>& now) {
  const auto actions = core::todos_of(incident, false);
  if (actions.empty()) return;
  std::string lines = "*Actions*";
  for (std::size_t i = 0; i < std::min(actions.size(), most_actions); ++i)
    lines += "\n" + todo_line(*actions[i], now);
  blocks.section(lines + and_more(actions.size(), most_actions),
                 run("Actions", line_for(incident, "actions")));
}

/// Each action by itself, so that what nobody has can be taken.
void regroup_blocks(slack::Blocks& blocks, const core::Incident& incident) {
  change_blocks(blocks, incident);
  theory_blocks(blocks, incident);
  const auto actions = core::todos_of(incident, false);
  std::size_t shown = 0;
  for (const auto* action : actions) {
    if (shown++ == most_taken) break;
    std::optional<slack::Element> take;
    if (action->owner.empty())
      take = run("I'll do it",
                 line_for(incident, "task", fmt::format("{} take --expect nobody", action->id.value)));
    blocks.section(todo_line(*action), take);
  }
  if (actions.size() > most_taken)
    blocks.actions({run(fmt::format("All {} actions", actions.size()), line_for(incident, "actions"))});
}

std::string result_words(core::ChangeResult result) {
  switch (result) {
    case core::ChangeResult::worked:
      return ":white_check_mark: It *worked*";
    case core::ChangeResult::no_effect:
      return ":heavy_minus_sign: It had *no effect*";
    case core::ChangeResult::worse:
      return ":warning: It made things *worse*";
  }
  return {};
}

}  // namespace

void work_blocks(slack::Blocks& blocks, const core::Incident& incident,
                 const std::optional<core::Time>& now) {
  change_blocks(blocks, incident);
  theory_blocks(blocks, incident);
  action_block(blocks, incident, now);
}

std::vector<slack::Element> change_answers(const core::Incident& incident, core::EntryId change) {
  const auto line = [&](const char* result) {
    return line_for(incident, "result", fmt::format("{} {}", change.value, result));
  };
  return {run("It worked", line("worked")), run("No effect", line("no-effect")),
          run("It got worse", line("worse"))};
}

slack::OutMessage change_line(const core::Incident& incident, const core::Record& begun,
                              const core::Record* end) {
  const auto* event = std::get_if<core::ChangeBegun>(&begun.event);
  const auto words = event ? line_of(event->words) : std::string();
  const core::EntryId id(begun.seq);
  auto text = fmt::format("{}:hammer: {} is doing this: {}", drill_mark(incident), who(begun.actor), words);
  if (incident.changes.contains(id)) {
    auto message = say(text);
    message.blocks.actions(change_answers(incident, id));
    return message;
  }
  const auto* settled = end ? std::get_if<core::ChangeSettled>(&end->event) : nullptr;
  text = fmt::format("{}:hammer: {} did this: {}", drill_mark(incident), who(begun.actor), words);
  if (!settled) return say(end ? text + "\nTaken back." : text);
  return say(fmt::format("{}\n{}, said {} after {}.{}", text, result_words(settled->result), who(end->actor),
                         core::format_duration(end->occurred_at - begun.occurred_at),
                         quoted(settled->words)));
}

slack::OutMessage regroup(const core::Incident& incident, const core::Record& record, const Config& config) {
  slack::OutMessage message;
  message.text = fmt::format("{}{} asks everybody to regroup over {}", drill_mark(incident),
                             who(record.actor), name_and_title(incident));
  message.blocks.section(fmt::format(
      "{}:busts_in_silhouette: *Regroup.* {} asks: what do we know, what do we try next, who does what?",
      drill_mark(incident), who(record.actor)));
  state_blocks(message.blocks, incident, config);
  for (const auto& role : config.policy.roles) {
    std::optional<slack::Element> button;
    if (core::holders_of(incident, role.key).empty())
      button =
          run("I'll take it", line_for(incident, "role", role.key + (role.many ? "" : " --expect nobody")));
    else if (role.key == core::lead_role)
      button = run("Hand over", line_for(incident, "handoff", role.key));
    message.blocks.section(role_line(incident, role, config.policy), button);
  }
  message.blocks.divider();
  regroup_blocks(message.blocks, incident);
  if (incident.theories.empty())
    message.blocks.context({fmt::format("No theory is held. `{} theory …` puts one here.", config.command)});
  const auto worked = record.occurred_at - core::began(incident);
  if (worked >= long_work) {
    message.blocks.context({fmt::format(":coffee: It has been {}. Take a break in turns, and eat something.",
                                        core::format_duration(worked))});
  }
  message.blocks.actions({run("Update", line_for(incident, "update"), slack::Style::primary),
                          run("Action", line_for(incident, "action")),
                          run("Theory", line_for(incident, "theory"))});
  return message;
}

}  // namespace muster::bot::views
