// An incident as it is now: a bounded head, and the entries of its timeline as children with rows of their
// own. Only apply() changes these values (core/apply.h).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/policy.h"
#include "core/text.h"
#include "core/time.h"
#include "core/work.h"

namespace muster::core {

struct RoleHolder {
  UserId user;
  Time since{};
  bool asked = false;               ///< given by someone else, and the person hasn't done anything here yet
  std::int64_t seq = 0;             ///< of the event that gave it to them
  std::string zone = {};            ///< where they were then; empty: nobody knew
  std::set<std::string> done = {};  ///< of the role's checklist: items as they are configured
  std::int64_t done_seq = 0;        ///< of the event that last said so; 0: none did
  UserId by = {};                   ///< who gave it to them; empty: they took it themselves

  bool operator==(const RoleHolder&) const = default;
};

/// Work waits for somebody else.
struct Waiting {
  Time since{};
  Time until{};
  Words words;  ///< for what

  bool operator==(const Waiting&) const = default;
};

/// A role that its holder has offered to somebody who hasn't answered yet.
struct HandoffOffer {
  UserId to;
  Time at{};
  std::int64_t offer = 0;  ///< sequence number of its HandoffOffered

  bool operator==(const HandoffOffer&) const = default;
};

/// Somebody outside asked to be let in.
struct AccessRequest {
  Time at{};
  std::int64_t seq = 0;  ///< of its AccessAsked
  bool answered = false;

  bool operator==(const AccessRequest&) const = default;
};
/// So often one person may ask to be let into an incident, and so many may wait for an answer: each request
/// is a message to its lead.
inline constexpr Duration access_every = std::chrono::minutes(15);
inline constexpr std::size_t most_access_requests = 20;

/// One of the last few key moments, as the control message shows them. Rendered from its entry's fields.
struct KeyMoment {
  EntryId entry;
  Time at{};

  bool operator==(const KeyMoment&) const = default;
};

/// Another incident, as one points at it.
struct IncidentLink {
  IncidentId incident = {};
  int number = 0;
  ChannelId channel = {};  ///< empty: it had none when the link was made

  bool operator==(const IncidentLink&) const = default;
};
/// `INC-42`
std::string reference(const IncidentLink& link);

/// As many as one head bears.
inline constexpr std::size_t most_merged = 50;

/// So many direct messages for one update; each is a call to Slack.
inline constexpr std::size_t most_subscribers = 100;

/// Where somebody stands who was asked to come.
/// `spared`: it was called off before they answered.
enum class Call { asked, coming, cant, silent, came, spared };
std::string_view to_string(Call call);
std::optional<Call> parse_call(std::string_view text);

/// How long somebody has to answer before they are asked again, and then before the next is asked.
inline constexpr Duration page_patience = std::chrono::minutes(3);
/// How often one person is asked.
inline constexpr int page_tries = 2;

/// Somebody who was asked to come.
struct Called {
  UserId user;
  Call call = Call::asked;
  Time at{};    ///< when they were first asked
  Time last{};  ///< and last
  int times = 1;
  std::vector<EntryId> asks = {};  ///< the events that asked them

  bool operator==(const Called&) const = default;
};

/// A call for somebody to come: people are asked one after the other, until one comes.
struct Page {
  EntryId id;                  ///< of the event that began it
  UserId by;                   ///< who asked; empty: the bot itself
  std::string service;         ///< whose people these are: a key; or empty
  std::string group;           ///< the user group's handle; or empty
  std::vector<Called> people;  ///< in the order in which they were asked: the last is being waited for
  std::vector<UserId> next;    ///< who is asked then
  bool over = false;           ///< somebody came, nobody is left to be asked, it was called off, or all ended
  IncidentId from = {};        ///< it came along from there with a merge; none: it began here
  EntryId origin = {};         ///< what it is called there
  int left_out = 0;            ///< so many more are on the list, to be asked when it is paged again

