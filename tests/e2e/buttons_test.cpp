// The buttons that are pressed when time has passed or something is on: reminders off and on, the end of a
// pause, one more watch, the choices of status. Each with what it is told when it comes too late.
#include <algorithm>
#include <atomic>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;
using muster::e2e::TownOptions;

namespace {

constexpr const char* silence = "No reminders for anyone, 30 min";

/// A town with an incident, in whose channel ada and grace are, and whose time can be moved on.
struct Later {
  std::atomic<long long> minutes{0};
  Town town{options()};
  std::string channel;

  explicit Later(const std::string& flags = "--sev 3") : channel(town.declare("checkout is down", flags)) {
    REQUIRE(town.slack.people().join(town.grace, channel));
    REQUIRE(town.quiet());
  }
  TownOptions options() {
    TownOptions options;
    options.ahead = [this] { return std::chrono::minutes(minutes); };
    return options;
  }
  core::Incident incident() { return town.incident(1); }
  void type(const std::string& who, const std::string& line) {
    INFO(line);
    CHECK(town.type(who, line, channel).ok());
  }
  /// The control panel; what it says and offers.
  std::string panel(const std::string& who) { return town.type(who, "", channel).body; }
  bool told(const std::string& who, const std::string& words) {
    return town.until([&] { return town.slack.screen(who).find(words) != nullptr; });
  }
  /// Presses what is answered in words; the answer.
  std::string press(const std::string& who, const std::string& button, const std::string& where,
                    const std::string& near = {}) {
    const auto before = town.count_calls("response_url");
    const auto pressed = town.press(who, button, where, near);
    INFO(button << ": " << pressed.error);
    REQUIRE(pressed.ok());
    REQUIRE(town.until([&] { return town.count_calls("response_url") > before; }));
    return town.slack.calls("response_url").back().args.at("body");
  }
};

bool has(const std::string& answer, const std::string& words) {
  INFO(answer);
  return answer.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("reminders are put off by the panel's button, and on again by the one in its place") {
  Later l;
  auto& town = l.town;
  CHECK_FALSE(has(l.panel(town.ada), "Reminders on"));
  CHECK(has(l.press(town.ada, silence, l.channel), "I remind nobody of INC-1 before"));
  REQUIRE(l.incident().snoozed_until);
  // Whoever looks sees it.
  const auto panel = l.panel(town.grace);
  CHECK(has(panel, "No reminders for anyone until"));
  CHECK_FALSE(has(panel, silence));
  CHECK(has(l.press(town.grace, "Reminders on", l.channel), "I remind people of INC-1 again"));
  CHECK_FALSE(l.incident().snoozed_until);

  const auto version = l.incident().version;
  // The panel still stands there, and somebody was faster.
  CHECK(has(l.press(town.grace, "Reminders on", l.channel), "Reminders are on"));
  CHECK(l.incident().version == version);

  l.type(town.grace, "resolve");
  const auto ended = l.incident().version;
  CHECK(has(l.press(town.ada, silence, l.channel), "is Resolved"));
  CHECK(l.incident().version == ended);
  CHECK_FALSE(l.incident().snoozed_until);
}

TEST_CASE("whatever somebody is reminded of, its message can put all reminders off") {
  struct Reminder {
    const char* flags;
    std::vector<std::string> lines;
    int minutes;
    const char* words;
  };
  const Reminder reminder = GENERATE(values<Reminder>({
      {"--sev 3", {}, 6, "Nobody leads"},
      {"--triage", {}, 31, "Is it an incident?"},
      {"", {"lead"}, 16, "Nobody has said how bad it is"},
      {"--sev 1", {"lead"}, 26, "The next update is due"},
      {"--sev 3", {"lead", "monitoring --watch 20m"}, 21, "Is it resolved?"},
      {"--sev 3", {"lead", "action restart the pods @ada in 10m"}, 11, "The time for this is over"},
      {"--sev 3", {"lead", "monitoring"}, 24 * 60 + 1, "It has been mitigated for a while"},
  }));
  CAPTURE(reminder.words);
  Later l(reminder.flags);
  for (const auto& line : reminder.lines) l.type(l.town.ada, line);
  REQUIRE(l.town.quiet());
  l.minutes = reminder.minutes;
  REQUIRE(l.told(l.town.ada, reminder.words));
  CHECK(has(l.press(l.town.ada, silence, {}), "I remind nobody of INC-1 before"));
  const auto until = l.incident().snoozed_until;
  REQUIRE(until);
  CHECK(*until > bot::system_now() + std::chrono::minutes(reminder.minutes));
  // Twice is no harm: half an hour from now on.
  CHECK(has(l.press(l.town.ada, silence, {}), "I remind nobody of INC-1 before"));
}

TEST_CASE("what somebody is reminded of is one press away: its form opens, or it is done") {
  struct Reminder {
    const char* flags;
    std::vector<std::string> lines;
    int minutes;
    const char *words, *button;
    const char* answer;  ///< empty: a form
  };
  constexpr int hour = 60;
  const Reminder reminder = GENERATE(values<Reminder>({
      {"--sev 3", {}, 6, "Nobody leads", "Give roles to people", ""},
      {"--triage", {}, 31, "Is it an incident?", "Not an incident", ""},
      {"--triage", {}, 31, "Is it an incident?", "It's an incident", "INC-1"},
      {"", {"lead"}, 16, "Nobody has said how bad it is", "Set the severity", "Set SEV1"},
      {"--sev 3", {"lead"}, 21, "finds no summary", "Write it", ""},
      {"--sev 3", {"lead"}, hour + 1, "It is quiet here", "Mitigated", "is now *Monitoring*"},
      {"--sev 3",
       {"lead", "monitoring"},
       24 * hour + 1,
       "mitigated for a while",
       "Watch for 20 min",
       "Watched until"},
      {"--sev 3",
       {"lead", "monitoring"},
       24 * hour + 1,
       "mitigated for a while",
       "Resolve",
       "is resolved after"},
      {"--sev 1",
       {"lead", "resolve"},
       72 * hour + 1,
       "nobody has made its debrief",
       "Export the debrief",
       "Writing the debrief"},
      {"--sev 1",
       {"lead", "resolve"},
       72 * hour + 1,
       "nobody has made its debrief",
       "Follow-ups",
       "follow-up"},
  }));
  CAPTURE(reminder.words, reminder.button);
  Later l(reminder.flags);
  auto& town = l.town;
  for (const auto& line : reminder.lines) l.type(town.ada, line);
  REQUIRE(town.quiet());
  l.minutes = reminder.minutes;
  REQUIRE(l.told(town.ada, reminder.words));
  const std::string answer = reminder.answer;
  if (answer.empty()) {
    REQUIRE(town.press(town.ada, reminder.button, {}, reminder.words).ok());
    CHECK(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
  } else {
    CHECK(has(l.press(town.ada, reminder.button, {}, reminder.words), answer));
  }
}

TEST_CASE("a pause is ended by a button of the panel, by whoever is first") {
  Later l;
  auto& town = l.town;
  l.type(town.ada, "pause 2h the supplier's fix");
  REQUIRE(l.incident().paused);
  const auto panel = l.panel(town.ada);
  // What a pause does already isn't offered beside it.
  CHECK_FALSE(has(panel, silence));
  CHECK_FALSE(has(panel, "\"Pause\""));
  l.panel(town.grace);
  CHECK(has(l.press(town.ada, "End the pause", l.channel), "Work on INC-1 goes on"));
  CHECK_FALSE(l.incident().paused);
  const auto version = l.incident().version;
  CHECK(has(l.press(town.grace, "End the pause", l.channel), "isn't paused"));
  CHECK(l.incident().version == version);
  REQUIRE(town.quiet());
  CHECK_FALSE(has(l.panel(town.grace), "End the pause"));
  CHECK(has(l.panel(town.grace), "\"Pause\""));
}

TEST_CASE("whoever raises the severity of what is paused is offered to end the pause") {
  Later l;
  auto& town = l.town;
  SECTION("and may") {
    l.type(town.ada, "pause 2h the supplier's fix");
    const auto raised = town.type(town.grace, "severity 1", l.channel);
    CHECK(has(raised.body, "It is still paused"));
    CHECK(l.incident().paused);
    CHECK(has(l.press(town.grace, "End the pause", l.channel), "Work on INC-1 goes on"));
    const auto incident = l.incident();
    CHECK_FALSE(incident.paused);
    CHECK(incident.severity == "sev1");
    CHECK(incident.next_update_due);
  }
  SECTION("too late: it is over") {
    l.type(town.ada, "pause 2h the supplier's fix");
    l.type(town.grace, "severity 1");
    l.type(town.ada, "resolve");
    const auto version = l.incident().version;
    CHECK(has(l.press(town.grace, "End the pause", l.channel), "isn't paused"));
    CHECK(l.incident().version == version);
  }
  SECTION("of what isn't paused there is nothing to end") {
    const auto raised = town.type(town.grace, "severity 1", l.channel);
    CHECK_FALSE(has(raised.body, "End the pause"));
    CHECK_FALSE(has(raised.body, "still paused"));
  }
}

TEST_CASE("what is mitigated is watched by a button of the panel, as long as it isn't") {
  Later l;
  auto& town = l.town;
  l.type(town.ada, "monitoring");
  REQUIRE(l.incident().category == core::Category::mitigated);
  REQUIRE_FALSE(l.incident().watch_until);
  CHECK(has(l.panel(town.ada), "Watch for 20 min"));
  SECTION("and then no more") {
    CHECK(has(l.press(town.ada, "Watch for 20 min", l.channel), "Watched until"));
    REQUIRE(l.incident().watch_until);
    CHECK(l.incident().category == core::Category::mitigated);
    CHECK_FALSE(has(l.panel(town.ada), "Watch for 20 min"));
    REQUIRE(town.quiet());
    CHECK(town.control(l.channel).says("Watched until"));
    l.minutes = 21;
    CHECK(l.told(town.ada, "The watch is over"));
  }
  SECTION("unless it was resolved meanwhile") {
    l.type(town.grace, "resolve");
    const auto version = l.incident().version;
    CHECK(has(l.press(town.ada, "Watch for 20 min", l.channel), "can't become Monitoring"));
    CHECK(l.incident().category == core::Category::resolved);
    CHECK(l.incident().version == version);
  }
}

TEST_CASE("when a watch is over it goes on by a button, and is asked about again") {
  Later l;
  auto& town = l.town;
  l.type(town.grace, "lead");
  l.type(town.grace, "monitoring --watch 20m");
  REQUIRE(town.quiet());
  const auto first = l.incident().watch_until;
  REQUIRE(first);
  l.minutes = 21;
  REQUIRE(l.told(town.grace, "The watch is over"));
  REQUIRE(town.quiet());
  SECTION("more of it") {
    CHECK(has(l.press(town.grace, "Watch 20 minutes more", {}, "The watch is over"), "Watched until"));
    const auto second = l.incident().watch_until;
    REQUIRE(second);
    CHECK(*second >= *first + std::chrono::minutes(20));
    const auto asked = [&] {
      int count = 0;
      for (const auto& record : town.store->log(l.incident().id)) {
        const auto* nudged = std::get_if<core::Nudged>(&record.event);
        count += nudged && std::ranges::find(nudged->kinds, "watch_over") != nudged->kinds.end() ? 1 : 0;
      }
      return count;
    };
    CHECK(asked() == 1);
    l.minutes = 45;
    CHECK(town.until_stored([&] { return asked() == 2; }));
  }
  SECTION("not when work goes on again: that is nobody's to end by a button of before") {
    l.type(town.ada, "status fixing");
    const auto version = l.incident().version;
    CHECK(has(l.press(town.grace, "Watch 20 minutes more", {}, "The watch is over"), "is Fixing again"));
    CHECK(l.incident().status == "fixing");
    CHECK(l.incident().version == version);
    // Who types it means it.
    l.type(town.grace, "monitoring --watch 20m");
    CHECK(l.incident().category == core::Category::mitigated);
  }
  SECTION("not when it is over") {
    l.type(town.ada, "resolve");
    CHECK(has(l.press(town.grace, "Watch 20 minutes more", {}, "The watch is over"),
              "can't become Monitoring"));
    CHECK(l.incident().category == core::Category::resolved);
  }
}

TEST_CASE("the status is changed by its choices, which say no when somebody else was faster") {
  Later l;
  auto& town = l.town;
  CHECK(has(l.press(town.ada, "Status", l.channel), "Stood down"));
  REQUIRE(l.told(town.ada, "Stood down"));
  SECTION("at once") {
    CHECK(has(l.press(town.ada, "Fixing", l.channel), "is now *Fixing*"));
    CHECK(l.incident().status == "fixing");
    // The choices still stand there.
    CHECK(has(l.press(town.ada, "Fixing", l.channel), "is Fixing already"));
    l.type(town.grace, "resolve");
    CHECK(has(l.press(town.ada, "Monitoring", l.channel), "can't become Monitoring"));
    CHECK(l.incident().category == core::Category::resolved);
  }
  SECTION("stood down, with why") {
    REQUIRE(town.press(town.ada, "Stood down", l.channel).ok());
    REQUIRE(town.until([&] { return town.slack.screen(town.ada).form() != nullptr; }));
    CHECK(core::is_open(l.incident().category));
    SECTION("as the form asks") {
      CHECK(town.slack.people().submit(town.ada, {{"words", {"their test, not ours"}}}).ok());
      REQUIRE(town.quiet());
      CHECK(l.incident().category == core::Category::stood_down);
      CHECK(town.slack.screen(town.grace).find("their test, not ours", l.channel) != nullptr);
    }
    SECTION("too late, which the form says") {
      l.type(town.grace, "resolve");
      const auto version = l.incident().version;
      const auto late = town.slack.people().submit(town.ada, {{"words", {"their test, not ours"}}});
      INFO(late.body);
      CHECK(late.errors.contains("words"));
      CHECK(l.incident().category == core::Category::resolved);
      CHECK(l.incident().version == version);
    }
  }
  SECTION("what was resolved meanwhile asks for no reason: it is refused at once") {
    l.type(town.grace, "resolve");
    const auto forms = town.count_calls("views.open");
    CHECK(has(l.press(town.ada, "Stood down", l.channel), "Reopen"));
    CHECK(town.count_calls("views.open") == forms);
    CHECK(l.incident().category == core::Category::resolved);
  }
}
