// What the configuration says about roles, severities and statuses: an immutable value that `decide` reads.
// Keys are stable and stored; names are for people and may change. A key that left the configuration still
// renders as itself.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/time.h"

namespace muster::core {

/// The fixed skeleton of an incident's life; a configured status belongs to exactly one.
enum class Category { triage, active, mitigated, resolved, closed, dismissed, merged, stood_down };

std::string_view to_string(Category c);
std::optional<Category> parse_category(std::string_view text);
/// Triage, active and mitigated: work goes on.
bool is_open(Category c);
/// Closed, dismissed, merged, stood down: nothing is left to be done for it.
bool is_over(Category c);

/// What is done the first time that an incident comes to a severity, or to a status.
struct Measures {
  std::vector<std::string> invite = {};     ///< user groups of the chat platform: ids or handles
  std::string announce = {};                ///< a channel beside the usual one: C… or #name; may be empty
  std::vector<std::string> checklist = {};  ///< said in the incident's channel

  bool empty() const { return invite.empty() && announce.empty() && checklist.empty(); }
};

struct StatusDef {
  std::string key;   ///< `investigating`
  std::string name;  ///< `Investigating`
  Category category = Category::active;
  Measures measures = {};
  Duration update_every{0};  ///< at least so often, whatever the severity promises; 0: as it does
  std::vector<std::string> required_roles = {};  ///< beside those of the severity
};

struct SeverityDef {
  std::string key;                               ///< `sev1`
  std::string name;                              ///< `SEV1`
  std::string guidance;                          ///< one line: when is it this one
  std::string emoji;                             ///< without colons; may be empty
  Duration update_every{0};                      ///< promised time between updates; 0: none promised
  std::vector<std::string> required_roles = {};  ///< keys of the roles that somebody must hold
  Measures measures = {};
  /// By kind of nudge (core/nudges.h), after how long somebody is asked: 0 for never. What isn't in here is
  /// as usual.
  std::map<std::string, Duration> nudges = {};
};

struct RoleDef {
  std::string key;   ///< `lead`
  std::string name;  ///< `Lead`
  std::string description;
  std::vector<std::string> checklist;  ///< sent to who takes it
  bool many = false;                   ///< any number of people have it, each beside the others
};

/// Something that customers or colleagues use, and that an incident can affect.
struct ServiceDef {
  std::string key;           ///< `checkout`
  std::string name;          ///< `Checkout`
  std::string owner = {};    ///< a person's id in the chat platform, or any name; may be empty
  std::string group = {};    ///< who is on call for it: the id or handle of a user group; may be empty
  std::string runbook = {};  ///< http(s); may be empty
  std::vector<std::string> phones = {};  ///< as people read them: whom they reach, and the number
};

/// What may be kept to some people.
enum class Permit { declare, roles, export_debrief, close_past_gate, see_private };

/// Those to whom something is kept.
struct Permitted {
  std::set<UserId> people = {};
  std::vector<std::string> groups = {};  ///< user groups of the chat platform: ids or handles
  std::set<UserId> in_groups = {};       ///< who is in these groups now, as far as the platform has told
};

/// The role whose taking acknowledges an incident.
inline constexpr std::string_view lead_role = "lead";

struct Policy {
  std::vector<RoleDef> roles;
  std::vector<SeverityDef> severities;     ///< the gravest first
  std::vector<StatusDef> statuses;         ///< in the order in which they are usually passed
  std::string unsure_severity = "unsure";  ///< key of "not sure yet", which no list of severities contains
  std::string unsure_cadence = "sev2";     ///< the severity whose cadence counts while unsure
  /// How "not sure yet" is shown. Its key is `unsure_severity`; ask cadence() for its cadence.
  SeverityDef unsure{"unsure", "Not sure yet", "Nobody has judged it yet; treated as the cautious middle",
                     "grey_question", Duration{0}};
  std::vector<std::string> close_needs;  ///< what must be there before it is closed: see close_gates()
  /// A channel of an incident that is over and in which nobody wrote for so long is archived; 0: never.
  Duration archive_after{0};
  std::string zone = "UTC";  ///< where the caller's is unknown, and of exports
  std::vector<ServiceDef> services = {};
  /// Who may; what isn't in here everybody may who sees the incident, except to see private ones, which is
  /// for their own people then.
  std::map<Permit, Permitted> permissions = {};

  /// By key, else by name, case ignored; a role also by a seat (core/incident.h). A null pointer when there
  /// is none. The pointer lives as long as the policy.
  const RoleDef* role(std::string_view key_or_name) const;
  /// Also finds `unsure_severity`, and a bare digit or `sev2` for the second gravest.
  const SeverityDef* severity(std::string_view key_or_name) const;
  const StatusDef* status(std::string_view key_or_name) const;
  const ServiceDef* service(std::string_view key_or_name) const;
  /// The first status of a category; a null pointer when the configuration has none (triage must be
  /// configured too).
  const StatusDef* first_status(Category c) const;

  /// Names for keys; a key that is configured no longer is shown as it is.
  std::string role_name(std::string_view key) const;
  std::string severity_name(std::string_view key) const;
  std::string status_name(std::string_view key) const;
  std::string service_name(std::string_view key) const;

  /// Of a severity's key, or a status's; none for an unknown one, and for "not sure yet": nobody is called
  /// before somebody has judged it.
  const Measures& measures_of_severity(std::string_view key) const;
  const Measures& measures_of_status(std::string_view key) const;

  bool may(Permit what, const UserId& who) const;

  /// 0 is the gravest; "not sure yet" ranks as `unsure_cadence`; unknown keys rank after all others.
  int severity_rank(std::string_view key) const;
  /// What its severity says of a kind of nudge; none: nothing. "Not sure yet" is asked as `unsure_cadence`.
  std::optional<Duration> nudge_after(std::string_view severity_key, std::string_view kind) const;
  /// The tighter one of the severity's and the status'; a key of neither promises nothing.
  Duration cadence(std::string_view severity_key, std::string_view status_key) const;
  /// Keys of the roles that somebody must hold: those of the severity, then those that the status needs
  /// beside them. "Not sure yet" needs those of `unsure_cadence`.
  std::vector<std::string> required_roles(std::string_view severity_key, std::string_view status_key) const;
};

/// What a fresh installation runs with: lead, comms, scribe; SEV1 to SEV4; investigating, fixing, monitoring,
/// resolved, closed and the statuses of the other categories.
Policy default_policy();

}  // namespace muster::core
