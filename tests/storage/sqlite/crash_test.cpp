// kill -9 at random points under load: what was acknowledged is there, and everything verifies.
#include <signal.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "storage/sqlite/sqlite_store.h"
#include "tests/catch.h"
#include "tests/storage/support/world.h"

namespace muster::storage::testing {

namespace {

std::unique_ptr<Store> open_in(const std::filesystem::path& file) {
  SqliteOptions options;
  options.path = file;
  return open_sqlite(options);
}

/// The child: notes as fast as it can, several in flight; whatever is acknowledged goes through the pipe.
[[noreturn]] void work_until_killed(const std::filesystem::path& file, core::IncidentId id, int round,
                                    int pipe_end) {
  const auto store = open_in(file);
  const auto workspace = store->only_workspace();
  std::atomic<int> next{0};
  std::vector<std::thread> people;
  for (int t = 0; t < 6; ++t) {
    people.emplace_back([&] {
      for (;;) {
        const int number = next++;
        const std::string name = std::to_string(round) + "-" + std::to_string(number);
        Request request;
        request.workspace = workspace->id;
        request.incident = id;
        request.actor = core::UserId("U1");
        request.command = a_note(name);
        request.keys = {{name}};
        request.now = at(round);
        request.policy = policy();
        request.answer = [](const Outcome& outcome) {
          return Answer{std::to_string(outcome.after.incident.version), {}, ""};
        };
        const Result result = store->execute(std::move(request));
        if (result.error) ::_exit(1);
        // One write of a line is whole or not there: it is shorter than PIPE_BUF.
        const std::string line = result.answer + " " + name + "\n";
        if (::write(pipe_end, line.data(), line.size()) < 0) ::_exit(1);
      }
    });
  }
  for (auto& person : people) person.join();
  ::_exit(1);
}

}  // namespace

TEST_CASE("nothing that was acknowledged is lost at kill -9") {
  const TempDir dir;
  const auto file = dir / "muster.db";
  core::IncidentId id;
  {
    World world([&] { return open_in(file); });
    id = world.declare();
  }
  std::mt19937 random(7);
  std::map<std::int64_t, std::string> acknowledged;
  constexpr int rounds = 20;
  for (int round = 0; round < rounds; ++round) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      ::close(ends[0]);
      work_until_killed(file, id, round, ends[1]);
    }
    ::close(ends[1]);
    // Killed after some number of acknowledgements, that is, amid the ones that follow.
    const std::size_t enough = std::uniform_int_distribution<std::size_t>(1, 120)(random);
    std::string received;
    char buffer[4096];
    bool killed = false;
    for (ssize_t n = 0; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
      received.append(buffer, static_cast<std::size_t>(n));
      if (!killed && static_cast<std::size_t>(std::count(received.begin(), received.end(), '\n')) >= enough) {
        ::kill(child, SIGKILL);
        killed = true;
      }
    }
    ::close(ends[0]);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(killed);
    REQUIRE(WIFSIGNALED(status));
    std::size_t start = 0;
    for (std::size_t end = 0; (end = received.find('\n', start)) != std::string::npos; start = end + 1) {
      const std::string line = received.substr(start, end - start);
      const auto space = line.find(' ');
      const auto [place, is_new] =
          acknowledged.emplace(std::stoll(line.substr(0, space)), line.substr(space + 1));
      CHECK(is_new);
    }

    // The lock is free, the file is whole, and the World verifies it when it goes.
    World world([&] { return open_in(file); });
    const auto log = world->log(id);
    for (const auto& [seq, name] : acknowledged) {
      REQUIRE(seq <= static_cast<std::int64_t>(log.size()));
      const core::Words* words = core::words_of(log[static_cast<std::size_t>(seq - 1)].event);
      REQUIRE(words != nullptr);
      REQUIRE(words->body == core::plain(name));
    }
    // The same request again is known, with the answer that it got.
    const auto& [seq, name] = *acknowledged.rbegin();
    CHECK(world->known_answer(std::vector<InboxKey>{{name}}, at(round)) == std::to_string(seq));
  }
  CHECK(acknowledged.size() >= rounds);
}

}  // namespace muster::storage::testing
