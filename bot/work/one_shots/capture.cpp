// Captured messages: their text is fetched after the acknowledgement, and confirmed with the same reaction.
#include <algorithm>
#include <variant>

#include "bot/convert.h"
#include "bot/work/posting.h"

namespace muster::bot::one_shots {

namespace {

/// The message itself, from the channel's history or, for a reply, from its thread.
slack::Result<std::optional<slack::Message>> fetch(const Work& work, const slack::ChannelId& channel,
                                                   const slack::Ts& ts) {
  slack::HistoryQuery query;
  query.channel = channel;
  query.oldest = ts;
  query.latest = ts;
  query.limit = 1;
  auto page = work.app.web.history(query);
  if (!page) return tl::unexpected(page.error());
  for (auto& message : page->items) {
    if (message.ts == ts) return std::move(message);
  }
  // History leaves replies out; asked for a reply's own ts, the thread has it.
  query.thread = ts;
  query.oldest.reset();
  query.latest.reset();
  query.limit = 15;
  page = work.app.web.history(query);
  if (!page && page.error().code == "thread_not_found") return std::nullopt;
  if (!page) return tl::unexpected(page.error());
  for (auto& message : page->items) {
    if (message.ts == ts) return std::move(message);
  }
  return std::nullopt;
}

}  // namespace

OneShotResult fetch_message(const Work& work, const storage::OneShotTask& task) {
  const auto& ref = task.what.message;
  const slack::ChannelId channel(ref.channel.value);
  const auto ts = slack::Ts::parse(ref.ts);
  if (!ts) return storage::Parked{"invalid_ts"};
  const auto found = fetch(work, channel, *ts);
  if (!found) {
    const auto given_back = give_back(work, found.error(), task.attempts);
    if (const auto* later = std::get_if<storage::Again>(&given_back)) return *later;
    work.record(core::FailCapture{ref, found.error().code});
    return storage::Done{};
  }
  if (!*found) {
    work.record(core::FailCapture{ref, "message_not_found"});
    return storage::Done{};
  }
  const auto& message = **found;
  core::FillCapture fill;
  fill.message = ref;
  fill.author = message.user.empty() ? core::UserId(message.bot.value) : to_core(message.user);
  fill.said_at = time_of(message.ts);
  fill.words = to_core(message.text);
  if (message.thread) fill.thread_ts = message.thread->str();
  for (const auto& file : message.files) fill.files.push_back({file.name, file.permalink});
  // A permalink is an ornament: without one the entry is as good as a quotation without its page.
  if (auto link = work.app.web.permalink(channel, *ts)) fill.permalink = *std::move(link);
  work.record(std::move(fill));
  return storage::Done{};
}

namespace {

/// The captured message that a one-shot is about.
std::optional<core::Entry> captured_entry(const Work& work, const storage::OneShotTask& task) {
  auto& store = work.app.store;
  if (!task.what.message.empty()) return store.entry_of(work.incident.id, task.what.message);
  const auto record = store.record(work.incident.id, task.what.seq);
  if (!record) return std::nullopt;
  const auto id = std::visit(
      [](const auto& e) {
        if constexpr (requires { e.entry; }) return e.entry;
        return core::EntryId();
      },
      record->event);
  return store.entry(work.incident.id, id);
}

/// The bot's reaction stands where it should: it says what became of a message, and goes with that.
struct Reaction {
  std::string emoji;
  bool wanted = false;
  bool known = true;  ///< false: nothing is to be changed
};

Reaction reaction_for(const Work& work, const core::Entry& entry, std::string_view as) {
  const auto& captured = *entry.captured;
  if (as != "action" && as != "follow_up") {
    const bool on_timeline = core::is_kept(captured) && !entry.hidden;
    return {work.config->timeline_reaction, on_timeline, on_timeline || captured.dropped};
  }
  const bool follow_up = as == "follow_up";
  const bool open = std::ranges::any_of(work.incident.todos, [&](const auto& one) {
    return one.second.source == captured.message && one.second.follow_up == follow_up;
  });
  return {follow_up ? work.config->follow_up_reaction : work.config->action_reaction,
          open || core::is_wished(captured, follow_up)};
}

}  // namespace

OneShotResult confirm_reaction(const Work& work, const storage::OneShotTask& task) {
  const auto entry = captured_entry(work, task);
  if (!entry || !entry->captured) return storage::Done{};
  const auto& message = entry->captured->message;
  const auto ts = slack::Ts::parse(message.ts);
  const auto reaction = reaction_for(work, *entry, task.what.payload);
  if (!ts || !reaction.known) return storage::Done{};
  const slack::ChannelId channel(message.channel.value);
  auto& web = work.app.web;
  const auto done =
      reaction.wanted ? web.react(channel, *ts, reaction.emoji) : web.unreact(channel, *ts, reaction.emoji);
  if (!done && done.error().what == slack::Error::What::later)
    return again(work, done.error(), task.attempts);
  return storage::Done{};  // a courtesy, not worth a second try
}

}  // namespace muster::bot::one_shots
