// What the bot's own workers found out. A fact that is known already is no news: it gives no event.
#include <fmt/format.h>

#include "core/rules.h"

namespace muster::core::rules {

Verdict judge(Case& c, const RecordChannel& command) {
  const Incident& now = c.incident;
  if (command.channel.empty())
    return refuse(Code::empty, {std::string("No channel was named, so nothing was recorded. Name one.")});
  if (now.unseen && now.channel == command.channel) {
    if (command.is_private && !now.is_private) c.happened(ChannelMadePrivate{});
    c.happened(ChannelOpened{now.channel, now.channel_name});
    return {};
  }
  if (now.channel_usable && now.channel == command.channel) return {};
  if (now.channel_usable)
    return refuse(
        Code::already,
        {fmt::format("{} has a channel already and keeps it. The other one can be archived.", c.name())});
  if (now.channel == command.channel) c.happened(ChannelRestored{});
  // It became private while a public one was being made for it.
  else if (command.is_private || !now.is_private)
    c.happened(ChannelOpened{command.channel, command.name});
  return {};
}

Verdict judge(Case& c, const RecordChannelFailure& command) {
  if (!c.incident.channel_usable && !c.incident.channel_failed) c.happened(ChannelFailed{command.code});
  return {};
}

Verdict judge(Case& c, const RecordChannelLost& command) {
  // It may have moved since (core/rules_private.cpp).
  const bool its_own = command.channel.empty() || command.channel == c.incident.channel;
  if (c.incident.channel_usable && its_own) c.happened(ChannelLost{command.how});
  return {};
}

Verdict judge(Case& c, const RecordChannelRestored&) {
  const Incident& now = c.incident;
  if (now.channel.empty() || now.channel_usable) return {};
  c.happened(ChannelRestored{});
  // Whoever opened it again wants it; and it was quiet while nobody could write there.
  if (is_over(now.category) && now.quiet.stage != Quiet::Stage::settled) c.happened(ChannelStirred{});
  return {};
}

Verdict judge(Case& c, const RecordChannelRenamed& command) {
  const Incident& now = c.incident;
  if (!now.channel.empty() && !command.name.empty() && now.channel_name != command.name)
    c.happened(ChannelRenamed{command.name});
  return {};
}

Verdict judge(Case& c, const RecordChannelPrivate&) {
  if (!c.incident.channel.empty() && !c.incident.is_private) c.happened(ChannelMadePrivate{});
  return {};
}

Verdict judge(Case& c, const RecordOrnament& command) {
  const auto failing = c.incident.failing.find(command.surface);
  const bool known = failing != c.incident.failing.end();
  if (command.code.empty()) {
    if (known) c.happened(OrnamentRecovered{command.surface});
  } else if (!known || failing->second != command.code) {
    c.happened(OrnamentFailed{command.surface, command.code});
  }
  return {};
}

Verdict judge(Case& c, const RecordExport& command) {
  if (command.formats.empty())
    return refuse(Code::empty, {std::string("No format was named, so nothing was exported. Choose from: "),
                                Literal{"md, html, json, csv"}, std::string(".")});
  c.happened(Exported{command.formats, command.where, command.include_private});
  return {};
}

}  // namespace muster::core::rules
