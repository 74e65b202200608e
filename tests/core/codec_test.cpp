#include "core/codec.h"

#include <rapidcheck.h>

#include <nlohmann/json.hpp>
#include <set>

#include "tests/catch.h"
#include "tests/core/support/events.h"

using namespace muster::core;
using nlohmann::json;

namespace {

struct Stored {
  const char* kind;
  int version;
  const char* bytes;
};

/// What released versions wrote. Lines are added with each new version of a kind; none is ever changed, since
/// databases out there hold such bytes.
const std::vector<Stored>& stored_log() {
  static const std::vector<Stored> log{
      {"IncidentDeclared", 1,
       R"({"category":"active","declared_in":"C9","drill":true,"is_private":true,"next_update_in":3600000,"number":42,"severity":"sev2","status":"investigating","title":{"digest":"0a1b","id":11}})"},
      {"IncidentDeclared", 1,
       R"({"category":"triage","drill":false,"is_private":false,"number":1,"severity":"unsure","status":"triage","title":{"digest":"0a1b","id":11}})"},
      {"IncidentDeclared", 1,
       R"({"category":"active","declared_in":"C9","drill":false,"is_private":false,"number":7,"severity":"sev2","source":{"channel":"C1","ts":"1772329029.000100"},"source_link":"https://example.slack.com/archives/C1/p1","source_thread":"1772329000.000200","status":"investigating","title":{"digest":"0a1b","id":11}})"},
      {"ChannelOpened", 1, R"({"channel":"C1","name":"inc-42-checkout"})"},
      {"ChannelOpened", 1, R"({"channel":"C1"})"},
      {"ChannelFailed", 1, R"({"code":"restricted_action"})"},
      {"ChannelLost", 1, R"({"how":"archived"})"},
      {"ChannelRestored", 1, R"({})"},
      {"ChannelRenamed", 1, R"({"name":"inc-42-payments"})"},
      {"ChannelMadePrivate", 1, R"({})"},
      {"TitleChanged", 1, R"({"title":{"digest":"0a1b","id":11}})"},
      {"SummaryChanged", 1, R"({"summary":{"digest":"0a1b","id":11}})"},
      {"ImpactChanged", 1, R"({"impact":{"digest":"0a1b","id":11}})"},
      {"SeverityChanged", 1, R"({"from":"sev3","lowered":false,"next_update_in":3600000,"to":"sev1"})"},
      {"SeverityChanged", 1,
       R"({"from":"sev1","lowered":true,"reason":{"digest":"0a1b","id":11},"to":"sev3"})"},
      {"StatusChanged", 1,
       R"({"from":"investigating","from_category":"active","to":"monitoring","to_category":"mitigated","words":{"digest":"0a1b","id":11}})"},
      {"StatusChanged", 1,
       R"({"from":"resolved","from_category":"resolved","next_update_in":3600000,"to":"investigating","to_category":"active"})"},
      {"RoleAssigned", 1, R"({"asked":true,"previous":"U2","role":"lead","user":"U1"})"},
      {"RoleAssigned", 1, R"({"asked":false,"role":"scribe","user":"U1"})"},
      {"RoleAssigned", 1, R"({"asked":false,"handed_over":true,"previous":"U2","role":"lead","user":"U1"})"},
      {"RoleConfirmed", 1, R"({"role":"lead","user":"U1"})"},
      {"RoleVacated", 1, R"({"role":"lead","user":"U1"})"},
      {"UpdatePosted", 1, R"({"next_update_in":3600000,"words":{"digest":"0a1b","id":11}})"},
      {"UpdatePosted", 1, R"({"words":{"digest":"0a1b","id":11}})"},
      {"EntryNoted", 1, R"({"words":{"digest":"0a1b","id":11}})"},
      {"CaptureRequested", 1,
       R"({"captor":"reaction:U1","message":{"channel":"C1","ts":"1772329029.000100"}})"},
      {"CaptorAdded", 1, R"({"captor":"pin:U2","entry":5})"},
      {"CaptorRemoved", 1, R"({"captor":"pin:U2","entry":5})"},
      {"MessageCaptured", 1,
       R"({"author":"U3","entry":5,"files":[{"name":"graph.png","permalink":"https://example.slack.com/files/F1"},{"name":"日志.txt","permalink":""}],"message":{"channel":"C1","ts":"1772329029.000100"},"permalink":"https://example.slack.com/archives/C1/p1","said_at":1772329029123,"thread_ts":"1772329000.000200","words":{"digest":"0a1b","id":11}})"},
      {"MessageCaptured", 1,
       R"({"entry":5,"message":{"channel":"C1","ts":"1772329029.000100"},"said_at":1772329029123,"words":{"digest":"0a1b","id":11}})"},
      {"CaptureUnreadable", 1, R"({"code":"message_not_found","entry":5})"},
      {"MessageRevised", 1,
       R"({"entry":5,"revision_ts":"1772329040.000000","words":{"digest":"0a1b","id":11}})"},
      {"MessageWithdrawn", 1, R"({"entry":5})"},
      {"EntryHidden", 1, R"({"dropped":true,"entry":5})"},
      {"EntryRedacted", 1, R"({"entry":5})"},
      {"Subscribed", 1, R"({"user":"U1"})"},
      {"Unsubscribed", 1, R"({"user":"U1"})"},
      {"Nudged", 1, R"({"kinds":["update_due","long_role:lead"],"to":"U1"})"},
      {"Undone", 1, R"({"seq":7})"},
      {"CourseRestored", 1,
       R"({"category":"active","category_since":1772329029123,"final_resolved_at":1772329029123,"mitigated_at":1772329029123,"next_update_due":1772329029123,"relapses":1,"resolved_at":1772329029123,"snoozed_until":1772329029123,"status":"fixing","watch_until":1772329029123})"},
      {"CourseRestored", 1,
       R"({"category":"active","category_since":1772329029123,"relapses":0,"status":"fixing"})"},
      {"SeverityRestored", 1, R"({"next_update_due":1772329029123,"severity":"sev1","since":1772329029123})"},
      {"RoleRestored", 1,
       R"({"acknowledged_at":1772329029123,"holder":{"asked":true,"since":1772329029123,"user":"U1"},"role":"lead"})"},
      {"RoleRestored", 1, R"({"role":"lead"})"},
      {"FactRestored", 1, R"({"fact":"summary","words":{"digest":"0a1b","id":11}})"},
      {"FactRestored", 1, R"({"fact":"summary"})"},
      {"NudgesSnoozed", 1, R"({"until":1772329029123})"},
      {"NudgesSnoozed", 1, R"({})"},
      {"UpdateOverdue", 1, R"({"due":1772329029123})"},
      {"UpdatePostponed", 1, R"({"next_update_in":3600000})"},
      {"WatchStarted", 1, R"({"until":1772329029123})"},
      {"IncidentPaused", 1, R"({"until":1772329029123,"words":{"digest":"0a1b","id":11}})"},
      {"IncidentResumed", 1, R"({"next_update_in":3600000})"},
      {"IncidentResumed", 1, R"({})"},
      {"MergedInto", 1, R"({"link":{"channel":"C2","incident":8,"number":43},"status_before":"fixing"})"},
      {"MergedInto", 1, R"({"link":{"incident":8,"number":43}})"},
      {"MergedIn", 1, R"({"link":{"channel":"C2","incident":8,"number":43}})"},
      {"MergeUndone", 1, R"({"link":{"incident":8,"number":43}})"},
      {"JoinRequested", 1, R"({"user":"U1"})"},
      {"DrillMadeReal", 1, R"({"next_update_in":3600000})"},
      {"DrillMadeReal", 1, R"({})"},
      {"EntryShown", 1, R"({"entry":5})"},
      {"EntryEdited", 1, R"({"entry":5,"words":{"digest":"0a1b","id":11}})"},
      {"EntryRetimed", 1, R"({"entry":5,"occurred_at":1772329029123})"},
      {"OrnamentFailed", 1, R"({"code":"missing_scope","surface":"topic"})"},
      {"OrnamentRecovered", 1, R"({"surface":"topic"})"},
      {"Exported", 1, R"({"formats":["md","html"],"include_private":true,"where":"channel"})"},
      {"ServiceAffected", 1, R"({"service":"checkout"})"},
      {"ServiceCleared", 1, R"({"service":"checkout"})"},
      {"RequiredRolesFilled", 1, R"({"severity":"sev2"})"},
      {"PersonPaged", 1,
       R"({"group":"oncall","next":["U3","U4"],"page":5,"service":"checkout","user":"U2","words":{"digest":"0a1b","id":11}})"},
      {"PersonPaged", 1, R"({"page":5,"user":"U2"})"},
      {"PersonPagedAgain", 1, R"({"page":5,"user":"U2"})"},
      {"PageAnswered", 1, R"({"coming":true,"page":5,"user":"U2"})"},
      {"PageUnanswered", 1, R"({"page":5,"user":"U2"})"},
      {"PageArrived", 1, R"({"page":5,"user":"U2"})"},
      {"HandoffOffered", 1, R"({"instead_of":"U3","role":"lead","user":"U1"})"},
      {"HandoffOffered", 1, R"({"role":"lead","user":"U1"})"},
      {"HandoffDeclined", 1, R"({"from":"U2","role":"lead","user":"U1","words":{"digest":"0a1b","id":11}})"},
      {"HandoffDeclined", 1, R"({"from":"U2","role":"lead","user":"U1"})"},
      {"UpdateCorrected", 1, R"({"entry":5,"words":{"digest":"0a1b","id":11}})"},
      {"AccessAsked", 1, R"({"user":"U1"})"},
      {"AccessAnswered", 1, R"({"let_in":true,"user":"U1"})"},
      {"ArchivePlanned", 1, R"({})"},
      {"ArchiveAnnounced", 1, R"({})"},
      {"ChannelStirred", 1, R"({})"},
      {"ChannelKeptOpen", 1, R"({})"},
      {"ArchiveBegun", 1, R"({})"},
      {"ArchiveFailed", 1, R"({"code":"restricted_action"})"},
      {"ChecklistKept", 1, R"({"done":["Say in the channel that you lead."],"role":"lead","user":"U1"})"},
      {"ChecklistKept", 1, R"({"role":"lead","user":"U1"})"},
      {"HolderLeft", 1, R"({"roles":["comms","lead"],"user":"U1"})"},
      {"MeasuresTaken", 1,
       R"({"announce":"#big","cause":"severity:sev1","checklist":true,"invite":["sre"]})"},
      {"MeasuresTaken", 1, R"({"cause":"status:fixing","checklist":true})"},
      {"MovedToPrivate", 1, R"({"from":"C1","people":["U1","U2"]})"},
      {"MovedToPrivate", 1, R"({})"},
      {"TodoAdded", 1,
       R"({"due":1772329029123,"fix":true,"follow_up":true,"from":8,"owner":"U1","priority":"high","source":{"channel":"C1","ts":"1772329029.000100"},"wished_by":"U2","words":{"digest":"0a1b","id":11}})"},
      {"TodoAdded", 1,
       R"({"entry":4,"priority":"normal","source":{"channel":"C1","ts":"1772329029.000100"},"wished_by":"U2","words":{"digest":"0a1b","id":11}})"},
      {"TodoAdded", 1, R"({"priority":"normal","words":{"digest":"0a1b","id":11}})"},
      {"TodoGiven", 1, R"({"owner":"U1","previous":"U2","todo":5})"},
      {"TodoGiven", 1, R"({"todo":5})"},
      {"TodoReturned", 1, R"({"from":"U1","todo":5,"words":{"digest":"0a1b","id":11}})"},
      {"TodoRescheduled", 1, R"({"due":1772329029123,"todo":5})"},
      {"TodoRescheduled", 1, R"({"todo":5})"},
      {"TodoRanked", 1, R"({"fix":true,"priority":"low","todo":5})"},
      {"TodoConverted", 1, R"({"due":1772329029123,"follow_up":true,"todo":5})"},
      {"TodoSettled", 1, R"({"done":true,"todo":5,"words":{"digest":"0a1b","id":11}})"},
      {"TodosMoved", 1, R"({"to":{"incident":8,"number":43},"todos":[5,6]})"},
      {"TodoRestored", 1,
       R"({"todo":5,"was":{"at":1772329029123,"by":"U2","due":1772329029123,"fix":true,"follow_up":true,"from":8,"given":5,"id":5,"owner":"U1","priority":"high","returned":true,"words":{"digest":"0a1b","id":11}}})"},
      {"TodoRestored", 1,
       R"({"todo":5,"was":{"at":1772329029123,"by":"U2","entry":4,"id":5,"priority":"normal","source":{"channel":"C1","ts":"1772329029.000100"},"words":{"digest":"0a1b","id":11}}})"},
      {"TodoRestored", 1, R"({"todo":5})"},
      {"ChangeBegun", 1, R"({"words":{"digest":"0a1b","id":11}})"},
      {"ChangeSettled", 1, R"({"change":5,"result":"no_effect","words":{"digest":"0a1b","id":11}})"},
      {"ChangeRestored", 1,
       R"({"change":5,"was":{"at":1772329029123,"by":"U1","id":5,"words":{"digest":"0a1b","id":11}}})"},
      {"ChangeRestored", 1, R"({"change":5})"},
      {"TheoryHeld", 1, R"({"words":{"digest":"0a1b","id":11}})"},
      {"TheorySettled", 1, R"({"ruled_in":true,"theory":5,"words":{"digest":"0a1b","id":11}})"},
      {"TheoryRestored", 1,
       R"({"theory":5,"was":{"at":1772329029123,"by":"U1","id":5,"words":{"digest":"0a1b","id":11}}})"},
      {"TheoryRestored", 1, R"({"theory":5})"},
      {"RegroupCalled", 1, R"({})"},
      {"ActivitySeen", 1, R"({"last":1772329029123})"},
      {"TodoReworded", 1, R"({"entry":4,"todo":5,"words":{"digest":"0a1b","id":11}})"},
      {"LinkAdded", 1, R"({"words":{"digest":"0a1b","id":11}})"},
      {"LinkRemoved", 1, R"({"link":5})"},
      {"LinkRestored", 1, R"({"link":5,"was":{"id":5,"words":{"digest":"0a1b","id":11}}})"},
      {"LinkRestored", 1, R"({"link":5})"},
      {"LineOffered", 1,
       R"({"decision":true,"entry":5,"message":{"channel":"C1","ts":"1772329029.000100"},"words":{"digest":"0a1b","id":11}})"},
      {"LineOffered", 1,
       R"({"entry":5,"message":{"channel":"C1","ts":"1772329029.000100"},"words":{"digest":"0a1b","id":11}})"},
      {"LineReviewed", 1, R"({"as":"follow_up","offer":6})"},
      {"LineRestored", 1,
       R"({"offer":6,"was":{"at":1772329029123,"by":"U1","decision":true,"entry":5,"id":6,"message":{"channel":"C1","ts":"1772329029.000100"},"words":{"digest":"0a1b","id":11}}})"},
      {"LineRestored", 1, R"({"offer":6})"},
      {"ChannelCleared", 1, R"({"channel":"C1","code":"archived","left":3,"told":"U1"})"},
      {"ChannelCleared", 1, R"({"channel":"C1","left":0})"},
      {"RoleRestored", 1,
       R"({"acknowledged_at":1772329029123,"holder":{"asked":false,"done":["one"],"done_seq":6,"seq":5,"since":1772329029123,"user":"U1","zone":"Europe/Berlin"},"role":"lead"})"},
      {"RoleAssigned", 1, R"({"asked":false,"role":"lead","user":"U1","zone":"Europe/Berlin"})"},
      {"ExternalDrafted", 1, R"({"words":{"digest":"0a1b","id":11}})"},
      {"IncidentDeclared", 1, R"({"began":1772329029123,"category":"resolved","drill":false,"ended":1772329029123,"is_private":false,"number":7,"severity":"sev2","status":"resolved","title":{"digest":"0a1b","id":11},"without_channel":true})"},
      {"CourseRestored", 1,
       R"({"category":"active","category_since":1772329029123,"pages":[5],"paused":{"since":1772329029123,"until":1772329029123,"words":{"digest":"0a1b","id":11}},"relapses":0,"status":"fixing"})"},
      {"RoleRestored", 1,
       R"({"holder":{"asked":true,"by":"U2","since":1772329029123,"user":"U1"},"role":"lead"})"},
      {"PromiseRestored", 1, R"({"due":1772329029123})"},
      {"PromiseRestored", 1, R"({})"},
      {"WatchRestored", 1, R"({"until":1772329029123})"},
      {"WatchRestored", 1, R"({})"},
      {"PauseRestored", 1,
       R"({"next_update_due":1772329029123,"was":{"since":1772329029123,"until":1772329029123,"words":{"digest":"0a1b","id":11}}})"},
      {"PauseRestored", 1, R"({})"},
      {"PageStopped", 1, R"({"page":5,"user":"U2"})"},
      {"HandoffWithdrawn", 1, R"({"role":"lead","user":"U1"})"},
      {"ExternalApproved", 1, R"({"author":"U1","edited":true,"entry":5,"words":{"digest":"0a1b","id":11}})"},
      {"PageCameAlong", 1,
       R"({"by":"U1","from":{"channel":"C2","incident":8,"number":43},"group":"oncall","next":["U3"],"origin":3,"page":5,"people":[{"at":1772329029123,"call":"asked","last":1772329029123,"times":2,"user":"U2"}],"service":"checkout","words":{"digest":"0a1b","id":11}})"},
      {"PageCameAlong", 1, R"({"from":{"incident":8,"number":43},"origin":3,"page":5,"people":[]})"},
      {"RoleVacated", 1, R"({"asked_by":"U2","role":"lead","user":"U1"})"},
      {"ChannelOpened", 1, R"({"channel":"C1","unseen":true})"},
      {"PersonPaged", 1,
       R"({"group":"oncall","here":["U3"],"left_out":4,"next":["U4"],"page":5,"user":"U2"})"},
      {"CourseRestored", 1,
       R"({"category":"active","category_since":1772329029123,"handoffs":{"lead":{"at":1772329029123,"offer":5,"to":"U2"}},"in_hindsight":true,"relapses":0,"status":"fixing"})"},
      {"HolderLeft", 1, R"({"deactivated":true,"roles":["lead"],"user":"U1"})"},
      {"IncidentDeclared", 1,
       R"({"category":"active","drill":false,"is_private":false,"lead_refused":"U2","number":8,"severity":"sev2","status":"investigating","title":{"digest":"0a1b","id":11}})"}};
  return log;
}

Incident full_incident() {
  Incident i;
  i.id = IncidentId(7);
  i.workspace = WorkspaceId(3);
  i.number = 42;
  i.version = 9;
  i.apply_version = 1;
  i.title = {1, "aa", {}};
  i.summary = {2, "bb", {}};
  i.impact = {3, "cc", {}};
  i.severity = "sev1";
  i.status = "fixing";
  i.category = Category::active;
  i.is_private = i.drill = i.channel_failed = i.channel_usable = true;
  i.declared_by = UserId("U1");
  i.declared_in = ChannelId("C9");
  i.declared_at = from_millis(1000);
  i.channel = ChannelId("C1");
  i.channel_name = "inc-42";
  i.roles = {{"lead", {UserId("U1"), from_millis(2000), true}},
             {"scribe", {UserId("U2"), from_millis(3000), false}}};
  i.acknowledged_at = from_millis(4000);
  i.mitigated_at = from_millis(5000);
  i.resolved_at = from_millis(6000);
  i.final_resolved_at = from_millis(7000);
  i.category_since = from_millis(8000);
  i.severity_since = from_millis(9000);
  i.relapses = 2;
  i.last_update_at = from_millis(10000);
  i.next_update_due = from_millis(11000);
  i.last_update = {4, "dd", {}};
  i.updates = 5;
  i.moments = {{EntryId(1), from_millis(1000)}, {EntryId(4), from_millis(4000)}};
  i.failing = {{"topic", "missing_scope"}};
  return i;
}

Entry full_entry() {
  Entry e;
  e.id = EntryId(5);
  e.kind = EntryKind::message;
  e.occurred_at = from_millis(1000);
  e.recorded_at = from_millis(2000);
  e.author = UserId("U1");
  e.person = UserId("U2");
  e.key = "lead";
  e.from = "sev1";
  e.to = "sev2";
  e.words = {6, "ee", {}};
  e.hidden = e.edited = true;
  e.captured = Captured{{ChannelId("C1"), "1.2"},
                        "1.1",
                        "https://x",
                        {{"a.png", "https://y"}},
                        {"pin:U1", "reaction:U2"},
                        false,
                        true,
                        true,
                        "1.3",
                        true};
  return e;
}

const char* const incident_bytes =
    R"({"acknowledged_at":4000,"apply_version":1,"category":"active","category_since":8000,"channel":"C1","channel_failed":true,"channel_name":"inc-42","channel_usable":true,"declared_at":1000,"declared_by":"U1","declared_in":"C9","drill":true,"failing":{"topic":"missing_scope"},"final_resolved_at":7000,"id":7,"impact":{"digest":"cc","id":3},"is_private":true,"last_update":{"digest":"dd","id":4},"last_update_at":10000,"mitigated_at":5000,"moments":[{"at":1000,"entry":1},{"at":4000,"entry":4}],"next_update_due":11000,"number":42,"relapses":2,"resolved_at":6000,"roles":{"lead":{"asked":true,"since":2000,"user":"U1"},"scribe":{"asked":false,"since":3000,"user":"U2"}},"severity":"sev1","severity_since":9000,"status":"fixing","summary":{"digest":"bb","id":2},"title":{"digest":"aa","id":1},"updates":5,"version":9,"workspace":3})";
const char* const entry_bytes =
    R"({"author":"U1","captured":{"captors":["pin:U1","reaction:U2"],"deleted":true,"dropped":true,"files":[{"name":"a.png","permalink":"https://y"}],"message":{"channel":"C1","ts":"1.2"},"pending":false,"permalink":"https://x","revision_ts":"1.3","thread_ts":"1.1","unreadable":true},"edited":true,"from":"sev1","hidden":true,"id":5,"key":"lead","kind":"message","occurred_at":1000,"person":"U2","recorded_at":2000,"to":"sev2","words":{"digest":"ee","id":6}})";

/// Every way to spoil one place of a value: `f` gets the value without each of its fields, one at a time.
template <class F>
void without_each(const json& value, F f) {
  for (const auto& [key, unused] : value.items()) {
    json copy = value;
    copy.erase(key);
    f(key, copy);
  }
}

}  // namespace

TEST_CASE("every kind of event that any version stored is read and written alike for ever") {
  for (const Stored& line : stored_log()) {
    INFO(line.kind << " " << line.bytes);
    const Event event = decode_event(line.kind, line.version, line.bytes);
    CHECK(kind_of(event) == line.kind);
    CHECK(encode_event(event) == line.bytes);
  }
}

TEST_CASE("the stored log has every kind, with and without what may be empty") {
  const auto events = test::every_event();
  REQUIRE(stored_log().size() == events.size());
  std::set<std::size_t> kinds;
  for (std::size_t i = 0; i < events.size(); ++i) {
    CHECK(encode_event(events[i]) == stored_log()[i].bytes);
    CHECK(event_version(events[i]) == stored_log()[i].version);
    kinds.insert(events[i].index());
  }
  CHECK(kinds.size() == std::variant_size_v<EventKinds>);
}

TEST_CASE("decoding fills every field") {
  const Event event = decode_event(
      "MessageCaptured", 1,
      R"({"author":"U3","entry":5,"files":[{"name":"a","permalink":"b"}],"message":{"channel":"C1","ts":"1.2"},)"
      R"("permalink":"p","said_at":1500,"thread_ts":"1.1","words":{"digest":"dd","id":6}})");
  const auto& captured = std::get<MessageCaptured>(event);
  CHECK(captured.entry == EntryId(5));
  CHECK(captured.author == UserId("U3"));
  CHECK(captured.said_at == from_millis(1500));
  CHECK(captured.words == Words{6, "dd", {}});
  CHECK(captured.thread_ts == "1.1");
  CHECK(captured.permalink == "p");
  CHECK(captured.files == std::vector<CapturedFile>{{"a", "b"}});
  CHECK(captured.message == MessageRef{ChannelId("C1"), "1.2"});
}

TEST_CASE("heads and entries keep every field, in stable bytes") {
  CHECK(decode_incident(encode_incident(full_incident())) == full_incident());
  CHECK(encode_incident(full_incident()) == incident_bytes);
  CHECK(decode_incident(encode_incident(Incident{})) == Incident{});
  CHECK(decode_entry(encode_entry(full_entry())) == full_entry());
  CHECK(encode_entry(full_entry()) == entry_bytes);
  CHECK(decode_entry(encode_entry(Entry{})) == Entry{});
}

TEST_CASE("a head keeps what was said of times before its declaration") {
  Incident i = full_incident();
  i.began_at = from_millis(500);
  i.in_hindsight = i.without_channel = true;
  CHECK(decode_incident(encode_incident(i)) == i);
}

TEST_CASE("a head keeps what it was merged with and declared from, and without them is as it always was") {
  Incident i = full_incident();
  i.merged_into = IncidentLink{IncidentId(8), 43, ChannelId("C2")};
  i.status_before_merge = "fixing";
  i.merged_in = {{IncidentId(5), 40, {}}, {IncidentId(6), 41, ChannelId("C3")}};
  i.source = {ChannelId("C4"), "1.2"};
  i.source_thread = "1.1";
  i.real_since = from_millis(12000);
  i.source_link = "https://example.slack.com/archives/C4/p12";
  CHECK(decode_incident(encode_incident(i)) == i);
  CHECK(encode_incident(i).find(R"("merged_in":[{"incident":5,"number":40},)") != std::string::npos);
}

TEST_CASE("what a head gained since is kept, too") {
  Incident incident = full_incident();
  incident.subscribers = {UserId("U4")};
  incident.last_update_entry = EntryId(4);
  incident.last_update_to = {UserId("U4"), UserId("U5")};
  incident.external_draft = EntryId(5);
  incident.access = {{UserId("U7"), {from_millis(13000), 9, true}}};
  incident.handoffs = {{"lead", {UserId("U6"), from_millis(12000), 8}}};
  Page page;
  page.id = EntryId(5);
  page.people = {
      {UserId("U2"), Call::spared, from_millis(16000), from_millis(17000), 2, {EntryId(5), EntryId(6)}}};
  page.over = true;
  page.from = IncidentId(8);
  page.origin = EntryId(3);
  incident.pages = {page};
  incident.roles.at("lead").by = UserId("U2");
  incident.quiet = {Quiet::Stage::announced, from_millis(14000), from_millis(15000), 10};
  CHECK(decode_incident(encode_incident(incident)) == incident);
}

TEST_CASE("no body of words is stored with what refers to it") {
  Entry entry = full_entry();
  entry.words.body = plain("secret");
  CHECK(encode_entry(entry) == entry_bytes);
  const Event event = EntryNoted{{6, "ff", plain("secret")}};
  CHECK(encode_event(event) == R"({"words":{"digest":"ff","id":6}})");
}

TEST_CASE("unknown fields are passed over, missing ones are not") {
  CHECK(encode_event(decode_event("RoleConfirmed", 1, R"({"role":"lead","since":[{}],"user":"U1"})")) ==
        R"({"role":"lead","user":"U1"})");
  const std::set<std::string> may_be_missing{"began",
                                             "ended",
                                             "handoffs",
                                             "in_hindsight",
                                             "without_channel",
                                             "handed_over",
                                             "asked_by",
                                             "instead_of",
                                             "declared_in",
                                             "next_update_in",
                                             "until",
                                             "watch_until",
                                             "snoozed_until",
                                             "holder",
                                             "done",
                                             "done_seq",
                                             "seq",
                                             "zone",
                                             "invite",
                                             "announce",
                                             "checklist",
                                             "people",
                                             "from",
                                             "told",
                                             "left_cleared",
                                             "code",
                                             "name",
                                             "reason",
                                             "words",
                                             "previous",
                                             "author",
                                             "thread_ts",
                                             "permalink",
                                             "files",
                                             "title",
                                             "summary",
                                             "impact",
                                             "channel",
                                             "declared_by",
                                             "channel_name",
                                             "last_update",
                                             "acknowledged_at",
                                             "mitigated_at",
                                             "resolved_at",
                                             "final_resolved_at",
                                             "last_update_at",
                                             "next_update_due",
                                             "person",
                                             "key",
                                             "from",
                                             "to",
                                             "captured",
                                             "due",
                                             "fix",
                                             "follow_up",
                                             "owner",
                                             "wished_by",
                                             "was",
                                             "source",
                                             "source_thread",
                                             "source_link",
                                             "status_before",
                                             "decision",
                                             "paused",
                                             "pages",
                                             "unseen",
                                             "deactivated",
                                             "lead_refused"};
  int refused = 0;
  for (const Stored& line : stored_log())
    without_each(json::parse(line.bytes), [&](const std::string& key, const json& value) {
      try {
        decode_event(line.kind, line.version, value.dump());
        INFO(line.kind << " without " << key);
        const bool of_a_page = (line.kind == std::string_view("PersonPaged") ||
                                line.kind == std::string_view("PageCameAlong")) &&
                               (key == "service" || key == "group" || key == "next" || key == "by" ||
                                key == "here" || key == "left_out");
        const bool of_a_todo = std::string_view(line.kind).starts_with("Todo") && key == "entry";
        CHECK((of_a_page || of_a_todo || may_be_missing.contains(key)));
      } catch (const CodecError&) {
        ++refused;
      }
    });
  CHECK(refused > 60);
  without_each(json::parse(incident_bytes), [&](const std::string& key, const json& value) {
    if (may_be_missing.contains(key))
      CHECK_NOTHROW(decode_incident(value.dump()));
    else
      CHECK_THROWS_AS(decode_incident(value.dump()), CodecError);
  });
  without_each(json::parse(entry_bytes), [&](const std::string& key, const json& value) {
    if (may_be_missing.contains(key))
      CHECK_NOTHROW(decode_entry(value.dump()));
    else
      CHECK_THROWS_AS(decode_entry(value.dump()), CodecError);
  });
}

TEST_CASE("what no version can have written is an error that repeats none of it") {
  const std::string deep(50000, '[');
  for (const std::string& bytes :
       {std::string(), std::string("{"), std::string("[]"), std::string("null"), std::string("7"), deep,
        R"({"secret":)" + deep, std::string(R"({"role":"secret","user":7})"),
        std::string(R"({"role":null,"user":"U1"})"), std::string("{\"role\":\"\xff\",\"user\":\"U1\"}")}) {
    try {
      decode_event("RoleConfirmed", 1, bytes);
      FAIL("accepted " << bytes);
    } catch (const CodecError& error) {
      CHECK_THAT(error.what(), !Catch::Contains("secret"));
    }
  }
  CHECK_THROWS_AS(decode_event("RoleConfirmed", 0, R"({"role":"lead","user":"U1"})"), CodecError);
  CHECK_THROWS_AS(decode_event("RoleConfirmed", 2, R"({"role":"lead","user":"U1"})"), CodecError);
  CHECK_THROWS_AS(decode_event("NoSuchKind", 1, "{}"), CodecError);
  CHECK_THROWS_AS(decode_event("", 1, "{}"), CodecError);
  CHECK_THROWS_AS(decode_event("EntryShown", 1, R"({"entry":18446744073709551615})"), CodecError);
  CHECK_THROWS_AS(decode_event("EntryShown", 1, R"({"entry":1.5})"), CodecError);
  CHECK_THROWS_AS(decode_event("EntryShown", 1, R"({"entry":true})"), CodecError);
  const auto spoilt = [](const char* key, const json& value) {
    json incident = json::parse(incident_bytes);
    incident[key] = value;
    return incident.dump();
  };
  CHECK_NOTHROW(decode_incident(spoilt("number", 43)));
  CHECK_THROWS_AS(decode_incident(spoilt("number", 3000000000)), CodecError);
  CHECK_THROWS_AS(decode_incident(spoilt("category", "paused")), CodecError);
  CHECK_THROWS_AS(decode_incident(spoilt("roles", json::array())), CodecError);
  CHECK_THROWS_AS(decode_incident(spoilt("roles", {{"lead", 1}})), CodecError);
  CHECK_THROWS_AS(decode_incident(spoilt("moments", json::object())), CodecError);
  CHECK_THROWS_AS(decode_incident(spoilt("next_update_due", nullptr)), CodecError);
  CHECK_THROWS_AS(decode_text(R"([{"k":"blink","t":"x"}])"), CodecError);
  CHECK_THROWS_AS(decode_text(R"({})"), CodecError);
}

TEST_CASE("texts have a compact form of their own") {
  CHECK(encode_text({}) == "[]");
  CHECK(encode_text(plain("it's \"down\"\n")) == R"([{"k":"text","t":"it's \"down\"\n"}])");
  CHECK(encode_text({{Span::Kind::person, "", "U1"}, {Span::Kind::code_block, "ls", ""}}) ==
        R"([{"k":"person","r":"U1"},{"k":"code_block","t":"ls"}])");
  CHECK(decode_text(encode_text(plain("\xff"))) == plain("\xEF\xBF\xBD"));
}

TEST_CASE("no bytes make a decoder do anything but answer or throw CodecError") {
  const auto answers = [](auto decode) {
    try {
      decode();
    } catch (const CodecError&) {
      // the only way out that is promised
    }
  };
  CHECK(rc::check([&](const std::string& noise, std::uint16_t place, std::uint8_t which) {
    const Stored& line = stored_log()[which % stored_log().size()];
    for (const char* original : {line.bytes, incident_bytes, entry_bytes}) {
      std::string bytes = original;
      bytes.insert(place % (bytes.size() + 1), noise);
      answers([&] { (void)decode_event(line.kind, 1, bytes); });
      answers([&] { (void)decode_incident(bytes); });
      answers([&] { (void)decode_entry(bytes); });
      answers([&] { (void)decode_text(bytes); });
    }
  }));
}
