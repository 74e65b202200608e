// An incident that became private and moved.
#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/views/pieces.h"
#include "slack/text.h"

namespace muster::bot::views {

slack::OutMessage tombstone(const core::Incident& incident) {
  auto message = say("What was here goes on elsewhere. If you had a part in it, ask to be let in.");
  message.blocks.actions({run("Ask to be let in", line_for(incident, "access"))});
  return message;
}

slack::OutMessage private_now(const core::Incident& incident) {
  auto message = say(":lock: This is private now. If you have a part in it, ask to be let in.");
  message.blocks.actions({run("Ask to be let in", line_for(incident, "access"))});
  return message;
}

namespace {

std::string why_not_cleared(std::string_view code) {
  if (code == "archived") return "The old channel was archived, so what I had said there stays.";
  return fmt::format(
      "Not all that I had said in the old channel could be taken back (Slack says: {}). An admin of "
      "Slack can delete the rest.",
      slack::escape(code));
}

}  // namespace

slack::OutMessage moved_to_private(const core::Incident& incident, const core::Record& record,
                                   bool exported) {
  const auto* cleared = std::get_if<core::ChannelCleared>(&record.event);
  auto text = fmt::format(":lock: {} is private now. It is in no list and no announcement any more.",
                          name_and_title(incident));
  if (!incident.channel.empty())
    text += fmt::format(" It goes on in {}.", place(incident));
  else if (incident.channel_failed)
    text +=
        " Slack didn't let me make its new channel, so it lives in the messages of its declarer with me "
        "until there is one.";
  if (cleared && cleared->code.empty())
    text +=
        fmt::format(" What I had said in {} is gone from there.", slack::mention(to_slack(cleared->channel)));
  auto message = say(text);
  std::string list;
  const auto add = [&](const std::string& line) { list += (list.empty() ? "•  " : "\n•  ") + line; };
  if (cleared && !cleared->code.empty()) add(why_not_cleared(cleared->code));
  if (cleared && cleared->left > 0)
    add(fmt::format("{} {} of others in {}: only who wrote {}, or an admin of Slack, can delete {}.",
                    cleared->left, cleared->left == 1 ? "message" : "messages",
                    slack::mention(to_slack(cleared->channel)), cleared->left == 1 ? "it" : "them",
                    cleared->left == 1 ? "it" : "them"));
  if (cleared)
    add("Whoever was in that channel may have read it; notifications and e-mails of it stay where they are.");
  if (incident.updates > 0 || !incident.pages.empty())
    add("Whoever got an update by message, or was asked to come, may have read it. Where they can't see it "
        "any "
        "more, I change what I sent them.");
  add("What others have on their screens: lists and answers that I gave them, and perhaps their Home tab "
      "until "
      "they open it again.");
  if (!incident.source.empty()) add("My answer in the thread of the message that it was declared from.");
  if (exported) add("Files of its debrief that somebody has downloaded or passed on.");
  if (!list.empty()) {
    list.insert(0, "*What can't be unsaid*\n");
    message.blocks.section(list);
    message.text = slack::fit(message.text + "\n" + list, longest_text);
  }
  if (cleared) message.blocks.context({"Slack keeps the old channel's earlier names, too."});
  return message;
}

}  // namespace muster::bot::views
