// A refusal offers the way that it names, and no other.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "bot/verb.h"
#include "bot/views/views.h"
#include "tests/catch.h"

using namespace muster;
using namespace muster::bot;
using nlohmann::json;

namespace {

using C = core::Category;

const core::UserId me{"U1"};
const core::Time now = core::from_millis(1'772'329'020'000);

Config a_config() {
  Config config;
  config.policy = core::default_policy();
  return config;
}

core::Incident an_incident(int number, C category, const Config& config) {
  core::Incident made;
  made.id = core::IncidentId(number);
  made.number = number;
  made.version = 1;
  made.title = core::words(core::plain("checkout is down"));
  made.severity = "sev2";
  made.category = category;
  made.status = config.policy.first_status(category)->key;
  made.declared_at = now;
  return made;
}

void buttons_in(const json& part, std::map<std::string, std::string>& found) {
  if (part.is_object() && part.value("type", "") == "button")
    found[part["text"]["text"].get<std::string>()] = part["value"].get<std::string>();
  if (part.is_structured())
    for (const auto& inner : part) buttons_in(inner, found);
}

/// Each button of the refusal, by what stands on it, with the line that it says.
std::map<std::string, std::string> ways(const core::State& state, const core::Command& command,
                                        const Config& config) {
  core::Context context;
  context.actor = me;
  context.now = now;
  const auto verdict = core::decide(state, command, config.policy, context);
  std::map<std::string, std::string> found;
  REQUIRE_FALSE(verdict.has_value());
  const auto message = views::refusal(verdict.error(), state.incident, config);
  buttons_in(json::parse(slack::home_json(message.blocks)), found);
  return found;
}

using Ways = std::map<std::string, std::string>;

}  // namespace

TEST_CASE("what a refusal names as the way is a button beside it") {
  const auto config = a_config();
  const auto refused = [&](C category, const core::Command& command) {
    return ways({an_incident(42, category, config), {}, {}}, command, config);
  };
  SECTION("from where an incident is") {
    CHECK(refused(C::triage, core::Resolve{}) ==
          Ways{{"It's an incident", "confirm INC-42"}, {"Not an incident", "dismiss INC-42"}});
    CHECK(refused(C::active, core::Conclude{C::closed, {}}) ==
          Ways{{"Stand down", "standdown INC-42"}, {"Resolve", "resolve INC-42"}});
    CHECK(refused(C::closed, core::Resolve{}) == Ways{{"Reopen", "reopen INC-42"}});
    const auto& work = *config.policy.first_status(C::active);
    CHECK(refused(C::mitigated, core::Conclude{C::closed, {}}) ==
          Ways{{"Resolve", "resolve INC-42"}, {work.name, "status INC-42 " + work.key}});
  }
  SECTION("to what lacks") {
    CHECK(refused(C::active, core::CorrectUpdate{core::EntryId(), core::plain("only the EU")}) ==
          Ways{{"Update", "update INC-42"}});
    CHECK(refused(C::active, core::ApproveExternal{}) ==
          Ways{{"External update", "update INC-42 --external"}});
    CHECK(refused(C::active, core::Merge{core::IncidentId(7)}) == Ways{{"Open incidents", "list"}});
  }
  SECTION("nothing is named that would have to be typed first") {
    auto incident = an_incident(42, C::active, config);
    incident.severity = "sev1";
    CHECK(ways({incident, {}, {}}, core::ChangeSeverity{"sev3", {}}, config) ==
          Ways{{"Severity", "severity INC-42"}});
    CHECK(refused(C::active, core::OfferHandoff{"lead", me}).empty());
  }
}

TEST_CASE("a refusal that names another incident has that one's button") {
  const auto config = a_config();
  core::State state{an_incident(42, C::active, config), {}, an_incident(7, C::closed, config)};
  const core::Merge merge{core::IncidentId(7)};
  CHECK(ways(state, merge, config) == Ways{{"Reopen INC-7", "reopen INC-7"}});

  state.other = an_incident(7, C::merged, config);
  state.other->merged_into = core::IncidentLink{core::IncidentId(5), 5, {}};
  CHECK(ways(state, merge, config) == Ways{{"Merge into INC-5", "merge INC-42 INC-5"}});

  // Into itself: no other one is named.
  CHECK(ways(state, core::Merge{core::IncidentId(42)}, config) == Ways{{"Merge", "merge INC-42 which"}});
}

TEST_CASE("of what was merged each way is offered once") {
  const auto config = a_config();
  core::State state{an_incident(42, C::merged, config), {}, {}};
  state.incident.merged_into = core::IncidentLink{core::IncidentId(5), 5, {}};
  CHECK(ways(state, core::Join{}, config) ==
        Ways{{"Join INC-5", "join INC-5"}, {"Unmerge", "unmerge INC-42"}});
}

TEST_CASE("an answer has the buttons for what it says comes next") {
  const auto config = a_config();
  const auto answered = [&](C category, core::Event event) {
    storage::Outcome outcome;
    outcome.before.incident = an_incident(42, C::active, config);
    outcome.after.incident = an_incident(42, category, config);
    core::Record record;
    record.seq = 5;
    record.occurred_at = now;
    record.actor = me;
    record.event = std::move(event);
    outcome.records = {record};
    std::map<std::string, std::string> found;
    buttons_in(json::parse(slack::home_json(views::outcome(outcome, me, config).blocks)), found);
    return found;
  };
  const auto became = [&](C category) {
    const auto from = config.policy.first_status(C::active)->key;
    const auto to = config.policy.first_status(category)->key;
    return answered(category, core::StatusChanged{from, to, C::active, category, {}, {}});
  };
  CHECK(became(C::resolved).contains("Export"));
  CHECK(became(C::mitigated).contains("Watch for 20 min"));
  CHECK_FALSE(became(C::stood_down).contains("Export"));
  const auto merged =
      answered(C::merged, core::MergedInto{core::IncidentLink{core::IncidentId(5), 5, {}}, "investigating"});
  CHECK(merged == Ways{{"Join INC-5", "join INC-5"}, {"Unmerge", "unmerge INC-42"}});
}

TEST_CASE("who takes a role reads of its checklist only where it has one") {
  auto config = a_config();
  const auto answer = [&] {
    storage::Outcome outcome;
    outcome.before.incident = outcome.after.incident = an_incident(42, C::active, config);
    core::Record record;
    record.seq = 5;
    record.actor = me;
    record.event = core::RoleAssigned{"lead", me, {}, false, false, {}};
    outcome.records = {record};
    return views::outcome(outcome, me, config).text;
  };
  CHECK(answer().find("checklist") != std::string::npos);
  for (auto& role : config.policy.roles) role.checklist.clear();
  CHECK(answer().find("checklist") == std::string::npos);
  CHECK(answer().find("You are *Lead* of INC-42.") != std::string::npos);
}
