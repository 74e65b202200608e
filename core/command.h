// What a person, a timer or the bot's own worker wants to happen to one incident. Adapters fill these in;
// only decide() judges them. Every member has an initializer, so that `Resolve{.words = …}` may leave out the
// rest.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/event.h"
#include "core/ids.h"
#include "core/incident.h"
#include "core/text.h"
#include "core/time.h"
#include "core/variant.h"

namespace muster::core {

struct Declare {
  Text title = {};
  std::string severity = {};  ///< key; empty: not sure yet
  bool is_private = false;
  bool drill = false;
  bool triage = false;
  ChannelId declared_in = {};      ///< where it was typed; may be empty
  bool here = false;               ///< `declared_in` becomes its channel
  bool in_private = false;         ///< that is a private channel, by what the request says of it
  UserId lead = {};                ///< empty: nobody
  MessageRef source = {};          ///< the message that it is declared from; empty: none
  std::string source_thread = {};  ///< its parent's ts, when it is a reply
  std::string source_link = {};
  std::optional<Time> began = {};  ///< its impact, where that was earlier
  std::optional<Time> ended = {};  ///< it is over already; needs `began`
  bool channel = false;            ///< one that is over gets a channel all the same
};
struct ChangeStatus {
  std::string status = {};  ///< key
  Text words = {};          ///< may be empty
};
/// Into the first status of a category: active only from triage, which it confirms.
struct Conclude {
  Category to = Category::closed;
  Text words = {};  ///< required to dismiss and to stand down
};
struct ChangeSeverity {
  std::string severity = {};  ///< key
  Text reason = {};           ///< required to lower, except from "not sure yet"
};
struct AssignRole {
  std::string role = {};  ///< key
  UserId user = {};
  /// Who the caller saw holding it (empty id: nobody); none: no expectation.
  std::optional<UserId> expected = {};
  bool take_over = false;  ///< the caller knows that someone holds it
};
struct LeaveRole {
  std::string role = {};
};
struct AddNote {
  Text words = {};
  std::optional<Time> at = {};
};
struct SetSummary {
  Text words = {};
};
struct SetImpact {
  Text words = {};
};
struct Rename {
  Text title = {};
};
struct PostUpdate {
  Text words = {};
  std::optional<Duration> next = {};  ///< none: what the severity promises
  std::string status = {};            ///< key; empty: stays
  std::string severity = {};          ///< key; empty: stays
  Text reason = {};                   ///< for a lowered severity; `words` serve when it is empty
};
struct Resolve {
  Text words = {};
};
struct Reopen {
  Text words = {};
};
/// The captor says what for: see Captured::captors.
struct RequestCapture {
  MessageRef message = {};
  std::string captor = {};
};
/// What it was wanted for goes with it, unless somebody has done something about that since.
struct DropCapture {
  MessageRef message = {};
  std::string captor = {};
};
/// What was fetched for a requested capture, or brought by Slack with a pin: then it requests and fills in
/// one, whose entry is the sequence number that the request's record gets (the incident's version plus the
/// record's place in the answer).
struct FillCapture {
  MessageRef message = {};
  std::string captor = {};  ///< set when it may not have been requested before
  UserId author = {};
  Time said_at = {};
  Text words = {};
  std::string thread_ts = {};
  std::string permalink = {};
  std::vector<CapturedFile> files = {};
};
struct FailCapture {
  MessageRef message = {};
  std::string code = {};
};
struct ReviseMessage {
  MessageRef message = {};
  Text words = {};
  std::string revision_ts = {};
};
struct WithdrawMessage {
  MessageRef message = {};
};
struct HideEntry {
  EntryId entry = {};
};
struct ShowEntry {
  EntryId entry = {};
};
struct EditEntry {
  EntryId entry = {};
  Text words = {};
};
/// Its text is erased in every wording; that something stood there stays.
struct RedactEntry {
  EntryId entry = {};
};
struct RetimeEntry {
  EntryId entry = {};
  Time at = {};
};
/// It goes on in another incident, whose head must be loaded (Needs::other).
struct Merge {
  IncidentId into = {};
};
/// It goes on by itself again.
struct Unmerge {};
/// People who are being asked to come, and why.
struct PageAlong {
  Page page = {};
  Words words = {};
};
/// What a merge, and its undoing, ask of the other incident: see follow_on().
struct TakeIn {
  IncidentLink link = {};
  std::vector<Todo> todos = {};       ///< open actions that come along
  std::vector<PageAlong> pages = {};  ///< as they stand there, and not over
};
struct LetGo {
  IncidentLink link = {};
  bool todos_stay = false;  ///< the other has taken none of its open actions back
};
/// What was practice is real.
struct NotADrill {};
/// Lets the person into the channel.
struct Join {};
struct Subscribe {};
struct Unsubscribe {};
/// The time of something has come (core/timers.h). For the bot itself.
struct Tick {};
/// Into the first status of `mitigated`, and a watch, at whose end somebody is asked whether it is over.
struct Monitor {
  std::optional<Duration> watch = {};
  bool mitigated = false;  ///< the caller saw that it is, and wants the watch alone, no shorter than it is
};
/// Asks nobody anything for so long; none: asks again from now on.
struct Snooze {
  std::optional<Duration> length = {};
};
/// Waiting for somebody else: nobody is asked anything, and the time counts as no work.
struct Pause {
  Duration length{};
  Text words = {};         ///< required: for what
  bool confirmed = false;  ///< that this is meant, in one of the two gravest severities
};
struct Resume {};
/// The next update comes so much later than promised, or than now when that has passed.
struct Postpone {
  Duration by{};
};
/// What the caller did in the last ten minutes (core/undo.h).
struct Undo {
  std::int64_t seq = 0;  ///< one of the records of the act; 0: the last act
};
/// The holder of a role asks somebody to take it over; it passes when they accept.
struct OfferHandoff {
  std::string role = {};
  UserId user = {};
};
struct AcceptHandoff {
  std::string role = {};
  std::int64_t offer = 0;  ///< the one that was seen; 0: whichever stands
};
struct DeclineHandoff {
  std::string role = {};
  std::int64_t offer = 0;
  Text words = {};  ///< may be empty
};
/// The last update said something wrong: whoever got it is to have the right words.
struct CorrectUpdate {
  EntryId entry = {};  ///< the update that the person saw as the last one
  Text words = {};
};
/// Words for people outside, which the lead is to approve.
struct DraftExternal {
  Text words = {};
};
struct ApproveExternal {
  EntryId entry = {};  ///< the draft that was seen
  Text words = {};     ///< as the lead wants them; empty: as they were drafted
};
/// Somebody who may not see it wants to be let in. Too soon after the last time, or with too many before
/// them, nothing happens: what they are told is the same.
struct AskForAccess {};
struct AnswerAccess {
  UserId user = {};
  bool let_in = false;
};
struct RecordChannel {
  ChannelId channel = {};
  std::string name = {};
  bool is_private = false;  ///< nothing happens when it isn't and the incident is
};
struct RecordChannelFailure {
  std::string code = {};
};
struct RecordChannelLost {
  std::string how = {};
  ChannelId channel = {};  ///< which one; nothing happens when it is the incident's no more
};
struct RecordChannelRestored {};
struct RecordChannelRenamed {
  std::string name = {};
};
struct RecordChannelPrivate {};
struct RecordOrnament {
  std::string surface = {};
  std::string code = {};  ///< empty: it is up to date again
};
struct RecordExport {
  std::vector<std::string> formats = {};
  std::string where = {};
  bool include_private = false;
};
/// Silent: the control message and the announcement show it.
struct SetAffected {
  std::vector<std::string> services = {};  ///< keys or names
  bool affected = true;                    ///< false: they aren't, after all
};

/// People are asked to come, one after the other, until one does.
struct AskToCome {
  std::vector<UserId> people = {};  ///< in the order in which they are asked
  std::string service = {};         ///< whose they are: a key; or empty
  std::string group = {};           ///< the user group's handle; or empty
  Text words = {};                  ///< why; may be empty
};
/// By who was asked.
struct AnswerPage {
  EntryId page = {};
  bool coming = true;
};
/// Nobody is asked to come any more.
struct StopPage {
  EntryId page = {};  ///< none: whichever go on
};
/// The actor is here, and whatever they were asked for is confirmed: they joined the channel, or said
/// something.
struct Arrive {};

/// The channel of an incident that is over is not to be archived.
struct KeepOpen {};
/// Somebody wrote in the channel of an incident that is over (core/timers.h). For the bot itself.
struct Stir {};
/// It was said in the channel that it will be archived.
struct RecordArchiveNotice {};
/// It can't be archived.
struct RecordArchiveFailure {
  std::string code = {};
};

/// The actor has done these of their role's checklist, and of `shown` no others.
struct KeepChecklist {
  std::string role = {};
  std::vector<std::string> shown = {};  ///< items as they are configured
  std::vector<std::string> done = {};
};
/// Somebody left the channel, or the workspace. For the bot itself.
struct RecordDeparture {
  UserId user = {};
  bool deactivated = false;  ///< the workspace: their account was deactivated
};
/// The lead talks a lot. For the bot itself: nothing happens if they have led meanwhile.
struct NoticeWeeds {
  UserId user = {};
};
/// It becomes private, in a channel of its own.
struct MakePrivate {
  std::vector<UserId> people = {};  ///< who is to come along
};
/// What became of the channel that it left.
struct RecordChannelCleared {
  ChannelId channel = {};
  UserId told = {};
  int left = 0;
  std::string code = {};
};

struct AddTodo {
  bool follow_up = false;
  Text words = {};
  UserId owner = {};  ///< empty: nobody
  std::optional<Time> due = {};
  Priority priority = Priority::normal;
  bool fix = false;
};
/// To somebody, or to nobody.
struct GiveTodo {
  EntryId todo = {};
  UserId owner = {};
  std::optional<UserId> expected = {};  ///< whose it was when the caller saw it; none: no expectation
};
/// By its owner, who can't do it.
struct ReturnTodo {
  EntryId todo = {};
  Text words = {};  ///< may be empty
};
struct RescheduleTodo {
  EntryId todo = {};
  std::optional<Time> due = {};  ///< none: without a time
  Duration by{0};                ///< instead: so much later than it was due, or than now when that has passed
};
struct RankTodo {
  EntryId todo = {};
  std::optional<Priority> priority = {};
  std::optional<bool> fix = {};
};
/// Into a follow-up, or into an action.
struct ConvertTodo {
  EntryId todo = {};
  bool follow_up = true;
  std::optional<Time> due = {};
};
struct SettleTodo {
  EntryId todo = {};
  bool done = true;
  Text words = {};  ///< required when it won't be done
};
struct BeginChange {
  Text words = {};
};
struct SettleChange {
  EntryId change = {};  ///< none: the only one that is under way
  ChangeResult result = ChangeResult::worked;
  Text words = {};
};
struct HoldTheory {
  Text words = {};
};
struct SettleTheory {
  EntryId theory = {};
  bool ruled_in = false;
  Text words = {};  ///< may be empty
};
struct CallRegroup {};
struct AddLink {
  std::string address = {};  ///< http or https
  Text name = {};            ///< may be empty
};
struct RemoveLink {
  EntryId link = {};
};
/// The actor wrote a message with such lines (core/marked_lines.h) in the channel.
struct OfferLines {
  MessageRef message = {};
  Time said_at = {};
  Text words = {};  ///< all of it
  std::string thread_ts = {};
  std::string permalink = {};
};
struct ReviewLine {
  EntryId offer = {};
  Reviewed as = Reviewed::left;
};

using CommandKinds = std::variant<
    Declare, ChangeStatus, Conclude, ChangeSeverity, AssignRole, LeaveRole, AddNote, SetSummary, SetImpact,
    Rename, PostUpdate, Resolve, Reopen, RequestCapture, DropCapture, FillCapture, FailCapture, ReviseMessage,
    WithdrawMessage, HideEntry, ShowEntry, EditEntry, RedactEntry, RetimeEntry, Subscribe, Unsubscribe, Tick,
    Monitor, Snooze, Pause, Resume, Postpone, Undo, RecordChannel, RecordChannelFailure, RecordChannelLost,
    RecordChannelRestored, RecordChannelRenamed, RecordChannelPrivate, RecordOrnament, RecordExport, Merge,
    Unmerge, TakeIn, LetGo, Join, NotADrill, SetAffected, AskToCome, AnswerPage, Arrive, OfferHandoff,
    AcceptHandoff, DeclineHandoff, CorrectUpdate, DraftExternal, ApproveExternal, AskForAccess, AnswerAccess,
    KeepOpen, Stir, RecordArchiveNotice, RecordArchiveFailure, KeepChecklist, RecordDeparture, NoticeWeeds,
    MakePrivate, RecordChannelCleared, AddTodo, GiveTodo, ReturnTodo, RescheduleTodo, RankTodo, ConvertTodo,
    SettleTodo, BeginChange, SettleChange, HoldTheory, SettleTheory, CallRegroup, OfferLines, ReviewLine,
    AddLink, RemoveLink, StopPage>;

/// What is asked for: one of the kinds. A class of its own for the reason that Event is one.
class Command : public CommandKinds {
 public:
  Command();
  template <one_of<CommandKinds> Kind>
  Command(Kind kind) : Command() {
    take(place_of<Kind, CommandKinds>, &kind);
  }
  Command(const Command& other);
  Command(Command&& other) noexcept;
  Command& operator=(const Command& other);
  Command& operator=(Command&& other) noexcept;
  ~Command();

 private:
  void take(std::size_t place, void* kind);
};

/// What decide() needs to see beside the head, which is given. Anything not listed is not loaded.
struct Needs {
  std::vector<EntryId> entries = {};
  std::vector<MessageRef> messages = {};
  IncidentId other = {};  ///< of the same workspace
};
Needs needs_of(const Command& command, const Incident& incident);

}  // namespace muster::core
