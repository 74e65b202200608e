// Carries out what was asked for, and gets the answer back on the way that fits where it came from.
#pragma once

#include "bot/forms/form.h"
#include "bot/reply.h"
#include "bot/verb.h"

namespace muster::bot {

/// Any thread; returns at once. `block` is the input of a submitted form at which a refusal is shown.
void perform(const Ask& ask, Plan plan, Reply reply, const std::string& block = {});

/// Several commands on one incident, one after the other; the first refusal stops, and is told at its input.
void perform_all(const Ask& ask, Commands commands, Reply reply);

/// The acknowledgement that shows a message to whoever asked (or, where it can't carry one, an empty one
/// after which the message is sent on its own).
void show(const Ask& ask, const slack::OutMessage& message, const Reply& reply);

/// Sends a message to the person now, once, by whatever way is open: response_url, else an ephemeral in the
/// channel, else a direct message. Blocks for the call; for the urgent lane.
void tell_now(App& app, const std::string& response_url, const slack::ChannelId& channel,
              const core::UserId& user, const slack::OutMessage& message);

}  // namespace muster::bot
