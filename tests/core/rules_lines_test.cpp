// What people mark as something to do while they talk: by a reaction, or by a line that says so.
#include "core/nudges.h"
#include "core/timers.h"
#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace muster::core::test;
using Code = Refusal::Code;

namespace {

FillCapture fill(const char* ts, const Text& words) {
  FillCapture command;
  command.message = message(ts);
  command.author = user("U7");
  command.said_at = utc(2026, 3, 1, 1, 30);
  command.words = words;
  return command;
}

RequestCapture wish(const std::string& who, const char* ts = "1.1") {
  return {message(ts), "action:" + who};
}
DropCapture unwish(const std::string& who, const char* ts = "1.1") {
  return {message(ts), "action:" + who};
}

/// U2 wants an action of message 1.1.
World wished() {
  World w = World::declared();
  w.done("U2", wish("U2"));
  w.done("", fill("1.1", plain("somebody should restart\nthe pods")));
  return w;
}

OfferLines lines(const char* ts, const Text& words) {
  OfferLines command;
  command.message = message(ts);
  command.said_at = utc(2026, 3, 1, 2, 0);
  command.words = words;
  command.permalink = "https://example.slack.com/p" + std::string(ts);
  return command;
}

const Todo& only(const World& w) {
  REQUIRE(w.incident().todos.size() == 1);
  return w.incident().todos.begin()->second;
}
const Offer& first_offer(const World& w) {
  REQUIRE_FALSE(w.incident().offers.empty());
  return w.incident().offers.begin()->second;
}

/// To whom the next question about lines goes.
UserId next_review(World& w) {
  for (SeverityDef& severity : w.policy.severities)
    severity.nudges[std::string(nudge::review)] = std::chrono::minutes(10);
  for (int i = 0; i < 40 && next_timer(w.incident(), w.policy); ++i)
    for (const Record& record : tick(w))
      if (const auto* nudged = std::get_if<Nudged>(&record.event))
        for (const auto& kind : nudged->kinds)
          if (kind == nudge::review) return nudged->to;
  return {};
}

}  // namespace

TEST_CASE("a message that somebody wants done becomes an action once its words are known") {
  World w = World::declared();
  CHECK(kinds(w.done("U2", wish("U2"))) == "CaptureRequested");
  CHECK(w.incident().todos.empty());
  CHECK(kinds(w.done("", fill("1.1", plain("somebody should restart\nthe pods")))) ==
        "MessageCaptured TodoAdded");
  const Todo& todo = only(w);
  CHECK(todo.words.body == plain("somebody should restart the pods"));
  CHECK(todo.by == user("U2"));
  CHECK(todo.owner.empty());
  CHECK_FALSE(todo.follow_up);
  CHECK(one_shots(w.told) == "confirm_reaction confirm_reaction");
  CHECK(w.told.one_shots.back().payload == "action");
  // The action has a line of its own; nobody wants the message on the timeline.
  CHECK(w.entry(todo.entry.value).hidden);
  CHECK_FALSE(w.last_entry().hidden);
  CHECK(w.last_entry().kind == EntryKind::action);

  SECTION("with whose help it is wanted for the timeline, it stands there, too") {
    w.done("U3", RequestCapture{message("1.1"), "reaction:U3"});
    CHECK_FALSE(w.entry(todo.entry.value).hidden);
    w.done("U3", DropCapture{message("1.1"), "reaction:U3"});
    CHECK(w.entry(todo.entry.value).hidden);
    CHECK(w.incident().todos.size() == 1);
  }
  SECTION("twice is once, and a follow-up is another") {
    CHECK(w.done("U2", wish("U2")).empty());
    CHECK(kinds(w.done("U3", wish("U3"))) == "CaptorAdded");
    CHECK(w.incident().todos.size() == 1);
    CHECK(kinds(w.done("U3", RequestCapture{message("1.1"), "follow_up:U3"})) == "CaptorAdded TodoAdded");
    CHECK(w.incident().todos.size() == 2);
    CHECK(w.incident().todos.rbegin()->second.by == user("U3"));
  }
}

