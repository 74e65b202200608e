// A button says a line, as if somebody had typed it: here each is read as it would be.
#include <algorithm>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "bot/verb.h"
#include "bot/views/views.h"
#include "core/nudges.h"
#include "tests/bot/support/test_app.h"
#include "tests/catch.h"

using namespace muster;
using namespace muster::bot;
using nlohmann::json;

namespace {

const core::UserId me{"U1"};
const core::Time now = core::from_millis(1'772'329'020'000);

void lines_in(const json& part, std::vector<std::string>& lines) {
  const auto id = part.is_object() ? std::string(slack::base_action_id(part.value("action_id", ""))) : "";
  if (id == "do") {
    if (part.contains("value")) lines.push_back(part["value"].get<std::string>());
    for (const auto& option : part.value("options", json::array()))
      lines.push_back(option["value"].get<std::string>());
  }
  // Of boxes the id says it, and what is ticked stands behind it.
  if (id.starts_with("do ")) lines.push_back(id.substr(3));
  if (part.is_structured())
    for (const auto& inner : part) lines_in(inner, lines);
}

std::vector<std::string> lines_of(const slack::Blocks& blocks) {
  std::vector<std::string> lines;
  lines_in(json::parse(slack::home_json(blocks)), lines);
  return lines;
}

/// Whether the verb gets its incident by name and takes the words behind it.
bool is_taken(const std::string& text, const Config& config) {
  Line line(text);
  const auto* verb = find_verb(line.front());
  if (!verb) return false;
  line.pop_front();
  if (verb->needs_incident) {
    if (line.empty() || !Line::incident_number(line.front())) return false;
    line.pop_front();
  }
  return verb->read({line, config.policy, "UTC", now, true}).has_value();
}

core::Incident incident_in(core::Category category, const std::string& status) {
  core::Incident made;
  made.id = core::IncidentId(1);
  made.number = 42;
  made.version = 1;
  made.title = core::words(core::plain("checkout is down"));
  made.severity = "sev2";
  made.category = category;
  made.status = status;
  made.channel = core::ChannelId("C1");
  made.roles["lead"] = {me, now, false};
  made.updates = 1;
  made.drill = category == core::Category::active;
  core::Page page;
  page.id = core::EntryId(3);
  page.people.push_back({me, core::Call::asked, now, now});
  made.pages.push_back(page);
  made.handoffs["comms"] = {me, now, 7};
  return made;
}

}  // namespace

TEST_CASE("every button of the main views says a line that its verb takes") {
  Config config;
  config.policy = core::default_policy();
  using C = core::Category;
  const auto category = GENERATE(C::triage, C::active, C::mitigated, C::resolved, C::closed);
  const auto& statuses = config.policy.statuses;
  const auto status =
      std::ranges::find_if(statuses, [&](const auto& def) { return def.category == category; });
  REQUIRE(status != statuses.end());
  const auto incident = incident_in(category, status->key);
  const std::vector<core::Entry> moments;
  slack::Blocks all;
  all.append(views::control(incident, moments, config).blocks);
  all.append(views::panel(incident, moments, me, now, config).blocks);
  all.append(views::briefing(incident, moments, me, now, config).blocks);
  all.append(views::announcement(incident, config).blocks);
  all.append(views::roles(incident, me, config).blocks);
  all.append(views::roles(incident, core::UserId("U2"), config).blocks);
  all.append(views::severities(incident, config).blocks);
  all.append(views::statuses(incident, config).blocks);
  all.append(views::timeline(incident, {{}, false}, config).blocks);
  all.append(views::list(std::vector{incident}, true, config).blocks);
  all.append(views::home({.reader = me, .open = {incident}}, now, config));
  all.append(
      views::search({.words = "checkout", .way = {50, 44}}, {{{incident, {"down"}}}, true}, config).blocks);
  const auto lines = lines_of(all);
  CHECK(lines.size() > 20);
  for (const auto& line : lines) {
    CAPTURE(line);
    CHECK(is_taken(line, config));
  }
}

