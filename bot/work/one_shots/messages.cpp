// One-shots that are a message about an event: rendered when they are sent, from the event and the state of
// then.
#include "bot/convert.h"
#include "bot/log.h"
#include "bot/perform.h"
#include "bot/views/views.h"
#include "bot/work/posting.h"

namespace muster::bot::one_shots {

namespace {

/// What is said later than this is history, and said together.
constexpr std::chrono::minutes late_after{10};

/// An answer to the declarer: where it was typed. At most once, since an ephemeral message can't be looked
/// for.
OneShotResult answer(const Work& work, const storage::OneShotTask& task, const slack::OutMessage& said) {
  const auto message = views::marked(work.incident, said);
  if (task.attempts > 1) {
    log::info("answer dropped", {{"incident", task.incident.value}, {"why", "it may have been said"}});
    return storage::Done{};
  }
  if (!task.response_url.empty()) {
    const auto sent = work.app.web.respond(task.response_url, slack::response_json(message));
    if (sent || sent.error().what == slack::Error::What::ambiguous) return storage::Done{};
    if (sent.error().what == slack::Error::What::later) return again(work, sent.error(), 1);
  }
  tell_now(work.app, {}, to_slack(work.incident.declared_in), task.what.to, message);
  return storage::Done{};
}

}  // namespace

OneShotResult ready(const Work& work, const storage::OneShotTask& task) {
  return answer(work, task, views::ready(work.incident, *work.config));
}

OneShotResult declare_failed(const Work& work, const storage::OneShotTask& task) {
  const auto record = work.app.store.record(work.incident.id, task.what.seq);
  if (!record) return storage::Done{};
  return answer(work, task, views::declare_failed(work.incident, *record, *work.config));
}

namespace {

/// A line of the incident's channel, and when it was so.
struct Line {
  core::Time at{};
  slack::OutMessage message;
};

std::optional<Line> line_of(const Work& work, std::int64_t seq) {
  const auto record = as_told_now(work, seq);
  if (!record) return std::nullopt;
  auto message = views::channel_line(work.incident, *record, work.app.store.chain_at(work.incident.id, seq),
                                     *work.config);
  if (!message) return std::nullopt;
  return Line{record->occurred_at, *std::move(message)};
}

/// What is said now: the event's line, or those of all that wait behind it, together. Nothing: it needs no
/// words.
struct Said {
  std::optional<slack::OutMessage> message;
  bool together = false;
};

Said what_to_say(const Work& work, const storage::OneShotTask& task) {
  // After an outage, or a time of many words, one message says it all. What was begun so is ended so.
  const bool late = work.app.clock() - task.created_at > late_after || task.waits > 0;
  std::vector<std::pair<core::Time, slack::OutMessage>> lines;
  if (late || !task.what.payload.empty()) {
    for (const auto seq : work.app.store.gather_lines(task)) {
      if (auto line = line_of(work, seq)) lines.emplace_back(line->at, std::move(line->message));
    }
  } else if (auto line = line_of(work, task.what.seq)) {
    lines.emplace_back(line->at, std::move(line->message));
  }
  if (lines.empty()) return {};
  if (lines.size() == 1) return {std::move(lines.front().second), false};
  return {views::catch_up(work.incident, lines), true};
}

}  // namespace

OneShotResult channel_line(const Work& work, const storage::OneShotTask& task) {
  const auto home = home_of(work);
  if (!home) return given_back(work, task, home.error());
  if (home->empty()) {
    // The channel is being made; the line waits for it.
    return not_yet(work, task, "no_channel_yet");
  }
  return in_turn(work, [&]() -> OneShotResult {
    const auto what = what_to_say(work, task);
    if (!what.message) return storage::Done{};
    auto said = send_once(work, task, *home, *what.message);
    // A message that is not this event's alone nobody is to edit on its account.
    if (auto* done = std::get_if<storage::Done>(&said); done && what.together) done->ref.clear();
    return said;
  });
}

/// Asked only while there is a reason: after an outage there may be none any more.
OneShotResult nudge(const Work& work, const storage::OneShotTask& task) {
  const auto record = work.app.store.record(work.incident.id, task.what.seq);
  if (!record) return storage::Done{};
  const auto message = views::nudge(work.incident, *record, *work.config);
  // An earlier try may have sent it, before its reason went.
  if (!message) return storage::Done{};
  return send_person(work, task, *message);
}

OneShotResult update_message(const Work& work, const storage::OneShotTask& task) {
  if (!may_hear(work, task.what.to)) return storage::Done{};
  return direct_message(work, task, views::update_message);
}

/// In the thread of the message that it was declared from.
OneShotResult source_reply(const Work& work, const storage::OneShotTask& task) {
  const auto ts = slack::Ts::parse(task.what.message.ts);
  // Private since then: where it is is told to nobody.
  if (!ts || work.incident.is_private) return storage::Done{};
  const auto posted = post_once(work, to_slack(task.what.message.channel), views::source_reply(work.incident),
                                task.key, task.lease > 1, task.created_at, *ts);
  if (posted) return storage::Done{};
  using What = slack::Error::What;
  if (posted.error().what == What::later || posted.error().what == What::ambiguous)
    return given_back(work, task, posted.error());
  // Where the bot isn't let in, nobody expects its word.
  log::info("source not answered", {{"incident", task.incident.value}, {"code", posted.error().code}});
  return storage::Done{};
}

OneShotResult role_taken_over(const Work& work, const storage::OneShotTask& task) {
  return direct_message(work, task, views::role_taken_over);
}

}  // namespace muster::bot::one_shots
