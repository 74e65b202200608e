#include "bot/operate.h"

#include <SQLiteCpp/Database.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>

#include "bot/app.h"
#include "bot/without_slack.h"
#include "storage/store.h"
#include "tests/catch.h"
#include "tests/e2e/support/binary.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;

namespace {

std::string hash_posted(Town& town) {
  const auto seen = town.all_that(town.ada);
  std::smatch found;
  return std::regex_search(seen, found, std::regex("The record so far: `?([0-9a-f]{64})")) ? found[1].str()
                                                                                           : std::string();
}

}  // namespace

TEST_CASE(
    "the hash that is posted at the resolution is found again beside the running server, however much "
    "follows") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "note the lights are out", channel);
  town.type(town.ada, "resolve", channel);
  REQUIRE(town.quiet());
  const auto hash = hash_posted(town);
  INFO(town.all_that(town.ada));
  REQUIRE(hash.size() == 64);
  town.type(town.ada, "note found the fuse", channel);
  REQUIRE(town.quiet());

  const auto database = town.folder.path() / "muster.db";
  const auto told = bot::verify_database(database, std::nullopt, hash);
  INFO(told.text);
  CHECK(told.code == 0);
  CHECK(told.text.find("ok    INC-1") == 0);
  CHECK(told.text.find(hash + " is the log of INC-1 up to event ") != std::string::npos);
  CHECK(told.text.find(town.store->chain_head(town.incident(1).id)) != std::string::npos);
  CHECK(told.text.find("lights") == std::string::npos);

  CHECK(bot::verify_database(database, 1, "").code == 0);
  CHECK(bot::verify_database(database, 2, "").code == 1);
  CHECK(bot::verify_database(database, 1, std::string(64, 'a')).code == 1);
  CHECK(bot::verify_database(database, 1, "not hex at all").code == 2);
}

TEST_CASE("what was written down and changed behind Muster's back is found, and where") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "note the lights are out", channel);
  town.type(town.ada, "resolve", channel);
  REQUIRE(town.quiet());
  const auto hash = hash_posted(town);
  town.stop();
  const auto database = town.folder.path() / "muster.db";
  {
    SQLite::Database db(database.string(), SQLite::OPEN_READWRITE);
    REQUIRE(db.exec("UPDATE event SET occurred_at = occurred_at - 1 WHERE kind = 'EntryNoted'") == 1);
  }
  const auto told = bot::verify_database(database, std::nullopt, hash);
  INFO(told.text);
  CHECK(told.code == 1);
  CHECK(told.text.find("BAD   INC-1") == 0);
  CHECK(told.text.find("the hash of event ") != std::string::npos);
}

TEST_CASE("a backup that is made beside the running server holds what was acknowledged, and serves again") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "note the lights are out", channel);
  testing::Folder safe;
  const auto told = bot::back_up_database(town.folder.path() / "muster.db", safe.path() / "copy.db");
  INFO(told.text);
  CHECK(told.code == 0);
  CHECK(told.text.find("copy.db: 1 incident, checked.") != std::string::npos);
  town.type(town.ada, "note too late for the copy", channel);
  REQUIRE(town.quiet());

  // Restored, as README says: stop, put the copy in the file's place, start.
  town.stop();
  for (const auto* suffix : {"", "-wal", "-shm"})
    std::filesystem::remove((town.folder.path() / "muster.db").string() + suffix);
  std::filesystem::copy_file(safe.path() / "copy.db", town.folder.path() / "muster.db");
  town.start();
  CHECK(town.entries(1).size() == 2);
  CHECK(town.type(town.ada, "note after the restore", channel).ok());
  REQUIRE(town.quiet());
  CHECK(town.entries(1).size() == 3);
  CHECK(bot::verify_database(town.folder.path() / "muster.db", std::nullopt, "").code == 0);

  SECTION("an incident that is newer than the copy: its number and its channel's name are taken again") {
    // What the copy doesn't know stays Slack's: the next incident gets the number, and a channel of its own.
    const auto next = town.declare("the lights are out");
    CHECK(next != channel);
    CHECK(town.incident(2).channel.value == next);
  }
}