namespace {

core::Record record_of(core::Event event, std::int64_t seq = 5) {
  core::Record record;
  record.seq = seq;
  record.occurred_at = now;
  record.actor = me;
  record.event = std::move(event);
  return record;
}

/// With something of everything that has buttons.
core::Incident full(core::Category category, const Config& config) {
  const auto status =
      std::ranges::find_if(config.policy.statuses, [&](const auto& def) { return def.category == category; });
  auto made = incident_in(category, status->key);
  made.declared_by = me;
  made.next_update_due = now;
  made.changes[core::EntryId(11)].by = me;
  made.theories[core::EntryId(12)].by = me;
  made.todos[core::EntryId(13)].id = core::EntryId(13);
  made.offers[core::EntryId(14)].id = core::EntryId(14);
  if (category == core::Category::merged) made.merged_into = core::IncidentLink{core::IncidentId(2), 41, {}};
  return made;
}

/// Whatever it asks anybody about.
void nudges_in(const core::Incident& incident, const Config& config, slack::Blocks& all) {
  auto asked = incident;
  for (const auto& one : core::nudges(incident, config.policy)) asked.nudged[one.key()] = now;
  for (const auto& one : core::nudges(asked, config.policy))
    if (const auto message = views::nudge(asked, record_of(core::Nudged{one.to, {one.key()}}), config))
      all.append(message->blocks);
}

/// All that is shown of an incident of this category.
slack::Blocks shown(const core::Incident& incident, const Config& config) {
  const std::vector<core::Entry> moments;
  core::Entry entry;
  entry.id = core::EntryId(3);
  entry.words = core::words(core::plain("12 pods restarted"));
  slack::Blocks all;
  for (const auto& reader : {me, core::UserId("U2")}) {
    all.append(views::panel(incident, moments, reader, now, config).blocks);
    all.append(views::briefing(incident, moments, reader, now, config).blocks);
    all.append(views::roles(incident, reader, config).blocks);
    all.append(views::todos(incident, false, reader, now, config).blocks);
    all.append(views::todos(incident, true, reader, now, config).blocks);
    all.append(views::checklists(incident, config.policy.roles, reader).blocks);
    all.append(views::home({.reader = reader, .open = {incident}}, now, config));
  }
  all.append(views::control(incident, moments, config).blocks);
  all.append(views::announcement(incident, config).blocks);
  all.append(views::severities(incident, config).blocks);
  all.append(views::statuses(incident, config).blocks);
  all.append(views::services(incident, config).blocks);
  all.append(views::timeline(incident, {{entry}, false}, config).blocks);
  all.append(views::review(incident, {}, config).blocks);
  all.append(views::source_reply(incident).blocks);
  all.append(views::tombstone(incident).blocks);
  all.append(views::private_now(incident).blocks);
  all.append(views::archive_notice(incident, now, config).blocks);
  nudges_in(incident, config, all);
  storage::Outcome outcome;
  outcome.before.incident = outcome.after.incident = incident;
  outcome.records = {record_of(core::SummaryChanged{core::words(core::plain("the cache"))})};
  all.append(views::outcome(outcome, me, config).blocks);
  return all;
}

/// What its verb wouldn't take, of all that the buttons say.
std::string unread(const slack::Blocks& blocks, const Config& config) {
  std::string all;
  for (const auto& page : blocks.pages())
    for (const auto& text : lines_of(page))
      if (!is_taken(text, config)) all += text + "\n";
  return all;
}

std::set<std::string> verbs_of(const slack::Blocks& blocks) {
  std::set<std::string> verbs;
  // A view takes a hundred blocks; these are many views.
  for (const auto& page : blocks.pages())
    for (const auto& text : lines_of(page))
      if (const auto* verb = find_verb(Line(text).front())) verbs.insert(verb->name);
  return verbs;
}

}  // namespace

TEST_CASE("every verb is also a button, somewhere") {
  // What stands for it on a button.
  const std::map<std::string, std::string> otherwise = {
      {"lead", "`role lead` is on every role's button"},
      {"comms", "likewise"},
      {"scribe", "likewise"},
      {"standdown", "the status of that name asks why"},
      {"redact", "each entry's menu has it, as `entry`"},
  };
  muster::bot::testing::TestApp app;
  auto config = app.test_config();
  config.policy.services = {{"checkout", "Checkout"}};
  std::set<std::string> found;
  using C = core::Category;
  for (const auto category : {C::triage, C::active, C::mitigated, C::resolved, C::closed, C::merged}) {
    const auto incident = full(category, config);
    // As it is, and with what changes the buttons: a pause, reminders that are off, a watch.
    for (const auto& change : std::vector<std::function<void(core::Incident&)>>{
             [](core::Incident&) {},
             [](core::Incident& is) {
               is.paused.emplace();
               is.subscribers.insert(me);
             },
             [](core::Incident& is) { is.snoozed_until = now + std::chrono::minutes(10); },
             [](core::Incident& is) { is.watch_until = now; }}) {
      auto changed = incident;
      change(changed);
      const auto all = shown(changed, config);
      found.merge(verbs_of(all));
      const auto wrong = unread(all, config);
      INFO(core::to_string(category) << ": " << wrong);
      CHECK(wrong.empty());
    }
  }
  // What `help` offers, which is on the Home tab.
  const auto help = find_verb("help")->read({Line(""), config.policy, "UTC", now, true});
  REQUIRE(help);
  found.merge(verbs_of(std::get<Show>((*help)(app.ask("U1", "C1"))).message.blocks));
  for (const auto& verb : all_verbs()) {
    CAPTURE(verb.name);
    CHECK(found.contains(verb.name) != otherwise.contains(verb.name));
  }
}

