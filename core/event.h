// Facts in the past tense: the log is the record. A kind's stored form lives for ever; a change of meaning is
// a new version with an upcaster in core/codec.cpp, and a golden log in the tests. No person's text stands in
// an event.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/ids.h"
#include "core/incident.h"
#include "core/text.h"
#include "core/time.h"
#include "core/variant.h"
#include "core/work.h"

namespace muster::core {

struct IncidentDeclared {
  int number = 0;
  Words title = {};
  std::string severity = {};
  std::string status = {};
  Category category = Category::active;
  bool is_private = false;
  bool drill = false;
  ChannelId declared_in = {};
  std::optional<Duration> next_update_in = {};  ///< what the severity promises
  MessageRef source = {};                       ///< the message that it was declared from
  std::string source_thread = {};               ///< its parent's ts, when it is a reply
  std::string source_link = {};
  std::optional<Time> began = {};  ///< earlier: durations count from there; the times of the log stay
  std::optional<Time> ended = {};  ///< it was over when it was declared
  bool without_channel = false;    ///< it gets none, until it is opened again
  UserId lead_refused = {};  ///< who was to lead it, and doesn't: whoever declared it may give nobody a role
};
struct ChannelOpened {
  ChannelId channel = {};
  std::string name = {};
  bool unseen = false;  ///< it was there before; another one follows when the bot has seen what it is
};
/// It could not be made; `code` is the platform's word for why.
struct ChannelFailed {
  std::string code = {};
};
/// The channel is there no longer, or the bot isn't in it: archived, deleted, removed.
struct ChannelLost {
  std::string how = {};
};
struct ChannelRestored {};
struct ChannelRenamed {
  std::string name = {};
};
/// Somebody made the channel private in the chat platform: its incident is from then on, for good.
struct ChannelMadePrivate {};
struct TitleChanged {
  Words title = {};
};
struct SummaryChanged {
  Words summary = {};
};
struct ImpactChanged {
  Words impact = {};
};
struct SeverityChanged {
  std::string from = {}, to = {};
  bool lowered = false;
  Words reason = {};
  std::optional<Duration> next_update_in = {};
};
struct StatusChanged {
  std::string from = {}, to = {};
  Category from_category = Category::active;
  Category to_category = Category::active;
  Words words = {};  ///< what the person said with it
  std::optional<Duration> next_update_in =
      std::nullopt;  ///< a new promise, when work begins again; none: no new one
};
/// Of roles the events name seats (core/incident.h).
struct RoleAssigned {
  std::string role = {};
  UserId user = {};
  UserId previous = {};  ///< whom it was taken from; empty: nobody held it
  bool asked = false;
  bool handed_over = false;  ///< `previous` had offered it, and `user` accepted
  std::string zone = {};     ///< where `user` is, as far as that is known
};
/// A person who was given a role did something here.
struct RoleConfirmed {
  std::string role = {};
  UserId user = {};
};
struct RoleVacated {
  std::string role = {};
  UserId user = {};
  UserId asked_by = {};  ///< who had asked them to take it, which they never did; empty: it was theirs
};
struct UpdatePosted {
  Words words = {};
  std::optional<Duration> next_update_in = {};  ///< counted from when it occurred
};
struct EntryNoted {
  Words words = {};
};
/// Someone marked a message for the timeline; its text is fetched after.
struct CaptureRequested {
  MessageRef message = {};
  std::string captor = {};  ///< "reaction:U1" or "pin:U1"
};
struct CaptorAdded {
  EntryId entry = {};
  std::string captor = {};
};
struct CaptorRemoved {
  EntryId entry = {};
  std::string captor = {};
};
struct MessageCaptured {
  EntryId entry = {};
  UserId author = {};
  Time said_at = {};
  Words words = {};
  std::string thread_ts = {};
  std::string permalink = {};
  std::vector<CapturedFile> files = {};
  MessageRef message = {};  ///< which one it is, as its request said
};
struct CaptureUnreadable {
  EntryId entry = {};
  std::string code = {};
};
struct MessageRevised {
  EntryId entry = {};
  Words words = {};
  std::string revision_ts = {};
};
struct MessageWithdrawn {  ///< deleted by its author in the chat platform
  EntryId entry = {};
};
struct EntryHidden {
  EntryId entry = {};
  bool dropped = false;  ///< because its last captor let go of it, not because somebody wanted it hidden
};
struct EntryShown {
  EntryId entry = {};
};
struct EntryEdited {
  EntryId entry = {};
  Words words = {};
};
struct EntryRetimed {
  EntryId entry = {};
  Time occurred_at = {};
};
/// Its texts are erased with this event.
struct EntryRedacted {
  EntryId entry = {};
};
struct Subscribed {
  UserId user = {};
};
struct Unsubscribed {
  UserId user = {};
};
/// Somebody was asked, by direct message, about what nobody has done (core/nudges.h).
struct Nudged {
  UserId to = {};
  std::vector<std::string> kinds = {};
};
/// None: nudges are on again.
struct NudgesSnoozed {
  std::optional<Time> until = {};
};
/// A promised update didn't come in time.
struct UpdateOverdue {
  Time due{};
};
/// Until then it is watched whether it stays mitigated.
struct WatchStarted {
  Time until{};
};
/// The promise of an update was moved to later, by who was to keep it.
struct UpdatePostponed {
  std::optional<Duration> next_update_in = {};
};
/// The same promise as before it was moved; none: none was given.
struct PromiseRestored {
  std::optional<Time> due = {};
};
/// As long as before the watch that was undone; none: it wasn't watched.
struct WatchRestored {
  std::optional<Time> until = {};
};
/// What was done with this record was taken back by who did it; what is so again, the next records say.
struct Undone {
  std::int64_t seq = 0;
};
/// As it was before a change of status.
struct CourseRestored {
  std::string status = {};
  Category category = Category::active;
  Time category_since{};
  std::optional<Time> mitigated_at = {}, resolved_at = {}, final_resolved_at = {};
  int relapses = 0;
  std::optional<Time> next_update_due = {}, watch_until = {}, snoozed_until = {};
  std::optional<Waiting> paused = {};
  std::vector<EntryId> pages = {};                    ///< that go on: the change had ended them
  std::map<std::string, HandoffOffer> handoffs = {};  ///< by role: offers that stand again, likewise
  bool in_hindsight = false;  ///< again: it was over when it was declared. False: as it is
};
struct SeverityRestored {
  std::string severity = {};
  Time since{};
  std::optional<Time> next_update_due = {};
};
struct RoleRestored {
  std::string role = {};
  std::optional<RoleHolder> holder = {};  ///< none: nobody held it
  std::optional<Time> acknowledged_at = {};
};
struct FactRestored {
  std::string fact = {};  ///< "title", "summary" or "impact"
  Words words = {};       ///< id 0: there was none
};
/// Waiting, or not, as before a pause that was undone.
struct PauseRestored {
  std::optional<Waiting> was = {};
  std::optional<Time> next_update_due = {};
};
struct IncidentPaused {
  Time until{};
  Words words = {};  ///< what is waited for
};
struct IncidentResumed {
  std::optional<Duration> next_update_in = {};
};
struct OrnamentFailed {
  std::string surface = {};
  std::string code = {};
};
struct OrnamentRecovered {
  std::string surface = {};
};
struct Exported {
  std::vector<std::string> formats = {};
  std::string where = {};  ///< "channel" or "command line"
  bool include_private = false;
};
/// It goes on in another incident; its status changed with it.
struct MergedInto {
  IncidentLink link = {};
  std::string status_before = {};  ///< key
};
/// Another one goes on here.
struct MergedIn {
  IncidentLink link = {};
};
/// It goes on by itself again.
struct MergeUndone {
  IncidentLink link = {};
};
/// Somebody wants to be let into the channel.
struct JoinRequested {
  UserId user = {};
};
/// What was practice is real, and counts from now on.
struct DrillMadeReal {
  std::optional<Duration> next_update_in = {};
};

struct ServiceAffected {
  std::string service = {};  ///< key
};
/// It is affected no more, or never was.
struct ServiceCleared {
  std::string service = {};
};
/// For the first time each role that the severity requires is held by somebody who came.
struct RequiredRolesFilled {
  std::string severity = {};  ///< empty: what filled them was undone
};
/// A person was asked to come. The first of a page begins it: `page` is then this event's own number.
struct PersonPaged {
  EntryId page = {};
  UserId user = {};
  std::string service = {};       ///< whose people these are: a key; or empty
  std::string group = {};         ///< the user group's handle; or empty
  std::vector<UserId> next = {};  ///< who is asked when this one doesn't come
  Words words = {};               ///< why
  std::vector<UserId> here = {};  ///< of those on the list, who was there already and isn't asked
  int left_out = 0;               ///< so many more are on the list than one page asks
};
/// Nothing was heard of them.
struct PersonPagedAgain {
  EntryId page = {};
  UserId user = {};
};
struct PageAnswered {
  EntryId page = {};
  UserId user = {};
  bool coming = false;
};
/// They were asked often enough, and didn't answer.
struct PageUnanswered {
  EntryId page = {};
  UserId user = {};
};
/// They joined the channel, or did something here.
struct PageArrived {
  EntryId page = {};
  UserId user = {};
};
/// It was called off: nobody is asked any more.
struct PageStopped {
  EntryId page = {};
  UserId user = {};  ///< who was being asked
};
/// A merge, or its end, took a page along: whoever was asked there is asked here, as they stood there.
struct PageCameAlong {
  EntryId page = {};       ///< this event's own number; coming back, the one that it had here
  IncidentLink from = {};  ///< where it was
  EntryId origin = {};     ///< its number there
  UserId by = {};          ///< who asked
  std::string service = {};
  std::string group = {};
  std::vector<Called> people = {};  ///< without the events that asked them, which are the other's
  std::vector<UserId> next = {};
  Words words = {};  ///< why; coming back none: the page has them
};
/// Who has a role asked somebody to take it over. It stays where it is until they accept.
struct HandoffOffered {
  std::string role = {};
  UserId user = {};        ///< who is asked
  UserId instead_of = {};  ///< who had been asked before, and no longer is; empty: nobody
};
struct HandoffDeclined {
  std::string role = {};
  UserId user = {};  ///< who was asked
  UserId from = {};  ///< who had asked, and keeps it
  Words words = {};
};
/// Who had offered a role keeps it after all.
struct HandoffWithdrawn {
  std::string role = {};
  UserId user = {};  ///< who was asked
};
/// The last update has other words now; those that it had stay with its own event.
struct UpdateCorrected {
  EntryId entry = {};
  Words words = {};
};

/// Words for people outside were written down. They go nowhere before the lead approves them.
struct ExternalDrafted {
  Words words = {};
};
struct ExternalApproved {
  EntryId entry = {};   ///< of its draft
  UserId author = {};   ///< who drafted it
  bool edited = false;  ///< the approver's words, not the author's
  Words words = {};     ///< as they were approved
};

struct AccessAsked {
  UserId user = {};
};
struct AccessAnswered {
  UserId user = {};
  bool let_in = false;
};

/// The channel of an incident that is over has been quiet for so long that it is to be archived. That is said
/// there first.
struct ArchivePlanned {};
/// It was said; from now on people have time to keep it.
struct ArchiveAnnounced {};
/// Somebody wrote in the channel of an incident that is over. Not one for each message: see stirs().
struct ChannelStirred {};
/// Somebody wants it kept.
struct ChannelKeptOpen {};
/// Nobody did: it is being archived.
struct ArchiveBegun {};
/// It can't be, and isn't tried again.
struct ArchiveFailed {
  std::string code = {};
};

/// So far somebody has come with their role's checklist. Its items are the configuration's words, not theirs.
struct ChecklistKept {
  std::string role = {};
  UserId user = {};
  std::vector<std::string> done = {};  ///< all that are
};
/// Who has these roles left the channel, or the workspace. They stay theirs until somebody takes them.
struct HolderLeft {
  UserId user = {};
  std::vector<std::string> roles = {};
  bool deactivated = false;  ///< the workspace: their account was deactivated
};
/// What the policy wants done in a severity or a status is being done: each of it once for an incident.
struct MeasuresTaken {
  std::string cause = {};                ///< `severity:sev1`, `status:fixing`
  std::vector<std::string> invite = {};  ///< user groups, as they are configured
  std::string announce = {};             ///< a channel, as it is configured; or empty
  bool checklist = false;                ///< said in the channel
};
/// It is private from now on and goes on in a channel of its own, which is made for it.
struct MovedToPrivate {
  ChannelId from = {};              ///< the public one; empty: it had none
  std::vector<UserId> people = {};  ///< who is to come along, beside those who have a part in it
};
/// What the bot had said in the channel that was left is gone from there, or can't be taken back.
struct ChannelCleared {
  ChannelId channel = {};
  UserId told = {};       ///< who made it private, and hears of it
  int left = 0;           ///< messages of people, which it can't remove
  std::string code = {};  ///< why something of it couldn't be done; empty: all was
};

/// What is to be done; its number is this event's.
struct TodoAdded {
  bool follow_up = false;
  Words words = {};
  UserId owner = {};  ///< empty: nobody
  std::optional<Time> due = {};
  Priority priority = Priority::normal;
  bool fix = false;
  MessageRef source = {};  ///< the message that it was made from; empty: none
  IncidentId from = {};    ///< a merge took it along from there
  UserId wished_by = {};   ///< who wished for it, where that isn't the actor; else empty
  EntryId entry = {};      ///< the source's, whose author wrote the words
};
/// Its message says something else now.
struct TodoReworded {
  EntryId todo = {};
  EntryId entry = {};  ///< the message's
  Words words = {};
};
struct TodoGiven {
  EntryId todo = {};
  UserId owner = {};  ///< empty: nobody's any more
  UserId previous = {};
};
/// Its owner can't do it: it is nobody's, and the lead hears of it.
struct TodoReturned {
  EntryId todo = {};
  UserId from = {};
  Words words = {};
};
struct TodoRescheduled {
  EntryId todo = {};
  std::optional<Time> due = {};
};
struct TodoRanked {
  EntryId todo = {};
  Priority priority = Priority::normal;
  bool fix = false;
};
/// An action that is to be done later, or a follow-up that is to be done now.
struct TodoConverted {
  EntryId todo = {};
  bool follow_up = false;
  std::optional<Time> due = {};
};
struct TodoSettled {
  EntryId todo = {};
  bool done = false;  ///< false: it won't be, and `words` say why
  Words words = {};
};
/// They went along when this incident was merged into another one.
struct TodosMoved {
  std::vector<EntryId> todos = {};
  IncidentLink to = {};
};
/// As it was before something that was undone; none: it wasn't.
struct TodoRestored {
  EntryId todo = {};
  std::optional<Todo> was = {};
};
struct ChangeBegun {
  Words words = {};
};
struct ChangeSettled {
  EntryId change = {};
  ChangeResult result = ChangeResult::worked;
  Words words = {};
};
struct ChangeRestored {
  EntryId change = {};
  std::optional<Change> was = {};
};
struct TheoryHeld {
  Words words = {};
};
struct TheorySettled {
  EntryId theory = {};
  bool ruled_in = false;
  Words words = {};  ///< why
};
struct TheoryRestored {
  EntryId theory = {};
  std::optional<Theory> was = {};
};
/// Everybody is asked to come together over where things stand.
struct RegroupCalled {};
/// Somebody wrote a line that looks like something to do, or to know. The actor is its author.
struct LineOffered {
  EntryId entry = {};  ///< its message's
  MessageRef message = {};
  bool decision = false;
  Words words = {};
};
struct LineReviewed {
  EntryId offer = {};
  Reviewed as = Reviewed::left;
};
struct LineRestored {
  EntryId offer = {};
  std::optional<Offer> was = {};
};
struct LinkAdded {
  Words words = {};
};
struct LinkRemoved {
  EntryId link = {};
};
struct LinkRestored {
  EntryId link = {};
  std::optional<WebLink> was = {};
};
/// People wrote in the channel: it isn't quiet. Recorded only when that was in question.
struct ActivitySeen {
  Time last{};
};

using EventKinds = std::variant<
    IncidentDeclared, ChannelOpened, ChannelFailed, ChannelLost, ChannelRestored, ChannelRenamed,
    TitleChanged, SummaryChanged, ImpactChanged, SeverityChanged, StatusChanged, RoleAssigned, RoleConfirmed,
    RoleVacated, UpdatePosted, EntryNoted, CaptureRequested, CaptorAdded, CaptorRemoved, MessageCaptured,
    CaptureUnreadable, MessageRevised, MessageWithdrawn, EntryHidden, EntryShown, EntryEdited, EntryRetimed,
    OrnamentFailed, OrnamentRecovered, Exported, EntryRedacted, ChannelMadePrivate, Subscribed, Unsubscribed,
    Nudged, NudgesSnoozed, UpdateOverdue, WatchStarted, IncidentPaused, IncidentResumed, UpdatePostponed,
    Undone, CourseRestored, SeverityRestored, RoleRestored, FactRestored, MergedInto, MergedIn, MergeUndone,
    JoinRequested, DrillMadeReal, ServiceAffected, ServiceCleared, RequiredRolesFilled, PersonPaged,
    PersonPagedAgain, PageAnswered, PageUnanswered, PageArrived, HandoffOffered, HandoffDeclined,
    UpdateCorrected, ExternalDrafted, ExternalApproved, AccessAsked, AccessAnswered, ArchivePlanned,
    ArchiveAnnounced, ChannelStirred, ChannelKeptOpen, ArchiveBegun, ArchiveFailed, ChecklistKept, HolderLeft,
    MeasuresTaken, MovedToPrivate, ChannelCleared, TodoAdded, TodoGiven, TodoReturned, TodoRescheduled,
    TodoRanked, TodoConverted, TodoSettled, TodosMoved, TodoRestored, ChangeBegun, ChangeSettled,
    ChangeRestored, TheoryHeld, TheorySettled, TheoryRestored, RegroupCalled, ActivitySeen, TodoReworded,
    LineOffered, LineReviewed, LineRestored, LinkAdded, LinkRemoved, LinkRestored, PromiseRestored,
    WatchRestored, PageStopped, HandoffWithdrawn, PauseRestored, PageCameAlong>;

/// What happened: one of the kinds. A class of its own and no alias, so that the copying, moving and ending
/// of all the kinds is compiled once, in event.cpp, and not in each file that holds an event (measured: it
/// was half of the time that building took).
class Event : public EventKinds {
 public:
  Event();
  template <one_of<EventKinds> Kind>
  Event(Kind kind) : Event() {
    take(place_of<Kind, EventKinds>, &kind);
  }
  Event(const Event& other);
  Event(Event&& other) noexcept;
  Event& operator=(const Event& other);
  Event& operator=(Event&& other) noexcept;
  ~Event();

 private:
  void take(std::size_t place, void* kind);
};

/// An event as the log holds it.
struct Record {
  std::int64_t seq = 0;   ///< 1, 2, 3 … within the incident; 0: not stored yet
  Time occurred_at = {};  ///< when it was so
  Time recorded_at = {};  ///< when we were told
  UserId actor = {};      ///< who did it; empty: the bot itself
  Event event = {};
};

/// The words that an event carries, if its kind carries any: to be stored before it, or filled in after
/// loading. A null pointer when the kind has none. The pointer lives as long as the event.
Words* words_of(Event& event);
const Words* words_of(const Event& event);

/// `SeverityChanged`: the stored name of the kind.
std::string_view kind_of(const Event& event);

}  // namespace muster::core
