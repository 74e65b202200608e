// Small parts that several views are made of. Internal to bot/views.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bot/views/views.h"

namespace muster::bot::views {

/// A message's text, which notifications and screen readers have instead of its blocks, has at most so many
/// characters.
constexpr std::size_t longest_text = 3000;

/// Blocks that show status, severity, since when, what is affected and the words on it; no roles, no buttons.
void state_blocks(slack::Blocks& blocks, const core::Incident& incident, const Config& config);
/// `*Lead* @ada since 14:02`, or `*Lead* nobody`, and whether somebody is needed.
std::string role_line(const core::Incident& incident, const core::RoleDef& role, const core::Policy& policy);
/// Who leads, as `name_of` says it: `@ada`, `@ada (asked)` until they have come, or `nobody yet`.
std::string led_by(const core::Incident& incident,
                   const std::function<std::string(const core::UserId&)>& name_of);
/// `Checkout`, with its runbook linked.
std::string service_name(const std::string& key, const core::Policy& policy);
/// A configured owner: a person is mentioned.
std::string owner_name(const core::ServiceDef& service);
/// Who was asked to come and isn't here yet; empty when nobody is waited for.
std::string paged_line(const core::Incident& incident, const core::Policy& policy);
/// The pages that it keeps; empty when there are none.
std::string links_line(const core::Incident& incident);
/// A person's words on one line.
std::string line_of(const core::Words& words);
/// A person's words as a quotation, a line break before it; empty for none.
std::string quoted(const core::Words& words);
/// What `state_blocks` shows, and beside it the roles, who was asked to come, the last update, what is under
/// way, the key moments, the promise and the watch.
void briefing_blocks(slack::Blocks& blocks, const core::Incident& incident,
                     std::span<const core::Entry> moments, core::Time now, const Config& config);
/// `12` restart the pods, who does it, until when. `now`: what is late says so, and how long is left of a
/// time box; none, for what is read later, too: nothing does. `reader`: whoever reads it alone, and needn't
/// be told that it is theirs; empty: everybody does.
std::string todo_line(const core::Todo& todo, const std::optional<core::Time>& now = {},
                      const core::UserId& reader = {});
/// What `reader` can do about it.
slack::Overflow todo_menu(const core::Incident& incident, const core::Todo& todo, const core::UserId& reader);
/// What is under way, what is believed and what is to be done, each with its buttons. `now`: see todo_line.
void work_blocks(slack::Blocks& blocks, const core::Incident& incident,
                 const std::optional<core::Time>& now = {});
/// How a change ends.
std::vector<slack::Element> change_answers(const core::Incident& incident, core::EntryId change);
/// Name; state; lead and channel: a line each.
std::string brief_lines(const core::Incident& incident, const Config& config);
/// To catch up with it, or open its panel. As a menu: a button would take a third of a telephone's width from
/// the words beside it.
slack::Overflow menu_of(const core::Incident& incident);
/// What somebody can answer who is asked to come, or to take a role over.
std::vector<slack::Element> page_answers(const core::Incident& incident, core::EntryId page);
std::vector<slack::Element> handoff_answers(const core::Incident& incident, const std::string& role,
                                            std::int64_t offer);
/// `<@U1>`, or the bot's name for nobody.
std::string who(const core::UserId& user);
/// `<#C1>`, or the number where there is no channel.
std::string place(const core::Incident& incident);
/// The same for another one.
std::string place(const core::IncidentLink& link);
std::string when(core::Time t);  ///< in the reader's zone
/// The time of day alone; with its day when it is more than twelve hours from `said`: when the message is
/// said that has it, or what it is promised for began. Not from now, or what stands would change by itself.
std::string clock(core::Time t, core::Time said);
/// `active since …`: how long its status has been one of its kind; of several of one kind the present one may
/// be newer.
std::string since(const core::Incident& incident);
/// The action id of boxes: what is ticked is put behind `line` and run as if it had been typed. `run` is the
/// same for buttons.
std::string run_line(const std::string& line);
/// `<verb> INC-42 <words>`
std::string line_for(const core::Incident& incident, std::string_view verb, std::string_view words = {});

}  // namespace muster::bot::views
