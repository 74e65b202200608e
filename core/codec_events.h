// What is stored of each kind of event, all in version 1: see core/codec_fields.h. For core/codec.cpp alone.
#pragma once

#include "core/codec_fields.h"
#include "core/event.h"

namespace muster::core {

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
  a.maybe("lead_refused", v.lead_refused);
}
void fields(auto& a, Is<ChannelOpened> auto& v) {
  a.required("channel", v.channel);
  a.maybe("name", v.name);
  a.maybe("unseen", v.unseen);
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
  a.maybe("asked_by", v.asked_by);
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
  a.maybe("paused", v.paused);
  a.maybe("pages", v.pages);
  a.maybe("handoffs", v.handoffs);
  a.maybe("in_hindsight", v.in_hindsight);
}
void fields(auto& a, Is<PromiseRestored> auto& v) {
  a.maybe("due", v.due);
}
void fields(auto& a, Is<WatchRestored> auto& v) {
  a.maybe("until", v.until);
}
void fields(auto& a, Is<PauseRestored> auto& v) {
  a.maybe("was", v.was);
  a.maybe("next_update_due", v.next_update_due);
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
  a.maybe("here", v.here);
  a.maybe("left_out", v.left_out);
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
void fields(auto& a, Is<PageStopped> auto& v) {
  a.required("page", v.page);
  a.required("user", v.user);
}
void fields(auto& a, Is<PageCameAlong> auto& v) {
  a.required("page", v.page);
  a.required("from", v.from);
  a.required("origin", v.origin);
  a.maybe("by", v.by);
  a.maybe("service", v.service);
  a.maybe("group", v.group);
  a.required("people", v.people);
  a.maybe("next", v.next);
  a.maybe("words", v.words);
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
void fields(auto& a, Is<HandoffWithdrawn> auto& v) {
  a.required("role", v.role);
  a.required("user", v.user);
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
  a.maybe("deactivated", v.deactivated);
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
  a.maybe("entry", v.entry);
  a.maybe("from", v.from);
  a.maybe("wished_by", v.wished_by);
}
void fields(auto& a, Is<TodoReworded> auto& v) {
  a.required("todo", v.todo);
  a.required("entry", v.entry);
  a.required("words", v.words);
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
void fields(auto& a, Is<LineOffered> auto& v) {
  a.required("entry", v.entry);
  a.required("message", v.message);
  a.maybe("decision", v.decision);
  a.required("words", v.words);
}
void fields(auto& a, Is<LineReviewed> auto& v) {
  a.required("offer", v.offer);
  a.required("as", v.as);
}
void fields(auto& a, Is<LineRestored> auto& v) {
  a.required("offer", v.offer);
  a.maybe("was", v.was);
}
void fields(auto& a, Is<LinkAdded> auto& v) {
  a.required("words", v.words);
}
void fields(auto& a, Is<LinkRemoved> auto& v) {
  a.required("link", v.link);
}
void fields(auto& a, Is<LinkRestored> auto& v) {
  a.required("link", v.link);
  a.maybe("was", v.was);
}
void fields(auto& a, Is<ActivitySeen> auto& v) {
  a.required("last", v.last);
}

}  // namespace muster::core
