// Notes, captured messages, corrections.
#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace muster::core::test;
using Code = Refusal::Code;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

FillCapture fill(const char* ts, const char* text, Time said_at = utc(2026, 3, 1, 1, 30),
                 const char* captor = "") {
  return {.message = message(ts),
          .captor = captor,
          .author = user("U7"),
          .said_at = said_at,
          .words = plain(text),
          .thread_ts = "0.9",
          .permalink = "https://example.slack.com/p1",
          .files = {{"graph.png", "https://example.slack.com/f1"}}};
}

/// Message 1.1, captured by U2, with its text.
World captured() {
  World w = World::declared();
  w.done("U2", RequestCapture{message("1.1"), "reaction:U2"});
  w.done("", fill("1.1", "disk is full"));
  return w;
}

}  // namespace

TEST_CASE("notes are of now or of before") {
  World w = World::declared();
  w.done("U1", AddNote{plain(" pods restarted\n"), {}});
  CHECK(w.last_entry().words.body == plain("pods restarted"));
  CHECK(w.last_entry().occurred_at == w.now);
  const Time before = w.now - hours(3);
  w.done("U1", AddNote{plain("first alert"), before});
  CHECK(w.last_entry().occurred_at == before);
  CHECK(w.last_entry().recorded_at == w.now);
  CHECK(w.log.back().occurred_at == before);
  const Time next_request = w.now + w.step;
  CHECK(w.refused("U1", AddNote{plain("x"), next_request + Duration(1)}).code == Code::in_future);
  w.done("U1", AddNote{plain("x"), w.now + w.step});  // the very moment
  CHECK(w.refused("U1", AddNote{plain("\t"), {}}).code == Code::empty);
  CHECK(w.refused("U1", AddNote{plain(std::string(3001, 'x')), {}}).code == Code::too_long);
  w.done("U1", AddNote{plain(std::string(3000, 'x')), {}});
}

TEST_CASE("a captured message keeps its own time, author, text and files") {
  World w = World::declared();
  w.done("U2", RequestCapture{message("1.1"), "reaction:U2"});
  const EntryId id = w.last_entry().id;
  CHECK(w.last_entry().kind == EntryKind::message);
  CHECK(w.last_entry().captured->pending);
  CHECK(w.last_entry().author.empty());
  CHECK(w.last_entry().occurred_at == w.now);
  w.done("", fill("1.1", "disk is full"));
  const Entry& entry = w.last_entry();
  CHECK(entry.id == id);
  CHECK(entry.author == user("U7"));
  CHECK(entry.occurred_at == utc(2026, 3, 1, 1, 30));
  CHECK(entry.words.body == plain("disk is full"));
  CHECK(entry.captured->thread_ts == "0.9");
  CHECK(entry.captured->permalink == "https://example.slack.com/p1");
  CHECK(entry.captured->files == std::vector<CapturedFile>{{"graph.png", "https://example.slack.com/f1"}});
  CHECK_FALSE(entry.captured->pending);
  CHECK(w.state.entries.size() == 2);
}

TEST_CASE("capturing twice is capturing once") {
  World w = captured();
  CHECK(w.done("U2", RequestCapture{message("1.1"), "reaction:U2"}).empty());
  CHECK(kinds(w.done("U3", RequestCapture{message("1.1"), "reaction:U3"})) == "CaptorAdded");
  CHECK(w.done("", fill("1.1", "something else")).empty());
  CHECK(kinds(w.done("U4", fill("1.1", "something else", w.now, "pin:U4"))) == "CaptorAdded");
  CHECK(w.last_entry().words.body == plain("disk is full"));
  CHECK(w.last_entry().captured->captors == std::set<std::string>{"pin:U4", "reaction:U2", "reaction:U3"});
  CHECK(w.refused("U2", RequestCapture{MessageRef{}, "reaction:U2"}).code == Code::empty);
}

TEST_CASE("a message that is brought with its text is requested and filled in one go") {
  World w = World::declared();
  CHECK(w.done("", fill("1.1", "no one asked for it")).empty());
  w.done("U1", AssignRole{.role = "lead", .user = user("U2")});
  const auto version = w.incident().version;
  CHECK(kinds(w.done("U2", fill("1.1", "pinned", w.now, "pin:U2"))) ==
        "RoleConfirmed CaptureRequested MessageCaptured");
  CHECK(w.last_entry().id.value == version + 2);
  CHECK(w.last_entry().words.body == plain("pinned"));
  CHECK(w.last_entry().captured->captors == std::set<std::string>{"pin:U2"});
  CHECK(kinds(w.done("U2", fill("1.2", "another", w.now, "pin:U2"))) == "CaptureRequested MessageCaptured");
}

