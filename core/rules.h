// What the rules behind decide() share. For core/decide.cpp and core/rules_*.cpp only.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <variant>
#include <vector>

#include "core/decide.h"

namespace muster::core::rules {

using Verdict = tl::expected<void, Refusal>;
using Code = Refusal::Code;

/// A verb and its words, to be typed: shown as code, and made whole by whoever shows it (Refusal::words).
struct Verb {
  std::string text;
};
/// Anything else that is typed as it stands.
struct Literal {
  std::string text;
};
/// A sentence is made of literal text, people and things to type.
using Piece = std::variant<std::string, UserId, Verb, Literal>;
tl::unexpected<Refusal> refuse(Code code, std::vector<Piece> sentence, UserId holder = {});

/// One command being judged: what is so now, and the events so far.
struct Case {
  const State& state;
  const Incident& incident;  ///< state's
  const Policy& policy;
  const Context& context;
  std::vector<Record> events;

  void happened(Event event) { happened_at(context.now, std::move(event)); }
  void happened_at(Time when, Event event) {
    events.push_back({0, when, context.now, context.actor, std::move(event)});
  }
  /// The sequence number that the next event will get, which is also the id of an entry that it creates.
  EntryId next_entry() const {
    return EntryId(incident.version + static_cast<std::int64_t>(events.size()) + 1);
  }
  std::string name() const { return reference(incident); }
};

/// Refused: it was merged, and what is said of it is said where it goes on, with `update` and these words
/// behind that one's name.
tl::unexpected<Refusal> told_elsewhere(const Case& c, std::string_view words);

/// Clean, trimmed text; refused when it is blank or longer than `max` code points. `what` begins the
/// sentence: "The title".
tl::expected<Text, Refusal> required_text(const Text& text, std::size_t max, std::string_view what);
/// The same, where a blank text is none at all.
tl::expected<Words, Refusal> optional_words(const Text& text, std::string_view what);

/// Refused: this time hasn't come yet.
/// What people do in the messages that ask them to come: it says nothing of whether they are there, or have
/// begun with anything.
bool is_from_afar(const Command& command);
/// In which whoever asks reads times: their own, else the policy's.
std::string zone_of_actor(const Case& c);
tl::unexpected<Refusal> in_future(const Case& c, Time at);

/// Goes to the status, if the table of statuses lets it.
Verdict change_status(Case& c, const StatusDef& to, const Text& said);
/// Refused unless the incident is open; `what` begins "… for while it is open": "changes are".
Verdict must_be_open(const Case& c, std::string_view what);

/// What the severity and the status promise; none when they promise nothing.
std::optional<Duration> promised(const Policy& policy, std::string_view severity, std::string_view status);

/// The key by which a severity is stored.
tl::expected<std::string, Refusal> severity_key(const Case& c, const std::string& typed);
tl::expected<StatusDef, Refusal> status_of(const Case& c, const std::string& typed);
tl::expected<StatusDef, Refusal> first_status(const Case& c, Category category);
/// Also a service that left the configuration, as long as the incident affects it.
tl::expected<std::string, Refusal> service_key(const Case& c, const std::string& typed);
/// Also a role that left the configuration, as long as somebody holds it.
tl::expected<std::string, Refusal> role_key(const Case& c, const std::string& typed);

/// Under which this person has a role, or would: see seat_of().
tl::expected<std::string, Refusal> seat_key(const Case& c, const std::string& typed, const UserId& user);

/// Refused, with words that say who may, when the configuration keeps it to others. The bot itself may
/// everything.
Verdict permitted(const Case& c, const Command& command);

// life: declaration, status, severity, updates, facts
Verdict judge(Case& c, const Declare& command);
Verdict judge(Case& c, const ChangeStatus& command);
Verdict judge(Case& c, const Conclude& command);
Verdict judge(Case& c, const ChangeSeverity& command);
Verdict judge(Case& c, const PostUpdate& command);
Verdict judge(Case& c, const CorrectUpdate& command);
Verdict judge(Case& c, const Resolve& command);
Verdict judge(Case& c, const Reopen& command);
Verdict judge(Case& c, const NotADrill& command);
Verdict judge(Case& c, const AddLink& command);
Verdict judge(Case& c, const RemoveLink& command);
Verdict judge(Case& c, const SetSummary& command);
Verdict judge(Case& c, const SetImpact& command);
Verdict judge(Case& c, const Rename& command);

/// Into another status, after the table of statuses has allowed it; words may be blank.
Verdict set_status(Case& c, const StatusDef& to, const Text& said);
/// Ends a refusal: what can be done from here instead.
std::vector<Piece> way_out(const Case& c);

// merging
Verdict judge(Case& c, const Merge& command);
Verdict judge(Case& c, const Unmerge& command);
Verdict judge(Case& c, const TakeIn& command);
Verdict judge(Case& c, const LetGo& command);

// roles
Verdict judge(Case& c, const AssignRole& command);
Verdict judge(Case& c, const LeaveRole& command);
/// Confirms each role that the actor was asked to take, unless the command declines or passes it on.
void confirm_asked_roles(Case& c, const Command& command);
Verdict judge(Case& c, const KeepChecklist& command);
Verdict judge(Case& c, const RecordDeparture& command);
/// Somebody gets a role: from `previous`, who may be nobody.
RoleAssigned assigned(const Case& c, std::string role, UserId user, UserId previous, bool asked,
                      bool handed_over = false);
/// Records the first time that all roles are held which the severity requires, as the events leave them.
void note_filled_roles(Case& c);

// handoff
Verdict judge(Case& c, const OfferHandoff& command);
Verdict judge(Case& c, const AcceptHandoff& command);
Verdict judge(Case& c, const DeclineHandoff& command);

// external
Verdict judge(Case& c, const DraftExternal& command);
Verdict judge(Case& c, const ApproveExternal& command);

// timeline: notes, captured messages, corrections
Verdict judge(Case& c, const AddNote& command);
Verdict judge(Case& c, const RequestCapture& command);
Verdict judge(Case& c, const DropCapture& command);
Verdict judge(Case& c, const FillCapture& command);
Verdict judge(Case& c, const FailCapture& command);
Verdict judge(Case& c, const ReviseMessage& command);
Verdict judge(Case& c, const WithdrawMessage& command);
Verdict judge(Case& c, const HideEntry& command);
Verdict judge(Case& c, const RedactEntry& command);
Verdict judge(Case& c, const ShowEntry& command);
Verdict judge(Case& c, const EditEntry& command);
Verdict judge(Case& c, const RetimeEntry& command);

// pages: who is asked to come
Verdict judge(Case& c, const AskToCome& command);
Verdict judge(Case& c, const AnswerPage& command);
Verdict judge(Case& c, const StopPage& command);
Verdict judge(Case& c, const Arrive& command);
/// Whoever was asked to come and does something here has come, unless it is the answer, or a refusal.
void note_arrival(Case& c, const Command& command);
/// Asks again whoever hasn't answered, then the next.
void go_on_paging(Case& c);
/// Whom another incident that goes on here is asking to come is asked to come here: with the times, so that
/// the next is asked as soon as ever. Without whom a merge brings in nowhere, or is here or asked already.
void bring_along(Case& c, const IncidentLink& from, const std::vector<PageAlong>& pages);
/// Pages that had gone to the other one and go on there are this one's again, as they stand.
void take_back_pages(Case& c, const Incident& other);

// services
Verdict judge(Case& c, const SetAffected& command);

// people
Verdict judge(Case& c, const AskForAccess& command);
Verdict judge(Case& c, const AnswerAccess& command);
Verdict judge(Case& c, const Subscribe& command);
Verdict judge(Case& c, const Unsubscribe& command);
Verdict judge(Case& c, const Join& command);

// timers: what happens by itself, and what keeps it from happening
Verdict judge(Case& c, const Tick& command);
Verdict judge(Case& c, const Monitor& command);
Verdict judge(Case& c, const Snooze& command);
Verdict judge(Case& c, const Pause& command);
Verdict judge(Case& c, const Resume& command);
Verdict judge(Case& c, const Postpone& command);
Verdict judge(Case& c, const NoticeWeeds& command);

// quiet: the channel of an incident that is over
Verdict judge(Case& c, const KeepOpen& command);
Verdict judge(Case& c, const Stir& command);
Verdict judge(Case& c, const RecordArchiveNotice& command);
Verdict judge(Case& c, const RecordArchiveFailure& command);
/// Does what is due to a channel in which nobody writes any more.
void go_on_archiving(Case& c);

Verdict judge(Case& c, const Undo& command);

// policies
/// Whatever the policy wants done where the events lead to, and that wasn't done before.
void note_measures(Case& c);

// private
Verdict judge(Case& c, const MakePrivate& command);
Verdict judge(Case& c, const RecordChannelCleared& command);

// work: what people do about it
Verdict judge(Case& c, const AddTodo& command);
Verdict judge(Case& c, const GiveTodo& command);
Verdict judge(Case& c, const ReturnTodo& command);
Verdict judge(Case& c, const RescheduleTodo& command);
Verdict judge(Case& c, const RankTodo& command);
Verdict judge(Case& c, const ConvertTodo& command);
Verdict judge(Case& c, const SettleTodo& command);
/// Whether somebody may be brought in by a merge: into what is private only who has a part in it.
bool may_come_along(const Case& c, const UserId& user);
/// Actions that come along from another incident, with a merge or its end.
void take_along(Case& c, IncidentId from, const std::vector<Todo>& todos);

/// Whether a message can become an action or a follow-up now.
Verdict may_add_todo(const Case& c, bool follow_up);

// lines: what people wrote in the channel, and want done
Verdict judge(Case& c, const OfferLines& command);
Verdict judge(Case& c, const ReviewLine& command);
/// Somebody who wants the message captured: for the timeline, or as something to do. Empty: the former.
std::optional<bool> wished_follow_up(std::string_view captor);
/// Adds what is wished for by each of these captors, unless it is there, or can't be any more. `words`: the
/// message's.
void add_wished(Case& c, EntryId entry, const MessageRef& message, const std::set<std::string>& captors,
                const Text& words, const std::vector<CapturedFile>& files);
/// Nobody wishes for it any more: what nobody has touched goes.
void drop_wished(Case& c, const MessageRef& message, bool follow_up);
/// A message says something else: what was made of it does, too. `before`, `now`: its words.
void follow_message(Case& c, const Entry& entry, const Text& before, const Text& now);

// beliefs: changes under way, theories, and coming together over them
Verdict judge(Case& c, const BeginChange& command);
Verdict judge(Case& c, const SettleChange& command);
Verdict judge(Case& c, const HoldTheory& command);
Verdict judge(Case& c, const SettleTheory& command);
Verdict judge(Case& c, const CallRegroup& command);

// surfaces: what the bot's workers found out
Verdict judge(Case& c, const RecordChannel& command);
Verdict judge(Case& c, const RecordChannelFailure& command);
Verdict judge(Case& c, const RecordChannelLost& command);
Verdict judge(Case& c, const RecordChannelRestored& command);
Verdict judge(Case& c, const RecordChannelRenamed& command);
Verdict judge(Case& c, const RecordChannelPrivate& command);
Verdict judge(Case& c, const RecordOrnament& command);
Verdict judge(Case& c, const RecordExport& command);

}  // namespace muster::core::rules
