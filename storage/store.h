// What is kept, in the domain's words. Every engine (sqlite/ first) keeps these promises and passes the same
// tests.
//
// Threads: every method may be called from any thread. `execute` and the other writes that take a callback
// return at once and call it exactly once, from the engine's writer thread, after the commit (or after the
// failure); a callback must not block and must not throw. Reads see everything that was acknowledged before
// they began and never wait for the writer. Failures of the disk or the database are StoreError; anything
// expected is a value.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/command.h"
#include "core/decide.h"
#include "core/effects.h"
#include "core/event.h"
#include "core/incident.h"
#include "core/policy.h"

namespace muster::storage {

/// The disk or the database failed; what() is for the operator's log and holds no person's text.
struct StoreError : std::runtime_error {
  enum class Kind { full, io, busy, corrupt, read_only, other };
  Kind kind;
  StoreError(Kind k, const std::string& what) : std::runtime_error(what), kind(k) {}
};

/// The installation that a row belongs to. Numbers of incidents are unique within one.
struct Workspace {
  core::WorkspaceId id;
  std::string team;        ///< T…
  std::string enterprise;  ///< E… or empty
  std::string app;         ///< A… or empty
  std::string bot_user;    ///< U…
  std::string bot;         ///< B…
  std::string url;
};

/// What is remembered of a person. All of it is a cache of the chat platform's.
struct User {
  core::UserId id;
  std::string name;  ///< as people see it
  std::string zone;  ///< IANA name, or empty
  bool deleted = false;
  bool guest = false;
  bool external = false;  ///< of another organisation
  bool bot = false;
  std::int64_t updated = 0;  ///< when it became so, in the platform's Unix seconds; 0: nobody says
};

/// A user group of the chat platform, also a cache.
struct Group {
  std::string id;
  std::string handle;  ///< without @
  std::string name;
  std::vector<core::UserId> people;  ///< in the platform's order

