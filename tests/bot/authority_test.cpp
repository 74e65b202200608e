// Who may do what: every verb, as typed and as a button of somebody else's making, by every kind of person,
// about an incident that they may not see. Forms about one: tests/e2e/visibility_test.cpp.
#include <algorithm>
#include <set>

#include "bot/dispatch.h"
#include "bot/verb.h"
#include "tests/bot/support/test_app.h"
#include "tests/catch.h"

using namespace muster;
using namespace muster::bot;
using muster::bot::testing::TestApp;

namespace {

constexpr const char* title = "payroll leaked";
constexpr const char* words = "salaries on pastebin";

/// For each verb that needs an incident, lines that name it: bare, and with words that it would take.
std::vector<std::string> lines_about(const std::string& incident) {
  std::vector<std::string> lines;
  for (const auto& verb : all_verbs()) {
    if (!verb.needs_incident) continue;
    // One that is named alone may be the other one.
    lines.push_back(verb.name + " " + incident + (verb.about_another ? " " + incident : ""));
    for (auto example : verb.examples) {
      Line line(example);
      line.pop_front();
      if (!line.empty() && Line::incident_number(line.front())) line.pop_front();
      if (!line.empty()) lines.push_back(verb.name + " " + incident + " " + std::string(line.rest()));
    }
  }
  // What buttons carry.
  for (const char* more :
       {"role %s lead --expect nobody", "role %s lead --take-over --expect U1", "severity %s 1 --form",
        "entry %s 1 hide", "entry %s 1 edit", "entry %s 1 edit gone", "roles %s --form",
        "status %s closed --yes", "timeline %s --before 5", "merge %s which", "merge %s INC-9 --yes"}) {
    std::string line(more);
    lines.push_back(line.replace(line.find("%s"), 2, incident));
  }
  return lines;
}

bool tells(const std::string& said) {
  for (const char* secret : {title, words, "SEV", "U1", "C_SECRET"}) {
    if (said.find(secret) != std::string::npos) return true;
  }
  return false;
}

struct Kind {
  const char* name;
  const char* user;
  storage::User known;
};

}  // namespace

TEST_CASE("whoever is not in a private incident neither learns of it nor changes it, by any verb or button") {
  const auto kind = GENERATE(values<Kind>({
      {"member", "U2", {core::UserId("U2"), "member", "UTC"}},
      {"guest", "U3", {core::UserId("U3"), "guest", "UTC", false, true}},
      {"external", "U4", {core::UserId("U4"), "external", "UTC", false, false, true}},
      {"deactivated", "U5", {core::UserId("U5"), "gone", "UTC", true}},
      {"unknown", "U6", {}},
  }));
  CAPTURE(kind.name);
  TestApp app;
  app.declare(title, "C_SECRET", true);
  app.type("U1", "C_SECRET", std::string("note ") + words);
  if (!kind.known.id.empty()) app.store->upsert_users(app.app.workspace.id, {kind.known});
  const auto before = app.events();
  const bool limited = kind.known.guest || kind.known.external;

  for (const auto& line : lines_about("INC-1")) {
    CAPTURE(line);
    for (const auto origin : {Origin::slash, Origin::button, Origin::command_line}) {
      auto ask = app.ask(kind.user, "C_ELSEWHERE", origin);
      ask.limited = limited;
      ask.line = line;
      std::string said;
      run_line(std::move(ask), [&said](const Ack& ack) { said = ack.body; });
      CHECK_FALSE(tells(said));
      if (origin != Origin::button) CHECK(said.find("There is no INC-1") != std::string::npos);
    }
  }
  CHECK(app.events() == before);
  CHECK(app.incident(1).roles.empty());
}

TEST_CASE("a guest changes nothing of a public incident that they are not in, and declares nothing") {
  TestApp app;
  app.declare("checkout is down", "C1");
  const auto before = app.events();
  auto lines = lines_about("INC-1");
  lines.insert(lines.end(), {"declare something", "declare something --private", "something is down", ""});
  for (const auto& line : lines) {
    CAPTURE(line);
    auto ask = app.ask("U3", "C_ELSEWHERE");
    ask.limited = true;
    ask.line = line;
    std::string said;
    run_line(std::move(ask), [&said](const Ack& ack) { said = ack.body; });
    CHECK(said.find("checkout") == std::string::npos);
  }
  CHECK(app.events() == before);
}

TEST_CASE("where a form was opened is no proof of being there") {
  TestApp app;
  app.declare(title, "C_SECRET", true);
  const auto before = app.events();
  auto ask = app.ask("U2", "C_SECRET", Origin::button);
  ask.is_there = false;
  ask.line = "role INC-1 lead --expect nobody";
  run_line(std::move(ask), [](const Ack&) {});
  CHECK(app.events() == before);
}
