// Every single thing that is done with the disk, and what if the power fails there, or that very act.
#include "tests/support/disk.h"

#include <sqlite3.h>

#include <array>
#include <random>

#include "storage/sqlite/sqlite_store.h"
#include "storage/verify.h"
#include "tests/catch.h"
#include "tests/storage/support/world.h"

using namespace muster;
using namespace muster::storage;
using namespace muster::storage::testing;
using muster::testing::Disk;

namespace {

constexpr int rounds = 6;
constexpr int notes_at_once = 3;

SqliteOptions options(const Disk& disk) {
  SqliteOptions options;
  options.path = "muster.db";
  options.vfs = disk.vfs();
  options.readers = 1;
  return options;
}

Request request_for(core::WorkspaceId workspace, core::IncidentId incident, core::Command command) {
  Request request;
  request.workspace = workspace;
  request.incident = incident;
  request.actor = core::UserId("U1");
  request.command = std::move(command);
  request.now = at(0);
  request.policy = policy();
  return request;
}

/// What somebody did: an incident, then notes of which three each share a commit.
class Story {
 public:
  explicit Story(Disk& disk) : disk_(disk) {}

  /// As far as it goes.
  void play() {
    try {
      auto stepped = open_sqlite_stepped(options(disk_));
      workspace_ = stepped.store->bind_workspace({{}, "T1", "", "A1", "UBOT", "B1", ""}).id;
      auto declared = request_for(workspace_, {}, a_declaration("It broke"));
      const auto made = stepped.store->execute(std::move(declared));
      if (made.error) return;
      incident_ = made.outcome.after.incident.id;
      for (int round = 0; round < rounds && !disk_.is_off(); ++round) {
        for (int i = 0; i < notes_at_once; ++i) note(*stepped.store, "note " + std::to_string(asked_++));
        while (stepped.waiting()) stepped.step();
        // Each is an act on the disk that may fail: once while it goes on, and once at its end.
        if (round % 3 == 2) index(*stepped.store);
      }
    } catch (const StoreError&) {
      return;  // nothing after this was acknowledged
    }
  }

  /// After a restart without trouble: what was acknowledged is there once, nothing is there twice, nothing is
  /// half there, and more can be written.
  void check_after_restart() {
    auto stepped = open_sqlite_stepped(options(disk_));
    auto& store = *stepped.store;
    CHECK(verify(store).empty());
    if (incident_.empty()) return;
    std::map<std::string, int> there;
    for (const auto& entry : store.all_entries(incident_)) {
      if (entry.words.body) ++there[core::to_plain(*entry.words.body)];
    }
    for (const auto& note : saved_) {
      INFO(note);
      CHECK(there[note] == 1);
    }
    for (const auto& [note, times] : there) CHECK(times <= 1);
    workspace_ = store.only_workspace()->id;
    const auto more = store.execute(request_for(workspace_, incident_, a_note("afterwards")));
    CHECK(!more.error);
    while (store.make_findable()) {
    }
    for (const char* words : {"afterwards", "broke"})
      CHECK(store.search(workspace_, {}, words).found.size() == 1);
  }

  const std::vector<std::string>& saved() const { return saved_; }
  const std::vector<std::string>& refused() const { return refused_; }
  core::IncidentId incident() const { return incident_; }

 private:
  /// Nobody waits for it: what fails is done the next time.
  static void index(Store& store) {
    try {
      store.make_findable();
    } catch (const StoreError&) {
      return;
    }
  }
  void note(Store& store, const std::string& words) {
    store.execute(request_for(workspace_, incident_, a_note(words)), [this, words](const Result& result) {
      (result.error ? refused_ : saved_).push_back(words);
    });
  }

  Disk& disk_;
  core::WorkspaceId workspace_;
  core::IncidentId incident_;
  int asked_ = 0;
  std::vector<std::string> saved_, refused_;
};

/// How many acts the story takes when nothing fails.
int acts_of_story() {
  Disk disk;
  disk.create("muster.db");
  int acts = 0;
  disk.set_fault([&](Disk::Act, std::string_view) {
    ++acts;
    return SQLITE_OK;
  });
  Story story(disk);
  story.play();
  REQUIRE(story.saved().size() == std::size_t{rounds} * notes_at_once);
  return acts;
}

}  // namespace

