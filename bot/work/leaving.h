// Channels in which an incident must not be found any more, and what stands above them.
#pragma once

#include "bot/work/work.h"

namespace muster::bot {

/// Its name and its topic say nothing of what it was about. Where that is not for the bot to change it stays.
slack::Result<void> make_neutral(const Work& work, const slack::Channel& channel);
/// What a topic says of an incident.
std::string topic_of(const Work& work, const core::Incident& incident);
/// The same for a channel of others: what the bot had written above it goes, or is that of the incident that
/// is there still; what people wrote there stays.
slack::Result<void> clear_topic(const Work& work, const slack::Channel& channel);
/// One that is archived already is as good.
slack::Result<void> archive(const Work& work, const slack::ChannelId& channel);

}  // namespace muster::bot
