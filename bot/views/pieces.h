// Small parts that several views are made of. Internal to bot/views.
#pragma once

#include <string>
#include <vector>

#include "bot/views/views.h"

namespace muster::bot::views {

/// Blocks that show status, severity, since when, what is affected and the words on it; no roles, no buttons.
void state_blocks(slack::Blocks& blocks, const core::Incident& incident, const Config& config);
/// `*Lead* @ada since 14:02`, or `*Lead* nobody`, and whether somebody is needed.
std::string role_line(const core::Incident& incident, const core::RoleDef& role, const core::Policy& policy);
/// `Checkout`, with its runbook linked.
std::string service_name(const std::string& key, const core::Policy& policy);
/// A configured owner: a person is mentioned.
std::string owner_name(const core::ServiceDef& service);
/// Who was asked to come and isn't here yet; empty when nobody is waited for.
std::string paged_line(const core::Incident& incident, const core::Policy& policy);
/// A person's words as a quotation, a line break before it; empty for none.
std::string quoted(const core::Words& words);
/// What `state_blocks` shows, and beside it the roles, the last update, the key moments and the promise.
void briefing_blocks(slack::Blocks& blocks, const core::Incident& incident,
                     std::span<const core::Entry> moments, const Config& config);
/// `<@U1>`, or the bot's name for nobody.
std::string who(const core::UserId& user);
/// `<#C1>`, or the number where there is no channel.
std::string place(const core::Incident& incident);
/// The same for another one.
std::string place(const core::IncidentLink& link);
/// A drill says so wherever it is named.
std::string drill_mark(const core::Incident& incident);
std::string when(core::Time t);   ///< in the reader's zone
std::string clock(core::Time t);  ///< the time of day alone
/// `<verb> INC-42 <words>`
std::string line_for(const core::Incident& incident, std::string_view verb, std::string_view words = {});

}  // namespace muster::bot::views