TEST_CASE(
    "after a restore, a number that was given before finds its channel's name taken and takes another") {
  Town town;
  testing::Folder safe;
  town.declare("checkout is down");
  bot::back_up_database(town.folder.path() / "muster.db", safe.path() / "copy.db");
  const auto lost = town.declare("the lights are out");
  REQUIRE(town.quiet());
  town.stop();
  for (const auto* suffix : {"", "-wal", "-shm"})
    std::filesystem::remove((town.folder.path() / "muster.db").string() + suffix);
  std::filesystem::copy_file(safe.path() / "copy.db", town.folder.path() / "muster.db");
  town.start();

  const auto again = town.declare("the lights are out");
  REQUIRE(town.quiet());
  CHECK(town.incident(2).channel.value == again);
  CHECK(again != lost);
  // In the channel that the copy doesn't know, Muster says that it belongs to no incident, and changes
  // nothing.
  const auto answer = town.type(town.ada, "status fixing", lost);
  CHECK(answer.ok());
  CHECK(town.incident(2).status != "fixing");
}

namespace {

std::shared_ptr<const bot::Config> config_of(Town& town) {
  auto config = std::make_shared<bot::Config>();
  config->policy = core::default_policy();
  config->database = town.folder.path() / "muster.db";
  config->api_url = town.slack.api_url();
  config->contacts = {{town.ada, "Ada Lovelace", "+44 20 7946 0000"}, {"fibre", "The fibre people", "112"}};
  return config;
}

}  // namespace

TEST_CASE("every verb works from the command line beside the server, and Slack is brought up to date") {
  Town town;
  const auto channel = town.declare("checkout is down");
  const auto config = config_of(town);
  const auto run = [&](const std::string& line) { return bot::do_as(config, town.grace, line).text; };

  CHECK(run("INC-1 note the supplier confirms a cut").find("Noted in INC-1") == 0);
  CHECK(run("scribe INC-1").find("You are *Scribe* of INC-1") == 0);
  CHECK(run("INC-1 severity 1 nobody can pay").find("INC-1 is now *SEV1*.") == 0);
  CHECK(run("INC-1 timeline").find("the supplier confirms a cut") != std::string::npos);
  CHECK(run("list").find("checkout is down") != std::string::npos);
  CHECK(run("INC-1").find("Scribe") != std::string::npos);
  CHECK(run("INC-7 note nothing").find("There is no INC-7") == 0);
  CHECK(run("status page is down").find("I did nothing yet") == 0);
  CHECK(run("note INC-1").find("opens a form") != std::string::npos);
  CHECK(run("declare the phones are out --sev 2").find("*INC-2* the phones are out is declared") == 0);

  REQUIRE(town.until_stored([&] { return !town.incident(2).channel.empty(); }));
  REQUIRE(town.quiet());
  const auto control = town.control(channel);
  CHECK(control.says("SEV1"));
  CHECK(control.says("grace"));

  CHECK(town.all_that(town.grace).find("the phones are out") != std::string::npos);
}

TEST_CASE("who may not see an incident in Slack doesn't see it on the command line either") {
  Town town;
  town.type(town.ada, "declare payroll leaked --private", town.general);
  REQUIRE(town.quiet());
  const auto config = config_of(town);
  CHECK(bot::do_as(config, town.linus, "INC-1 timeline").text.find("There is no INC-1") == 0);
  CHECK(bot::do_as(config, town.ada, "INC-1 timeline").text.find("payroll leaked") != std::string::npos);
}

