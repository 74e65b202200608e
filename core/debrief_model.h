// What a debrief says, computed once from the record; the formats only write it down. Everything in it is in
// a fixed order, so that the same incident gives the same bytes.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/debrief.h"
#include "core/workload.h"

namespace muster::core {

/// Somebody, as exports name them. No id: the bot.
struct DebriefPerson {
  UserId id;
  std::string name;
};

/// A service that the incident affects, as it ended.
struct AffectedService {
  std::string key;
  std::string name;
};

/// One status or severity, as long as it lasted.
struct Stay {
  std::string key;
  std::string name;
  Category category = Category::active;  ///< of a status
  int rank = 0;                          ///< of a severity; 0 is the gravest
  bool unsure = false;                   ///< of a severity: "not sure yet"
  Time from{};
  Time to{};
};

/// All the time in one status or severity while work went on.
struct TimeIn {
  std::string key;
  std::string name;
  Duration time{0};
};

/// A person in a role.
struct Tenure {
  std::string role;  ///< key
  std::string role_name;
  DebriefPerson holder;
  DebriefPerson given_by;                 ///< the holder for who took it
  std::optional<DebriefPerson> previous;  ///< whom it was handed over from, or taken from
  Time from{};
  std::optional<Time> to;            ///< none: held it to the end
  bool asked = false;                ///< given by someone else
  std::optional<Time> confirmed_at;  ///< when somebody who was asked did something here
  bool declined = false;             ///< who was asked said that they can't
};

/// Somebody who was asked to come.
struct Summons {
  EntryId page;
  DebriefPerson person;
  DebriefPerson by;
  std::string listed;  ///< the service's name, or the group's handle with @; or empty
  Time at{};
  int times = 1;                    ///< how often they were asked
  Call answer = Call::asked;        ///< the last one: `asked` for none yet
  std::optional<Time> answered_at;  ///< here: none for an answer that came along with a merge
  std::optional<Time> came_at;
};

/// A role that its holder offered to somebody.
struct HandOver {
  std::string role;  ///< key
  std::string role_name;
  DebriefPerson from;
  DebriefPerson to;
  Time offered_at{};
  enum class End { waiting, accepted, declined, replaced, lapsed, withdrawn } end = End::waiting;
  std::optional<Time> ended_at;
  std::optional<Text> why;  ///< it was declined, as far as that was said and may be shown
};

/// A formal update.
struct DebriefUpdate {
  EntryId entry;
  Time at{};
  DebriefPerson author;
  std::optional<Text> words;         ///< none: hidden from the timeline
  std::optional<Time> promised;      ///< when it was due; none: nothing was promised
  bool kept = false;                 ///< not later than promised, to the minute that people saw
  std::optional<Time> corrected_at;  ///< the last time
  std::optional<Text> first_words;   ///< what a corrected one said at first; none: hidden
};

/// Words for people outside.
struct ExternalUpdate {
  EntryId entry;
  Time drafted_at{};
  DebriefPerson author;
  std::optional<DebriefPerson> approver;  ///< none: nobody approved it
  std::optional<Time> approved_at;
  bool edited = false;        ///< by the approver
  std::optional<Text> words;  ///< as they were approved, else drafted; none: hidden from the timeline
};

/// Something that people did, or believed.
struct Pursuit {
  enum class Kind { action, follow_up, change, theory };
  Kind kind = Kind::action;
  EntryId entry;
  std::optional<Text> words;  ///< none: hidden from the timeline
  DebriefPerson by;
  std::optional<DebriefPerson> owner;  ///< of an action or a follow-up
  Time from{};
  std::optional<Time> due;
  Priority priority = Priority::normal;
  bool fix = false;
  /// `done`, `dropped`, `moved`; a ChangeResult; `in` or `out`; empty: nobody has said.
  std::string end;
  std::optional<Time> ended_at;
  DebriefPerson ended_by;
  std::optional<Text> why;
};
std::string_view to_string(Pursuit::Kind kind);

/// Reminders that were sent, and what came of them.
struct Reminders {
  int sent = 0;
  int followed = 0;  ///< what they asked for was done within `followed_within`
  int ignored = 0;   ///< it was not
};
inline constexpr Duration followed_within = std::chrono::minutes(30);

/// Promises of a next update that came due.
struct Promises {
  int kept = 0;
  int late = 0;    ///< an update came, but after the time
  int missed = 0;  ///< none came before the promise was replaced, or the incident ended
};

struct Participant {
  DebriefPerson person;
  std::vector<std::string> roles;  ///< names, in the order in which they were first held
  int messages = 0;
  std::string hours;  ///< a band, such as `30 min to 2 h`; never the exact time
};

/// One line of the curated timeline.
struct Line {
  Entry entry;  ///< without words; of a withdrawn or hidden one also without files
  DebriefPerson author;
  Text what;               ///< as describe() says it, people named; empty for a hidden one
  bool withdrawn = false;  ///< deleted by its author in the chat platform: `what` says so, and no more
  bool erased = false;
  bool says_who = false;  ///< `what` names the author itself
  std::string from;  ///< `INC-43`: the merged incident whose entry it is, which `what` says; empty: its own

