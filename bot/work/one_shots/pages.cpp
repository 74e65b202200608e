// Direct messages about pages: to who is asked to come, and to who asked.
#include "bot/log.h"
#include "bot/views/views.h"
#include "bot/work/posting.h"
#include "core/variant.h"

namespace muster::bot::one_shots {

namespace {

/// Which page an event is of.
core::EntryId page_in(const core::Event& event) {
  return core::visit_known(
      [](const auto& e) requires requires { e.page; } { return e.page; }, event, core::EntryId());
}

}  // namespace

/// Nobody is called for what they have answered, or what is over, since it was queued.
OneShotResult page_message(const Work& work, const storage::OneShotTask& task) {
  const auto record = work.app.store.record(work.incident.id, task.what.seq);
  const auto* page = record ? core::page_of(work.incident, page_in(record->event)) : nullptr;
  const auto* called = page ? core::called_in(*page, task.what.to) : nullptr;
  const bool moved = record && std::holds_alternative<core::PageCameAlong>(record->event);
  // Who is on the way is told where to.
  const bool wanted =
      called && (called->call == core::Call::asked || (moved && called->call == core::Call::coming));
  if (!wanted || page->over) {
    log::info("page dropped", {{"incident", task.incident.value}, {"why", "nobody is needed any more"}});
    return storage::Done{};
  }
  const auto began = work.app.store.record(work.incident.id, page->id.value);
  const auto* words = began ? core::words_of(began->event) : nullptr;
  const auto why = words ? *words : core::Words{};
  return send_person(work, task,
                     moved ? views::page_moved(work.incident, *page, *called, why, *record, *work.config)
                           : views::page_message(work.incident, *page, *called, why, *work.config));
}

namespace {

/// Whether this person's page went along with a merge.
views::GoesOn after_merge(const Work& work, const core::Page& page, const core::UserId& person) {
  const auto& into = work.incident.merged_into;
  auto other = into ? work.app.store.incident(into->incident) : std::nullopt;
  if (!other) return views::GoesOn::unseen;
  for (const auto& one : other->pages)
    if (one.from == work.incident.id && one.origin == page.id && core::called_in(one, person))
      return views::GoesOn::asked_there;
  const Work there{work.app, work.config, *std::move(other), work.now};
  return may_see(there, person) ? views::GoesOn::seen : views::GoesOn::unseen;
}

}  // namespace

OneShotResult page_settled(const Work& work, const storage::OneShotTask& task) {
  const auto end = work.app.store.record(work.incident.id, task.what.seq);
  const auto* page = core::page_of(work.incident, core::EntryId(event_in(task)));
  const auto* called = page ? core::called_in(*page, task.what.to) : nullptr;
  if (!end || !called) return storage::Done{};
  // Asked again since, as what ended it was undone; of a merge, in a message of its own.
  const bool back = std::holds_alternative<core::PageCameAlong>(end->event);
  if (!page->over && !back) return storage::Done{};
  const auto message =
      views::page_settled(work.incident, *end, after_merge(work, *page, task.what.to), *work.config);
  for (const core::EntryId ask : called->asks) {
    if (back && ask.value >= end->seq) break;
    auto edited = edit_sent(work, task, core::OneShot::Kind::page_message, ask.value, message);
    if (!std::holds_alternative<storage::Done>(edited)) return edited;
  }
  return storage::Done{};
}

OneShotResult page_failed(const Work& work, const storage::OneShotTask& task) {
  const auto record = work.app.store.record(work.incident.id, task.what.seq);
  const auto* page = record ? core::page_of(work.incident, page_in(record->event)) : nullptr;
  if (!page || !core::is_open(work.incident.category)) return storage::Done{};
  return send_person(work, task, views::page_failed(work.incident, *page, *work.config));
}

}  // namespace muster::bot::one_shots
