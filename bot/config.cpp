#include "bot/config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>
#include <utility>

#include "bot/config_rules.h"
#include "bot/http/server.h"
#include "core/nudges.h"
#include "core/time.h"

namespace muster::bot {
namespace {

/// Where something stands in the file; line 0 for what came from elsewhere.
struct Place {
  int line = 0, column = 0;
};

Place place_of(const toml::source_region& region) {
  return {static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

/// A value of the file, with its name for mistakes.
struct Value {
  const toml::node& node;
  std::string name;
  Place place() const { return place_of(node.source()); }
};

/// Collects mistakes; each read leaves the default where the value is wrong.
class Reader {
 public:
  std::vector<ConfigMistake> mistakes;
  std::set<std::string, std::less<>> broken;  ///< sections that have one: the whole of them can't be judged

  void mistake(Place at, std::string what) { mistakes.push_back({at.line, at.column, std::move(what)}); }
  void mistake(const Value& value, std::string_view what) {
    mistake(value.place(), fmt::format("{} {}", value.name, what));
  }

  /// A string that `rule` accepts: it returns what would be right, or nothing when all is well.
  void text(const Value& value, std::string& to, rules::Rule rule) {
    const auto* string = value.node.as_string();
    if (!string) return mistake(value, "must be text in quotes");
    if (rules::has_control_characters(string->get())) return mistake(value, "has control characters");
    if (const auto problem = rule(string->get())) return mistake(value, *problem);
    to = string->get();
  }

  /// Of several lines, perhaps.
  void long_text(const Value& value, std::string& to, rules::Rule rule) {
    const auto* string = value.node.as_string();
    if (!string) return mistake(value, "must be text in quotes");
    if (const auto problem = rule(string->get())) return mistake(value, *problem);
    to = string->get();
  }

  void number(const Value& value, int& to, int from, int until) {
    const auto* integer = value.node.as_integer();
    if (!integer || integer->get() < from || integer->get() > until)
      return mistake(value, fmt::format("must be a whole number from {} to {}", from, until));
    to = static_cast<int>(integer->get());
  }

  void flag(const Value& value, bool& to) {
    const auto* given = value.node.as_boolean();
    if (!given) return mistake(value, "must be true or false");
    to = given->get();
  }

  void texts(const Value& value, std::vector<std::string>& to, rules::Rule rule = rules::not_empty) {
    const auto* array = value.node.as_array();
    if (!array) return mistake(value, "must be a list of texts: [\"one\", \"two\"]");
    to.clear();
    for (const auto& node : *array) text({node, value.name}, to.emplace_back(), rule);
  }

  void unknown(const toml::key& key, const std::string& where, const std::vector<std::string>& known,
               std::string_view elsewhere = {}) {
    std::string what = fmt::format("unknown key \"{}\"{}", rules::shown(key.str()), where);
    if (const auto near = rules::nearest(key.str(), known))
      what += fmt::format("; did you mean \"{}\"?", *near);
    else if (!elsewhere.empty())
      what += fmt::format("; it belongs under [{}]", elsewhere);
    mistake(place_of(key.source()), std::move(what));
  }
};

// What may stand in the file: one line for each key --------------------------------------------------------

std::string without_at(std::string handle) {
  if (handle.starts_with('@')) handle.erase(0, 1);
  return handle;
}

void groups(Reader& reader, const Value& value, std::vector<std::string>& to) {
  reader.texts(value, to, rules::user_group);
  for (auto& group : to) group = without_at(std::move(group));
  std::erase(to, std::string());
}

void cadence(Reader& reader, const Value& value, core::Duration& to) {
  std::string text;
  reader.text(value, text, rules::duration);
  to = core::parse_duration(text).value_or(core::Duration{0});
}

/// People and user groups. An empty list keeps it from everybody, which is a mistake for anything but seeing
/// what is private.
void permission(Reader& reader, const Value& value, Config& config, core::Permit what) {
  const auto* array = value.node.as_array();
  if (!array || (array->empty() && what != core::Permit::see_private))
    return reader.mistake(value,
                          "must be a list of people's ids in Slack and of user groups: [\"U024BE7LH\", "
                          "\"@sre\"]; leave it out for "
                          "everybody");
  auto& only = config.policy.permissions[what];
  for (const auto& node : *array) {
    std::string named;
    reader.text({node, value.name}, named, rules::person_or_group);
    if (named.empty()) continue;
    if (!rules::person(named))
      only.people.insert(core::UserId(std::move(named)));
    else
      only.groups.push_back(without_at(std::move(named)));
  }
}

/// By kind of nudge, after how long, or "off".
void nudges(Reader& reader, const Value& value, std::map<std::string, core::Duration>& to) {
  const auto* table = value.node.as_table();
  if (!table)
    return reader.mistake(value, "must be a table: nudges = { no_lead = \"10m\", quiet = \"off\" }");
  std::vector<std::string> known(core::nudge_kinds.size());
  std::ranges::transform(core::nudge_kinds, known.begin(),
                         [](const auto& kind) { return std::string(kind.name); });
  for (const auto& [key, node] : *table) {
    const auto* kind = core::find_nudge_kind(key.str());
    if (!kind) {
      reader.unknown(key, fmt::format(" in {}", value.name), known);
      continue;
    }
    std::string text;
    const Value one{node, fmt::format("{}.{}", value.name, kind->name)};
    reader.text(one, text, kind->after > core::Duration{0} ? rules::duration_or_off : rules::off);
    to[std::string(kind->name)] = core::parse_duration(text).value_or(core::Duration{0});
  }
}

struct Key {
  std::string_view section, name;
  void (*read)(Reader&, const Value&, Config&);
};

const Key keys[] = {
    {"channels", "announce", [](auto& r, auto& v, auto& c) { r.text(v, c.announce, rules::channel); }},
    {"channels", "name", [](auto& r, auto& v, auto& c) { r.text(v, c.name_template, rules::name_template); }},
    {"channels", "private_name",
     [](auto& r, auto& v, auto& c) { r.text(v, c.private_name_template, rules::private_name_template); }},
    {"channels", "lines_per_hour", [](auto& r, auto& v, auto& c) { r.number(v, c.lines_per_hour, 6, 600); }},
    {"channels", "call_link", [](auto& r, auto& v, auto& c) { r.text(v, c.call_link, rules::link); }},
    {"changes", "usual", [](auto& r, auto& v, auto& c) { r.texts(v, c.usual_changes, rules::name); }},
    {"digest", "day", [](auto& r, auto& v, auto& c) { r.text(v, c.digest_day, rules::weekday_or_off); }},
    {"digest", "time", [](auto& r, auto& v, auto& c) { r.text(v, c.digest_time, rules::time_of_day); }},
    {"reactions", "timeline",
     [](auto& r, auto& v, auto& c) { r.text(v, c.timeline_reaction, rules::emoji); }},
    {"reactions", "action", [](auto& r, auto& v, auto& c) { r.text(v, c.action_reaction, rules::emoji); }},
    {"reactions", "follow_up",
     [](auto& r, auto& v, auto& c) { r.text(v, c.follow_up_reaction, rules::emoji); }},
    {"server", "listen", [](auto& r, auto& v, auto& c) { r.text(v, c.listen, rules::address); }},
    {"server", "admin_listen", [](auto& r, auto& v, auto& c) { r.text(v, c.admin_listen, rules::address); }},
    {"server", "public_url", [](auto& r, auto& v, auto& c) { r.text(v, c.public_url, rules::https_link); }},
    {"server", "database",
     [](auto& r, auto& v, auto& c) {
       std::string path = c.database.string();
       r.text(v, path, rules::not_empty);
       c.database = path;
     }},
    {"server", "workers", [](auto& r, auto& v, auto& c) { r.number(v, c.workers, 1, 64); }},
    {"server", "safe_mode_after", [](auto& r, auto& v, auto& c) { r.number(v, c.safe_mode_after, 0, 100); }},
    {"log", "format", [](auto& r, auto& v, auto& c) { r.text(v, c.log_format, rules::log_format); }},
    {"log", "level", [](auto& r, auto& v, auto& c) { r.text(v, c.log_level, rules::log_level); }},
    {"slack", "command", [](auto& r, auto& v, auto& c) { r.text(v, c.command, rules::command); }},
    {"slack", "api_url", [](auto& r, auto& v, auto& c) { r.text(v, c.api_url, rules::api_url); }},
    {"slack", "ca_file", [](auto& r, auto& v, auto& c) { r.text(v, c.ca_file, rules::readable_file); }},
    {"slack", "attempts", [](auto& r, auto& v, auto& c) { r.number(v, c.attempts, 1, 100); }},
    {"time", "zone", [](auto& r, auto& v, auto& c) { r.text(v, c.policy.zone, rules::zone); }},
    {"close", "needs",
     [](auto& r, auto& v, auto& c) { r.texts(v, c.policy.close_needs, rules::close_gate); }},
    {"close", "archive_after_days",
     [](auto& r, auto& v, auto& c) {
       auto days = static_cast<int>(c.policy.archive_after / std::chrono::days(1));
       r.number(v, days, 0, 3650);
       c.policy.archive_after = std::chrono::days(days);
     }},
    {"permissions", "declare", [](auto& r, auto& v, auto& c) { permission(r, v, c, core::Permit::declare); }},
    {"permissions", "roles", [](auto& r, auto& v, auto& c) { permission(r, v, c, core::Permit::roles); }},
    {"permissions", "export",
     [](auto& r, auto& v, auto& c) { permission(r, v, c, core::Permit::export_debrief); }},
    {"permissions", "close_past_gate",
     [](auto& r, auto& v, auto& c) { permission(r, v, c, core::Permit::close_past_gate); }},
    {"permissions", "see_private",
     [](auto& r, auto& v, auto& c) { permission(r, v, c, core::Permit::see_private); }},
    {"unsure", "cadence",
     [](auto& r, auto& v, auto& c) { r.text(v, c.policy.unsure_cadence, rules::not_empty); }},
};

template <class Def>
struct Field {
  std::string_view name;
  bool required;
  void (*read)(Reader&, const Value&, Def&);
};

const std::vector<Field<core::RoleDef>> role_fields{
    {"key", true, [](auto& r, auto& v, auto& d) { r.text(v, d.key, rules::key); }},
    {"name", true, [](auto& r, auto& v, auto& d) { r.text(v, d.name, rules::name); }},
    {"description", false, [](auto& r, auto& v, auto& d) { r.text(v, d.description, rules::sentence); }},
    {"checklist", false, [](auto& r, auto& v, auto& d) { r.texts(v, d.checklist); }},
    {"many", false, [](auto& r, auto& v, auto& d) { r.flag(v, d.many); }},
};
const std::vector<Field<core::SeverityDef>> severity_fields{
    {"key", true, [](auto& r, auto& v, auto& d) { r.text(v, d.key, rules::key); }},
    {"name", true, [](auto& r, auto& v, auto& d) { r.text(v, d.name, rules::name); }},
    {"guidance", false, [](auto& r, auto& v, auto& d) { r.text(v, d.guidance, rules::sentence); }},
    {"emoji", false, [](auto& r, auto& v, auto& d) { r.text(v, d.emoji, rules::emoji); }},
    {"update_every", false, [](auto& r, auto& v, auto& d) { cadence(r, v, d.update_every); }},
    {"required_roles", false, [](auto& r, auto& v, auto& d) { r.texts(v, d.required_roles, rules::key); }},
    {"invite", false, [](auto& r, auto& v, auto& d) { groups(r, v, d.measures.invite); }},
    {"announce", false, [](auto& r, auto& v, auto& d) { r.text(v, d.measures.announce, rules::channel); }},
    {"checklist", false, [](auto& r, auto& v, auto& d) { r.texts(v, d.measures.checklist); }},
    {"nudges", false, [](auto& r, auto& v, auto& d) { nudges(r, v, d.nudges); }},
};
const std::vector<Field<core::StatusDef>> status_fields{
    {"key", true, [](auto& r, auto& v, auto& d) { r.text(v, d.key, rules::key); }},
    {"name", true, [](auto& r, auto& v, auto& d) { r.text(v, d.name, rules::name); }},
    {"category", true,
     [](auto& r, auto& v, auto& d) {
       std::string text;
       r.text(v, text, rules::category);
       d.category = core::parse_category(text).value_or(core::Category::active);
     }},
    {"update_every", false, [](auto& r, auto& v, auto& d) { cadence(r, v, d.update_every); }},
    {"required_roles", false, [](auto& r, auto& v, auto& d) { r.texts(v, d.required_roles, rules::key); }},
    {"invite", false, [](auto& r, auto& v, auto& d) { groups(r, v, d.measures.invite); }},
    {"announce", false, [](auto& r, auto& v, auto& d) { r.text(v, d.measures.announce, rules::channel); }},
    {"checklist", false, [](auto& r, auto& v, auto& d) { r.texts(v, d.measures.checklist); }},
};

const std::vector<Field<core::ServiceDef>> service_fields{
    {"key", true, [](auto& r, auto& v, auto& d) { r.text(v, d.key, rules::key); }},
    {"name", true, [](auto& r, auto& v, auto& d) { r.text(v, d.name, rules::name); }},
    {"owner", false, [](auto& r, auto& v, auto& d) { r.text(v, d.owner, rules::name); }},
    {"group", false,
     [](auto& r, auto& v, auto& d) {
       r.text(v, d.group, rules::user_group);
       d.group = without_at(std::move(d.group));
     }},
    {"runbook", false, [](auto& r, auto& v, auto& d) { r.text(v, d.runbook, rules::link); }},
    {"phones", false, [](auto& r, auto& v, auto& d) { r.texts(v, d.phones, rules::phone_line); }},
};
const std::vector<Field<OwnCommand>> command_fields{
    {"key", true, [](auto& r, auto& v, auto& d) { r.text(v, d.key, rules::own_word); }},
    {"help", true, [](auto& r, auto& v, auto& d) { r.text(v, d.help, rules::sentence); }},
    {"answer", false, [](auto& r, auto& v, auto& d) { r.long_text(v, d.answer, rules::own_answer); }},
    {"url", false, [](auto& r, auto& v, auto& d) { r.text(v, d.url, rules::webhook); }},
};
const std::vector<Field<Contact>> contact_fields{
    {"key", true, [](auto& r, auto& v, auto& d) { r.text(v, d.key, rules::contact); }},
    {"name", true, [](auto& r, auto& v, auto& d) { r.text(v, d.name, rules::name); }},
    {"phone", true, [](auto& r, auto& v, auto& d) { r.text(v, d.phone, rules::phone); }},
};

template <class List>
std::vector<std::string> names(const List& list) {
  std::vector<std::string> out(std::size(list));
  std::transform(std::begin(list), std::end(list), out.begin(),
                 [](const auto& item) { return std::string(item.name); });
  return out;
}

std::vector<std::string> names_in(std::string_view section) {
  std::vector<std::string> out;
  for (const Key& key : keys)
    if (key.section == section) out.emplace_back(key.name);
  if (section == "slack") out.emplace_back("pacing");
  return out;
}

/// Of any section when `section` is empty; a null pointer when there is none.
const Key* find_key(std::string_view section, std::string_view name) {
  const auto* found = std::find_if(std::begin(keys), std::end(keys), [&](const Key& key) {
    return key.name == name && (section.empty() || key.section == section);
  });
  return found == std::end(keys) ? nullptr : found;
}

std::vector<std::string> sections() {
  std::vector<std::string> out{"roles", "severities", "statuses", "services", "contacts", "commands"};
  for (const Key& key : keys)
    if (std::find(out.begin(), out.end(), key.section) == out.end()) out.emplace_back(key.section);
  return out;
}

// Reading ---------------------------------------------------------------------------------------------------

void read_pace(Reader& reader, const Value& value, slack::Pace& pace) {
  const auto* table = value.node.as_table();
  if (!table) return reader.mistake(value, "must be a table: per_minute = 50, burst = 5");
  for (const auto& [key, node] : *table) {
    const Value inner{node, fmt::format("{}.{}", value.name, key.str())};
    if (key == "burst") {
      reader.number(inner, pace.burst, 1, 10'000);
    } else if (key == "per_minute") {
      const auto number = node.value<double>();
      if (!number || !(*number >= 0.1 && *number <= 1e6))
        reader.mistake(inner, "must be a number from 0.1 to 1000000");
      else
        pace.per_minute = *number;
    } else {
      reader.unknown(key, fmt::format(" in {}", value.name), {"per_minute", "burst"});
    }
  }
}

void read_pacing(Reader& reader, const toml::node& node, slack::PacingTable& pacing) {
  const auto* table = node.as_table();
  if (!table) return reader.mistake(Value{node, "slack.pacing"}, "must be a table of methods");
  std::vector<std::string> known{"other", "post_per_channel"};
  for (const auto& [method, pace] : pacing.methods) known.push_back(method);
  for (const auto& [key, pace] : *table) {
    const std::string name(key.str());
    const Value value{pace, fmt::format("slack.pacing.\"{}\"", rules::shown(name))};
    if (name == "other")
      read_pace(reader, value, pacing.other);
    else if (name == "post_per_channel")
      read_pace(reader, value, pacing.post_per_channel);
    else if (!pacing.methods.contains(name) && (!rules::is_method(name) || rules::nearest(name, known)))
      reader.unknown(key, " in [slack.pacing]: a method's name in quotes, other or post_per_channel", known);
    else
      read_pace(reader, value, pacing.methods.try_emplace(name, pacing.other).first->second);
  }
}

/// What one of a list is called: by its key, and by its name if its kind has one.
template <class Def>
std::vector<std::pair<std::string_view, std::string>> called(const Def& def) {
  std::vector<std::pair<std::string_view, std::string>> out{{"key", def.key}};
  if constexpr (requires { def.name; }) out.emplace_back("name", def.name);
  return out;
}

/// What only shows when one of a list is read whole.
template <class Def>
void check_one(Reader&, const toml::table&, const Def&) {}
void check_one(Reader& reader, const toml::table& table, const OwnCommand&) {
  const auto* url = table.get("url");
  if (url && table.contains("answer"))
    reader.mistake({*url, "commands.url"}, "can't stand beside commands.answer: one of the two answers");
  if (!url && !table.contains("answer"))
    reader.mistake(place_of(table.source()),
                   "commands.answer is missing here, or commands.url, the address of a webhook that answers");
}

/// A list that is given replaces the one that comes with Muster. Its place is kept for what is wrong with the
/// list as a whole.
template <class Def>
void read_list(Reader& reader, const toml::key& key, const toml::node& node,
               const std::vector<Field<Def>>& fields, std::vector<Def>& to) {
  const std::string name(key.str());
  const auto* array = node.as_array();
  if (!array || array->empty() ||
      !std::all_of(array->begin(), array->end(), [](const toml::node& n) { return n.is_table(); }))
    return reader.mistake(place_of(key.source()), fmt::format("{0} must be written as [[{0}]]", name));
  to.clear();
  for (const auto& element : *array) {
    const auto& table = *element.as_table();
    Def def;
    for (const auto& field : fields) {
      const std::string field_name = fmt::format("{}.{}", name, field.name);
      if (const auto* given = table.get(field.name))
        field.read(reader, {*given, field_name}, def);
      else if (field.required)
        reader.mistake(place_of(table.source()), fmt::format("{} is missing here", field_name));
    }
    const auto known = names(fields);
    for (const auto& [inner, value] : table)
      if (std::find(known.begin(), known.end(), inner.str()) == known.end())
        reader.unknown(inner, fmt::format(" in [[{}]]", name), known);
    // A name that is another's key or name would hide it from those who type it.
    for (const Def& before : to) {
      const auto taken = called(before);
      for (const auto& [part, word] : called(def))
        if (!word.empty() && std::any_of(taken.begin(), taken.end(), [&given = word](const auto& other) {
              return rules::same(given, other.second);
            }))
          reader.mistake(place_of(table.get(part)->source()),
                         fmt::format("{}.{} \"{}\" is another one's already", name, part, word));
    }
    check_one(reader, table, def);
    to.push_back(std::move(def));
  }
}

void read_section(Reader& reader, const toml::key& section, const toml::node& node, Config& config) {
  const std::string name(section.str());
  const auto* table = node.as_table();
  if (!table)
    return reader.mistake(place_of(section.source()), fmt::format("{0} must be a table: [{0}]", name));
  for (const auto& [key, value] : *table) {
    if (name == "slack" && key == "pacing") {
      read_pacing(reader, value, config.pacing);
      continue;
    }
    const Key* known = find_key(name, key.str());
    if (known) {
      known->read(reader, {value, fmt::format("{}.{}", name, known->name)}, config);
      continue;
    }
    const Key* elsewhere = find_key({}, key.str());
    reader.unknown(key, fmt::format(" in [{}]", name), names_in(name),
                   elsewhere ? elsewhere->section : std::string_view{});
  }
}

Place place_in(const toml::table& root, std::string_view section, std::string_view key = {}) {
  const auto* node = root.get(section);
  if (node && !key.empty() && node->is_table())
    if (const auto* inner = node->as_table()->get(key)) node = inner;
  if (node && node->is_array() && !node->as_array()->empty()) node = node->as_array()->get(0);
  return node ? place_of(node->source()) : Place{};
}

/// What only shows when all of it is read.
void check_whole(Reader& reader, const toml::table& root, const Config& config) {
  const core::Policy& policy = config.policy;
  const auto has = [](const auto& defs, std::string_view key) {
    return std::any_of(defs.begin(), defs.end(), [&](const auto& def) { return def.key == key; });
  };
  const auto judged = [&](std::string_view section) { return !reader.broken.contains(section); };
  for (const auto category : {core::Category::triage, core::Category::active, core::Category::mitigated,
                              core::Category::resolved, core::Category::closed, core::Category::dismissed,
                              core::Category::merged, core::Category::stood_down})
    if (judged("statuses") && std::none_of(policy.statuses.begin(), policy.statuses.end(),
                                           [&](const auto& status) { return status.category == category; }))
      reader.mistake(place_in(root, "statuses"),
                     fmt::format("no status has the category \"{}\"; each needs one", to_string(category)));
  if (judged("roles") && !has(policy.roles, "lead"))
    reader.mistake(place_in(root, "roles"), "no role has the key \"lead\"; an incident needs one who leads");
  if (const auto* lead = policy.role("lead"); judged("roles") && lead && lead->many)
    reader.mistake(place_in(root, "roles"), "many can't lead: an incident needs one who does");
  const std::array<std::pair<std::string_view, const std::string&>, 3> reactions{
      {{"timeline", config.timeline_reaction},
       {"action", config.action_reaction},
       {"follow_up", config.follow_up_reaction}}};
  for (std::size_t i = 0; i < reactions.size(); ++i)
    for (std::size_t k = i + 1; k < reactions.size(); ++k)
      if (reactions[i].second == reactions[k].second)
        reader.mistake(place_in(root, "reactions", reactions[k].first),
                       fmt::format("reactions.{} and reactions.{} are both \"{}\"; each needs one of its own",
                                   reactions[i].first, reactions[k].first, reactions[i].second));
  const auto check_announce = [&](std::string_view section, const auto& defs) {
    for (const auto& def : defs)
      if (!def.measures.announce.empty() && def.measures.announce == config.announce)
        reader.mistake(place_in(root, section),
                       fmt::format("{} announces in {}, where every incident is announced already", def.key,
                                   config.announce));
  };
  check_announce("severities", policy.severities);
  check_announce("statuses", policy.statuses);
  const auto check_required = [&](std::string_view section, const auto& defs) {
    for (const auto& def : defs)
      for (const auto& role : def.required_roles)
        if (judged(section) && judged("roles") && !has(policy.roles, role))
          reader.mistake(place_in(root, section),
                         fmt::format("{} requires the role \"{}\", which is no role's key", def.key, role));
  };
  check_required("severities", policy.severities);
  check_required("statuses", policy.statuses);
  if (!judged("severities")) return;
  if (policy.severities.size() > 9)
    reader.mistake(place_in(root, "severities"), "more than nine severities; they are typed as one digit");
  if (has(policy.severities, policy.unsure_severity))
    reader.mistake(
        place_in(root, "severities"),
        fmt::format("the key \"{}\" means that nobody is sure yet; take another", policy.unsure_severity));
  if (judged("unsure") && !has(policy.severities, policy.unsure_cadence)) {
    std::vector<std::string> known;
    for (const auto& severity : policy.severities) known.push_back(severity.key);
    reader.mistake(place_in(root, root.contains("unsure") ? "unsure" : "severities", "cadence"),
                   fmt::format("unsure.cadence is \"{}\", which is no severity's key; set it to one of: {}",
                               policy.unsure_cadence, fmt::join(known, ", ")));
  }
}

void read_part(Reader& reader, const toml::key& key, const toml::node& node, Config& config) {
  if (key == "roles")
    read_list(reader, key, node, role_fields, config.policy.roles);
  else if (key == "severities")
    read_list(reader, key, node, severity_fields, config.policy.severities);
  else if (key == "statuses")
    read_list(reader, key, node, status_fields, config.policy.statuses);
  else if (key == "services")
    read_list(reader, key, node, service_fields, config.policy.services);
  else if (key == "commands")
    read_list(reader, key, node, command_fields, config.commands);
  else if (key == "contacts")
    read_list(reader, key, node, contact_fields, config.contacts);
  else if (!names_in(key.str()).empty())
    read_section(reader, key, node, config);
  else
    reader.unknown(key, "", sections());
}

void read_file(Reader& reader, std::string_view text, Config& config) {
  toml::table root;
  try {
    root = toml::parse(text);
  } catch (const toml::parse_error& e) {
    return reader.mistake(place_of(e.source()), std::string(e.description()));
  }
  for (const auto& [key, node] : root) {
    const auto before = reader.mistakes.size();
    read_part(reader, key, node, config);
    if (reader.mistakes.size() > before) reader.broken.insert(std::string(key.str()));
  }
  // What comes with Muster requires its own roles; of other roles it requires those that are there.
  if (!root.contains("severities"))
    for (auto& severity : config.policy.severities)
      std::erase_if(severity.required_roles, [&](const auto& role) { return !config.policy.role(role); });
  check_whole(reader, root, config);
}

void read_environment(Reader& reader, const Environment& environment, Config& config) {
  const auto take = [&](const std::string& name, std::string& to, rules::Rule rule) {
    const auto value = environment(name);
    if (!value || value->empty()) return;
    if (const auto problem = rule(*value))
      reader.mistake({}, fmt::format("{} {}", name, *problem));
    else
      to = *value;
  };
  std::string database = config.database.string();
  take("MUSTER_DATABASE", database, rules::not_empty);
  config.database = database;
  take("MUSTER_LISTEN", config.listen, rules::address);
  take("MUSTER_ADMIN_LISTEN", config.admin_listen, rules::address);
  take("SLACK_API_URL", config.api_url, rules::api_url);
}

void check_listeners(Reader& reader, const Config& config) {
  const auto front = parse_listen(config.listen);
  const auto admin = parse_listen(config.admin_listen);
  if (front && admin && front->port == admin->port && front->port != 0 && front->host == admin->host)
    reader.mistake({}, fmt::format("server.listen and server.admin_listen are both {}", config.listen));
}

}  // namespace

bool is_user_id(std::string_view text) {
  const auto good = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  return text.size() >= 5 && (text[0] == 'U' || text[0] == 'W') &&
         std::all_of(text.begin(), text.end(), good) &&
         std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

LoadedConfig parse_config(std::string_view toml, const Environment& environment) {
  auto config = std::make_shared<Config>();
  config->policy = core::default_policy();
  Reader reader;
  read_file(reader, toml, *config);
  read_environment(reader, environment, *config);
  check_listeners(reader, *config);
  if (!config->api_url.ends_with('/')) config->api_url += '/';

  LoadedConfig loaded{nullptr, std::move(reader.mistakes)};
  std::stable_sort(loaded.mistakes.begin(), loaded.mistakes.end(), [](const auto& a, const auto& b) {
    const auto order = [](const ConfigMistake& m) { return std::pair(m.line ? m.line : INT_MAX, m.column); };
    return order(a) < order(b);
  });
  if (loaded.mistakes.empty()) loaded.config = std::move(config);
  return loaded;
}

LoadedConfig load_config(const std::filesystem::path& file, const Environment& environment) {
  std::filesystem::path path = file;
  if (path.empty()) path = environment("MUSTER_CONFIG").value_or("");
  if (path.empty()) return parse_config("", environment);
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  if (!stream || !(text << stream.rdbuf() || stream.peek() == EOF) || stream.bad())
    return {nullptr,
            {{0, 0,
              fmt::format("can't read {}: {}", path.string(),
                          std::generic_category().message(errno ? errno : EIO))}}};
  return parse_config(text.str(), environment);
}

std::vector<std::string> config_keys() {
  std::vector<std::string> out;
  for (const Key& key : keys) out.push_back(fmt::format("{}.{}", key.section, key.name));
  for (const auto& field : role_fields) out.push_back(fmt::format("roles.{}", field.name));
  for (const auto& field : severity_fields) out.push_back(fmt::format("severities.{}", field.name));
  for (const auto& field : status_fields) out.push_back(fmt::format("statuses.{}", field.name));
  for (const auto& field : service_fields) out.push_back(fmt::format("services.{}", field.name));
  for (const auto& field : contact_fields) out.push_back(fmt::format("contacts.{}", field.name));
  for (const auto& field : command_fields) out.push_back(fmt::format("commands.{}", field.name));
  for (const auto* name : {"per_minute", "burst"})
    out.push_back(fmt::format("slack.pacing.<method>.{}", name));
  return out;
}

}  // namespace muster::bot