TEST_CASE("the call sheet has what one needs on the phone, and no private incident's title") {
  Town town;
  const auto channel = town.declare("checkout is down", "--sev 2");
  town.type(town.ada, "lead", channel);
  town.type(town.grace, "comms INC-1", town.general);
  town.type(town.ada, "declare payroll leaked --private", town.general);
  REQUIRE(town.quiet());
  const auto sheet = bot::callsheet(*config_of(town), town.incident(1).declared_at + std::chrono::minutes(5));
  INFO(sheet.text);
  CHECK(sheet.code == 0);
  CHECK(sheet.text.find("INC-1  checkout is down\n        SEV2, Investigating, declared ") !=
        std::string::npos);
  CHECK(sheet.text.find("Lead        Ada Lovelace              +44 20 7946 0000") != std::string::npos);
  CHECK(sheet.text.find("Comms       grace                     no number") != std::string::npos);
  CHECK(sheet.text.find("Scribe      nobody") != std::string::npos);
  CHECK(sheet.text.find("INC-2  (private)") != std::string::npos);
  CHECK(sheet.text.find("payroll") == std::string::npos);
  CHECK(sheet.text.find("The fibre people") != std::string::npos);
}

TEST_CASE("what was given up is seen, tried again by hand and then not done twice, or dropped") {
  Town town;
  const auto channel = town.declare("checkout is down");
  // Slack has the file, and nobody hears of it.
  town.slack.faults().next("files.completeUploadExternal", e2e::Fault::drop_reply(), 2);
  town.type(town.ada, "export html", channel);
  REQUIRE(town.until_stored([&] { return town.store->queue_stats().parked == 1; }));
  REQUIRE(town.quiet());
  town.type(town.ada, "export md", channel);
  REQUIRE(town.until_stored([&] { return town.store->queue_stats().parked == 2; }));
  const auto database = town.folder.path() / "muster.db";
  const auto now = bot::system_now();
  const auto seen = bot::jobs_of_database(database, {}, now);
  INFO(seen.text);
  CHECK(seen.code == 0);
  CHECK(seen.text.find("0 surfaces and 0 messages wait for Slack; 2 given up.") == 0);
  const auto tasks = town.store->parked(10);
  CHECK(seen.text.find(tasks.front().id) != std::string::npos);
  CHECK(seen.text.find("upload_export") != std::string::npos);

  CHECK(bot::jobs_of_database(database, {{}, {tasks.back().id}}, now).text.find("is dropped") !=
        std::string::npos);
  CHECK(bot::jobs_of_database(database, {{"all"}, {}}, now).code == 0);
  REQUIRE(town.until_stored([&] { return town.store->queue_stats().one_shots_waiting == 0; }));
  CHECK(town.store->queue_stats().parked == 0);
  CHECK(town.count_calls("files.completeUploadExternal") == 2);
  CHECK(bot::jobs_of_database(database, {{"12345"}, {}}, now).code == 1);
}

TEST_CASE("what a person wrote is erased everywhere in the file, and the log verifies as before") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.slack.people().join(town.grace, channel);
  town.type(town.grace, "note the xylophone is stolen", channel);
  town.type(town.grace, "update: xylophone found", channel);
  town.type(town.ada, "note the piano is fine", channel);
  const auto ts = town.slack.people().say(town.grace, channel, "xylophone again");
  town.slack.people().react(town.ada, channel, ts, "pushpin");
  REQUIRE(town.quiet());
  while (town.store->make_findable()) {
  }
  const auto mine = town.entries(1);
  const auto captured =
      std::find_if(mine.begin(), mine.end(), [](const auto& e) { return e.captured.has_value(); });
  REQUIRE(captured != mine.end());
  town.type(town.ada, "entry " + std::to_string(captured->id.value) + " edit xylophone, she said", channel);
  town.slack.people().edit(town.grace, channel, ts, "xylophone, changed");
  REQUIRE(town.quiet());
  const auto hash = town.store->chain_head(town.incident(1).id);
  const auto database = town.folder.path() / "muster.db";

  const auto asked = bot::erase_in_database(database, town.grace, false, bot::system_now());
  INFO(asked.text);
  CHECK(asked.text.find("add --yes") != std::string::npos);
  const auto told = bot::erase_in_database(database, town.grace, true, bot::system_now());
  INFO(told.text);
  CHECK(told.code == 0);
  CHECK(told.text.find("Out of reach") != std::string::npos);
  REQUIRE(town.quiet());

  // Neither in the database nor in its log, as bytes; the other person's words are there.
  std::string bytes;
  for (const char* name : {"muster.db", "muster.db-wal"}) {
    std::ifstream file(town.folder.path() / name, std::ios::binary);
    bytes += std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  CHECK(bytes.find("xylophone") == std::string::npos);
  CHECK(bytes.find("the piano is fine") != std::string::npos);
  CHECK(town.store->chain_head(town.incident(1).id) == hash);
  CHECK(bot::verify_database(database, 1, hash).code == 0);
  CHECK_FALSE(town.control(channel).says("xylophone"));
  CHECK(bot::erase_in_database(database, town.grace, false, bot::system_now()).code == 1);
}

