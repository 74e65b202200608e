// Every verb, in every state of an incident, by every kind of person: nobody is left without an answer, and
// nobody is shown what isn't theirs.
#include <fmt/core.h>

#include <functional>

#include "bot/verb.h"
#include "core/incident.h"
#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Fault;
using muster::e2e::Town;

namespace {

struct State {
  const char* name;
  core::Declare declare;
  std::vector<core::Command> then;
};

const char* const title = "kumquat harvest leaked";
const char* const private_title = "durian orchard for sale";

std::vector<State> states() {
  const auto declared = [](auto change) {
    core::Declare declare;
    declare.title = core::plain(title);
    change(declare);
    return declare;
  };
  const auto plain = declared([](auto&) {});
  using C = core::Category;
  return {
      {"triage", declared([](auto& d) { d.triage = true; }), {}},
      {"active", plain, {}},
      {"paused", plain, {core::Pause{std::chrono::hours(1), core::plain("the supplier"), true}}},
      {"mitigated", plain, {core::Monitor{std::chrono::minutes(20)}}},
      {"resolved", plain, {core::Resolve{}}},
      {"closed", plain, {core::Resolve{}, core::Conclude{C::closed, core::plain("enough")}}},
      {"stood down", plain, {core::Conclude{C::stood_down, core::plain("not ours")}}},
      {"dismissed",
       declared([](auto& d) { d.triage = true; }),
       {core::Conclude{C::dismissed, core::plain("a test")}}},
      {"drill", declared([](auto& d) { d.drill = true; }), {}},
      {"private",
       declared([](auto& d) {
         d.is_private = true;
         d.title = core::plain(private_title);
       }),
       {}},
      {"moved to private",
       declared([](auto& d) { d.title = core::plain(private_title); }),
       {core::MakePrivate{}}},
  };
}

/// What may be typed with this verb about this incident.
std::vector<std::string> lines_of(const bot::Verb& verb, const std::string& reference) {
  std::vector<std::string> lines;
  const auto about = [&](std::string line) {
    if (!verb.needs_incident) return line;
    const auto rest = line.size() > verb.name.size() ? line.substr(verb.name.size()) : std::string();
    std::string words = rest.starts_with(':') ? rest.substr(1) : rest;
    if (const auto named = words.find("INC-42"); named != std::string::npos) words.erase(named, 6);
    return fmt::format("{} {}{}{}", verb.name, reference, words.empty() ? "" : " ", words);
  };
  lines.push_back(about(verb.name));
  for (const auto& example : verb.examples) {
    // Some examples show another verb beside it.
    if (example.starts_with(verb.name)) lines.push_back(about(example));
  }
  return lines;
}

}  // namespace

TEST_CASE(
    "every verb in every state by every kind of person is answered, and shows nobody what isn't theirs") {
  Town town;
  const auto guest = town.slack.add_person("visitor", {.guest = true});
  town.slack.people().join(guest, town.general);
  const auto workspace = *town.store->only_workspace();
  town.store->upsert_users(workspace.id, {{core::UserId(guest), "visitor", {}, false, true, false, false}});
  // Of no interest here, and there are hundreds of them.
  town.slack.faults().next("conversations.create", Fault::error("restricted_action"), 100000);
  const auto policy = std::make_shared<const core::Policy>(core::default_policy());
  const auto run = [&](core::IncidentId incident, core::Command command) {
    storage::Request request;
    request.workspace = workspace.id;
    request.incident = incident;
    request.actor = core::UserId(town.ada);
    request.command = std::move(command);
    request.now = bot::system_now();
    request.policy = policy;
    const auto result = town.store->execute(std::move(request));
    REQUIRE_FALSE(result.error);
    REQUIRE_FALSE(result.outcome.refusal);
    return result.outcome.after.incident;
  };
  const auto made = [&](const State& state) {
    auto incident = run({}, state.declare);
    for (const auto& command : state.then) incident = run(incident.id, command);
    return incident;
  };

  // People of other organisations have no commands of this app.
  const std::pair<const char*, std::string> people[] = {
      {"the declarer", town.ada}, {"a member", town.grace}, {"a guest", guest}};
  int answered = 0;
  for (const auto& state : states()) {
    auto incident = made(state);
    for (const auto& [who, person] : people) {
      for (const auto& verb : bot::all_verbs()) {
        const auto lines = lines_of(verb, "INC-0");
        for (std::size_t i = 0; i < lines.size(); ++i) {
          if (verb.name == "declare") continue;  // makes another one; its own tests try it
          // Whoever came before may have changed it.
          const auto now = town.incident(incident.number);
          if (now.category != incident.category || now.paused.has_value() != incident.paused.has_value())
            incident = made(state);
          const auto line = lines_of(verb, core::reference(incident))[i];
          INFO(state.name << ", " << who << ": " << line);
          const auto forms = town.count_calls("views.open");
          const auto answer = town.type(person, line, town.general);
          REQUIRE(answer.ok());
          CHECK(answer.body.find("on my side") == std::string::npos);
          if (answer.body.empty()) {
            REQUIRE(town.until([&] { return town.count_calls("views.open") > forms; }));
            town.slack.people().close(person, true);
          }
          if (person != town.ada) CHECK(answer.body.find("durian") == std::string::npos);
          if (person == guest) CHECK(answer.body.find("kumquat") == std::string::npos);
          ++answered;
        }
      }
    }
  }
  CHECK(answered > 2000);
  CHECK(town.all_that(guest).find("kumquat") == std::string::npos);
  CHECK(town.all_that(guest).find("durian") == std::string::npos);
  CHECK(town.all_that(town.grace).find("durian") == std::string::npos);
}