  bool operator==(const Page&) const = default;
};
inline constexpr std::size_t most_pages = 20;    ///< that an incident remembers
inline constexpr std::size_t most_in_page = 10;  ///< people
/// Whoever was seen in the channel within this time is there, and needs no call.
inline constexpr Duration here_for = std::chrono::minutes(30);

/// What becomes of the channel when the incident is over and nobody writes there any more: it is said there
/// that the channel will be archived, and then that is done, unless somebody wants to keep it or writes
/// there.
struct Quiet {
  /// `planned`: to be said; `announced`: said; `settled`: kept open, archived, or it could not be.
  enum class Stage { counting, planned, announced, archiving, settled };
  Stage stage = Stage::counting;
  std::optional<Time> stirred_at;    ///< somebody wrote there since it is over; known to within `stirs_every`
  std::optional<Time> announced_at;  ///< when it was said there
  std::int64_t plan = 0;             ///< sequence number of its ArchivePlanned, as long as that stands

  bool operator==(const Quiet&) const = default;
};
std::string_view to_string(Quiet::Stage stage);
std::optional<Quiet::Stage> parse_quiet_stage(std::string_view text);
/// However much is written in a channel, so often at most it is recorded that it isn't quiet.
inline constexpr Duration stirs_every = std::chrono::days(1);
/// How long people have to keep a channel, from when it was said there that it will be archived.
inline constexpr Duration time_to_keep = std::chrono::days(1);

/// An announcement in another channel than the usual one, as the policy wanted it.
struct Elsewhere {
  std::int64_t seq = 0;  ///< of the event that asked for it
  std::string channel;   ///< as it is configured

  bool operator==(const Elsewhere&) const = default;
};

/// A page on the web that people keep with it: a dashboard, a ticket.
struct WebLink {
  EntryId id;
  Words words;  ///< one span: its address, and what it is called

  bool operator==(const WebLink&) const = default;
};
inline constexpr std::size_t most_links = 20;
/// Of an address.
inline constexpr std::size_t max_address = 2000;

/// So many services can be affected by one incident.
inline constexpr std::size_t most_affected = 20;

/// So many people can have one role.
inline constexpr std::size_t most_in_role = 50;

struct Incident {
  IncidentId id;
  WorkspaceId workspace;
  int number = 0;            ///< unique in the workspace; people say `INC-<number>`
  std::int64_t version = 0;  ///< sequence number of the last applied event
  int apply_version = 0;     ///< of the apply() that made this value

  Words title;
  Words summary;  ///< id 0 and no body: none
  Words impact;
  std::string severity;
  std::string status;
  Category category = Category::active;
  bool is_private = false;
  bool drill = false;

  UserId declared_by;
  ChannelId declared_in;  ///< where it was declared; may be empty (command line)
  Time declared_at{};
  ChannelId channel;            ///< empty until it is open
  std::string channel_name;     ///< as it was given
  bool channel_failed = false;  ///< it lives in `declared_in` until the channel can be made
  bool channel_usable = false;  ///< false when the bot was thrown out, or it was archived or deleted
  /// Its channel was there before, and the bot hasn't seen yet what kind of channel that is: until then
  /// nothing is said of it anywhere, and nobody is invited.
  bool unseen = false;

  std::map<std::string, RoleHolder> roles;  ///< by seat; one that nobody has has no element

  std::set<std::string> affected;  ///< keys of services, `most_affected` at most

  std::vector<Page> pages;  ///< the latest last, `most_pages` at most

  std::map<EntryId, Todo> todos;       ///< that aren't settled, `most_todos` at most
  std::map<EntryId, Change> changes;   ///< under way, `most_changes` at most
  std::map<EntryId, Theory> theories;  ///< held, `most_theories` at most
  std::map<EntryId, Offer> offers;     ///< lines that wait for a review, `most_offers` at most
  std::map<EntryId, WebLink> links;    ///< `most_links` at most
  EntryId last_regroup;                ///< the event of the last one; none: there was none
  std::optional<Time> regrouped_at;    ///< when that was

  std::optional<Time> exported_at;  ///< when a debrief was last made

  /// When a person last did something here, or wrote in the channel, as far as that is known.
  std::optional<Time> last_act;

  std::optional<Time> led_at;  ///< when the lead last did something here beside talking

  std::set<std::string> measures;    ///< those of the policy that were taken: `invite severity:sev1`
  std::vector<Elsewhere> elsewhere;  ///< in the order of their events

  std::set<UserId> chosen;    ///< who was to come along when it became private
  ChannelId left_channel;     ///< where it was before it became private and moved
  bool left_cleared = false;  ///< what the bot had said there is taken back, or can't be

