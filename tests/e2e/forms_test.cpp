// What a form says when it is sent: a refusal at the field that it is about, in words that are read there,
// and what must be known before it closes.
#include <algorithm>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;

namespace {

bool opens(Town& town, const std::string& who) {
  return town.until([&] { return town.slack.screen(who).form() != nullptr; });
}

/// In the form that is open; false when none is.
bool form_says(Town& town, const std::string& who, const std::string& words) {
  const auto screen = town.slack.screen(who);
  const auto* form = screen.form();
  return form && std::ranges::any_of(form->lines,
                                     [&](const auto& line) { return line.find(words) != std::string::npos; });
}

}  // namespace

TEST_CASE("a form's refusal calls people by their names: it is plain text, in which an id says nothing") {
  Town town;
  const auto channel = town.declare("checkout is down");
  REQUIRE(town.until_stored([&] {
    const auto known = town.store->user(town.store->only_workspace()->id, core::UserId(town.grace));
    return known && !known->name.empty();
  }));
  town.type(town.ada, "action restart the pods @grace", channel);
  REQUIRE(town.quiet());
  const auto todo = town.incident(1).todos.begin()->first;
  REQUIRE(town.incident(1).todos.begin()->second.owner.value == town.grace);
  town.type(town.ada, "task INC-1 " + std::to_string(todo.value) + " give", channel);
  REQUIRE(opens(town, town.ada));
  const auto version = town.incident(1).version;
  const auto refused = town.slack.people().submit(town.ada, {{"owner", {town.grace}}});
  INFO(refused.body);
  REQUIRE(refused.errors.contains("owner"));
  const auto& words = refused.errors.at("owner");
  CHECK(words.find("grace has this action already") != std::string::npos);
  CHECK(words.find(town.grace) == std::string::npos);
  CHECK(words.find('<') == std::string::npos);
  CHECK(town.incident(1).version == version);
  // Mended where it stands.
  CHECK(town.slack.people().submit(town.ada, {{"owner", {town.linus}}}).ok());
  CHECK(town.incident(1).todos.at(todo).owner.value == town.linus);
  CHECK(town.slack.screen(town.ada).form() == nullptr);
}

TEST_CASE("what is typed to mend a refusal stands in the form without marks") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "action", channel);
  REQUIRE(opens(town, town.ada));
  town.type(town.grace, "resolve", channel);
  const auto refused = town.slack.people().submit(town.ada, {{"words", {"restart the pods"}}});
  INFO(refused.body);
  REQUIRE(refused.errors.contains("words"));
  CHECK(refused.errors.at("words").find("/incident followup INC-1 <text>") != std::string::npos);
  CHECK(refused.errors.at("words").find('`') == std::string::npos);
  CHECK(town.incident(1).todos.empty());
}

TEST_CASE("a form whose change meets another one says so before it closes, and one alone just closes") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto change = [&](const std::string& who, const std::string& words) {
    town.type(who, "doing", channel);
    REQUIRE(opens(town, who));
    CHECK(town.slack.people().submit(who, {{"Which, or what else?", {words}}}).ok());
  };
  change(town.ada, "roll checkout back to v41");
  CHECK(town.slack.screen(town.ada).form() == nullptr);

  change(town.grace, "restart checkout");
  REQUIRE(town.slack.screen(town.grace).form() != nullptr);
  CHECK(town.slack.screen(town.grace).form()->callback_id == "message");
  CHECK(form_says(town, town.grace, "The same thing may be under way"));
  CHECK(form_says(town, town.grace, "roll checkout back to v41"));
  // It is begun all the same.
  CHECK(town.incident(1).changes.size() == 2);
  town.slack.people().close(town.grace, true);

  change(town.linus, "shed load");
  CHECK(form_says(town, town.linus, "Under way, too"));
  CHECK(town.incident(1).changes.size() == 3);
}

