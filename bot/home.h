// The Home tab: what Slack shows to who opens the bot itself. It is published when they open it, turn its
// pages or have done something from there; in memory and at most once, since the next opening makes it anew.
#pragma once

#include "bot/app.h"
#include "core/ids.h"

namespace muster::bot {

/// Publishes, from the urgent lane, what this person may see now. Any thread; returns at once. `limited`: as
/// in Ask. `page`: of views::Home.
void publish_home_soon(App& app, const core::UserId& user, bool limited, int page);

}  // namespace muster::bot
