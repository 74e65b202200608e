#include "core/policy.h"

#include <algorithm>
#include <array>

#include "core/ascii.h"
#include "core/incident.h"

namespace muster::core {
namespace {

struct CategoryName {
  Category category;
  std::string_view name;
};
constexpr std::array<CategoryName, 8> category_names{{{Category::triage, "triage"},
                                                      {Category::active, "active"},
                                                      {Category::mitigated, "mitigated"},
                                                      {Category::resolved, "resolved"},
                                                      {Category::closed, "closed"},
                                                      {Category::dismissed, "dismissed"},
                                                      {Category::merged, "merged"},
                                                      {Category::stood_down, "stood_down"}}};

/// By key first, so that a name can't hide another's key.
template <class Def>
const Def* find(const std::vector<Def>& defs, std::string_view key_or_name) {
  for (const auto part : {&Def::key, &Def::name})
    for (const Def& def : defs)
      if (!key_or_name.empty() && ascii::same(def.*part, key_or_name)) return &def;
  return nullptr;
}

template <class Def>
std::string name_of(const Def* def, std::string_view key) {
  return def ? def->name : std::string(key);
}

/// Stored keys are exact; the lenient search is for what people type.
template <class Def>
const Def* by_key(const std::vector<Def>& defs, std::string_view key) {
  const auto found = std::find_if(defs.begin(), defs.end(), [&](const Def& def) { return def.key == key; });
  return found == defs.end() ? nullptr : &*found;
}

}  // namespace

std::string_view to_string(Category c) {
  for (const auto& [category, name] : category_names)
    if (category == c) return name;
  return "";
}

std::optional<Category> parse_category(std::string_view text) {
  for (const auto& [category, name] : category_names)
    if (name == text) return category;
  return std::nullopt;
}

bool is_open(Category c) {
  return c == Category::triage || c == Category::active || c == Category::mitigated;
}

bool is_over(Category c) {
  return !is_open(c) && c != Category::resolved;
}

const RoleDef* Policy::role(std::string_view key_or_name) const {
  return find(roles, role_of(key_or_name));
}

const SeverityDef* Policy::severity(std::string_view key_or_name) const {
  if (const SeverityDef* def = find(severities, key_or_name)) return def;
  if (!key_or_name.empty() &&
      (ascii::same(key_or_name, unsure_severity) || ascii::same(key_or_name, unsure.name)))
    return &unsure;
  std::string_view digit = key_or_name;
  if (digit.size() == 4 && ascii::same(digit.substr(0, 3), "sev")) digit.remove_prefix(3);
  if (digit.size() != 1 || digit[0] < '1' || digit[0] > '9') return nullptr;
  const auto place = static_cast<std::size_t>(digit[0] - '1');
  return place < severities.size() ? &severities[place] : nullptr;
}

const StatusDef* Policy::status(std::string_view key_or_name) const {
  return find(statuses, key_or_name);
}

const ServiceDef* Policy::service(std::string_view key_or_name) const {
  return find(services, key_or_name);
}

const StatusDef* Policy::first_status(Category c) const {
  const auto found = std::find_if(statuses.begin(), statuses.end(),
                                  [&](const StatusDef& status) { return status.category == c; });
  return found == statuses.end() ? nullptr : &*found;
}

std::string Policy::role_name(std::string_view key) const {
  return name_of(by_key(roles, role_of(key)), role_of(key));
}

std::string Policy::severity_name(std::string_view key) const {
  return key == unsure_severity ? unsure.name : name_of(by_key(severities, key), key);
}

std::string Policy::status_name(std::string_view key) const {
  return name_of(by_key(statuses, key), key);
}

std::string Policy::service_name(std::string_view key) const {
  return name_of(by_key(services, key), key);
}

namespace {

template <class Def>
const Measures& measures_of(const Def* def) {
  static const Measures none;
  return def ? def->measures : none;
}

}  // namespace

const Measures& Policy::measures_of_severity(std::string_view key) const {
  return measures_of(by_key(severities, key));
}

const Measures& Policy::measures_of_status(std::string_view key) const {
  return measures_of(by_key(statuses, key));
}

bool Policy::may(Permit what, const UserId& who) const {
  const auto only = permissions.find(what);
  if (only == permissions.end()) return what != Permit::see_private;
  return only->second.people.contains(who) || only->second.in_groups.contains(who);
}

int Policy::severity_rank(std::string_view key) const {
  const SeverityDef* def = by_key(severities, key == unsure_severity ? unsure_cadence : key);
  return static_cast<int>(def ? def - severities.data() : std::ssize(severities));
}

std::optional<Duration> Policy::nudge_after(std::string_view severity_key, std::string_view kind) const {
  const SeverityDef* def = severity(severity_key == unsure_severity ? unsure_cadence : severity_key);
  if (!def) return std::nullopt;
  const auto found = def->nudges.find(std::string(kind));
  return found == def->nudges.end() ? std::nullopt : std::optional(found->second);
}

Duration Policy::cadence(std::string_view severity_key, std::string_view status_key) const {
  const SeverityDef* def =
      by_key(severities, severity_key == unsure_severity ? unsure_cadence : severity_key);
  const StatusDef* status = by_key(statuses, status_key);
  const Duration of_severity = def ? std::max(def->update_every, Duration{0}) : Duration{0};
  const Duration of_status = status ? std::max(status->update_every, Duration{0}) : Duration{0};
  if (of_severity == Duration{0} || of_status == Duration{0}) return std::max(of_severity, of_status);
  return std::min(of_severity, of_status);
}

std::vector<std::string> Policy::required_roles(std::string_view severity_key,
                                                std::string_view status_key) const {
  const SeverityDef* def =
      by_key(severities, severity_key == unsure_severity ? unsure_cadence : severity_key);
  std::vector<std::string> required = def ? def->required_roles : std::vector<std::string>{};
  if (const StatusDef* status = by_key(statuses, status_key))
    for (const auto& role : status->required_roles)
      if (std::ranges::find(required, role) == required.end()) required.push_back(role);
  return required;
}

Policy default_policy() {
  using std::chrono::hours;
  using std::chrono::minutes;
  Policy policy;
  policy.roles = {
      {"lead",
       "Lead",
       "Coordinates: decides, delegates, keeps the picture. Does not fix things",
       {"Say in the channel that you lead.", "Set the severity: a quick guess is better than none.",
        "Write one line of summary and one of impact.",
        "Hand out work to one person each, with a time box, and ask them to say it back.",
        "Ask what has changed, and whether it can be undone. Undo first, understand later.",
        "Fill comms and scribe as soon as you have no hand free for them.",
        "Post an update when it is promised, even if it only says that nothing is new.",
        "Hand over before you are tired, out loud and with a brief."}},
      {"comms",
       "Comms",
       "Tells everybody outside what is going on, in words that they can use",
       {"Ask the lead what is known, what is not, and who is affected.",
        "Post the first update within ten minutes: what is broken, for whom, and when you will write again.",
        "Keep the promise of the next update; say so when there is nothing new.",
        "Keep questions away from those who are fixing; bring in what they need to know.",
        "Agree the wording of anything that leaves the company with the lead."}},
      {"scribe",
       "Scribe",
       "Sees to it that the record tells what happened, when, and why",
       {"Capture what matters with a reaction: findings, decisions, changes and their effects.",
        "Write down what is only said in the call.",
        "Note who decided what, and on what grounds; leave blame out.",
        "Set a time right where something was noted late.",
        "Collect what must be done afterwards as it comes up."}},
  };
  policy.severities = {
      {"sev1",
       "SEV1",
       "Most customers can't use the product, or data is at risk: wake people now",
       "red_circle",
       minutes(30),
       {"lead", "comms", "scribe"}},
      {"sev2",
       "SEV2",
       "An important function is down or very slow for many: all who are needed, at once",
       "large_orange_circle",
       hours(1),
       {"lead", "comms"}},
      {"sev3",
       "SEV3",
       "A part is broken and there is a way around it: in working hours, before other work",
       "large_yellow_circle",
       hours(4),
       {"lead"}},
      {"sev4",
       "SEV4",
       "Hardly noticed outside, or a risk that has not struck yet: planned like other work",
       "white_circle",
       Duration{0},
       {}},
  };
  policy.close_needs = {"summary", "impact"};
  policy.archive_after = std::chrono::days(7);
  policy.statuses = {
      {"triage", "Triage", Category::triage},
      {"investigating", "Investigating", Category::active},
      {"fixing", "Fixing", Category::active},
      {"monitoring", "Monitoring", Category::mitigated},
      {"resolved", "Resolved", Category::resolved},
      {"closed", "Closed", Category::closed},
      {"dismissed", "Dismissed", Category::dismissed},
      {"merged", "Merged", Category::merged},
      {"stood_down", "Stood down", Category::stood_down},
  };
  return policy;
}

}  // namespace muster::core