TEST_CASE("a message that is on the timeline becomes an action at once") {
  World w = World::declared();
  w.done("U2", RequestCapture{message("1.1"), "reaction:U2"});
  w.done("", fill("1.1", plain("restart the pods")));
  CHECK(kinds(w.done("U3", wish("U3"))) == "CaptorAdded TodoAdded");
  CHECK_FALSE(w.entry(only(w).entry.value).hidden);
}

TEST_CASE("nobody wishes for it any more: it goes, unless somebody has made it theirs") {
  World w = wished();
  const EntryId id = only(w).id;
  w.done("U3", wish("U3"));
  CHECK(kinds(w.done("U2", unwish("U2"))) == "CaptorRemoved");
  CHECK(w.incident().todos.size() == 1);
  SECTION("it goes, and so does the bot's own mark") {
    CHECK(kinds(w.done("U3", unwish("U3"))) == "CaptorRemoved TodoRestored EntryHidden");
    CHECK(w.incident().todos.empty());
    CHECK(w.entry(id.value).hidden);
    CHECK(one_shots(w.told).find("confirm_reaction") != std::string::npos);
    // Wanted again, it is another one.
    CHECK(kinds(w.done("U3", wish("U3"))) == "CaptorAdded TodoAdded");
  }
  SECTION("who has taken it keeps it") {
    w.done("U4", GiveTodo{id, user("U4"), {}});
    CHECK(kinds(w.done("U3", unwish("U3"))) == "CaptorRemoved");
    CHECK(w.incident().todos.size() == 1);
  }
  SECTION("what is done stays done") {
    w.done("U4", SettleTodo{id, true, {}});
    CHECK(kinds(w.done("U3", unwish("U3"))) == "CaptorRemoved");
  }
}

TEST_CASE("what was wanted before its words came, and no longer is, is never made") {
  World w = World::declared();
  w.done("U2", wish("U2"));
  w.done("U2", unwish("U2"));
  CHECK(kinds(w.done("", fill("1.1", plain("x")))) == "MessageCaptured");
  CHECK(w.incident().todos.empty());
}

TEST_CASE("what can't be done any more is refused, with the way that is left") {
  World w = World::in(Category::resolved);
  CHECK(w.refused("U2", wish("U2")).code == Code::closed);
  w.done("U2", RequestCapture{message("1.1"), "follow_up:U2"});
  w.done("", fill("1.1", plain("write the runbook")));
  CHECK(only(w).follow_up);
}

TEST_CASE("an action follows the message that it was made of") {
  World w = wished();
  const EntryId id = only(w).id;
  CHECK(kinds(w.done("U7", ReviseMessage{message("1.1"), plain("restart db-3"), "5.0"})) ==
        "MessageRevised TodoReworded");
  CHECK(only(w).words.body == plain("restart db-3"));
  CHECK(w.entry(id.value).words.body == plain("restart db-3"));
  w.done("U7", WithdrawMessage{message("1.1")});
  CHECK_FALSE(only(w).words.body);
  CHECK_FALSE(w.entry(id.value).words.body);
}

TEST_CASE("a message of files alone is called by the first of them") {
  World w = World::declared();
  w.done("U2", wish("U2"));
  auto command = fill("1.1", {});
  command.files = {{"graph.png", "https://example.slack.com/f1"}};
  w.done("", command);
  CHECK(only(w).words.body == plain("graph.png"));
}

