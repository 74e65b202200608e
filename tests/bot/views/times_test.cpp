// Times of day, and which of them need their day.
#include <fmt/core.h>

#include "bot/views/pieces.h"
#include "tests/catch.h"

using namespace muster;
using namespace muster::bot;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

const core::Time declared_at = core::from_millis(1'772'329'020'000);  // 2026-03-01 01:37 UTC

core::Incident an_incident() {
  core::Incident incident;
  incident.number = 1;
  incident.title = core::words(core::plain("checkout is down"));
  incident.severity = "sev2";
  incident.status = "fixing";
  incident.category = core::Category::active;
  incident.declared_at = declared_at;
  incident.category_since = declared_at + minutes(5);
  return incident;
}

Config a_config() {
  Config config;
  config.policy = core::default_policy();
  return config;
}

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("what may be another day for its reader has its day") {
  const auto shown = [](core::Duration later) { return views::clock(declared_at + later, declared_at); };
  CHECK_FALSE(has(shown(minutes(20)), "{date"));
  CHECK_FALSE(has(shown(hours(12)), "{date"));
  CHECK_FALSE(has(shown(-hours(12)), "{date"));
  CHECK(has(shown(hours(12) + minutes(1)), "{date_short_pretty} {time}"));
  CHECK(has(shown(-hours(13)), "{date_short_pretty} {time}"));
}

TEST_CASE("a promise that reaches another day says which, and the control message stays as it is") {
  auto incident = an_incident();
  const auto config = a_config();
  const auto due = [&](core::Duration later) {
    incident.next_update_due = declared_at + later;
    return slack::message_json(views::control(incident, {}, config));
  };
  CHECK(has(due(minutes(30)),
            fmt::format("Next update due <!date^{}^{{time}}|", core::to_seconds(declared_at + minutes(30)))));
  CHECK(has(due(hours(20)), fmt::format("Next update due <!date^{}^{{date_short_pretty}} {{time}}|",
                                        core::to_seconds(declared_at + hours(20)))));
}

TEST_CASE("an action's time has its day when that isn't the one on which it was given") {
  core::Todo todo;
  todo.id = core::EntryId(7);
  todo.words = core::words(core::plain("restart the pods"));
  todo.at = declared_at;
  todo.due = declared_at + minutes(10);
  CHECK_FALSE(has(views::todo_line(todo), "{date"));
  CHECK_FALSE(has(views::todo_line(todo, declared_at), "{date"));
  // Read much later: it was over long ago.
  CHECK(has(views::todo_line(todo, declared_at + hours(30)), "{date_short_pretty}"));
  todo.due = declared_at + hours(30);
  CHECK(has(views::todo_line(todo), "{date_short_pretty}"));
}

TEST_CASE("since when is said of what, and the same way everywhere") {
  auto incident = an_incident();
  const auto config = a_config();
  CHECK(views::since(incident) == "active since " + views::when(incident.category_since));
  CHECK(has(slack::message_json(views::control(incident, {}, config)), views::since(incident)));
  CHECK(has(views::brief_lines(incident, config), "declared " + views::when(declared_at)));
  incident.category = core::Category::triage;
  CHECK(has(views::since(incident), "in triage since"));
  incident.category = core::Category::mitigated;
  CHECK(has(views::since(incident), "mitigated since"));
}
