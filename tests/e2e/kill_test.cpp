// `kill -9` between any two steps of a declaration: what was acknowledged is there, what was begun is
// finished, and nothing is doubled.
#include <csignal>
#include <fstream>
#include <iterator>

#include "storage/verify.h"
#include "tests/catch.h"
#include "tests/e2e/support/binary.h"

using namespace muster;
using muster::e2e::Binary;
using muster::e2e::Town;

namespace {

int channels_of(Town& town, const std::string& prefix) {
  return town.slack.world().read([&](const slack::standin::State& state) {
    int count = 0;
    for (const auto& [id, channel] : state.channels) count += channel.name.rfind(prefix, 0) == 0 ? 1 : 0;
    return count;
  });
}

int bot_messages(Town& town, const std::string& channel, const std::string& words) {
  const auto screen = town.slack.screen(town.ada);
  const auto* place = screen.channel(channel);
  int count = 0;
  if (!place) return 0;
  for (const auto& message : place->messages)
    count += !message.ephemeral && !message.system && message.says(words) ? 1 : 0;
  return count;
}

bool whole(Town& town) {
  const auto screen = town.slack.screen(town.ada);
  const auto* channel = screen.channel("inc-1-checkout-is-down");
  if (!channel || channel->topic.empty() || channel->bookmarks.empty()) return false;
  bool pinned = false;
  for (const auto& message : channel->messages) pinned = pinned || message.pinned;
  return pinned && screen.find("checkout is down", "incidents") != nullptr;
}

}  // namespace

TEST_CASE("kill -9 at any call of a declaration, before or after Slack did it") {
  const auto method = GENERATE(as<std::string>{}, "conversations.create", "conversations.invite",
                               "chat.postMessage", "pins.add", "conversations.setTopic", "bookmarks.add");
  const bool after = GENERATE(false, true);
  CAPTURE(method, after);
  Town town({.configure = {}, .start_bot = false});
  Binary binary(town);
  auto process = binary.serve();
  {
    // Slack has the call and (after: did it) but the answer never comes: that is when the bot dies.
    auto gate = after ? nullptr : town.slack.faults().hold(method);
    if (after) town.slack.faults().next(method, slack::standin::Fault::drop_reply());
    const auto answer = town.type(town.ada, "declare checkout is down", town.general);
    REQUIRE(answer.ok());
    if (gate) {
      REQUIRE(gate->wait_for(1));
    } else {
      REQUIRE(town.until([&] {
        return !town.slack.calls(method).empty() && !town.slack.calls(method).front().result.empty();
      }));
    }
    process->kill9();
  }
  process = binary.serve();
  REQUIRE(town.until([&] { return whole(town); }));
  CHECK(channels_of(town, "inc-1") == 1);
  CHECK(bot_messages(town, "inc-1-checkout-is-down", "Severity") == 1);
  CHECK(bot_messages(town, "incidents", "checkout is down") == 1);
  CHECK(process->terminate() == 0);

  storage::SqliteOptions options;
  options.path = town.folder.path() / "muster.db";
  const auto store = storage::open_sqlite(options);
  CHECK(storage::verify(*store).empty());
}

TEST_CASE("kill -9 between any two calls of a declaration") {
  const auto done = GENERATE(range(0, 12));
  CAPTURE(done);
  Town town({.configure = {}, .start_bot = false});
  Binary binary(town);
  auto process = binary.serve();
  // The list of people is fetched at the start, and is no part of this.
  REQUIRE(town.until([&] { return !town.slack.calls("users.list").empty(); }));
  REQUIRE(town.slack.settle());
  const auto before = town.slack.calls().size();
  {
    auto gate = town.slack.faults().hold(slack::standin::Faults::any);
    gate->release(static_cast<std::size_t>(done));
    REQUIRE(town.type(town.ada, "declare checkout is down", town.general).ok());
    REQUIRE(town.until([&] {
      const auto all = town.slack.calls();
      std::size_t over = 0;
      for (auto i = before; i < all.size(); ++i) over += all[i].result.empty() ? 0 : 1;
      return over >= static_cast<std::size_t>(done) || whole(town);
    }));
    process->kill9();
  }
  process = binary.serve();
  REQUIRE(town.until([&] { return whole(town); }));
  CHECK(channels_of(town, "inc-1") == 1);
  CHECK(bot_messages(town, "inc-1-checkout-is-down", "Severity") == 1);
  CHECK(bot_messages(town, "incidents", "checkout is down") == 1);
  CHECK(process->terminate() == 0);
}

TEST_CASE("what was acknowledged survives kill -9, and the same request again is answered alike") {
  Town town({.configure = {}, .start_bot = false});
  Binary binary(town);
  auto process = binary.serve();
  REQUIRE(town.type(town.ada, "declare checkout is down", town.general).ok());
  const auto noted = [&] {
    const auto seen = town.all_that(town.ada);
    int count = 0;
    for (auto at = seen.find("Noted in"); at != std::string::npos; at = seen.find("Noted in", at + 1))
      ++count;
    return count;
  };
  for (int i = 0; i < 20; ++i) {
    const auto before = noted();
    const auto answer = town.type(town.ada, "note INC-1 number " + std::to_string(i), town.general);
    REQUIRE(answer.ok());
    // On a machine that stood still the answer is that it takes long, and what came of it is told afterwards.
    const bool at_once = answer.text.find("Noted") != std::string::npos;
    REQUIRE((at_once || town.until([&] { return noted() > before; })));
    if (i % 5 == 4) {
      process->kill9();
      process = binary.serve();
      auto again = town.slack.people().repeat_last(town.ada);
      for (int more = 0; again.text.find("Noted") == std::string::npos && more < 9; ++more)
        again = town.slack.people().repeat_last(town.ada);
      if (at_once) CHECK(again.body == answer.body);
    }
  }
  REQUIRE(town.until([&] { return whole(town); }));
  CHECK(process->terminate() == 0);
  storage::SqliteOptions options;
  options.path = town.folder.path() / "muster.db";
  const auto store = storage::open_sqlite(options);
  const auto incident = store->by_number(store->only_workspace()->id, 1);
  REQUIRE(incident);
  int notes = 0;
  for (const auto& entry : store->all_entries(incident->id))
    notes += entry.kind == core::EntryKind::note ? 1 : 0;
  CHECK(notes == 20);
  CHECK(storage::verify(*store).empty());
}

