// The debrief for programs: everything, the whole activity log too. Keys are added in later versions, never
// given another meaning; "version" is raised when one must be.
#include <array>
#include <nlohmann/json.hpp>

#include "core/codec.h"
#include "core/debrief_model.h"
#include "core/debrief_text.h"
#include "core/debrief_words.h"

namespace muster::core {

namespace {

/// In the order in which keys are added.
using Json = nlohmann::ordered_json;

Json time(Time at) {
  return {{"iso", format_iso(at)}, {"ms", to_millis(at)}};
}
Json time(const std::optional<Time>& at) {
  return at ? time(*at) : Json{};
}
Json duration(const std::optional<Duration>& d) {
  return d ? Json(d->count()) : Json{};
}

Json person(const DebriefPerson& who) {
  return {{"id", who.id.empty() ? Json{} : Json(who.id.value)}, {"name", who.name}};
}
Json person(const std::optional<DebriefPerson>& who) {
  return who ? person(*who) : Json{};
}

/// JSON that another part of core wrote.
Json embedded(const std::string& text) {
  Json parsed = Json::parse(text, nullptr, false);
  return parsed.is_discarded() ? Json(text) : parsed;
}

Json text(const Text& words) {
  return {{"plain", to_plain(words)}, {"spans", embedded(encode_text(words))}};
}
Json text_or_null(const Text& words) {
  return words.empty() ? Json{} : text(words);
}

Json ms_since_start(const Debrief& debrief, const std::optional<Time>& at) {
  return at ? Json((*at - debrief.start()).count()) : Json{};
}

Json head(const Debrief& debrief, const Incident& incident) {
  Json affected = Json::array();
  for (const AffectedService& service : debrief.affected)
    affected.push_back({{"key", service.key}, {"name", service.name}});
  return {
      {"reference", debrief.reference},
      {"number", incident.number},
      {"title", debrief.title},
      {"summary", text_or_null(debrief.summary)},
      {"impact", text_or_null(debrief.impact)},
      {"open", debrief.open},
      {"in_hindsight", debrief.in_hindsight},
      {"category", to_string(incident.category)},
      {"status", {{"key", incident.status}, {"name", debrief.status_name}}},
      {"severity", {{"key", incident.severity}, {"name", debrief.severity_name}}},
      {"worst_severity", debrief.peak_severity_name},
      {"affected", std::move(affected)},
      {"channel", {{"id", incident.channel.value}, {"name", debrief.channel_name}}},
      {"zone", debrief.zone},
      {"declared_by", person(debrief.declared_by)},
      {"as_of", time(debrief.as_of)},
      {"real_since", time(debrief.real_since)},
      {"declared_from", debrief.source_link},
      {"merged_into", debrief.merged_into},
      {"merged_in", debrief.merged_in},
  };
}

Json milestones(const Debrief& debrief) {
  Json reopened = Json::array();
  for (const Time at : debrief.reopened_at) reopened.push_back(time(at));
  return {
      {"first_sign", time(debrief.first_sign)},
      {"began", time(debrief.began_at)},
      {"declared", time(debrief.declared_at)},
      {"acknowledged", time(debrief.acknowledged_at)},
      {"required_roles_filled", time(debrief.roles_filled_at)},
      {"mitigated", time(debrief.mitigated_at)},
      {"resolved", time(debrief.resolved_at)},
      {"reopened", std::move(reopened)},
      {"resolved_finally", time(debrief.final_resolved_at)},
  };
}

Json times_in(const std::vector<TimeIn>& times) {
  Json result = Json::array();
  for (const TimeIn& each : times) {
    result.push_back({{"key", each.key}, {"name", each.name}, {"ms", each.time.count()}});
  }
  return result;
}

Json durations(const Debrief& debrief) {
  return {
      {"detected_to_declared", Json{}},
      {"to_acknowledge", ms_since_start(debrief, debrief.acknowledged_at)},
      {"to_required_roles", ms_since_start(debrief, debrief.roles_filled_at)},
      {"to_mitigate", ms_since_start(debrief, debrief.mitigated_at)},
      {"to_resolve", ms_since_start(debrief, debrief.resolved_at)},
      {"to_resolve_finally", ms_since_start(debrief, debrief.final_resolved_at)},
      {"elapsed", debrief.elapsed.count()},
      {"active", debrief.active.count()},
      {"in_status", times_in(debrief.time_in_status)},
      {"in_severity", times_in(debrief.time_in_severity)},
  };
}

Json stays(const std::vector<Stay>& all) {
  Json result = Json::array();
  for (const Stay& each : all) {
    result.push_back(
        {{"key", each.key}, {"name", each.name}, {"from", time(each.from)}, {"to", time(each.to)}});
  }
  return result;
}

Json tenures(const Debrief& debrief) {
  Json result = Json::array();
  for (const Tenure& each : debrief.tenures) {
    result.push_back({{"role", {{"key", each.role}, {"name", each.role_name}}},
                      {"holder", person(each.holder)},
                      {"given_by", person(each.given_by)},
                      {"previous", person(each.previous)},
                      {"from", time(each.from)},
                      {"to", time(each.to)},
                      {"asked", each.asked},
                      {"confirmed_at", time(each.confirmed_at)}});
  }
  return result;
}

Json summons(const Debrief& debrief) {
  Json result = Json::array();
  for (const Summons& each : debrief.summons) {
    result.push_back({{"page", each.page.value},
                      {"person", person(each.person)},
                      {"asked_by", person(each.by)},
                      {"listed", each.listed.empty() ? Json{} : Json(each.listed)},
                      {"at", time(each.at)},
                      {"times", each.times},
                      {"answer", each.answer == Call::asked ? Json{} : Json(to_string(each.answer))},
                      {"answered_at", time(each.answered_at)},
                      {"came_at", time(each.came_at)},
                      {"ms_to_come", each.came_at ? Json((*each.came_at - each.at).count()) : Json{}}});
  }
  return result;
}

Json handovers(const Debrief& debrief) {
  Json result = Json::array();
  for (const HandOver& each : debrief.handovers) {
    constexpr std::array<const char*, 6> ends{"waiting",  "accepted", "declined",
                                              "replaced", "lapsed",   "withdrawn"};
    result.push_back({{"role", {{"key", each.role}, {"name", each.role_name}}},
                      {"from", person(each.from)},
                      {"to", person(each.to)},
                      {"offered_at", time(each.offered_at)},
                      {"end", ends.at(static_cast<std::size_t>(each.end))},
                      {"ended_at", time(each.ended_at)},
                      {"why", each.why ? text(*each.why) : Json{}}});
  }
  return result;
}

Json external(const Debrief& debrief) {
  Json result = Json::array();
  for (const ExternalUpdate& each : debrief.external) {
    result.push_back({{"entry", each.entry.value},
                      {"drafted_at", time(each.drafted_at)},
                      {"author", person(each.author)},
                      {"approver", person(each.approver)},
                      {"approved_at", time(each.approved_at)},
                      {"edited", each.edited},
                      {"hidden", !each.words},
                      {"text", each.words ? text(*each.words) : Json{}}});
  }
  return result;
}

Json pursuits(const Debrief& debrief) {
  Json result = Json::array();
  for (const Pursuit& each : debrief.pursuits) {
    result.push_back({{"kind", to_string(each.kind)},
                      {"entry", each.entry.value},
                      {"hidden", !each.words},
                      {"text", each.words ? text(*each.words) : Json{}},
                      {"by", person(each.by)},
                      {"owner", person(each.owner)},
                      {"from", time(each.from)},
                      {"due", time(each.due)},
                      {"priority", to_string(each.priority)},
                      {"fix", each.fix},
                      {"end", each.end.empty() ? Json{} : Json(each.end)},
                      {"ended_at", time(each.ended_at)},
                      {"ended_by", each.ended_at ? person(each.ended_by) : Json{}},
                      {"why", each.why ? text(*each.why) : Json{}}});
  }
  return result;
}

Json updates(const Debrief& debrief) {
  Json posted = Json::array();
  for (const DebriefUpdate& each : debrief.updates) {
    posted.push_back({{"entry", each.entry.value},
                      {"at", time(each.at)},
                      {"author", person(each.author)},
                      {"hidden", !each.words},
                      {"text", each.words ? text(*each.words) : Json{}},
                      {"promised_by", time(each.promised)},
                      {"kept", each.promised ? Json(each.kept) : Json{}},
                      {"corrected_at", time(each.corrected_at)},
                      {"first_text", each.first_words ? text(*each.first_words) : Json{}}});
  }
  return {
      {"promises",
       {{"kept", debrief.promises.kept},
        {"late", debrief.promises.late},
        {"missed", debrief.promises.missed}}},
      {"longest_silence", duration(debrief.longest_silence)},
      {"posted", std::move(posted)},
  };
}

Json people(const Debrief& debrief) {
  Json result = Json::array();
  for (const Participant& each : debrief.people) {
    result.push_back({{"person", person(each.person)},
                      {"roles", each.roles},
                      {"messages", each.messages},
                      {"hours_band", each.hours}});
  }
  return result;
}

Json line(const Line& each, bool hidden) {
  const Entry& entry = each.entry;
  Json result{
      {"entry", entry.id.value},
      {"kind", to_string(entry.kind)},
      {"occurred_at", time(entry.occurred_at)},
      {"recorded_at", time(entry.recorded_at)},
      {"author", person(each.author)},
      {"person_id", entry.person.empty() ? Json{} : Json(entry.person.value)},
      {"key", entry.key},
      {"from", entry.from},
      {"to", entry.to},
      {"hidden", hidden},
      {"withdrawn", each.withdrawn},
      {"erased", each.erased},
      {"edited", entry.edited},
      {"text", hidden || each.withdrawn ? Json{} : text(each.what)},
  };
  if (!each.from.empty()) result["incident"] = each.from;
  if (entry.captured) {
    const Captured& captured = *entry.captured;
    Json files = Json::array();
    for (const CapturedFile& file : captured.files) {
      files.push_back({{"name", file.name}, {"permalink", file.permalink}});
    }
    result["message"] = {{"channel", captured.message.channel.value}, {"ts", captured.message.ts},
                         {"thread_ts", captured.thread_ts},           {"permalink", captured.permalink},
                         {"revision_ts", captured.revision_ts},       {"pending", captured.pending},
                         {"unreadable", captured.unreadable},         {"files", std::move(files)}};
  }
  return result;
}

Json timeline(const Debrief& debrief) {
  Json result = Json::array();
  for (const Line& each : debrief.timeline) result.push_back(line(each, false));
  for (const Line& each : debrief.hidden) result.push_back(line(each, true));
  return result;
}

/// The log as it stands. Of a message that is hidden or withdrawn, the names of its files are left out: they
/// are somebody's words.
Json log(const DebriefInput& input) {
  std::map<EntryId, bool> withheld;
  for (const Entry& entry : input.entries) {
    withheld[entry.id] = entry.hidden || (entry.captured && entry.captured->deleted);
  }
  Json result = Json::array();
  for (const Record& record : input.log) {
    Event event = record.event;
    if (auto* message = std::get_if<MessageCaptured>(&event);
        message != nullptr && withheld[message->entry]) {
      message->files.clear();
    }
    result.push_back({{"seq", record.seq},
                      {"occurred_at", time(record.occurred_at)},
                      {"recorded_at", time(record.recorded_at)},
                      {"actor_id", record.actor.empty() ? Json{} : Json(record.actor.value)},
                      {"kind", kind_of(event)},
                      {"version", event_version(event)},
                      {"event", embedded(encode_event(event))}});
  }
  return result;
}

}  // namespace

std::string debrief_json(const Debrief& debrief, const DebriefInput& input) {
  Json gaps = Json::array();
  for (const Gap& gap : debrief.gaps) gaps.push_back({{"code", gap.code}, {"text", gap.words}});
  const Json document{
      {"format", "muster.debrief"},
      {"version", 1},
      {"confidential", debrief.is_private},
      {"drill", debrief.drill},
      {"warnings", warnings(debrief)},
      {"incident", head(debrief, input.incident)},
      {"milestones", milestones(debrief)},
      {"durations_ms", durations(debrief)},
      {"statuses", stays(debrief.statuses)},
      {"severities", stays(debrief.severities)},
      {"roles", tenures(debrief)},
      {"asked_to_come", summons(debrief)},
      {"handovers", handovers(debrief)},
      {"updates", updates(debrief)},
      {"external_updates", external(debrief)},
      {"work", pursuits(debrief)},
      {"reminders",
       {{"sent", debrief.reminders.sent},
        {"followed", debrief.reminders.followed},
        {"ignored", debrief.reminders.ignored}}},
      {"people", people(debrief)},
      {"hours_ms",
       {{"working", debrief.hours[0].count()},
        {"late", debrief.hours[1].count()},
        {"sleeping", debrief.hours[2].count()}}},
      {"messages", {{"people", debrief.messages}, {"bot", debrief.bot_posts}}},
      {"missing", std::move(gaps)},
      {"timeline", timeline(debrief)},
      {"log", log(input)},
      {"chain_head", debrief.chain_head},
  };
  // Bytes that are no UTF-8 become U+FFFD; without this they would throw.
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace muster::core
