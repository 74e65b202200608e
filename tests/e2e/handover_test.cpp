// An upgrade while people click: nobody is refused, and nothing is lost.
#include <csignal>
#include <thread>

#include "storage/sqlite/sqlite_store.h"
#include "tests/catch.h"
#include "tests/e2e/support/binary.h"

using namespace muster;
using muster::e2e::Binary;
using muster::e2e::Town;

TEST_CASE("the program is replaced under load without one failed request") {
  Town town({.configure = {}, .start_bot = false});
  Binary binary(town);
  auto process = binary.serve();
  REQUIRE(town.type(town.ada, "declare checkout is down", town.general).ok());

  constexpr int clients = 4;
  constexpr int notes = 60;
  std::atomic<int> acknowledged{0};
  std::atomic<int> failed{0};
  std::vector<std::thread> people;
  for (int c = 0; c < clients; ++c) {
    people.emplace_back([&, c] {
      for (int i = 0; i < notes; ++i) {
        const auto answer = town.type(c % 2 == 0 ? town.ada : town.grace,
                                      "note INC-1 number " + std::to_string(c * notes + i), town.general);
        // Or, on a machine that stood still, that it will be told; what came of it is looked at below.
        const auto says = [&](const char* words) { return answer.text.find(words) != std::string::npos; };
        ++(says("Noted") || says("Not saved yet") ? acknowledged : failed);
      }
    });
  }
  int replaced = 0;
  bool begins_again = true;
  for (const int after : {30, 90, 150}) {
    while (acknowledged + failed < after) std::this_thread::yield();
    process->signal(SIGUSR2);
    ++replaced;
    begins_again = begins_again && town.until_stored([&] {
      const auto log = process->log();
      int starts = 0;
      for (std::size_t at = 0; (at = log.find("listening on ", at)) != std::string::npos; ++at) ++starts;
      return starts == replaced + 1;
    });
  }
  for (auto& person : people) person.join();
  INFO(process->log());
  CHECK(begins_again);
  CHECK(failed == 0);
  CHECK(acknowledged == clients * notes);
  CHECK(process->terminate() == 0);

  storage::SqliteOptions options;
  options.path = town.folder.path() / "muster.db";
  const auto store = storage::open_sqlite(options);
  int stored = 0;
  for (const auto& entry : store->all_entries(store->by_number(store->only_workspace()->id, 1)->id))
    stored += entry.kind == core::EntryKind::note ? 1 : 0;
  CHECK(stored == clients * notes);
}
