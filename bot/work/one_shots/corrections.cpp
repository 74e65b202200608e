// An update in the threads of the announcements, and what follows when the last one is corrected: every copy
// is edited, and whoever got it is told beside it. One copy each, so that one that fails keeps no other back.
#include <algorithm>

#include "bot/commits.h"
#include "bot/convert.h"
#include "bot/log.h"
#include "bot/views/views.h"
#include "bot/work/posting.h"
#include "core/apply.h"

namespace muster::bot::one_shots {

namespace {

using Kind = core::OneShot::Kind;

bool is_announced(const Work& work) {
  return !work.incident.is_private && !work.incident.drill && !work.config->announce.empty();
}

/// What is needed to write a copy anew.
struct Correction {
  core::Record correction;
  core::Record update;     ///< with the words of now
  core::Incident at_time;  ///< the incident as it was when the update was posted
};

std::optional<Correction> correction_of(const Work& work, std::int64_t seq) {
  auto& store = work.app.store;
  const auto record = store.record(work.incident.id, seq);
  const auto* event = record ? std::get_if<core::UpdateCorrected>(&record->event) : nullptr;
  const auto entry = event ? store.entry(work.incident.id, event->entry) : std::nullopt;
  if (!entry) return std::nullopt;
  auto log = store.log(work.incident.id);
  const auto after = std::ranges::find_if(log, [&](const auto& r) { return r.seq > event->entry.value; });
  log.erase(after, log.end());
  if (log.empty()) return std::nullopt;
  auto* words = core::words_of(log.back().event);
  auto then = core::replay(work.incident.id, work.incident.workspace, log).incident;
  if (words) *words = entry->words;
  return Correction{*record, log.back(), std::move(then)};
}

/// The copy that a one-shot of the update became for this person (none: for everybody in a channel).
std::optional<storage::Delivery> copy_of(const Work& work, const Correction& correction, Kind kind,
                                         const core::UserId& to) {
  for (auto& sent : work.app.store.deliveries(work.incident.id, correction.update.seq)) {
    if (sent.kind == kind && sent.to == to) return std::move(sent);
  }
  return std::nullopt;
}

/// Edits a copy. True when it is there; false when somebody deleted it.
slack::Result<bool> edit(const Work& work, const std::string& ref, const slack::OutMessage& message,
                         core::Time corrected_at) {
  const auto [channel, ts] = split_message_key(ref);
  const auto edited = work.app.web.update(
      channel, ts,
      views::marked(work.incident,
                    views::corrected(message, corrected_at, core::from_millis(ts.seconds * 1000))));
  if (edited) return true;
  if (edited.error().what == slack::Error::What::missing) return false;
  return tl::unexpected(edited.error());
}

/// What is said in the thread of an announcement.
OneShotResult reply_in_public(const Work& work, const storage::OneShotTask& task,
                              const slack::ChannelId& channel, const slack::Ts& announcement,
                              const slack::OutMessage& message) {
  auto sent = send_once(work, task, channel, message, announcement);
  const auto* done = std::get_if<storage::Done>(&sent);
  const auto now = done ? work.app.store.incident(work.incident.id) : std::nullopt;
  if (now && now->is_private) {
    // It became private in this moment, and those replies were taken back that stood there then.
    const auto [there, reply] = split_message_key(done->ref);
    const auto removed = work.app.web.remove(there, reply);
    if (!removed && removed.error().what != slack::Error::What::missing)
      return given_back(work, task, removed.error());
  }
  return sent;
}

/// What an event that changed an announcement has beside it in its thread: an update, or that it was wrong.
OneShotResult said_beside(const Work& work, const storage::OneShotTask& task, const slack::ChannelId& channel,
                          const slack::Ts& announcement) {
  auto& store = work.app.store;
  const auto record = done_by(store, work.incident.id, task.what.seq);
  if (!record) return storage::Done{};
  if (std::holds_alternative<core::UpdatePosted>(record->event))
    return reply_in_public(work, task, channel, announcement,
                           views::update_reply(work.incident, *record, *work.config));
  const auto correction = correction_of(work, record->seq);
  if (!correction) return storage::Done{};
  const auto last = last_with(store, work.incident.id, correction->update.seq);
  for (const auto& copy : store.deliveries(work.incident.id, last)) {
    const auto there = split_message_key(copy.ref).first;
    if (copy.kind != Kind::elsewhere_edited || there != channel) continue;
    const auto message = views::update_reply(correction->at_time, correction->update, *work.config);
    const auto edited = edit(work, copy.ref, message, correction->correction.occurred_at);
    if (!edited) return given_back(work, task, edited.error());
    return reply_in_public(work, task, channel, announcement,
                           views::correction_note(work.incident, correction->correction, correction->update));
  }
  return storage::Done{};
}

}  // namespace

OneShotResult update_reply(const Work& work, const storage::OneShotTask& task) {
  if (!is_announced(work)) return storage::Done{};
  const auto record = as_told_now(work, task.what.seq);
  if (!record) return storage::Done{};
  const auto announcement = work.app.store.surface_ref(work.incident.id, core::Surface::announcement);
  const auto [channel, ts] = split_message_key(announcement);
  if (ts.empty()) {
    // When it can't be made that is on record, and it has the last update once it can.
    if (work.incident.failing.contains("announcement")) return storage::Done{};
    return not_yet(work, task, "no_announcement_yet");
  }
  return reply_in_public(work, task, channel, ts, views::update_reply(work.incident, *record, *work.config));
}

OneShotResult elsewhere_edited(const Work& work, const storage::OneShotTask& task) {
  const bool withdrawn = work.incident.is_private;
  const auto made = event_in(task);
  const auto deliveries = work.app.store.deliveries(work.incident.id, made);
  const bool on_its_way = std::ranges::any_of(deliveries, [](const storage::Delivery& one) {
    return one.kind == Kind::elsewhere && one.state == storage::Delivery::State::waiting;
  });
  // It may be public in a moment, or be so already without our knowing.
  if (withdrawn && on_its_way) return not_yet(work, task, "not_sent_yet");
  auto edited = edit_sent(work, task, Kind::elsewhere, made,
                          withdrawn ? views::announcement_withdrawn(work.incident)
                                    : views::announcement(work.incident, *work.config));
  if (!std::holds_alternative<storage::Done>(edited)) return edited;
  for (const auto& announcement : deliveries) {
    const auto [channel, ts] = split_message_key(announcement.ref);
    if (announcement.kind != Kind::elsewhere || ts.empty()) continue;
    if (!withdrawn) return said_beside(work, task, channel, ts);
    const auto taken_back = take_replies_back(work, channel, ts);
    if (!taken_back) return given_back(work, task, taken_back.error());
  }
  return edited;
}

OneShotResult correct_line(const Work& work, const storage::OneShotTask& task) {
  const auto correction = correction_of(work, task.what.seq);
  if (!correction) return storage::Done{};
  const auto home = home_of(work);
  if (!home) return given_back(work, task, home.error());
  const auto copy = copy_of(work, *correction, Kind::channel_line, {});
  if (!copy || copy->state == storage::Delivery::State::failed) return storage::Done{};
  if (copy->state == storage::Delivery::State::waiting) return not_yet(work, task, "not_sent_yet");
  const auto note = views::correction_note(work.incident, correction->correction, correction->update);
  const auto [channel, ts] = split_message_key(copy->ref);
  std::optional<slack::Ts> reply_to;
  // In a channel that it left when it became private nothing of it is said any more.
  if (!ts.empty() && channel == *home) {
    const auto line = views::channel_line(correction->at_time, correction->update, {}, *work.config);
    const auto edited = edit(work, copy->ref, *line, correction->correction.occurred_at);
    if (!edited) return given_back(work, task, edited.error());
    if (*edited) reply_to = ts;
  }
  // The line is right at once; what tells of it waits for its turn. A line that was said together with others
  // after an outage, or deleted, has the correction stand for itself.
  return in_turn(work, [&] { return send_once(work, task, *home, note, reply_to); });
}

OneShotResult correct_reply(const Work& work, const storage::OneShotTask& task) {
  if (!is_announced(work)) return storage::Done{};
  const auto correction = correction_of(work, task.what.seq);
  const auto copy = correction ? copy_of(work, *correction, Kind::update_reply, {}) : std::nullopt;
  if (!copy || copy->ref.empty()) return storage::Done{};
  const auto message = views::update_reply(correction->at_time, correction->update, *work.config);
  const auto edited = edit(work, copy->ref, message, correction->correction.occurred_at);
  if (!edited) return given_back(work, task, edited.error());
  const auto announcement = work.app.store.surface_ref(work.incident.id, core::Surface::announcement);
  const auto [channel, ts] = split_message_key(announcement);
  if (ts.empty()) return storage::Done{};
  return send_once(work, task, channel,
                   views::correction_note(work.incident, correction->correction, correction->update), ts);
}

OneShotResult correct_message(const Work& work, const storage::OneShotTask& task) {
  if (!may_hear(work, task.what.to)) return storage::Done{};
  const auto correction = correction_of(work, task.what.seq);
  const auto copy =
      correction ? copy_of(work, *correction, Kind::update_message, task.what.to) : std::nullopt;
  // Who never got it needs no correction.
  if (!copy || copy->ref.empty()) return storage::Done{};
  const auto message = views::update_message(correction->at_time, correction->update, *work.config);
  const auto edited = edit(work, copy->ref, message, correction->correction.occurred_at);
  if (!edited) return given_back(work, task, edited.error());
  return send_once(work, task, slack::ChannelId(task.what.to.value),
                   views::correction_message(work.incident, correction->correction, correction->update));
}

}  // namespace muster::bot::one_shots
