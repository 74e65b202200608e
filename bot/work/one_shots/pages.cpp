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
  if (!called || page->over || called->call != core::Call::asked) {
    log::info("page dropped", {{"incident", task.incident.value}, {"why", "nobody is needed any more"}});
    return storage::Done{};
  }
  const auto began = work.app.store.record(work.incident.id, page->id.value);
  const auto* first = began ? std::get_if<core::PersonPaged>(&began->event) : nullptr;
  return send_person(
      work, task,
      views::page_message(work.incident, *page, *called, first ? first->words : core::Words{}, *work.config));
}

OneShotResult page_settled(const Work& work, const storage::OneShotTask& task) {
  const auto end = work.app.store.record(work.incident.id, task.what.seq);
  const auto* page = core::page_of(work.incident, core::EntryId(event_in(task)));
  const auto* called = page ? core::called_in(*page, task.what.to) : nullptr;
  // Asked again since, as what ended it was undone.
  if (!end || !called || !page->over) return storage::Done{};
  const auto message = views::page_settled(work.incident, *end, *work.config);
  for (const core::EntryId ask : called->asks) {
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