TEST_CASE("lines wait for the scribe, who decides what becomes of each") {
  World w = World::declared();
  w.done("U1", AssignRole{.role = "scribe", .user = user("U1")});
  const Text said{{Span::Kind::text, "agreed\nTODO: call the vendor ", {}},
                  {Span::Kind::person, {}, "U3"},
                  {Span::Kind::text, "\nDECISION: no failover", {}}};
  CHECK(kinds(w.done("U2", lines("1.1", said))) ==
        "CaptureRequested MessageCaptured LineOffered LineOffered");
  CHECK(one_shots(w.told).empty());
  REQUIRE(w.incident().offers.size() == 2);
  const Offer todo = first_offer(w);
  const Offer decision = w.incident().offers.rbegin()->second;
  CHECK(todo.by == user("U2"));
  CHECK(decision.decision);
  CHECK(w.entry(todo.entry.value).hidden);
  CHECK(w.done("U2", lines("1.1", said)).empty());

  SECTION("asked about, and no longer once it is decided") {
    CHECK(next_review(w) == user("U1"));
    w.done("U1", ReviewLine{todo.id, Reviewed::left});
    w.done("U1", ReviewLine{decision.id, Reviewed::left});
    CHECK(next_review(w).empty());
  }
  SECTION("an action, of whom it names, wished for by who wrote it") {
    CHECK(kinds(w.done("U1", ReviewLine{todo.id, Reviewed::action})) == "LineReviewed TodoAdded");
    CHECK(only(w).owner == user("U3"));
    CHECK(only(w).by == user("U2"));
    CHECK(only(w).words.id == todo.words.id);
    CHECK(w.incident().offers.size() == 1);
    CHECK(w.refused("U1", ReviewLine{todo.id, Reviewed::left}).code == Code::no_entry);
    w.done("U1", Undo{});
    CHECK(w.incident().todos.empty());
    CHECK(w.incident().offers.size() == 2);
  }
  SECTION("the timeline") {
    CHECK(kinds(w.done("U1", ReviewLine{decision.id, Reviewed::kept})) ==
          "LineReviewed CaptorAdded EntryShown");
    CHECK_FALSE(w.entry(decision.entry.value).hidden);
    CHECK(w.entry(decision.entry.value).author == user("U2"));
    w.done("U1", Undo{});
    CHECK(w.entry(decision.entry.value).hidden);
    CHECK(w.incident().offers.size() == 2);
    CHECK(kinds(w.done("U1", ReviewLine{decision.id, Reviewed::kept})) ==
          "LineReviewed CaptorAdded EntryShown");
  }
  SECTION("its author takes it back") {
    CHECK(kinds(w.done("U2", ReviseMessage{message("1.1"), plain("DECISION: no failover\nTODO: wait"),
                                           "5.0"})) == "MessageRevised LineReviewed LineOffered");
    CHECK(w.incident().offers.size() == 2);
    CHECK(w.incident().offers.rbegin()->second.words.body == plain("wait"));
    w.done("U2", WithdrawMessage{message("1.1")});
    CHECK(w.incident().offers.empty());
  }
}

TEST_CASE("a reviewed line isn't offered again because something else in its message was mended") {
  World w = World::declared();
  w.done("U2", lines("1.1", plain("TODO: wait\nteh end")));
  w.done("U1", ReviewLine{first_offer(w).id, Reviewed::left});
  CHECK(kinds(w.done("U2", ReviseMessage{message("1.1"), plain("TODO: wait\nthe end"), "5.0"})) ==
        "MessageRevised");
}

TEST_CASE("so many lines wait and no more, and an action isn't made of what is over") {
  World w = World::declared();
  for (std::size_t i = 0; i < most_offers + 5; ++i)
    w.done("U2", lines(("1." + std::to_string(100 + i)).c_str(), plain("TODO: x" + std::to_string(i))));
  CHECK(w.incident().offers.size() == most_offers);
  const EntryId id = first_offer(w).id;
  w.done("U1", Resolve{});
  CHECK(w.refused("U1", ReviewLine{id, Reviewed::action}).code == Code::closed);
  CHECK(w.incident().offers.size() == most_offers);
  w.done("U1", ReviewLine{id, Reviewed::follow_up});
  CHECK(only(w).follow_up);
}

TEST_CASE("without a scribe the lead is asked about the lines, without one nobody") {
  World w = World::declared();
  w.done("U2", lines("1.1", plain("TODO: wait")));
  CHECK(next_review(w).empty());
  w.done("U4", AssignRole{.role = "lead", .user = user("U4")});
  CHECK(next_review(w) == user("U4"));
}
