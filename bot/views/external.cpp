// Words for people outside: for the lead to judge, and, approved, to be copied from.
#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/views/pieces.h"
#include "slack/text.h"

namespace muster::bot::views {

namespace {

/// As much as a section surely takes beside its fences.
constexpr std::size_t block_room = 2800;

/// Literal, in blocks of code: so it is copied without markup. What is too long for one goes on in the next.
void copyable(slack::OutMessage& message, const core::Words& words) {
  auto& blocks = message.blocks;
  const auto text = core::to_plain(core::shown(words));
  message.text = slack::fit(message.text + "\n" + slack::escape(text), longest_text);
  std::string part;
  const auto flush = [&] {
    if (!part.empty()) blocks.section("```\n" + part + "\n```");
    part.clear();
  };
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) ++end;
    std::string next = slack::escape(text.substr(i, end - i));
    // A fence within would end the block.
    if (text.compare(i, 3, "```") == 0) {
      next = "'''";
      end = i + 3;
    }
    i = end;
    if (part.size() + next.size() > block_room) flush();
    part += next;
  }
  flush();
}

}  // namespace

slack::OutMessage external_request(const core::Incident& incident, const core::Record& record) {
  auto message = say(fmt::format("{} drafted what people outside may be told of {}. You lead: is it right?",
                                 who(record.actor), name_and_title(incident)));
  if (const auto* words = core::words_of(record.event)) copyable(message, *words);
  message.blocks.context({"Approved, it goes into the channel to be copied from. I send it nowhere else."});
  const auto draft = fmt::format(" --draft {}", record.seq);
  message.blocks.actions(
      {run("Approve", line_for(incident, "update", "--external --approve" + draft), slack::Style::primary),
       run("Edit", line_for(incident, "update", "--external --edit" + draft))});
  return message;
}

slack::OutMessage external_settled(const core::Incident& incident, bool approved) {
  const auto ref = core::reference(incident);
  return say(approved ? fmt::format("The external update of {} is approved; {} has it.", ref, place(incident))
                      : fmt::format(
                            "Nothing to do any more: another external update of {} was drafted since.", ref));
}

slack::OutMessage external_update(const core::Incident& incident, const core::Record& record) {
  const auto* e = std::get_if<core::ExternalApproved>(&record.event);
  if (!e) return say(core::reference(incident));
  const auto how =
      e->author == record.actor ? fmt::format("written and approved by {}", who(record.actor))
      : e->edited ? fmt::format("drafted by {}, edited and approved by {}", who(e->author), who(record.actor))
                  : fmt::format("drafted by {}, approved by {}", who(e->author), who(record.actor));
  auto message =
      say(fmt::format("{}:outbox_tray: *External update*, {}. Ready to copy:", drill_mark(incident), how));
  copyable(message, e->words);
  return message;
}

}  // namespace muster::bot::views