  std::set<UserId> subscribers;  ///< get each update by message, `most_subscribers` at most

  // Milestones: the first entry into a category is kept; reopening adds a final one.
  std::optional<Time> acknowledged_at;  ///< first lead who confirmed
  std::optional<Time> mitigated_at;
  std::optional<Time> resolved_at;        ///< first
  std::optional<Time> final_resolved_at;  ///< latest, equal to the first without a relapse
  std::optional<Time> roles_filled_at;    ///< first time that all required roles were held
  Time category_since{};
  Time severity_since{};
  int relapses = 0;

  std::optional<Time> last_update_at;
  std::optional<Time> next_update_due;  ///< promised to people; none when nothing is promised
  Words last_update;                    ///< id 0: none yet
  int updates = 0;
  std::optional<Time> overdue;  ///< the promise that was last seen to be broken

  std::optional<Waiting> paused;
  std::optional<Time> watch_until;     ///< while it is mitigated
  std::optional<Time> snoozed_until;   ///< nobody is asked anything before
  std::map<std::string, Time> nudged;  ///< by kind of nudge (core/nudges.h), when it was last sent
  EntryId last_update_entry;           ///< the update's own; none: there is no update
  std::set<UserId> last_update_to;     ///< to whom it goes by message

  /// By role key, until answered, or the role changed hands, or the incident ended.
  std::map<std::string, HandoffOffer> handoffs;

  EntryId external_draft;  ///< words for people outside that wait for the lead; none: none wait

  std::map<UserId, AccessRequest> access;  ///< `most_access_requests` at most

  Quiet quiet;  ///< since its category last changed

  std::vector<KeyMoment> moments;  ///< the last five, oldest first
  /// Ornaments that could not be brought up to date: surface key and the platform's code for why.
  std::map<std::string, std::string> failing;

  std::optional<IncidentLink> merged_into;  ///< where it goes on; only as long as it is merged
  std::string status_before_merge;          ///< key; what an undone merge goes back to
  std::vector<IncidentLink> merged_in;      ///< those that go on here, `most_merged` at most

  MessageRef source;          ///< the message that it was declared from; empty: none
  std::string source_thread;  ///< its parent's ts, when it is a reply
  std::optional<Time>
      real_since;  ///< when a drill became a real one; none: it was from the first, or still is none

  std::string source_link;  ///< its permalink

  std::optional<Time> began_at;  ///< when its impact began, where that was before it was declared
  bool in_hindsight = false;     ///< it was over when it was declared, and hasn't been opened since
  bool without_channel = false;  ///< it has no channel, and none is being made

