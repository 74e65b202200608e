// Notes, captured messages, and corrections of the curated timeline. All of it goes on after the incident is
// over: people tidy up then.
#include <fmt/format.h>

#include "core/rules.h"

namespace muster::core::rules {
namespace {

tl::expected<const Entry*, Refusal> entry_named(const Case& c, EntryId id) {
  if (const Entry* entry = c.state.entry(id)) return entry;
  return refuse(Code::no_entry,
                {fmt::format("{} has no such entry in its timeline. See its entries with ", c.name()),
                 Verb{"timeline"}, std::string(".")});
}

/// Someone holds the message in the timeline as well; it comes back if it was out only because nobody did.
void add_captor(Case& c, const Entry& entry, const std::string& captor) {
  const Captured& known = *entry.captured;
  if (captor.empty() || known.captors.contains(captor)) return;
  c.happened(CaptorAdded{entry.id, captor});
  const bool hidden = entry.hidden && (known.dropped || known.offered);
  if (hidden && !wished_follow_up(captor)) c.happened(EntryShown{entry.id});
  if (entry.words.body && !known.pending)
    add_wished(c, entry.id, known.message, {captor}, *entry.words.body, known.files);
}

}  // namespace

Verdict judge(Case& c, const AddNote& command) {
  auto accepted = required_text(command.words, max_words, "The note");
  if (!accepted) return tl::unexpected(std::move(accepted.error()));
  const Time at = command.at.value_or(c.context.now);
  if (at > c.context.now) return in_future(c, at);
  c.happened_at(at, EntryNoted{words(std::move(*accepted))});
  return {};
}

Verdict judge(Case& c, const RequestCapture& command) {
  if (command.message.empty())
    return refuse(Code::empty,
                  {std::string("No message was named, so nothing was captured. Choose one and try again.")});
  const Entry* entry = c.state.entry_of(command.message);
  // Told once, however often Slack delivers it.
  if (entry && entry->captured->captors.contains(command.captor)) return {};
  if (const auto follow_up = wished_follow_up(command.captor)) {
    if (auto verdict = may_add_todo(c, *follow_up); !verdict) return verdict;
  }
  if (entry)
    add_captor(c, *entry, command.captor);
  else
    c.happened(CaptureRequested{command.message, command.captor});
  return {};
}

Verdict judge(Case& c, const DropCapture& command) {
  const Entry* entry = c.state.entry_of(command.message);
  if (!entry || !entry->captured->captors.contains(command.captor)) return {};
  c.happened(CaptorRemoved{entry->id, command.captor});
  Captured left = *entry->captured;
  left.captors.erase(command.captor);
  if (const auto follow_up = wished_follow_up(command.captor)) {
    if (!is_wished(left, *follow_up)) drop_wished(c, command.message, *follow_up);
  } else if (!is_kept(left) && !entry->hidden && !entry->edited) {
    c.happened(EntryHidden{entry->id, true});
  }
  return {};
}

Verdict judge(Case& c, const FillCapture& command) {
  const Entry* entry = c.state.entry_of(command.message);
  if (!entry && (command.captor.empty() || command.message.empty())) return {};
  EntryId id = entry ? entry->id : EntryId{};
  if (entry) {
    add_captor(c, *entry, command.captor);
    const Captured& known = *entry->captured;
    if (known.deleted || !(known.pending || known.unreadable)) return {};
  } else {
    id = c.next_entry();
    c.happened(CaptureRequested{command.message, command.captor});
  }
  const Text said = trimmed(cleaned(command.words));
  c.happened(MessageCaptured{id, command.author, command.said_at, words(said), command.thread_ts,
                             command.permalink, command.files, command.message});
  if (entry) add_wished(c, id, command.message, entry->captured->captors, said, command.files);
  return {};
}

Verdict judge(Case& c, const FailCapture& command) {
  const Entry* entry = c.state.entry_of(command.message);
  if (entry && entry->captured->pending) c.happened(CaptureUnreadable{entry->id, command.code});
  return {};
}

Verdict judge(Case& c, const ReviseMessage& command) {
  const Entry* entry = c.state.entry_of(command.message);
  if (!entry) return {};
  const Captured& known = *entry->captured;
  if (known.pending || known.unreadable || known.deleted) return {};
  // Slack's timestamps have one width, so that their order as text is their order in time.
  if (command.revision_ts <= known.revision_ts) return {};
  Text revised = trimmed(cleaned(command.words));
  if (entry->words.body == revised) return {};
  c.happened(MessageRevised{entry->id, words(revised), command.revision_ts});
  // What a person corrected here stays as they wrote it.
  if (entry->words.body && !entry->edited) follow_message(c, *entry, *entry->words.body, revised);
  return {};
}

Verdict judge(Case& c, const WithdrawMessage& command) {
  const Entry* entry = c.state.entry_of(command.message);
  if (entry && !entry->captured->deleted) c.happened(MessageWithdrawn{entry->id});
  return {};
}

Verdict judge(Case& c, const HideEntry& command) {
  const auto entry = entry_named(c, command.entry);
  if (!entry) return tl::unexpected(entry.error());
  if ((*entry)->hidden)
    return refuse(Code::already,
                  {std::string("This entry is hidden already. Show it again from the timeline.")});
  c.happened(EntryHidden{command.entry});
  return {};
}

Verdict judge(Case& c, const ShowEntry& command) {
  const auto entry = entry_named(c, command.entry);
  if (!entry) return tl::unexpected(entry.error());
  if (!(*entry)->hidden)
    return refuse(Code::already,
                  {std::string("This entry is in the timeline already. Nothing was changed.")});
  c.happened(EntryShown{command.entry});
  return {};
}

Verdict judge(Case& c, const EditEntry& command) {
  const auto entry = entry_named(c, command.entry);
  if (!entry) return tl::unexpected(entry.error());
  auto accepted = required_text(command.words, max_words, "The text");
  if (!accepted) return tl::unexpected(std::move(accepted.error()));
  if ((*entry)->captured && (*entry)->captured->deleted)
    return refuse(Code::no_entry,
                  {std::string("Its author deleted this message, so its text stays out of the "
                               "timeline. What should stand there can be added with "),
                   Verb{"note <text> at HH:MM"}, std::string(".")});
  if ((*entry)->words.body == *accepted)
    return refuse(Code::already, {std::string("The entry says so already. Nothing was changed.")});
  c.happened(EntryEdited{command.entry, words(std::move(*accepted))});
  return {};
}

Verdict judge(Case& c, const RedactEntry& command) {
  const auto entry = entry_named(c, command.entry);
  if (!entry) return tl::unexpected(entry.error());
  if (!(*entry)->words.body)
    return refuse(Code::already, {std::string("This entry has no text, or it is erased already.")});
  c.happened(EntryRedacted{command.entry});
  return {};
}

Verdict judge(Case& c, const RetimeEntry& command) {
  const auto entry = entry_named(c, command.entry);
  if (!entry) return tl::unexpected(entry.error());
  if (command.at > c.context.now) return in_future(c, command.at);
  if ((*entry)->occurred_at == command.at)
    return refuse(Code::already, {std::string("The entry has this time already. Nothing was changed.")});
  c.happened(EntryRetimed{command.entry, command.at});
  return {};
}

}  // namespace muster::core::rules