TEST_CASE("a message without text or of any bytes is captured as it is") {
  World w = World::declared();
  w.done("U2", fill("1.1", "", w.now, "pin:U2"));
  CHECK(w.last_entry().words.body == Text{});
  CHECK_FALSE(w.last_entry().captured->pending);
  w.done("U2", fill("1.2", "\xff", w.now, "pin:U2"));
  CHECK(w.last_entry().words.body == plain("\xEF\xBF\xBD"));
  w.done("U2", fill("1.3", std::string(40000, 'x').c_str(), w.now, "pin:U2"));
  CHECK(to_plain(*w.last_entry().words.body).size() == 40000);
}

TEST_CASE("taking the last captor away hides the entry, the next one shows it again") {
  World w = captured();
  w.done("U3", RequestCapture{message("1.1"), "reaction:U3"});
  CHECK(w.done("U9", DropCapture{message("1.1"), "reaction:U9"}).empty());
  CHECK(w.done("U9", DropCapture{message("9.9"), "reaction:U2"}).empty());
  CHECK(kinds(w.done("U3", DropCapture{message("1.1"), "reaction:U3"})) == "CaptorRemoved");
  CHECK_FALSE(w.last_entry().hidden);
  CHECK(kinds(w.done("U2", DropCapture{message("1.1"), "reaction:U2"})) == "CaptorRemoved EntryHidden");
  CHECK(w.last_entry().hidden);
  CHECK(w.done("U2", DropCapture{message("1.1"), "reaction:U2"}).empty());
  CHECK(kinds(w.done("U4", RequestCapture{message("1.1"), "reaction:U4"})) == "CaptorAdded EntryShown");
  CHECK_FALSE(w.last_entry().hidden);
}

TEST_CASE("what somebody edited stays, what somebody hid stays hidden") {
  World w = captured();
  const EntryId id = w.last_entry().id;
  SECTION("edited") {
    w.done("U5", EditEntry{id, plain("disk of db-3 is full")});
    CHECK(kinds(w.done("U2", DropCapture{message("1.1"), "reaction:U2"})) == "CaptorRemoved");
    CHECK_FALSE(w.last_entry().hidden);
  }
  SECTION("hidden by a person") {
    w.done("U5", HideEntry{id});
    CHECK(kinds(w.done("U2", DropCapture{message("1.1"), "reaction:U2"})) == "CaptorRemoved");
    CHECK(kinds(w.done("U3", RequestCapture{message("1.1"), "reaction:U3"})) == "CaptorAdded");
    CHECK(w.last_entry().hidden);
    w.done("U5", ShowEntry{id});
    CHECK_FALSE(w.last_entry().hidden);
  }
}

TEST_CASE("a message that can't be read stays as a mark, and is filled when its text comes") {
  World w = World::declared();
  CHECK(w.done("", FailCapture{message("1.1"), "message_not_found"}).empty());
  w.done("U2", RequestCapture{message("1.1"), "reaction:U2"});
  CHECK(kinds(w.done("", FailCapture{message("1.1"), "message_not_found"})) == "CaptureUnreadable");
  CHECK(w.last_entry().captured->unreadable);
  CHECK_FALSE(w.last_entry().captured->pending);
  CHECK(w.done("", FailCapture{message("1.1"), "message_not_found"}).empty());
  CHECK(w.done("", ReviseMessage{message("1.1"), plain("x"), "2.0"}).empty());
  CHECK(kinds(w.done("", fill("1.1", "here it is"))) == "MessageCaptured");
  CHECK_FALSE(w.last_entry().captured->unreadable);
  CHECK(w.done("", FailCapture{message("1.1"), "late"}).empty());
}

TEST_CASE("a captured message follows its author's later edits") {
  World w = captured();
  const auto revise = [&](const char* text, const char* ts) {
    return kinds(w.done("", ReviseMessage{message("1.1"), plain(text), ts}));
  };
  CHECK(revise("disk of db-1 is full", "5.0") == "MessageRevised");
  CHECK(w.last_entry().words.body == plain("disk of db-1 is full"));
  CHECK(w.last_entry().captured->revision_ts == "5.0");
  CHECK(revise("an older edit that came late", "4.0").empty());
  CHECK(revise("the same edit again", "5.0").empty());
  CHECK(revise("without a time", "").empty());
  CHECK(revise(" disk of db-1 is full ", "6.0").empty());  // an unfurled link, for one
  CHECK(w.done("", ReviseMessage{message("9.9"), plain("x"), "7.0"}).empty());
  w.done("U2", RequestCapture{message("1.2"), "reaction:U2"});
  CHECK(w.done("", ReviseMessage{message("1.2"), plain("not fetched yet"), "7.0"}).empty());
  SECTION("but a correction made here stands") {
    w.done("U5", EditEntry{w.entry(3).id, plain("all disks are full")});
    CHECK(revise("db-2", "8.0") == "MessageRevised");
    CHECK(w.entry(3).words.body == plain("all disks are full"));
    CHECK(w.entry(3).captured->revision_ts == "8.0");
  }
}