  bool operator==(const Incident&) const = default;
};

/// What somebody has when they have a role: named by the role's key, and where many can have the role by the
/// person, too: `responder/U2`. A key has no slash in it.
std::string seat_of(std::string_view role, const UserId& user);
/// The role's key.
std::string_view role_of(std::string_view seat);
/// Who has this role, in the order in which they got it, with their seats. The pointers live as long as the
/// incident.
std::vector<std::pair<std::string_view, const RoleHolder*>> holders_of(const Incident& incident,
                                                                       std::string_view role);
/// The seat of this person in that role; a null pointer when they don't have it.
const RoleHolder* held_by(const Incident& incident, std::string_view role, const UserId& user);

/// `INC-42`
std::string reference(const Incident& incident);
/// From when its durations count.
Time began(const Incident& incident);
/// Whether it has a channel that was made for it: one that was there before stays its team's.
bool has_own_channel(const Incident& incident);
/// Whether anybody may know of it: it isn't private, and the bot has seen that its channel isn't.
bool is_public(const Incident& incident);
/// What has no channel, and may not be spoken of where it was declared, lives in its declarer's messages with
/// the bot.
bool lives_with_declarer(const Incident& incident);

/// Actions, or follow-ups, in the order in which they matter: what mends first, then the urgent, then what is
/// due first. The pointers live as long as the incident.
std::vector<const Todo*> todos_of(const Incident& incident, bool follow_ups);

/// A null pointer for one that the incident doesn't remember, or that this person was not asked in.
const Page* page_of(const Incident& incident, EntryId id);
const Called* called_in(const Page& page, const UserId& user);
/// Whom the page waits for; a null pointer when nobody is being asked now.
const Called* being_asked(const Page& page);
/// Whether somebody who was asked is on the way: as long as that is so, nobody else is asked.
bool comes(const Page& page);
/// Asked to come, without an answer yet or on the way.
bool is_called(const Incident& incident, const UserId& user);
/// Since when, last of all, the incident has to do with this person: they declared it, were given a role, or
/// something to do, or were asked to come or to take over. None: nothing does any more.
std::optional<Time> party_since(const Incident& incident, const UserId& user);
/// Everybody with whom it has to do in this way: whoever sees a private one without being in its channel.
std::set<UserId> parties(const Incident& incident);
/// Asked to come or to take a role, and not seen here since.
bool is_awaited(const Incident& incident, const UserId& user);

enum class EntryKind {
  declared,
  note,
  message,
  status,
  severity,
  role,
  update,
  title,
  summary,
  impact,
  pause,
  merge,
  real,
  service,
  page,
  external,
  action,
  follow_up,
  change,
  theory,
  link
};
std::string_view to_string(EntryKind kind);
std::optional<EntryKind> parse_entry_kind(std::string_view text);

struct CapturedFile {
  std::string name;
  std::string permalink;
  bool operator==(const CapturedFile&) const = default;
};

/// What a captured message adds to an entry.
struct Captured {
  MessageRef message;
  std::string thread_ts;  ///< the parent's, when it is a reply; else empty
  std::string permalink;
  std::vector<CapturedFile> files;
  std::set<std::string> captors;  ///< "reaction:U1", "pin", "action:U2": who holds it here, and how
  bool pending = true;            ///< asked for, its text not fetched yet
  bool unreadable = false;        ///< could not be fetched
  bool deleted = false;           ///< its author deleted it in the chat platform: no export shows the text
  std::string revision_ts;        ///< of the last edit taken over; empty: none
  bool dropped = false;           ///< hidden because its last captor let go: the next one shows it again
  bool offered = false;           ///< hidden because nobody has put it on the timeline: what is made, or may
                                  ///< be made, of it has lines of its own

  bool operator==(const Captured&) const = default;
};

/// Begin the captor of who wants an action, or a follow-up, of the message; behind it is who that is.
inline constexpr std::string_view action_captor = "action:";
inline constexpr std::string_view follow_up_captor = "follow_up:";
/// Whether somebody wants that of it.
bool is_wished(const Captured& captured, bool follow_up);
/// Whether somebody wants the message itself on the timeline.
bool is_kept(const Captured& captured);

/// One line of the curated timeline.
struct Entry {
  EntryId id;
  EntryKind kind = EntryKind::note;
  Time occurred_at{};
  Time recorded_at{};
  UserId author;    ///< who wrote, or did, it
  UserId person;    ///< whom it concerns: the role's new holder; empty for none
  std::string key;  ///< role key, or a service's; of a page, where the person stands; of a merge: "into",
                    ///< "in" or "out", seen from this incident; of an external update `approved`, by
                    ///< `person`; of what people do or believe how it ended, or empty where it began: `done`,
                    ///< `dropped`, `cant`, a ChangeResult, "in" or "out"
  std::string from;  ///< status or severity key, or the former holder's user id
  std::string to;  ///< status or severity key; of a merge, and of a page that one took along: the other one,
                   ///< `INC-42`; of a service: empty when it is affected no more; of a role: `declined` when
                   ///< it was offered to `person` and stays with `from`; with no `person`, when `from` was
                   ///< asked to take it and can't
  Words words;     ///< id 0 and no body: none
  Words about;     ///< where something ended: the words with which it began
  bool hidden = false;
  bool edited = false;  ///< its words were corrected here by a person, so that nothing automatic hides it
  std::optional<Captured> captured;

  bool operator==(const Entry&) const = default;
};

/// What a command is decided on: the head, and of the entries those that the command names and that exist.
struct State {
  Incident incident = {};
  std::map<EntryId, Entry> entries = {};
  std::optional<Incident> other = {};  ///< the head of another incident that the command names

  const Entry* entry(EntryId id) const;
  const Entry* entry_of(const MessageRef& message) const;
};

}  // namespace muster::core
