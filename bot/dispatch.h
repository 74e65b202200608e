// From a typed line to a plan: which verb, which incident, and what to do when it could be read two ways. The
// same for a slash command, a button (whose value is such a line), a form of one text and the command line.
#pragma once

#include "bot/reply.h"
#include "bot/verb.h"

namespace muster::bot {

/// Reads `ask.line` and performs it. Any thread; answers through `reply`, exactly once.
void run_line(Ask ask, Reply reply, const std::string& block = {});

/// What guests are told who want to declare.
slack::OutMessage guests_cannot_declare();

/// A button that declares all that was typed, as a title; none for guests, and where it is too long.
void offer_declaring(std::vector<slack::Element>& buttons, const Ask& ask);

/// May this person see the incident, asked from where they are.
bool may_see(const Ask& ask, const core::Incident& incident);

/// Leaves of the open ones what this person may see from wherever they are. `limited`: as in Ask.
storage::IncidentFilter seen_by(const core::UserId& user, bool limited, const core::Policy& policy);

/// The number of the incident that the first word names, as INC-42 or by its channel; takes the word off.
std::optional<int> take_incident(const Ask& ask, Line& line);

/// The incident of this number if the person may see it.
std::optional<core::Incident> find_incident(const Ask& ask, int number);

}  // namespace muster::bot