TEST_CASE("the power may fail at any act: what was acknowledged is there, once, and the file is sound") {
  const int acts = acts_of_story();
  REQUIRE(acts > 100);
  std::size_t most = 0;
  for (int last = 1; last <= acts; ++last) {
    INFO("the power fails at act " << last << " of " << acts);
    for (unsigned seed = 1; seed <= 3; ++seed) {
      Disk disk;
      disk.create("muster.db");
      int done = 0;
      disk.set_fault([&](Disk::Act, std::string_view) {
        if (++done >= last) disk.power_off();
        return done >= last ? SQLITE_IOERR : SQLITE_OK;
      });
      Story story(disk);
      story.play();
      most = std::max(most, story.saved().size());
      disk.set_fault({});
      std::mt19937 random(seed);
      disk.power_on([&](std::uint64_t bound) { return random() % bound; });
      story.check_after_restart();
    }
  }
  CHECK(most > notes_at_once * 3);
}

TEST_CASE("any act may fail by itself: nobody is told more than is true, and the store goes on") {
  const int acts = acts_of_story();
  // Each kind of act comes many times in the story, so that each of them meets each code.
  constexpr std::array codes{SQLITE_FULL, SQLITE_IOERR, SQLITE_NOMEM};
  std::size_t refused = 0;
  for (int failing = 1; failing <= acts; ++failing) {
    const auto code = codes[static_cast<std::size_t>(failing) % codes.size()];
    INFO("act " << failing << " of " << acts << " fails with " << code);
    Disk disk;
    disk.create("muster.db");
    int done = 0;
    disk.set_fault([&](Disk::Act, std::string_view) { return ++done == failing ? code : SQLITE_OK; });
    Story story(disk);
    story.play();
    refused += story.refused().size();
    story.check_after_restart();
    if (story.incident().empty()) continue;
    // Each was tried again alone, when the disk was well again: at most the one whose second try it was
    // fails.
    CHECK(story.refused().size() <= 1);
  }
  // One failure is made good by the second try, alone: nobody has to be told anything.
  CHECK(refused == 0);
}

TEST_CASE("a disk that is full, or read-only, refuses what it can't hold, and takes everything again after") {
  const auto [code, kind] = GENERATE(Catch::Generators::table<int, StoreError::Kind>(
      {{SQLITE_FULL, StoreError::Kind::full}, {SQLITE_READONLY, StoreError::Kind::read_only}}));
  Disk disk;
  disk.create("muster.db");
  auto stepped = open_sqlite_stepped(options(disk));
  auto& store = *stepped.store;
  const auto workspace = store.bind_workspace({{}, "T1", "", "A1", "UBOT", "B1", ""}).id;
  const auto incident =
      store.execute(request_for(workspace, {}, a_declaration("It broke"))).outcome.after.incident.id;
  disk.set_fault([failure = code](Disk::Act act, std::string_view) {
    return act == Disk::Act::write ? failure : SQLITE_OK;
  });
  const auto refused = store.execute(request_for(workspace, incident, a_note("no room")));
  REQUIRE(refused.error);
  try {
    std::rethrow_exception(refused.error);
  } catch (const StoreError& e) {
    CHECK(e.kind == kind);
  }
  // Reading goes on.
  CHECK(store.incident(incident).has_value());
  disk.set_fault({});
  CHECK(!store.execute(request_for(workspace, incident, a_note("room again"))).error);
  std::string all;
  for (const auto& entry : store.all_entries(incident)) {
    if (entry.words.body) all += core::to_plain(*entry.words.body) + "\n";
  }
  CHECK(all.find("room again") != std::string::npos);
  CHECK(all.find("no room") == std::string::npos);
  CHECK(verify(store).empty());
}
