// Everything that a person sees in Slack, made from the state as it is. Pure functions of their arguments.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bot/config.h"
#include "core/decide.h"
#include "core/incident.h"
#include "slack/blocks.h"
#include "storage/store.h"

namespace muster::bot {
struct DigestContent;
}

namespace muster::bot::views {

// --- surfaces
// ----------------------------------------------------------------------------------------------------
/// The pinned message of an incident's channel: state, roles with their buttons, what is due, the latest key
/// moments. `moments` are the entries that incident.moments names.
/// `wounds`: late follow-ups of other incidents on what this one affects.
slack::OutMessage control(const core::Incident& incident, std::span<const core::Entry> moments,
                          const Config& config,
                          std::span<const std::pair<core::Incident, core::Todo>> wounds = {});
/// The same for `reader`'s eyes, with every button that the control message has no room for.
slack::OutMessage panel(const core::Incident& incident, std::span<const core::Entry> moments,
                        const core::UserId& reader, core::Time now, const Config& config);
/// Where things stand, for `reader`, who comes to it: the state in words, who does what, and how to join in.
slack::OutMessage briefing(const core::Incident& incident, std::span<const core::Entry> moments,
                           const core::UserId& reader, core::Time now, const Config& config);
slack::OutMessage announcement(const core::Incident& incident, const Config& config);
/// What stands in its place once the incident is private.
slack::OutMessage announcement_withdrawn(const core::Incident& incident);
/// Severity, status and lead, nothing else; names for people as far as `name_of` knows them.
std::string topic(const core::Incident& incident, const Config& config,
                  const std::function<std::string(const core::UserId&)>& name_of);

// --- one-shots
// ---------------------------------------------------------------------------------------------------
/// One line in the channel about an event; none when the event has none (any more). `chain` is the hash of
/// the log up to it: posted when the incident is resolved, so that `muster verify --against` means something.
std::optional<slack::OutMessage> channel_line(const core::Incident& incident, const core::Record& record,
                                              const std::string& chain, const Config& config);
/// What happened while Slack was away, or the channel had had its share of an hour, as one message. `lines`
/// are channel_lines, in order.
slack::OutMessage catch_up(const core::Incident& incident,
                           std::span<const std::pair<core::Time, slack::OutMessage>> lines);
slack::OutMessage role_checklist(const core::Incident& incident, const core::Record& record,
                                 const Config& config);
/// What that message becomes once the role isn't theirs: `given` asked them, `end` ended that.
slack::OutMessage role_gone(const core::Incident& incident, const core::Record& given,
                            const core::Record& end, const Config& config);
/// To who asked somebody to take a role: they can't. `record` is the RoleVacated.
slack::OutMessage role_declined(const core::Incident& incident, const core::Record& record,
                                const Config& config);
/// So many boxes are one element of Slack's, which tells of a tick what is ticked in it.
inline constexpr std::size_t boxes_in_one = 10;
/// By what a tick names an item of a checklist.
std::string checklist_item(const std::string& item);
/// A box for each item, ticked when it is done.
void checklist_boxes(slack::Blocks& blocks, const core::Incident& incident, const core::RoleDef& role,
                     const core::RoleHolder& holder);
/// Those of several roles, for `user` who has them.
slack::OutMessage checklists(const core::Incident& incident, std::span<const core::RoleDef> roles,
                             const core::UserId& user);
/// An update, or the end, for who isn't in the channel.
slack::OutMessage update_message(const core::Incident& incident, const core::Record& record,
                                 const Config& config);
/// For the thread of the message that it was declared from.
slack::OutMessage source_reply(const core::Incident& incident);
slack::OutMessage role_taken_over(const core::Incident& incident, const core::Record& record,
                                  const Config& config);
/// What this person is asked about, all in one, with the buttons that end it; none when by now there is no
/// reason left.
std::optional<slack::OutMessage> nudge(const core::Incident& incident, const core::Record& record,
                                       const Config& config);
/// Asks somebody to come; `why` as it was said when the page began.
slack::OutMessage page_message(const core::Incident& incident, const core::Page& page,
                               const core::Called& called, const core::Words& why, const Config& config);
/// The same, as it goes on elsewhere since a merge, or is back since that was undone: `moved` is its
/// PageCameAlong. Who is on the way already is asked nothing.
slack::OutMessage page_moved(const core::Incident& incident, const core::Page& page,
                             const core::Called& called, const core::Words& why, const core::Record& moved,
                             const Config& config);
/// Of a merge: whether somebody may see where it goes on, and whether they got a message from there.
enum class GoesOn { unseen, seen, asked_there };
/// What becomes of that message when nobody is needed any more; `end` is the event that made it so.
slack::OutMessage page_settled(const core::Incident& incident, const core::Record& end, GoesOn goes_on,
                               const Config& config);
/// To who asked: nobody of them comes.
slack::OutMessage page_failed(const core::Incident& incident, const core::Page& page, const Config& config);
/// To whom a role is offered: where things stand, and what they can answer. `record` is the HandoffOffered.
slack::OutMessage handoff_brief(const core::Incident& incident, const core::Record& record,
                                std::span<const core::Entry> moments, const Config& config);
/// What becomes of the brief when its offer stands no longer; `end` is the event that ended it. Only who
/// accepted keeps its words.
slack::OutMessage handoff_settled(const core::Incident& incident, const core::Record& offer,
                                  const core::Record& end, std::span<const core::Entry> moments,
                                  const Config& config);
slack::OutMessage handoff_declined(const core::Incident& incident, const core::Record& record,
                                   const Config& config);
/// An update in the announcement's thread.
slack::OutMessage update_reply(const core::Incident& incident, const core::Record& record,
                               const Config& config);
/// A copy of an update, of `said`, that says that it isn't what it was at first.
slack::OutMessage corrected(slack::OutMessage message, core::Time at, core::Time said);
/// What is said beside it. `update` has the words of now.
slack::OutMessage correction_note(const core::Incident& incident, const core::Record& correction,
                                  const core::Record& update);
/// The same to a person who got it by message.
slack::OutMessage correction_message(const core::Incident& incident, const core::Record& correction,
                                     const core::Record& update);
/// To the lead: words for people outside, to approve or to edit. `record` is the ExternalDrafted.
slack::OutMessage external_request(const core::Incident& incident, const core::Record& record);
/// What becomes of that message when nothing is to be decided any more; `approved`: it was.
slack::OutMessage external_settled(const core::Incident& incident, bool approved);
/// Approved, where it is easily copied from.
slack::OutMessage external_update(const core::Incident& incident, const core::Record& record);
/// To whoever decides: somebody wants to be let in. `record` is the AccessAsked.
slack::OutMessage access_request(const core::Incident& incident, const core::Record& record);
slack::OutMessage access_settled(const core::Incident& incident, const core::Record& answer);
/// To the person who is in now.
slack::OutMessage let_in(const core::Incident& incident, const core::Record& answer);
/// What is said in the channel that a private one left: nothing of what it is about.
slack::OutMessage tombstone(const core::Incident& incident);
/// What is left of a message to somebody who may not see it any more.
slack::OutMessage private_now(const core::Incident& incident);
/// To who made it private: where it goes on, and what can't be unsaid. `record` is the ChannelCleared, or the
/// MovedToPrivate of one that had no channel.
slack::OutMessage moved_to_private(const core::Incident& incident, const core::Record& record, bool exported);
/// In the channel of an incident that is over: it will be archived at `at`, unless somebody keeps it.
slack::OutMessage archive_notice(const core::Incident& incident, core::Time at, const Config& config);
/// What becomes of the notice when the channel is not archived; `end` is the event that says why.
slack::OutMessage archive_settled(const core::Incident& incident, const core::Record& end,
                                  const Config& config);
/// To who reopened the incident: Slack doesn't let the bot open its channel again. `code`: Slack's word for
/// why.
slack::OutMessage unarchive_failed(const core::Incident& incident, std::string_view code);
/// The same for an incident that there isn't and one that the reader may not see.
slack::OutMessage not_seen(int number, const Config& config);
slack::OutMessage ready(const core::Incident& incident, const Config& config);
slack::OutMessage declare_failed(const core::Incident& incident, const core::Record& record,
                                 const Config& config);

// --- what people do and believe
// ----------------------------------------------------------------------------------------------------
/// To who got something to do; `by`: from whom.
slack::OutMessage todo_given(const core::Incident& incident, const core::Todo& todo, const core::UserId& by);
/// What becomes of that message when it isn't theirs any more: `added` has its words, `last` is what happened
/// to it; `now`: as it is, a null pointer when it is settled.
slack::OutMessage todo_gone(const core::Incident& incident, const core::Record& added,
                            const core::Record& last, const core::Todo* now);
/// To the lead: somebody can't do it.
slack::OutMessage todo_returned(const core::Incident& incident, const core::Todo& todo,
                                const core::TodoReturned& returned);
/// Actions or follow-ups of one incident, each with what `reader` can do about it.
slack::OutMessage todos(const core::Incident& incident, bool follow_ups, const core::UserId& reader,
                        core::Time now, const Config& config);
/// What somebody has to do in any of them.
slack::OutMessage own_todos(std::span<const std::pair<core::Incident, core::Todo>> todos, core::Time now,
                            const Config& config);
/// The line in the channel about a change; `end`: what came of it, a null pointer while it is under way.
slack::OutMessage change_line(const core::Incident& incident, const core::Record& begun,
                              const core::Record* end);
/// Where things stand, and which parts wait for somebody.
slack::OutMessage regroup(const core::Incident& incident, const core::Record& record, const Config& config);

/// `name_of`: what people are called, without calling them.
slack::OutMessage digest(const DigestContent& content, const Config& config,
                         const std::function<std::string(const core::UserId&)>& name_of);
/// The same made once more, and when; and what is left of one that nobody needs any more.
slack::OutMessage digest_anew(slack::OutMessage digest, core::Time now);
slack::OutMessage digest_taken_back();

// --- the Home tab
// ------------------------------------------------------------------------------------------------
/// What the Home tab of one person is made of.
struct Home {
  core::UserId reader;
  bool may_declare = true;
  std::vector<core::Incident> open{};  ///< what they may see, newest first
  bool more = false;                   ///< that isn't all
  int page = 0;                        ///< of those that aren't theirs; beyond the last: the last
  std::vector<std::pair<core::Incident, core::Todo>> todos{};  ///< theirs, what is due first
};
/// What is theirs comes first; the others in pages, whose buttons have the action id `home`.
slack::Blocks home(const Home& home, core::Time now, const Config& config);
/// The page that such a button's value asks for.
int home_page(std::string_view value);

// --- searching the past
// ------------------------------------------------------------------------------------------
struct Search {
  std::string words{};  ///< plain, max_title at most
  std::vector<int>
      way{};  ///< the incidents behind which each page up to this one began; none: it is the first
};
slack::OutMessage search(const Search& asked, const storage::FoundPage& page, const Config& config);

// --- answers
// -----------------------------------------------------------------------------------------------------
/// What a person is told of what their command did, or of why it did nothing and what to do instead.
slack::OutMessage outcome(const storage::Outcome& outcome, const core::UserId& actor, const Config& config);
/// A refusal's words with each verb as it is typed: with the command before it, and its incident.
core::Text typeable(core::Text words, const core::Incident& incident, const Config& config);
/// Whether what was done has consequences that whoever did it by a form should be told of.
bool warns(const storage::Outcome& outcome);
slack::OutMessage refusal(const core::Refusal& refusal, const core::Incident& incident, const Config& config);
slack::OutMessage list(std::span<const core::Incident> incidents, bool more, const Config& config);
/// Entries latest first, each with its menu.
slack::OutMessage timeline(const core::Incident& incident, const storage::EntryPage& page,
                           const Config& config);
/// The pages that it keeps, each with a button that takes it out.
slack::OutMessage links(const core::Incident& incident, const Config& config);
/// Lines that wait for a review, each with its menu. `links`: to where each was said.
slack::OutMessage review(const core::Incident& incident, const std::map<core::EntryId, std::string>& links,
                         const Config& config);
/// `reader`: who holds a role can hand it over, everybody else can take it.
slack::OutMessage roles(const core::Incident& incident, const core::UserId& reader, const Config& config);
/// What became of an announcement in another channel, as it is configured.
using Announced = std::pair<std::string, storage::Delivery>;
/// What became of each copy of an update: `sent` are the one-shots of it, `elsewhere` the announcements in
/// other channels, `corrections` those of its last correction.
slack::OutMessage deliveries(const core::Incident& incident, const core::Record& update,
                             std::span<const storage::Delivery> sent, std::span<const Announced> elsewhere,
                             std::span<const storage::Delivery> corrections, const Config& config);
slack::OutMessage severities(const core::Incident& incident, const Config& config);
/// What is affected, and what may be, with buttons for both.
slack::OutMessage services(const core::Incident& incident, const Config& config);
slack::OutMessage statuses(const core::Incident& incident, const Config& config);

/// Asks which of these `incident` goes on in.
slack::OutMessage merge_choices(const core::Incident& incident, std::span<const core::Incident> candidates);
/// Asks whether one is to be merged into the other.
slack::OutMessage ask_merge(const core::Incident& incident, const core::Incident& into);
/// Open ones that may be the same as `incident`, each with its buttons. One of version 0 isn't declared yet,
/// and can be merged with none.
void alike_blocks(slack::Blocks& blocks, const core::Incident& incident,
                  std::span<const core::Incident> alike, const Config& config);

// --- pieces
// ------------------------------------------------------------------------------------------------------
/// A button's value may have 2000 code points, and one with more is left out.
inline constexpr std::size_t longest_button_line = 1900;
/// A button that runs a command line as if the person had typed it. Its action id is `do`.
slack::Button run(std::string label, std::string line, slack::Style style = slack::Style::normal);
/// `[DRILL] ` of a drill, empty of anything real.
std::string drill_mark(const core::Incident& incident);
/// `1 action, 2 follow-ups`: what is still to be done. Empty when nothing is.
std::string open_todos(const core::Incident& incident);
/// What the bot says of this incident, and a form about it, with the mark of a drill unless it has one
/// already: all that is shown passes here, so that no view can forget it.
slack::OutMessage marked(const core::Incident& incident, slack::OutMessage message);
slack::Modal marked(const core::Incident& incident, slack::Modal form);
/// A message of one section.
slack::OutMessage say(std::string mrkdwn);
/// What is read of it, without its buttons, a line each: for a terminal.
std::string plain(const slack::OutMessage& message);
/// `*INC-42* title`, escaped; a private one's title is shown too: callers show it only to insiders.
std::string name_and_title(const core::Incident& incident);
/// `SEV1` with its emoji.
std::string severity(const core::Incident& incident, const core::Policy& policy);

}  // namespace muster::bot::views