TEST_CASE("an entry's text is erased for good by who asks for it and says yes, in every wording") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.ada, "note the password is hunter2", channel);
  town.type(town.ada, "update: hunter2 is the password", channel);
  REQUIRE(town.quiet());
  const auto entry_of = [&](core::EntryKind kind) {
    for (const auto& entry : town.entries(1)) {
      if (entry.kind == kind) return entry;
    }
    return core::Entry{};
  };
  const auto note = std::to_string(entry_of(core::EntryKind::note).id.value);
  town.type(town.ada, "entry " + note + " edit the password was hunter2", channel);

  const auto asked = town.type(town.ada, "redact " + note, channel);
  CHECK(asked.body.find("I did nothing yet") != std::string::npos);
  CHECK(entry_of(core::EntryKind::note).words.body.has_value());
  CHECK(town.press(town.ada, "Erase it", channel).ok());
  REQUIRE(town.quiet());
  CHECK_FALSE(entry_of(core::EntryKind::note).words.body.has_value());
  const auto update = std::to_string(entry_of(core::EntryKind::update).id.value);
  CHECK(town.type(town.ada, "redact " + update + " --yes", channel).text.find("Erased") != std::string::npos);
  REQUIRE(town.quiet());
  CHECK_FALSE(town.control(channel).says("hunter2"));
  for (const auto& record : town.store->log(town.incident(1).id)) {
    const auto* words = core::words_of(record.event);
    if (words && words->body) CHECK(core::to_plain(*words->body).find("hunter2") == std::string::npos);
  }
  CHECK(town.incident(1).last_update.body == std::nullopt);
  CHECK(bot::verify_database(town.folder.path() / "muster.db", 1, "").code == 0);
  CHECK(town.type(town.ada, "redact " + note + " --yes", channel).text.find("erased already") !=
        std::string::npos);
  CHECK(town.type(town.ada, "redact everything", channel).text.find("I did nothing yet") !=
        std::string::npos);
}

TEST_CASE("what is typed on the machine is done as the person who says it, wherever `--as` stands") {
  Town town;
  const auto channel = town.declare("checkout is down");
  muster::e2e::Binary binary(town);
  const std::vector<std::vector<std::string>> lines{
      {"do", "INC-1", "note", "the", "supplier", "confirms", "--as", town.grace},
      {"do", "--as", town.grace, "update", "INC-1", "we", "roll", "back", "--next", "30m"},
      {"--config", (town.folder.path() / "muster.toml").string(), "do", "INC-1 lead", "--as", town.grace}};
  for (const auto& line : lines) {
    const auto process = binary.start(line);
    INFO(process->log());
    CHECK(process->wait() == 0);
  }
  REQUIRE(town.until_stored([&] { return town.incident(1).roles.contains("lead"); }));
  CHECK(town.incident(1).roles.at("lead").user.value == town.grace);
  CHECK(town.incident(1).updates == 1);
  const auto entries = town.entries(1);
  CHECK(std::ranges::any_of(entries, [&](const core::Entry& entry) {
    return entry.author.value == town.grace &&
           core::to_plain(core::shown(entry.words)) == "the supplier confirms";
  }));
  // Slack is told by the server beside it.
  REQUIRE(town.until([&] { return town.control(channel).says("grace"); }));
  const auto sheet = binary.start({"callsheet"});
  CHECK(sheet->wait() == 0);
  CHECK(sheet->log().find("checkout is down") != std::string::npos);
}