  bool operator==(const Group&) const = default;
};

/// Makes a request known: the same key again within its life does nothing and is answered as the first was.
struct InboxKey {
  std::string key;
  core::Duration life = std::chrono::hours(25);
};

struct Outcome {
  core::State before;
  core::State after;
  std::vector<core::Record> records;  ///< stored, with their words' bodies; empty when nothing changed
  std::optional<core::Refusal> refusal;
  /// After a declaration: open ones that the declarer may see and that may be the same, also of a moment ago.
  std::vector<core::Incident> alike;
  /// What followed for another incident, in the same transaction.
  std::vector<Outcome> others;
};

/// What the caller wants kept with the request, made inside the transaction from its outcome.
struct Answer {
  std::string body;  ///< given again to a replay of the same request
  std::vector<core::OneShot> one_shots;
  std::string response_url;  ///< for `respond` and `ready` one-shots of this request; a secret
};

struct Request {
  core::WorkspaceId workspace;
  core::IncidentId incident;  ///< empty for Declare
  core::UserId actor;         ///< empty: the bot itself
  core::Command command;
  core::Time now{};
  std::vector<InboxKey> keys;  ///< any one known: nothing is done
  /// Whether a refusal makes the request known, too. Not for a form: it stays open, and is sent again once
  /// mended.
  bool remember_refusal = true;
  std::shared_ptr<const core::Policy> policy;
  /// Called on the writer thread, perhaps more than once (a retry); its last answer counts. May be empty.
  std::function<Answer(const Outcome&)> answer;
};

struct Result {
  bool replayed = false;  ///< a key was known: nothing was done, `answer` is the first one's
  std::string answer;
  Outcome outcome;           ///< empty heads when replayed
  std::exception_ptr error;  ///< StoreError, when nothing was saved; everything else is then empty
};

/// A surface as it is and as it should be; claimed by one worker until its lease ends.
struct SurfaceTask {
  core::WorkspaceId workspace;
  core::IncidentId incident;
  core::Surface kind{};
  std::int64_t wanted = 0;  ///< the incident's version that should be shown
  std::int64_t shown = 0;
  std::string ref;   ///< what the platform calls it: "C1", "C1:171234.000100", "Bk1"; empty: not made yet
  std::string hash;  ///< of the content that is shown; empty: nobody knows
  int attempts = 0;  ///< this one included
  int waits = 0;     ///< how often in a row it was put off (Again::waited)
  std::int64_t lease = 0;  ///< token of the claim: 1 for the first ever, counted on for ever
};

struct OneShotTask {
  std::int64_t id = 0;
  std::string key;  ///< idempotency key, unique for ever
  core::WorkspaceId workspace;
  core::IncidentId incident;
  core::OneShot what;
  std::string response_url;  ///< a secret; empty when there is none, or it is used or too old
  core::Time created_at{};
  int attempts = 0;  ///< this one included
  int waits = 0;
  std::int64_t lease = 0;
};

/// What became of a claimed task.
struct Done {
  std::string ref{};  ///< the message that it became, as a surface's ref; empty: none, or nobody knows
};
struct Again {
  core::Time due{};
  std::string error;    ///< a code, never a text of a person
  bool counted = true;  ///< false: the attempt was not made after all (pacing, no connection)
  bool waited = false;  ///< put off for a reason that may last: the next pause is longer
  /// Of a one-shot, how far it came: what its next try finds in OneShot::payload. None: what it found itself.
  std::optional<std::string> payload{};
};
struct Parked {
  std::string error;
};
struct Shown {
  std::int64_t version = 0;  ///< of the incident that was rendered
  std::string ref;
  std::string hash;
};

/// When a post may go (Store::take_turn).
struct Turn {
  core::Time may_go{};           ///< the `now` that was asked with; later: nothing was taken, ask again then
  core::Time until{}, before{};  ///< what core/pace.h keeps, with the post and without it
};

/// What became of a one-shot.
struct Delivery {
  core::OneShot::Kind kind{};
  core::UserId to;
  enum class State { waiting, done, failed } state = State::waiting;
  std::string ref;    ///< Done::ref
  std::string error;  ///< a code: why it failed, or why it waits
};

struct QueueStats {
  std::int64_t surfaces_behind = 0, one_shots_waiting = 0, parked = 0;
  std::optional<core::Time> oldest_due;
};
struct ParkedTask {
  std::string id;    ///< for unpark(); the same as long as it is parked
  std::string what;  ///< surface or one-shot kind
  core::IncidentId incident;
  std::string error;
  int attempts = 0;
};
enum class Unpark { retry, drop };

struct IncidentFilter {
  bool open_only = true;
  core::UserId visible_to;  ///< empty: private ones are left out; else also the private ones of this person
  bool include_private = false;     ///< all private ones (operator)
  bool insiders_only = false;       ///< of `visible_to`, public ones too (guests)
  std::optional<core::Time> since;  ///< the newest ones, up to the first that was declared before this
  int before_number = 0;            ///< keyset for paging, newest first; 0: from the newest
  int limit = 20;
};

/// Which of all that isn't settled is looked for. The first due come first.
struct TodoFilter {
  core::UserId owner;              ///< theirs, in every incident; empty: follow-ups of anybody's
  core::Time follow_ups_due_by{};  ///< then: those that are due by this time
  /// Of them only those of incidents that affect one of these services; and then neither private ones nor
  /// drills.
  std::set<std::string> services{};
  core::IncidentId but_of{};  ///< with `services`: none of this incident's
  int limit = 50;
};
struct TodoPlace {
  core::IncidentId incident;
  core::EntryId id;