TEST_CASE("a correction made before the text came stands too") {
  World w = World::declared();
  w.done("U2", RequestCapture{message("1.1"), "reaction:U2"});
  w.done("U2", EditEntry{w.last_entry().id, plain("what was said")});
  w.done("", fill("1.1", "fetched"));
  CHECK(w.last_entry().words.body == plain("what was said"));
  CHECK(w.last_entry().author == user("U7"));
}

TEST_CASE("what its author deleted is gone, that it was there is not") {
  World w = captured();
  const EntryId id = w.last_entry().id;
  CHECK(kinds(w.done("U7", WithdrawMessage{message("1.1")})) == "MessageWithdrawn");
  CHECK(w.last_entry().captured->deleted);
  CHECK(w.last_entry().words == Words{});
  CHECK(w.last_entry().captured->files.empty());
  CHECK_FALSE(w.last_entry().hidden);
  CHECK(w.done("U7", WithdrawMessage{message("1.1")}).empty());
  CHECK(w.done("U7", WithdrawMessage{message("9.9")}).empty());
  CHECK(w.done("", ReviseMessage{message("1.1"), plain("x"), "9.0"}).empty());
  CHECK(w.done("", fill("1.1", "found again")).empty());
  CHECK(w.refused("U5", EditEntry{id, plain("I remember it")}).code == Code::no_entry);

  w.done("U2", RequestCapture{message("1.2"), "reaction:U2"});
  w.done("U7", WithdrawMessage{message("1.2")});
  CHECK(w.done("", fill("1.2", "read before it was deleted")).empty());
  CHECK(w.done("", FailCapture{message("1.2"), "message_not_found"}).empty());
}

TEST_CASE("entries are hidden, shown, edited and retimed") {
  World w = World::declared();
  w.done("U1", AddNote{plain("a note"), {}});
  const EntryId id = w.last_entry().id;
  CHECK(w.refused("U1", ShowEntry{id}).code == Code::already);
  w.done("U1", HideEntry{id});
  CHECK(w.last_entry().hidden);
  CHECK(w.refused("U1", HideEntry{id}).code == Code::already);
  w.done("U1", ShowEntry{id});
  CHECK_FALSE(w.last_entry().hidden);

  CHECK(w.refused("U1", EditEntry{id, plain("a note ")}).code == Code::already);
  CHECK(w.refused("U1", EditEntry{id, plain(" ")}).code == Code::empty);
  CHECK(w.refused("U1", EditEntry{id, plain(std::string(3001, 'x'))}).code == Code::too_long);
  w.done("U1", EditEntry{id, plain("a better note")});
  CHECK(w.last_entry().words.body == plain("a better note"));

  const Time earlier = w.now - hours(1);
  w.done("U1", RetimeEntry{id, earlier});
  CHECK(w.last_entry().occurred_at == earlier);
  CHECK(w.refused("U1", RetimeEntry{id, earlier}).code == Code::already);
  CHECK(w.refused("U1", RetimeEntry{id, w.now + hours(1)}).code == Code::in_future);

  for (const Command& command : std::vector<Command>{HideEntry{EntryId(99)}, ShowEntry{EntryId(99)},
                                                     EditEntry{EntryId(99), plain("x")},
                                                     RetimeEntry{EntryId(99), earlier}, HideEntry{}})
    CHECK(w.refused("U1", command).code == Code::no_entry);
}

TEST_CASE("people tidy up after the end") {
  for (const Category category :
       {Category::resolved, Category::closed, Category::dismissed, Category::merged, Category::stood_down}) {
    World w = World::in(category);
    w.done("U1", AddNote{plain("x"), {}});
    w.done("U1", HideEntry{w.last_entry().id});
    w.done("U2", RequestCapture{message("1.1"), "reaction:U2"});
    w.done("", fill("1.1", "x"));
    w.done("U2", DropCapture{message("1.1"), "reaction:U2"});
  }
}