  std::string permalink() const { return entry.captured ? entry.captured->permalink : std::string{}; }
  /// Written down more than a minute after it happened, by hand.
  bool backdated() const;
};

/// Something that the record doesn't know, or that went wrong with it.
struct Gap {
  std::string code;
  std::string words;
};

struct Debrief {
  std::string reference;
  std::string title;
  Text summary;  ///< empty: none
  Text impact;   ///< empty: none
  bool is_private = false;
  bool drill = false;
  bool open = false;
  std::string zone;  ///< of the incident; a zone that exists
  std::string channel_name;
  std::string merged_into;             ///< `INC-42`; empty: it was not
  std::vector<std::string> merged_in;  ///< `INC-43`, in the order in which they came
  std::optional<Time> real_since;      ///< when a drill became a real one
  std::string source_link;             ///< the message that it was declared from; empty: none

  std::string status_name;
  std::string severity_name;       ///< at the end
  std::string peak_severity_name;  ///< the gravest while it was open
  int peak_rank = 0;
  bool peak_unsure = false;

  DebriefPerson declared_by;
  Time declared_at{};
  std::optional<Time> began_at;    ///< as was said with the declaration; none: durations count from that
  bool in_hindsight = false;       ///< it was over when it was declared, and stayed so
  std::optional<Time> first_sign;  ///< of the first visible entry from before it was declared
  std::vector<AffectedService> affected;
  std::optional<Time> acknowledged_at;
  std::optional<Time> roles_filled_at;  ///< first time that all required roles were held
  std::optional<Time> mitigated_at;
  std::optional<Time> resolved_at;
  std::optional<Time> final_resolved_at;
  std::vector<Time> reopened_at;
  Time as_of{};     ///< the last moment that the record knows
  Time ended_at{};  ///< when work ended; `as_of` while it is open

  /// From when its durations count.
  Time start() const { return began_at.value_or(declared_at); }

  Duration elapsed{0};  ///< start to the end
  Duration active{0};   ///< of that, while it was open and not paused
  std::vector<Stay> statuses;
  std::vector<Stay> severities;
  std::vector<TimeIn> time_in_status;
  std::vector<TimeIn> time_in_severity;

  std::vector<Tenure> tenures;
  std::vector<Summons> summons;     ///< in the order in which they were asked
  std::vector<HandOver> handovers;  ///< in the order in which they were offered
  std::vector<DebriefUpdate> updates;
  std::vector<ExternalUpdate> external;  ///< in the order in which they were drafted
  Promises promises;
  std::vector<Pursuit> pursuits;  ///< in the order in which they began; follow-ups: what mends first
  Reminders reminders;
  std::optional<Duration> first_word;       ///< declared to the first update
  std::optional<Duration> longest_silence;  ///< between declaration, updates and the end

  std::vector<Participant> people;  ///< by name
  std::array<Duration, day_parts> hours{};
  int messages = 0;
  int bot_posts = 0;

  std::vector<Line> timeline;  ///< in the order in which things happened
  std::vector<Line> hidden;    ///< entries that people took out; only JSON says that they exist
  std::vector<Gap> gaps;
  std::string chain_head;
  std::size_t records = 0;
};

/// Reads nothing but its arguments.
Debrief make_debrief(const DebriefInput& input, const Policy& policy);

/// What the record doesn't know, in the order of its weight. Of a debrief that is complete but for these.
/// `failed`: what could not be shown in the chat at some time.
std::vector<Gap> debrief_gaps(const Debrief& debrief, const Policy& policy,
                              const std::set<std::string>& failed);

/// What people did and believed, with its end. `person` names somebody; `words` gives a text as exports show
/// it, empty for none.
std::vector<Pursuit> find_pursuits(const DebriefInput& input,
                                   const std::function<DebriefPerson(const UserId&)>& person,
                                   const std::function<Text(const Words&)>& words);
/// Goes through the whole log.
Reminders count_reminders(const DebriefInput& input, const Policy& policy);

// One format each. `input` is for what stands in the log beside the debrief.
std::string debrief_markdown(const Debrief& debrief);
std::string debrief_html(const Debrief& debrief);
std::string debrief_json(const Debrief& debrief, const DebriefInput& input);
std::string debrief_csv(const Debrief& debrief);

/// Severity, status, roles and marks over time: an `<svg>` element for debrief_html, whose style it needs.
std::string debrief_picture(const Debrief& debrief);
/// The style sheet of debrief_html: light, dark and paper.
std::string_view debrief_style();

}  // namespace muster::core