  bool operator==(const TodoPlace&) const = default;
};

/// So many words of a search count, and so many lines of an incident are shown.
inline constexpr std::size_t most_search_words = 10;
inline constexpr std::size_t most_found_lines = 3;
/// So many letters of a word have to be there when it goes on.
inline constexpr std::size_t shortest_beginning = 3;

/// An incident in which words were found.
struct Found {
  core::Incident incident;
  /// Where they stand, title apart: each a part of one text, plain and not escaped, perhaps with line breaks;
  /// those that have all words come first. None when the title has them.
  std::vector<std::string> lines;
};
struct FoundPage {
  std::vector<Found> found;  ///< newest incident first
  bool more = false;
};

struct Erased {
  core::IncidentId incident;
  int texts = 0;
};

/// Where an event stands: the seq-th of an incident's log.
struct EventPlace {
  core::IncidentId incident;
  std::int64_t seq = 0;
};

struct EntryPage {
  std::vector<core::Entry> entries;  ///< latest first
  bool more = false;
};

/// Called once, from the writer's thread, after the commit, or with the StoreError for which it was not
/// saved.
using Saved = std::function<void(std::exception_ptr)>;

class Store {
 public:
  virtual ~Store() = default;

  // --- writes of people and timers
  // -----------------------------------------------------------------------------
  /// One transaction: inbox, load, decide, append, apply, surfaces, one-shots, and the same for what follows
  /// for another incident (core::follow_on): both or neither. `done` gets the result.
  virtual void execute(Request request, std::function<void(Result)> done) = 0;
  /// The same for a caller that may wait. Never called from the writer thread.
  virtual Result execute(Request request);

  /// Counts a message in an incident's channel, without its words. Not acknowledged by anyone; may be
  /// batched.
  virtual void count_activity(core::IncidentId incident, core::UserId person, core::Time at) = 0;
  /// `at`: when it happened; what happened before it counts no more, whenever it comes.
  virtual void set_member(core::IncidentId incident, core::UserId person, bool member, core::Time at,
                          Saved done = {}) = 0;
  /// These were in its channel at `at`, and nobody else; what set_member() said of later counts.
  virtual void set_members(core::IncidentId incident, std::vector<core::UserId> people, core::Time at,
                           Saved done = {}) = 0;
  virtual void upsert_users(core::WorkspaceId workspace, std::vector<User> users, Saved done = {}) = 0;
  /// These are the user groups that there are, and no others.
  virtual void set_groups(core::WorkspaceId workspace, std::vector<Group> groups, Saved done = {}) = 0;
  /// Counts a message that the bot posted about an incident.
  virtual void count_bot_post(core::IncidentId incident) = 0;

  // --- the installation
  // ------------------------------------------------------------------------------------------
  /// The row for this team, made when it is new. A file that holds another team's incidents only is refused
  /// with a StoreError that says so.
  virtual Workspace bind_workspace(const Workspace& seen) = 0;
  virtual std::optional<Workspace> only_workspace() = 0;

