// The Home tab. Slack takes 100 blocks: ten of theirs make 20, what they have to do ten, a page of the others
// ten.
#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "bot/convert.h"
#include "bot/views/pieces.h"

namespace muster::bot::views {

namespace {

constexpr std::size_t most_theirs = 10;
constexpr std::size_t page_size = 10;
constexpr std::size_t most_todos = 10;

using Incidents = std::vector<const core::Incident*>;

/// The latest call that they haven't answered.
const core::Page* unanswered(const core::Incident& incident, const core::UserId& reader) {
  const core::Page* found = nullptr;
  for (const auto& page : incident.pages) {
    const auto* called = core::called_in(page, reader);
    if (called && called->call == core::Call::asked && !page.over) found = &page;
  }
  return found;
}

/// What they have to do with it, a sentence each; empty: nothing.
std::string part_of(const core::UserId& reader, const core::Incident& incident, const core::Policy& policy) {
  std::string part;
  const auto add = [&](const std::string& sentence) { part += (part.empty() ? "" : " ") + sentence; };
  const auto named = [&](const std::string& role) {
    return fmt::format("*{}*", slack::escape(policy.role_name(role)));
  };
  if (unanswered(incident, reader)) {
    add("You are asked to come.");
  } else if (core::is_called(incident, reader)) {
    add("You are on the way.");
  }
  for (const auto& [role, offer] : incident.handoffs)
    if (offer.to == reader) add(fmt::format("You are asked to take {} over.", named(role)));
  for (const auto& [role, holder] : incident.roles)
    if (holder.user == reader)
      add(fmt::format("You are {}{}.", holder.asked ? "asked to be " : "", named(role)));
  if (part.empty() && incident.declared_by == reader) add("You declared it.");
  return part;
}

/// What they are asked comes first, so that it can be answered here.
std::vector<slack::Element> own_buttons(const core::Incident& incident, const core::UserId& reader) {
  std::vector<slack::Element> buttons;
  const auto add = [&](std::vector<slack::Element> more) {
    std::ranges::move(more, std::back_inserter(buttons));
  };
  if (const auto* page = unanswered(incident, reader)) add(page_answers(incident, page->id));
  for (const auto& [role, offer] : incident.handoffs)
    if (offer.to == reader) add(handoff_answers(incident, role, offer.offer));
  add({run("Open panel", line_for(incident, "panel")), run("Catch me up", line_for(incident, "catchup"))});
  return buttons;
}

slack::Button turn_to(std::string label, std::size_t page) {
  return {std::move(label), "home", std::to_string(page), slack::Style::normal, std::nullopt, {}};
}

void todo_blocks(slack::Blocks& blocks, const Home& home, core::Time now, const Config& config) {
  if (home.todos.empty()) return;
  blocks.header("Yours to do");
  std::size_t shown = 0;
  for (const auto& [incident, todo] : home.todos) {
    if (shown++ == most_todos) break;
    blocks.section(fmt::format("{}\n{}", todo_line(todo, now, home.reader), name_and_title(incident)),
                   todo_menu(incident, todo, home.reader));
  }
  if (home.todos.size() > most_todos)
    blocks.context({fmt::format("There are more: `{} followups --mine` shows them.", config.command)});
}

std::string nothing_open(const Home& home, const Config& config) {
  if (!home.may_declare) return "Nothing is open that you can see.";
  return fmt::format("Nothing is open. When something breaks, declare it here or type `{}` anywhere.",
                     config.command);
}

}  // namespace

slack::Blocks home(const Home& home, core::Time now, const Config& config) {
  slack::Blocks blocks;
  std::vector<slack::Element> above;
  if (home.may_declare) {
    above = {run("Declare an incident", "declare", slack::Style::primary),
             run("Start a drill", "declare --drill")};
  }
  above.emplace_back(run("Search the past", "search"));
  blocks.actions(above);
  if (home.open.empty()) blocks.section(nothing_open(home, config));

  Incidents theirs, others;
  for (const auto& incident : home.open) {
    const bool own = !part_of(home.reader, incident, config.policy).empty();
    (own && theirs.size() < most_theirs ? theirs : others).push_back(&incident);
  }
  if (!theirs.empty()) blocks.header("Yours");
  for (const auto* incident : theirs) {
    blocks.section(brief_lines(*incident, config) + "\n" + part_of(home.reader, *incident, config.policy));
    blocks.actions(own_buttons(*incident, home.reader));
  }

  todo_blocks(blocks, home, now, config);

  const auto last = others.empty() ? 0 : (others.size() - 1) / page_size;
  const auto page = std::min(last, static_cast<std::size_t>(std::max(0, home.page)));
  const auto first = page * page_size;
  const auto end = std::min(others.size(), first + page_size);
  if (!others.empty()) {
    blocks.header(theirs.empty() ? "Open incidents" : "Other open incidents");
    if (last > 0)
      blocks.context({fmt::format("{} to {} of {}, newest first", first + 1, end, others.size())});
  }
  for (auto i = first; i < end; ++i) {
    blocks.section(brief_lines(*others[i], config), menu_of(*others[i]));
  }

  std::vector<slack::Element> buttons;
  if (page > 0) buttons.emplace_back(turn_to("Newer", page - 1));
  if (page < last) buttons.emplace_back(turn_to("Older", page + 1));
  buttons.emplace_back(turn_to("Refresh", page));
  buttons.emplace_back(run("Help", "help"));
  blocks.divider();
  if (home.more && page == last)
    blocks.context({fmt::format("There are older ones: `{} list` shows them.", config.command)});
  blocks.context({fmt::format("As of {}", when(now))});
  blocks.actions(buttons);
  return blocks;
}

int home_page(std::string_view value) {
  int page = 0;
  std::from_chars(value.data(), value.data() + value.size(), page);
  return page;
}

}  // namespace muster::bot::views