TEST_CASE("a draft that nobody can approve says so before its form closes") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto draft = [&](const std::string& words) {
    town.type(town.ada, "update --external", channel);
    REQUIRE(opens(town, town.ada));
    CHECK(town.slack.people().submit(town.ada, {{"words", {words}}}).ok());
  };
  SECTION("as nobody leads") {
    draft("Checkout is slow.");
    REQUIRE(town.slack.screen(town.ada).form() != nullptr);
    CHECK(form_says(town, town.ada, "waits for somebody to lead INC-1"));
    CHECK_FALSE(town.incident(1).external_draft.empty());
  }
  SECTION("and with a lead it closes") {
    town.type(town.grace, "lead INC-1", town.general);
    draft("Checkout is slow.");
    CHECK(town.slack.screen(town.ada).form() == nullptr);
    CHECK_FALSE(town.incident(1).external_draft.empty());
  }
}

TEST_CASE("what can't be done any more is refused at once, with the way out, and opens no form") {
  Town town;
  town.declare("checkout is down");
  const auto from = town.declare("payments fail");
  const auto forms = [&] { return town.count_calls("views.open"); };
  const auto refused = [&](const std::string& line, const std::string& words) {
    CAPTURE(line);
    const auto before = forms();
    const auto answer = town.type(town.ada, line, from);
    INFO(answer.body);
    CHECK(answer.body.find(words) != std::string::npos);
    REQUIRE(town.quiet());
    CHECK(forms() == before);
  };
  SECTION("where it goes on elsewhere") {
    town.type(town.ada, "merge INC-1 --yes", from);
    REQUIRE(town.quiet());
    const auto version = town.incident(2).version;
    for (const char* line : {"update", "followup"}) refused(line, "goes on in INC-1");
    for (const char* line : {"page", "doing", "theory", "action", "pause"}) refused(line, "INC-2 is Merged");
    CHECK(town.incident(2).version == version);
  }
  SECTION("where it is over") {
    town.type(town.ada, "resolve", from);
    REQUIRE(town.quiet());
    const auto version = town.incident(2).version;
    for (const char* line : {"page", "doing", "theory", "action", "pause"})
      refused(line, "INC-2 is Resolved");
    CHECK(town.incident(2).version == version);
    // What is said, or to be done, after it.
    for (const char* line : {"update", "followup"}) {
      CAPTURE(line);
      CHECK(town.type(town.ada, line, from).ok());
      REQUIRE(opens(town, town.ada));
      town.slack.people().close(town.ada, true);
    }
  }
}

TEST_CASE("an update of what goes on elsewhere is refused, with where: typed, by button and in a form") {
  Town town;
  town.declare("checkout is down");
  const auto from = town.declare("payments fail");
  // Opened before, sent after.
  town.type(town.ada, "update", from);
  REQUIRE(opens(town, town.ada));
  town.type(town.grace, "merge INC-2 INC-1 --yes", town.general);
  REQUIRE(town.quiet());
  REQUIRE(town.incident(2).merged_into);
  const auto version = town.incident(2).version;
  const auto announced = town.incident(1).updates;

  const auto sent = town.slack.people().submit(town.ada, {{"words", {"we are rolling back"}}});
  INFO(sent.body);
  REQUIRE(sent.errors.contains("words"));
  CHECK(sent.errors.at("words").find("INC-2 goes on in INC-1") != std::string::npos);
  CHECK(sent.errors.at("words").find("/incident update INC-1") != std::string::npos);
  town.slack.people().close(town.ada, true);

  for (const auto* line :
       {"update INC-2 we are rolling back", "update INC-2: we are rolling back --next 30m"}) {
    CAPTURE(line);
    const auto answer = town.type(town.ada, line, town.general);
    INFO(answer.body);
    CHECK(answer.text.find("INC-2 goes on in INC-1") != std::string::npos);
    CHECK(town.incident(2).version == version);
  }
  const auto refused = town.type(town.ada, "update: we are rolling back", from);
  INFO(refused.body);
  CHECK(refused.text.find("INC-2 goes on in INC-1") != std::string::npos);
  CHECK(refused.body.find("\"Join INC-1\"") != std::string::npos);
  CHECK(town.incident(2).version == version);
  REQUIRE(town.press(town.ada, "Join INC-1", from).ok());
  REQUIRE(town.quiet());
  CHECK(town.incident(1).updates == announced);
}