  // --- reads
  // -----------------------------------------------------------------------------------------------------
  virtual std::optional<core::Incident> incident(core::IncidentId id) = 0;
  virtual std::optional<core::Incident> by_number(core::WorkspaceId workspace, int number) = 0;
  /// Open ones first; usually one. Those that live there without a channel of their own are among them,
  /// except private ones.
  virtual std::vector<core::Incident> in_channel(core::WorkspaceId workspace,
                                                 const core::ChannelId& channel) = 0;
  /// Those that were in this channel before they became private and moved: what was captured there may still
  /// change.
  virtual std::vector<core::Incident> that_left(core::WorkspaceId workspace,
                                                const core::ChannelId& channel) = 0;
  virtual std::vector<core::Incident> list(core::WorkspaceId workspace, const IncidentFilter& filter) = 0;
  /// Incidents of the filter in which all of these words stand, each anywhere: in the title, summary or
  /// impact, or in an entry of the timeline (notes, updates, captured messages, reasons, actions, changes,
  /// theories, …). Only the present wording counts, and nothing that is hidden, withdrawn or erased. Case and
  /// accents don't matter; words are letters and digits, whatever else is typed parts them; the last one may
  /// be the beginning of a longer one, if shortest_beginning letters of it are there; of more than
  /// most_search_words the first count. No word, nothing found. Any bytes. Unlike other reads it knows what
  /// is new only after make_findable(). What is gone is gone at once.
  virtual FoundPage search(core::WorkspaceId workspace, const IncidentFilter& filter,
                           std::string_view words) = 0;
  /// Where it stands, which its incident's head has whole. Private incidents' too, but by service: whoever
  /// shows one asks who may see it.
  virtual std::vector<TodoPlace> todos(core::WorkspaceId workspace, const TodoFilter& filter) = 0;
  /// May this person see a private incident: declarer, role holder, asked to come, to take a role over or
  /// to do something, member of its channel, or chosen to be one when it became private. Who left its
  /// channel since, or was removed from it, may not, unless nobody is left there.
  virtual bool is_insider(const core::Incident& incident, const core::UserId& person) = 0;
  virtual std::vector<core::UserId> members(core::IncidentId incident) = 0;
  /// When this person left its channel; none: they are there, or never were, as far as anybody knows.
  virtual std::optional<core::Time> left_at(core::IncidentId incident, const core::UserId& person) = 0;
  /// `before`: from this entry's place in time on backwards; empty: from the latest. Hidden ones only if
  /// asked.
  virtual EntryPage entries(core::IncidentId incident, core::EntryId before, int limit, bool with_hidden) = 0;
  virtual std::vector<core::Entry> all_entries(core::IncidentId incident) = 0;
  virtual std::optional<core::Entry> entry(core::IncidentId incident, core::EntryId id) = 0;
  virtual std::optional<core::Entry> entry_of(core::IncidentId incident, const core::MessageRef& message) = 0;
  virtual std::optional<core::Record> record(core::IncidentId incident, std::int64_t seq) = 0;
  virtual std::vector<core::Record> log(core::IncidentId incident) = 0;
  /// Hex, of the last event's hash; empty for no such incident.
  virtual std::string chain_head(core::IncidentId incident) = 0;
  /// Hex, of the log up to and with its event `seq`; empty for no such event.
  virtual std::string chain_at(core::IncidentId incident, std::int64_t seq) = 0;
  /// The event whose hash begins with these hexadecimal digits (12 or more); none when no log has it. Looks
  /// at every event: for the command line.
  virtual std::optional<EventPlace> find_hash(std::string_view digits) = 0;
  /// Every incident of the file, of every workspace, private ones too: for verifying (storage/verify.h).
  virtual std::vector<core::IncidentId> all_incidents() = 0;
  /// Faults of the stored log itself: gaps, a broken hash chain, texts that are not those of their digests.
  virtual std::vector<std::string> audit(core::IncidentId incident) = 0;
  virtual std::vector<std::pair<core::UserId, int>> message_counts(core::IncidentId incident) = 0;
  virtual int bot_posts(core::IncidentId incident) = 0;
  virtual std::optional<User> user(core::WorkspaceId workspace, const core::UserId& id) = 0;
  /// By handle.
  virtual std::vector<Group> groups(core::WorkspaceId workspace) = 0;
  /// What a surface is shown as: its ref, or empty.
  virtual std::string surface_ref(core::IncidentId incident, core::Surface kind) = 0;
  /// The one-shots of one event, each with what became of it, in the order of their kinds' names.
  virtual std::vector<Delivery> deliveries(core::IncidentId incident, std::int64_t seq) = 0;
  /// The answer that a known request got.
  virtual std::optional<std::string> known_answer(std::span<const InboxKey> keys, core::Time now) = 0;

