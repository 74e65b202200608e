// The channel of an incident that is over, when nobody writes there any more.
#include <fmt/core.h>

#include <chrono>

#include "bot/views/pieces.h"
#include "core/variant.h"
#include "slack/text.h"

namespace muster::bot::views {

namespace {
std::string quiet_days(const Config& config) {
  const auto days = config.policy.archive_after / std::chrono::days(1);
  return days == 1 ? "a day" : fmt::format("{} days", days);
}
}  // namespace

slack::OutMessage archive_notice(const core::Incident& incident, core::Time at, const Config& config) {
  auto message = say(fmt::format(
      "{}{} is *{}*, and nobody has written here for {}. I archive this channel {}; it can still be read and "
      "searched then. If somebody needs it, press the button or write something.",
      drill_mark(incident), core::reference(incident),
      slack::escape(config.policy.status_name(incident.status)), quiet_days(config), when(at)));
  message.blocks.actions({run("Keep open", line_for(incident, "keep-open"))});
  return message;
}

slack::OutMessage archive_settled(const core::Incident& incident, const core::Record& end,
                                  const Config& config) {
  const auto words = core::visit_known(
      core::Overloaded{
          [&](const core::ChannelKeptOpen&) {
            return fmt::format(
                "{} keeps this channel open. I don't ask again, unless {} is reopened and ends "
                "once more.",
                who(end.actor), core::reference(incident));
          },
          [&](const core::ArchiveFailed& e) {
            return fmt::format(
                "I could not archive this channel: Slack says `{}`. I don't try again. Whoever is allowed to "
                "archive channels can do it at the end of the channel's settings; whoever runs me finds in "
                "my "
                "manifest which scopes I need.",
                slack::escape(e.code));
          },
          [&](const core::ChannelStirred&) {
            return fmt::format(
                "This channel stays open for now, since it is still used. I ask again when nobody "
                "has written here for {}.",
                quiet_days(config));
          },
      },
      end.event,
      fmt::format("{} is {} again, and this channel stays open.", core::reference(incident),
                  slack::escape(config.policy.status_name(incident.status))));
  return say(drill_mark(incident) + words);
}

slack::OutMessage unarchive_failed(const core::Incident& incident, std::string_view code) {
  auto message = say(
      fmt::format("{} is open again, but its channel isn't: Slack doesn't let me unarchive it (`{}`).\nOpen "
                  "{} in Slack and "
                  "choose *Unarchive* in its settings{}. Then I go on there by myself. Until then everything "
                  "works from any "
                  "other channel, if {} is named.",
                  name_and_title(incident), slack::escape(code), place(incident),
                  incident.is_private ? ", and invite me: it is private" : "", core::reference(incident)));
  message.blocks.actions({run("Catch me up", line_for(incident, "catchup"))});
  return message;
}

}  // namespace muster::bot::views
