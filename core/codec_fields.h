// What is stored of each value, and under which name: one description for both directions, so that what is
// written is what is read. A field that is `required` is always written and must be there; one that is
// `maybe` is written unless it is empty. For core/codec.cpp alone. Stored, so no name is ever changed.
#pragma once

#include <concepts>
#include <type_traits>

#include "core/event.h"
#include "core/incident.h"
#include "core/text.h"

namespace muster::core {

template <class T, class U>
concept Is = std::same_as<std::remove_const_t<T>, U>;

// --- fields of the parts
// -------------------------------------------------------------------------------------

void fields(auto& a, Is<Words> auto& v) {
  a.required("id", v.id);
  a.required("digest", v.digest);
}
void fields(auto& a, Is<Span> auto& v) {
  a.required("k", v.kind);
  a.maybe("t", v.text);
  a.maybe("r", v.ref);
}
void fields(auto& a, Is<MessageRef> auto& v) {
  a.required("channel", v.channel);
  a.required("ts", v.ts);
}
void fields(auto& a, Is<CapturedFile> auto& v) {
  a.required("name", v.name);
  a.required("permalink", v.permalink);
}
void fields(auto& a, Is<RoleHolder> auto& v) {
  a.required("user", v.user);
  a.required("since", v.since);
  a.required("asked", v.asked);
  a.maybe("seq", v.seq);
  a.maybe("zone", v.zone);
  a.maybe("done", v.done);
  a.maybe("done_seq", v.done_seq);
}
void fields(auto& a, Is<Waiting> auto& v) {
  a.required("since", v.since);
  a.required("until", v.until);
  a.required("words", v.words);
}
void fields(auto& a, Is<Called> auto& v) {
  a.required("user", v.user);
  a.required("call", v.call);
  a.required("at", v.at);
  a.required("last", v.last);
  a.required("times", v.times);
}
void fields(auto& a, Is<Page> auto& v) {
  a.required("id", v.id);
  a.maybe("by", v.by);
  a.maybe("service", v.service);
  a.maybe("group", v.group);
  a.required("people", v.people);
  a.maybe("next", v.next);
  a.required("over", v.over);
}
void fields(auto& a, Is<Elsewhere> auto& v) {
  a.required("seq", v.seq);
  a.required("channel", v.channel);
}
void fields(auto& a, Is<HandoffOffer> auto& v) {
  a.required("to", v.to);
  a.required("at", v.at);
  a.required("offer", v.offer);
}
void fields(auto& a, Is<AccessRequest> auto& v) {
  a.required("at", v.at);
  a.required("seq", v.seq);
  a.required("answered", v.answered);
}
void fields(auto& a, Is<Quiet> auto& v) {
  a.required("stage", v.stage);
  a.maybe("stirred_at", v.stirred_at);
  a.maybe("announced_at", v.announced_at);
  a.maybe("plan", v.plan);
}
void fields(auto& a, Is<KeyMoment> auto& v) {
  a.required("entry", v.entry);
  a.required("at", v.at);
}
void fields(auto& a, Is<Captured> auto& v) {
  a.required("message", v.message);
  a.maybe("thread_ts", v.thread_ts);
  a.maybe("permalink", v.permalink);
  a.maybe("files", v.files);
  a.required("captors", v.captors);
  a.required("pending", v.pending);
  a.required("unreadable", v.unreadable);
  a.required("deleted", v.deleted);
  a.maybe("revision_ts", v.revision_ts);
  a.required("dropped", v.dropped);
}

void fields(auto& a, Is<IncidentLink> auto& v) {
  a.required("incident", v.incident);
  a.required("number", v.number);
  a.maybe("channel", v.channel);
}

void fields(auto& a, Is<Todo> auto& v) {
  a.required("id", v.id);
  a.maybe("follow_up", v.follow_up);
  a.required("words", v.words);
  a.maybe("owner", v.owner);
  a.maybe("by", v.by);
  a.required("at", v.at);
  a.maybe("due", v.due);
  a.required("priority", v.priority);
  a.maybe("fix", v.fix);
  a.maybe("returned", v.returned);
  a.maybe("given", v.given);
  a.maybe("from", v.from);
}
void fields(auto& a, Is<Change> auto& v) {
  a.required("id", v.id);
  a.required("words", v.words);
  a.maybe("by", v.by);
  a.required("at", v.at);
}
void fields(auto& a, Is<Theory> auto& v) {
  a.required("id", v.id);
  a.required("words", v.words);
  a.maybe("by", v.by);
  a.required("at", v.at);
}

// --- fields of the rows
// --------------------------------------------------------------------------------------

void fields(auto& a, Is<Entry> auto& v) {
  a.required("id", v.id);
  a.required("kind", v.kind);
  a.required("occurred_at", v.occurred_at);
  a.required("recorded_at", v.recorded_at);
  a.maybe("author", v.author);
  a.maybe("person", v.person);
  a.maybe("key", v.key);
  a.maybe("from", v.from);
  a.maybe("to", v.to);
  a.maybe("words", v.words);
  a.maybe("about", v.about);
  a.required("hidden", v.hidden);
  a.required("edited", v.edited);
  a.maybe("captured", v.captured);
}
void fields(auto& a, Is<Incident> auto& v) {
  a.required("id", v.id);
  a.required("workspace", v.workspace);
  a.required("number", v.number);
  a.required("version", v.version);
  a.required("apply_version", v.apply_version);
  a.maybe("title", v.title);
  a.maybe("summary", v.summary);
  a.maybe("impact", v.impact);
  a.required("severity", v.severity);
  a.required("status", v.status);
  a.required("category", v.category);
  a.required("is_private", v.is_private);
  a.required("drill", v.drill);
  a.maybe("declared_by", v.declared_by);
  a.maybe("declared_in", v.declared_in);
  a.required("declared_at", v.declared_at);
  a.maybe("channel", v.channel);
  a.maybe("channel_name", v.channel_name);
  a.required("channel_failed", v.channel_failed);
  a.required("channel_usable", v.channel_usable);
  a.required("roles", v.roles);
  a.maybe("acknowledged_at", v.acknowledged_at);
  a.maybe("mitigated_at", v.mitigated_at);
  a.maybe("resolved_at", v.resolved_at);
  a.maybe("final_resolved_at", v.final_resolved_at);
  a.required("category_since", v.category_since);
  a.required("severity_since", v.severity_since);
  a.required("relapses", v.relapses);
  a.maybe("last_update_at", v.last_update_at);
  a.maybe("next_update_due", v.next_update_due);
  a.maybe("last_update", v.last_update);
  a.required("updates", v.updates);
  a.required("moments", v.moments);
  a.required("failing", v.failing);
  a.maybe("subscribers", v.subscribers);
  a.maybe("overdue", v.overdue);
  a.maybe("paused", v.paused);
  a.maybe("watch_until", v.watch_until);
  a.maybe("snoozed_until", v.snoozed_until);
  a.maybe("nudged", v.nudged);
  a.maybe("merged_into", v.merged_into);
  a.maybe("status_before_merge", v.status_before_merge);
  a.maybe("merged_in", v.merged_in);
  a.maybe("source", v.source);
  a.maybe("source_thread", v.source_thread);
  a.maybe("source_link", v.source_link);
  a.maybe("real_since", v.real_since);
  a.maybe("affected", v.affected);
  a.maybe("roles_filled_at", v.roles_filled_at);
  a.maybe("pages", v.pages);
  a.maybe("last_update_entry", v.last_update_entry);
  a.maybe("last_update_to", v.last_update_to);
  a.maybe("handoffs", v.handoffs);
  a.maybe("external_draft", v.external_draft);
  a.maybe("access", v.access);
  a.maybe("began_at", v.began_at);
  a.maybe("in_hindsight", v.in_hindsight);
  a.maybe("without_channel", v.without_channel);
  a.maybe("quiet", v.quiet);
  a.maybe("led_at", v.led_at);
  a.maybe("measures", v.measures);
  a.maybe("elsewhere", v.elsewhere);
  a.maybe("chosen", v.chosen);
  a.maybe("left_channel", v.left_channel);
  a.maybe("left_cleared", v.left_cleared);
  a.maybe("todos", v.todos);
  a.maybe("changes", v.changes);
  a.maybe("theories", v.theories);
  a.maybe("last_regroup", v.last_regroup);
  a.maybe("last_act", v.last_act);
  a.maybe("exported_at", v.exported_at);
}

// --- fields of the events, all in version 1
// ------------------------------------------------------------------

void fields(auto& a, Is<IncidentDeclared> auto& v) {
  a.required("number", v.number);
  a.required("title", v.title);
  a.required("severity", v.severity);
  a.required("status", v.status);
  a.required("category", v.category);
  a.required("is_private", v.is_private);
  a.required("drill", v.drill);
  a.maybe("declared_in", v.declared_in);
  a.maybe("next_update_in", v.next_update_in);
  a.maybe("source", v.source);
  a.maybe("source_thread", v.source_thread);
  a.maybe("source_link", v.source_link);
  a.maybe("began", v.began);
  a.maybe("ended", v.ended);
  a.maybe("without_channel", v.without_channel);
}
void fields(auto& a, Is<ChannelOpened> auto& v) {
  a.required("channel", v.channel);
  a.maybe("name", v.name);
}
void fields(auto& a, Is<ChannelFailed> auto& v) {
  a.required("code", v.code);
}
void fields(auto& a, Is<ChannelLost> auto& v) {
  a.required("how", v.how);
}
void fields(auto&, Is<ChannelRestored> auto&) {}
void fields(auto& a, Is<ChannelRenamed> auto& v) {
  a.required("name", v.name);
}
void fields(auto&, Is<ChannelMadePrivate> auto&) {}
void fields(auto& a, Is<TitleChanged> auto& v) {
  a.required("title", v.title);
}
void fields(auto& a, Is<SummaryChanged> auto& v) {
  a.required("summary", v.summary);
}
void fields(auto& a, Is<ImpactChanged> auto& v) {
  a.required("impact", v.impact);
}
void fields(auto& a, Is<SeverityChanged> auto& v) {
  a.required("from", v.from);
  a.required("to", v.to);
  a.required("lowered", v.lowered);
  a.maybe("reason", v.reason);
  a.maybe("next_update_in", v.next_update_in);
}
void fields(auto& a, Is<StatusChanged> auto& v) {
  a.required("from", v.from);
  a.required("to", v.to);
  a.required("from_category", v.from_category);
  a.required("to_category", v.to_category);
  a.maybe("words", v.words);
  a.maybe("next_update_in", v.next_update_in);
}
void fields(auto& a, Is<RoleAssigned> auto& v) {
  a.required("role", v.role);
  a.required("user", v.user);
  a.maybe("previous", v.previous);
  a.required("asked", v.asked);
  a.maybe("handed_over", v.handed_over);
  a.maybe("zone", v.zone);
}
void fields(auto& a, Is<RoleConfirmed> auto& v) {
  a.required("role", v.role);
  a.required("user", v.user);
}
void fields(auto& a, Is<RoleVacated> auto& v) {
  a.required("role", v.role);
  a.required("user", v.user);
}
void fields(auto& a, Is<UpdatePosted> auto& v) {
  a.required("words", v.words);
  a.maybe("next_update_in", v.next_update_in);
}
void fields(auto& a, Is<EntryNoted> auto& v) {
  a.required("words", v.words);
}
void fields(auto& a, Is<CaptureRequested> auto& v) {
  a.required("message", v.message);
  a.required("captor", v.captor);
}
void fields(auto& a, Is<CaptorAdded> auto& v) {
  a.required("entry", v.entry);
  a.required("captor", v.captor);
}
void fields(auto& a, Is<CaptorRemoved> auto& v) {
  a.required("entry", v.entry);
  a.required("captor", v.captor);
}
void fields(auto& a, Is<MessageCaptured> auto& v) {
  a.required("entry", v.entry);
  a.required("message", v.message);
  a.maybe("author", v.author);
  a.required("said_at", v.said_at);
  a.required("words", v.words);
  a.maybe("thread_ts", v.thread_ts);
  a.maybe("permalink", v.permalink);
  a.maybe("files", v.files);
}
void fields(auto& a, Is<CaptureUnreadable> auto& v) {
  a.required("entry", v.entry);
  a.required("code", v.code);
}
void fields(auto& a, Is<MessageRevised> auto& v) {
  a.required("entry", v.entry);
  a.required("words", v.words);
  a.required("revision_ts", v.revision_ts);
}
void fields(auto& a, Is<MessageWithdrawn> auto& v) {
  a.required("entry", v.entry);
}
void fields(auto& a, Is<EntryHidden> auto& v) {
  a.required("entry", v.entry);
  a.required("dropped", v.dropped);
}
void fields(auto& a, Is<EntryRedacted> auto& v) {
  a.required("entry", v.entry);
}
void fields(auto& a, Is<EntryShown> auto& v) {
  a.required("entry", v.entry);
}
void fields(auto& a, Is<EntryEdited> auto& v) {
  a.required("entry", v.entry);
  a.required("words", v.words);
}
void fields(auto& a, Is<EntryRetimed> auto& v) {
  a.required("entry", v.entry);
  a.required("occurred_at", v.occurred_at);
}
void fields(auto& a, Is<OrnamentFailed> auto& v) {
  a.required("surface", v.surface);
  a.required("code", v.code);
}
void fields(auto& a, Is<OrnamentRecovered> auto& v) {
  a.required("surface", v.surface);
}
void fields(auto& a, Is<Subscribed> auto& v) {
  a.required("user", v.user);
}
void fields(auto& a, Is<Unsubscribed> auto& v) {
  a.required("user", v.user);
}
void fields(auto& a, Is<Nudged> auto& v) {
  a.required("to", v.to);
  a.required("kinds", v.kinds);
}
void fields(auto& a, Is<NudgesSnoozed> auto& v) {
  a.maybe("until", v.until);
}
void fields(auto& a, Is<UpdateOverdue> auto& v) {
  a.required("due", v.due);
}
void fields(auto& a, Is<WatchStarted> auto& v) {
  a.required("until", v.until);
}
void fields(auto& a, Is<IncidentPaused> auto& v) {
  a.required("until", v.until);
  a.required("words", v.words);
}
void fields(auto& a, Is<IncidentResumed> auto& v) {
  a.maybe("next_update_in", v.next_update_in);
}
void fields(auto& a, Is<Undone> auto& v) {
  a.required("seq", v.seq);
}
void fields(auto& a, Is<CourseRestored> auto& v) {
  a.required("status", v.status);
  a.required("category", v.category);
  a.required("category_since", v.category_since);
  a.maybe("mitigated_at", v.mitigated_at);
  a.maybe("resolved_at", v.resolved_at);
  a.maybe("final_resolved_at", v.final_resolved_at);
  a.required("relapses", v.relapses);
  a.maybe("next_update_due", v.next_update_due);
  a.maybe("watch_until", v.watch_until);
  a.maybe("snoozed_until", v.snoozed_until);
}
void fields(auto& a, Is<SeverityRestored> auto& v) {
  a.required("severity", v.severity);
  a.required("since", v.since);
  a.maybe("next_update_due", v.next_update_due);
}
void fields(auto& a, Is<RoleRestored> auto& v) {
  a.required("role", v.role);
  a.maybe("holder", v.holder);
  a.maybe("acknowledged_at", v.acknowledged_at);
}
void fields(auto& a, Is<FactRestored> auto& v) {
  a.required("fact", v.fact);
  a.maybe("words", v.words);
}
void fields(auto& a, Is<UpdatePostponed> auto& v) {
  a.maybe("next_update_in", v.next_update_in);
}
void fields(auto& a, Is<MergedInto> auto& v) {
  a.required("link", v.link);
  a.maybe("status_before", v.status_before);
}
void fields(auto& a, Is<MergedIn> auto& v) {
  a.required("link", v.link);
}
void fields(auto& a, Is<MergeUndone> auto& v) {
  a.required("link", v.link);
}
void fields(auto& a, Is<JoinRequested> auto& v) {
  a.required("user", v.user);
}
void fields(auto& a, Is<DrillMadeReal> auto& v) {
  a.maybe("next_update_in", v.next_update_in);
}
void fields(auto& a, Is<Exported> auto& v) {
  a.required("formats", v.formats);
  a.required("where", v.where);
  a.required("include_private", v.include_private);
}
void fields(auto& a, Is<ServiceAffected> auto& v) {
  a.required("service", v.service);
}
void fields(auto& a, Is<ServiceCleared> auto& v) {
  a.required("service", v.service);
}
void fields(auto& a, Is<RequiredRolesFilled> auto& v) {
  a.required("severity", v.severity);
}
void fields(auto& a, Is<PersonPaged> auto& v) {
  a.required("page", v.page);
  a.required("user", v.user);
  a.maybe("service", v.service);
  a.maybe("group", v.group);
  a.maybe("next", v.next);
  a.maybe("words", v.words);
}
void fields(auto& a, Is<PersonPagedAgain> auto& v) {
  a.required("page", v.page);
  a.required("user", v.user);
}
void fields(auto& a, Is<PageAnswered> auto& v) {
  a.required("page", v.page);
  a.required("user", v.user);
  a.required("coming", v.coming);
}
void fields(auto& a, Is<PageUnanswered> auto& v) {
  a.required("page", v.page);
  a.required("user", v.user);
}
void fields(auto& a, Is<PageArrived> auto& v) {
  a.required("page", v.page);
  a.required("user", v.user);
}

void fields(auto& a, Is<HandoffOffered> auto& v) {
  a.required("role", v.role);
  a.required("user", v.user);
  a.maybe("instead_of", v.instead_of);
}
void fields(auto& a, Is<HandoffDeclined> auto& v) {
  a.required("role", v.role);
  a.required("user", v.user);
  a.required("from", v.from);
  a.maybe("words", v.words);
}
void fields(auto& a, Is<UpdateCorrected> auto& v) {
  a.required("entry", v.entry);
  a.required("words", v.words);
}

void fields(auto& a, Is<ExternalDrafted> auto& v) {
  a.required("words", v.words);
}
void fields(auto& a, Is<ExternalApproved> auto& v) {
  a.required("entry", v.entry);
  a.required("author", v.author);
  a.required("edited", v.edited);
  a.required("words", v.words);
}

void fields(auto& a, Is<AccessAsked> auto& v) {
  a.required("user", v.user);
}
void fields(auto& a, Is<AccessAnswered> auto& v) {
  a.required("user", v.user);
  a.required("let_in", v.let_in);
}
void fields(auto& a, Is<ChecklistKept> auto& v) {
  a.required("role", v.role);
  a.required("user", v.user);
  a.maybe("done", v.done);
}
void fields(auto& a, Is<HolderLeft> auto& v) {
  a.required("user", v.user);
  a.required("roles", v.roles);
}
void fields(auto& a, Is<MeasuresTaken> auto& v) {
  a.required("cause", v.cause);
  a.maybe("invite", v.invite);
  a.maybe("announce", v.announce);
  a.maybe("checklist", v.checklist);
}
void fields(auto& a, Is<MovedToPrivate> auto& v) {
  a.maybe("from", v.from);
  a.maybe("people", v.people);
}
void fields(auto& a, Is<ChannelCleared> auto& v) {
  a.required("channel", v.channel);
  a.maybe("told", v.told);
  a.required("left", v.left);
  a.maybe("code", v.code);
}
void fields(auto&, Is<ArchivePlanned> auto&) {}
void fields(auto&, Is<ArchiveAnnounced> auto&) {}
void fields(auto&, Is<ChannelStirred> auto&) {}
void fields(auto&, Is<ChannelKeptOpen> auto&) {}
void fields(auto&, Is<ArchiveBegun> auto&) {}
void fields(auto& a, Is<ArchiveFailed> auto& v) {
  a.required("code", v.code);
}

void fields(auto& a, Is<TodoAdded> auto& v) {
  a.maybe("follow_up", v.follow_up);
  a.required("words", v.words);
  a.maybe("owner", v.owner);
  a.maybe("due", v.due);
  a.required("priority", v.priority);
  a.maybe("fix", v.fix);
  a.maybe("source", v.source);
  a.maybe("from", v.from);
  a.maybe("wished_by", v.wished_by);
}
void fields(auto& a, Is<TodoGiven> auto& v) {
  a.required("todo", v.todo);
  a.maybe("owner", v.owner);
  a.maybe("previous", v.previous);
}
void fields(auto& a, Is<TodoReturned> auto& v) {
  a.required("todo", v.todo);
  a.required("from", v.from);
  a.maybe("words", v.words);
}
void fields(auto& a, Is<TodoRescheduled> auto& v) {
  a.required("todo", v.todo);
  a.maybe("due", v.due);
}
void fields(auto& a, Is<TodoRanked> auto& v) {
  a.required("todo", v.todo);
  a.required("priority", v.priority);
  a.required("fix", v.fix);
}
void fields(auto& a, Is<TodoConverted> auto& v) {
  a.required("todo", v.todo);
  a.required("follow_up", v.follow_up);
  a.maybe("due", v.due);
}
void fields(auto& a, Is<TodoSettled> auto& v) {
  a.required("todo", v.todo);
  a.required("done", v.done);
  a.maybe("words", v.words);
}
void fields(auto& a, Is<TodosMoved> auto& v) {
  a.required("todos", v.todos);
  a.required("to", v.to);
}
void fields(auto& a, Is<TodoRestored> auto& v) {
  a.required("todo", v.todo);
  a.maybe("was", v.was);
}
void fields(auto& a, Is<ChangeBegun> auto& v) {
  a.required("words", v.words);
}
void fields(auto& a, Is<ChangeSettled> auto& v) {
  a.required("change", v.change);
  a.required("result", v.result);
  a.maybe("words", v.words);
}
void fields(auto& a, Is<ChangeRestored> auto& v) {
  a.required("change", v.change);
  a.maybe("was", v.was);
}
void fields(auto& a, Is<TheoryHeld> auto& v) {
  a.required("words", v.words);
}
void fields(auto& a, Is<TheorySettled> auto& v) {
  a.required("theory", v.theory);
  a.required("ruled_in", v.ruled_in);
  a.maybe("words", v.words);
}
void fields(auto& a, Is<TheoryRestored> auto& v) {
  a.required("theory", v.theory);
  a.maybe("was", v.was);
}
void fields(auto&, Is<RegroupCalled> auto&) {}
void fields(auto& a, Is<ActivitySeen> auto& v) {
  a.required("last", v.last);
}

}  // namespace muster::core