  // --- work for the workers; each waits for its commit
  // -----------------------------------------------------------
  /// Called (from the writer thread) after a commit that made work. Set once, before the first execute.
  virtual void on_work(std::function<void()> wake) = 0;
  /// One due surface whose prerequisites are shown (the channel first; pin and bookmark after the control
  /// message), or none. Its attempt is counted and its lease taken before this returns. One that is edited in
  /// place isn't due again before `now` and `rest`, whatever is raised meanwhile: a burst of changes is shown
  /// at its beginning and at its end.
  virtual std::optional<SurfaceTask> claim_surface(core::Time now, core::Duration lease,
                                                   core::Duration rest) = 0;
  /// A surface that was raised meanwhile stays due.
  virtual void finish(const SurfaceTask& task, const std::variant<Shown, Again, Parked>& result) = 0;
  /// One due one-shot, oldest first within its incident; people's own answers before anything else.
  virtual std::optional<OneShotTask> claim_one_shot(core::Time now, core::Duration lease) = 0;
  virtual void finish(const OneShotTask& task, const std::variant<Done, Again, Parked>& result) = 0;
  /// An incident for which Tick has something to do (core/timers.h), or none. Until an execute() says when
  /// the next time is, it is due again after a minute, and longer each time.
  virtual std::optional<core::IncidentId> claim_timer(core::Time now) = 0;
  /// When the first of all timers is due; none: no incident waits.
  virtual std::optional<core::Time> next_timer() = 0;
  /// When that is was decided with another policy, or by another version: each open incident is due now.
  virtual void recheck_timers(core::Time now) = 0;
  /// The events of the lines that wait in this one's incident, its own first, to be said in one message.
  /// Which they are is kept with the task, so that a second try says the same; when it is done, they all are.
  virtual std::vector<std::int64_t> gather_lines(const OneShotTask& task) = 0;
  /// Whether a post of the bot's may go to the incident's channel, which has room for `per_hour`
  /// (core/pace.h); if it may, it is counted as gone.
  virtual Turn take_turn(core::IncidentId incident, core::Time now, int per_hour) = 0;
  /// Of a post that was not made after all. Where another turn was taken since, it stays taken: rather one
  /// post too few in an hour than one too many.
  virtual void give_turn_back(core::IncidentId incident, const Turn& turn) = 0;
  /// Raises surfaces again, without an event: something outside changed them.
  virtual void raise(core::IncidentId incident, std::span<const core::Surface> kinds, core::Time now) = 0;
  /// The same for a caller that can't wait.
  virtual void raise(core::IncidentId incident, std::vector<core::Surface> kinds, core::Time now,
                     Saved done) = 0;
  /// When the next task is due; none when nothing waits.
  virtual std::optional<core::Time> next_due() = 0;
  virtual QueueStats queue_stats() = 0;
  virtual std::vector<ParkedTask> parked(int limit) = 0;
  /// Has it tried again from the first attempt on, or given up for good (a surface: until the incident's next
  /// change). False when nothing of this id is parked.
  virtual bool unpark(const std::string& id, Unpark how, core::Time now) = 0;

  // --- erasing
  // ---------------------------------------------------------------------------------------------------
  /// What this person wrote, in every incident, with how many texts it is in each; with `really` it is
  /// erased, from what search() knows, too, and the surfaces that may show it are raised. The log stays
  /// verifiable. Waits for the disk.
  virtual std::vector<Erased> erase(const core::UserId& person, bool really, core::Time now) = 0;

  // --- housekeeping
  // ----------------------------------------------------------------------------------------------
  /// Forgets expired inbox rows and response_urls older than 30 minutes; bounded work for each call.
  virtual void tidy(core::Time now) = 0;
  /// Lets search() find what was written since, of every workspace; and removes from the data what erasing
  /// left of words there. Bounded work for each call; false when nothing is left to do, which costs next to
  /// nothing.
  virtual bool make_findable() = 0;
  /// The machine's clock moved by so much, and says `now`: what waits, and what is leased, does so for as
  /// long as it would have. Nothing is left to wait for longer than 15 minutes, whatever the clock was when
  /// it was written down.
  virtual void clock_moved(core::Duration by, core::Time now) = 0;
  /// Writes nothing and throws StoreError when the database can't be written.
  virtual void probe() = 0;
};

}  // namespace muster::storage