TEST_CASE("after a crash loop what was under way is put aside, and everything else goes on") {
  Town town({.configure = {}, .start_bot = false});
  Binary binary(town);
  auto process = binary.serve();
  REQUIRE(town.type(town.ada, "declare checkout is down", town.general).ok());
  REQUIRE(town.until([&] { return whole(town); }));
  // Each time the topic is being set, the process dies.
  for (int crash = 0; crash < 5; ++crash) {
    auto gate = town.slack.faults().hold("conversations.setTopic");
    town.type(town.ada, crash % 2 == 0 ? "status INC-1 fixing" : "status INC-1 monitoring", town.general);
    REQUIRE(gate->wait_for(1));
    // To go on after standing still is no sign of health.
    process->stand_still();
    CHECK(town.type(town.ada, "help", town.general).ok());
    process->kill9();
    gate->open();
    process = binary.serve();
  }
  CHECK(process->log().find("safe mode") != std::string::npos);
  auto jobs = binary.start({"jobs"});
  CHECK(jobs->wait() == 0);
  CHECK(jobs->log().find("ended_the_process") != std::string::npos);
  CHECK(jobs->log().find("topic") != std::string::npos);
  CHECK(town.type(town.ada, "note INC-1 still here", town.general).text.find("Noted") != std::string::npos);
  town.type(town.ada, "doctor", town.general);
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).find("Safe mode", "general") != nullptr; }));
  CHECK(process->terminate() == 0);

  process = binary.serve();
  CHECK(process->log().find("safe mode") == std::string::npos);
  auto retried = binary.start({"jobs", "--retry", "all"});
  CHECK(retried->wait() == 0);
  INFO(jobs->log() << retried->log());
  CAPTURE(town.slack.screen(town.ada).channel("inc-1-checkout-is-down")->topic);
  REQUIRE(town.until([&] {
    return town.slack.screen(town.ada).channel("inc-1-checkout-is-down")->topic.find("Fixing") !=
           std::string::npos;
  }));
  CHECK(process->terminate() == 0);
}

TEST_CASE("the command line: export while the server runs, a bad configuration, reload") {
  Town town({.configure = {}, .start_bot = false});
  Binary binary(town);
  auto process = binary.serve();
  REQUIRE(town.type(town.ada, "declare checkout is down", town.general).ok());
  REQUIRE(town.type(town.ada, "note INC-1 12 pods restarted", town.general).ok());
  const auto exported = [&](const std::string& incident) {
    auto command = binary.start({"export", incident, "--format", "md"});
    CHECK(command->wait() == 0);
    return command->log();
  };
  REQUIRE(town.until([&] { return whole(town); }));
  const auto first = exported("INC-1");
  CHECK(first.find("12 pods restarted") != std::string::npos);
  CHECK(exported("1") == first);

  REQUIRE(town.type(town.ada, "declare payroll leaked --private", town.general).ok());
  auto refused = binary.start({"export", "INC-2"});
  CHECK(refused->wait() == 1);
  CHECK(refused->log().find("payroll") == std::string::npos);
  CHECK(refused->log().find("--include-private") != std::string::npos);
  auto allowed = binary.start({"export", "INC-2", "--include-private"});
  CHECK(allowed->wait() == 0);
  CHECK(allowed->log().find("payroll") != std::string::npos);

  auto second = binary.start();
  CHECK(second->wait() == 1);
  CHECK(second->log().find("another") != std::string::npos);

  const auto html = town.folder.path() / "INC-1.html";
  auto written = binary.start({"export", "INC-1", "--format", "html", "-o", html.string()});
  CHECK(written->wait() == 0);
  std::ifstream file(html);
  const std::string page((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  CHECK(page.find("<!DOCTYPE html>") == 0);
  CHECK(page.find("12 pods restarted") != std::string::npos);

  {
    std::ofstream config(town.folder.path() / "muster.toml", std::ios::app);
    config << "\n[[roles]]\nkey = \"lead\"\nname = \"Skipper\"\n";
  }
  process->signal(SIGHUP);
  process->await("configuration reloaded");
  CHECK(town.type(town.ada, "lead INC-1", town.general).text.find("*Skipper*") != std::string::npos);

  {
    std::ofstream config(town.folder.path() / "muster.toml", std::ios::app);
    config << "\n[chanels]\n";
  }
  auto check = binary.start({"config", "check"});
  CHECK(check->wait() == 1);
  CHECK(check->log().find("chanels") != std::string::npos);
  process->signal(SIGHUP);
  process->await("the old one stays in force");
  CHECK(process->log().find("the old one stays in force") != std::string::npos);
  CHECK(town.type(town.ada, "help", town.general).ok());
  CHECK(process->log().find("payroll") == std::string::npos);
  CHECK(process->log().find(town.slack.bot_token()) == std::string::npos);
  CHECK(process->terminate() == 0);
}
