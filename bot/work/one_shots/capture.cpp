// Captured messages: their text is fetched after the acknowledgement, and confirmed with the same reaction.
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

OneShotResult confirm_reaction(const Work& work, const storage::OneShotTask& task) {
  const auto ts = slack::Ts::parse(task.what.message.ts);
  if (!ts) return storage::Done{};
  const auto added = work.app.web.react(slack::ChannelId(task.what.message.channel.value), *ts,
                                        work.config->timeline_reaction);
  if (added || added.error().what == slack::Error::What::already) return storage::Done{};
  if (added.error().what == slack::Error::What::later) return again(work, added.error(), task.attempts);
  return storage::Done{};  // a courtesy, not worth a second try
}

}  // namespace muster::bot::one_shots