TEST_CASE(
    "in triage everything can be done by button that can be typed, and nothing that is always refused") {
  Config config;
  config.policy = core::default_policy();
  const auto incident = full(core::Category::triage, config);
  const auto on_control = verbs_of(views::control(incident, {}, config).blocks);
  for (const char* verb : {"confirm", "dismiss", "update", "severity", "status", "action", "page", "panel"}) {
    CAPTURE(verb);
    CHECK(on_control.contains(verb));
  }
  CHECK_FALSE(verbs_of(views::panel(incident, {}, me, now, config).blocks).contains("resolve"));
}

TEST_CASE("only who has a role is offered to hand it over") {
  Config config;
  config.policy = core::default_policy();
  const auto incident = full(core::Category::active, config);
  CHECK(verbs_of(views::panel(incident, {}, me, now, config).blocks).contains("handoff"));
  CHECK_FALSE(
      verbs_of(views::panel(incident, {}, core::UserId("U2"), now, config).blocks).contains("handoff"));
}

TEST_CASE("who gets each update is offered no more of them, and everybody else to get them") {
  Config config;
  config.policy = core::default_policy();
  auto incident = full(core::Category::active, config);
  incident.subscribers.insert(me);
  const auto mine = verbs_of(views::panel(incident, {}, me, now, config).blocks);
  CHECK(mine.contains("unsubscribe"));
  CHECK_FALSE(mine.contains("subscribe"));
  const auto theirs = verbs_of(views::panel(incident, {}, core::UserId("U2"), now, config).blocks);
  CHECK(theirs.contains("subscribe"));
  CHECK_FALSE(theirs.contains("unsubscribe"));
}

TEST_CASE("reminders that were put off are seen, and put on by a button") {
  Config config;
  config.policy = core::default_policy();
  auto incident = full(core::Category::active, config);
  incident.paused.reset();
  CHECK(verbs_of(views::panel(incident, {}, me, now, config).blocks).contains("snooze"));
  incident.snoozed_until = now + std::chrono::minutes(10);
  const auto says = [&](core::Time at, const char* words) {
    return views::plain(views::panel(incident, {}, me, at, config)).find(words) != std::string::npos;
  };
  CHECK(says(now, "No reminders for anyone until"));
  CHECK_FALSE(says(now + std::chrono::minutes(11), "No reminders for anyone until"));
}

TEST_CASE("who gets each update can end that when it is over, too; others can begin until it is closed") {
  Config config;
  config.policy = core::default_policy();
  auto incident = full(core::Category::resolved, config);
  incident.subscribers.insert(me);
  CHECK(verbs_of(views::panel(incident, {}, me, now, config).blocks).contains("unsubscribe"));
  const auto theirs = [&] {
    return verbs_of(views::panel(incident, {}, core::UserId("U2"), now, config).blocks);
  };
  CHECK(theirs().contains("subscribe"));
  CHECK_FALSE(theirs().contains("unsubscribe"));
  const auto update = record_of(core::UpdatePosted{core::words(core::plain("it holds")), {}});
  CHECK(verbs_of(views::update_message(incident, update, config).blocks).contains("unsubscribe"));
  incident = full(core::Category::closed, config);
  CHECK_FALSE(theirs().contains("subscribe"));
}

TEST_CASE("the panel says until when it is watched") {
  Config config;
  config.policy = core::default_policy();
  auto incident = full(core::Category::mitigated, config);
  const auto says = [&] {
    return views::plain(views::panel(incident, {}, me, now, config)).find("Watched until") !=
           std::string::npos;
  };
  CHECK_FALSE(says());
  incident.watch_until = now + std::chrono::minutes(20);
  CHECK(says());
}
