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
  a.maybe("by", v.by);
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
  a.maybe("asks", v.asks);
}
void fields(auto& a, Is<Page> auto& v) {
  a.required("id", v.id);
  a.maybe("by", v.by);
  a.maybe("service", v.service);
  a.maybe("group", v.group);
  a.required("people", v.people);
  a.maybe("next", v.next);
  a.required("over", v.over);
  a.maybe("from", v.from);
  a.maybe("origin", v.origin);
  a.maybe("left_out", v.left_out);
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
  a.maybe("offered", v.offered);
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
  a.maybe("source", v.source);
  a.maybe("entry", v.entry);
}
void fields(auto& a, Is<Offer> auto& v) {
  a.required("id", v.id);
  a.required("entry", v.entry);
  a.required("message", v.message);
  a.maybe("decision", v.decision);
  a.required("words", v.words);
  a.maybe("by", v.by);
  a.required("at", v.at);
}
void fields(auto& a, Is<WebLink> auto& v) {
  a.required("id", v.id);
  a.required("words", v.words);
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
  a.maybe("unseen", v.unseen);
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
  a.maybe("offers", v.offers);
  a.maybe("links", v.links);
  a.maybe("last_regroup", v.last_regroup);
  a.maybe("regrouped_at", v.regrouped_at);
  a.maybe("last_act", v.last_act);
  a.maybe("exported_at", v.exported_at);
}

}  // namespace muster::core
