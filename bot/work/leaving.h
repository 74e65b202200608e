// Channels in which an incident must not be found any more.
#pragma once

#include "bot/work/work.h"

namespace muster::bot {

/// Its name and its topic say nothing of what it was about. Where that is not for the bot to change it stays.
slack::Result<void> make_neutral(const Work& work, const slack::Channel& channel);
/// One that is archived already is as good.
slack::Result<void> archive(const Work& work, const slack::ChannelId& channel);

}  // namespace muster::bot
