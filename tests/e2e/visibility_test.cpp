// Who may see and do what: private incidents, guests, people of other organisations and other workspaces.
#include <httplib.h>

#include <algorithm>
#include <atomic>
#include <nlohmann/json.hpp>
#include <string>

#include "slack/signature.h"
#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Fault;
using muster::e2e::Town;
using muster::e2e::TownOptions;
using nlohmann::json;

namespace {

/// Sends what Slack would sign; the status.
int deliver(Town& town, const std::string& body, const char* type = "application/x-www-form-urlencoded") {
  httplib::Client client("127.0.0.1", town.bot->port());
  client.set_read_timeout(slack::standin::usual_limit);
  const auto at = std::to_string(core::to_seconds(bot::system_now()));
  const httplib::Headers headers = {
      {"x-slack-request-timestamp", at},
      {"x-slack-signature", slack::sign(town.slack.signing_secret(), at, body)}};
  const auto result = client.Post("/slack/events", headers, body, type);
  REQUIRE(result);
  return result->status;
}

std::string interaction(const json& payload) {
  return slack::encode_form({{"payload", payload.dump()}});
}

/// A press of a button that says `line`.
json pressed(const std::string& user, const std::string& team, const std::string& channel,
             const std::string& line) {
  return {{"type", "block_actions"},
          {"user", {{"id", user}, {"team_id", team}}},
          {"team", {{"id", team}}},
          {"enterprise", nullptr},
          {"trigger_id", "9.9." + line},
          {"channel", {{"id", channel}}},
          {"container", {{"type", "message"}, {"message_ts", "1.000001"}, {"channel_id", channel}}},
          {"actions", {{{"action_id", "do"}, {"type", "button"}, {"value", line}, {"block_id", "b"}}}}};
}

bool declared(Town& town, int number) {
  return town.store->by_number(town.store->only_workspace()->id, number).has_value();
}

}  // namespace

TEST_CASE(
    "a private incident whose channel can't be made lives in the declarer's messages, and nowhere else") {
  Town town;
  town.slack.people().invite(town.ada, town.general, town.slack.bot_user());
  town.slack.faults().next("conversations.create", Fault::error("restricted_action"), 100);
  town.type(town.ada, "declare payroll leaked --private", town.general);
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).find("restricted_action") != nullptr; }));
  REQUIRE(town.incident(1).channel_failed);
  town.type(town.ada, "update INC-1 salaries are on the web", town.general);
  town.type(town.ada, "export INC-1 md", town.general);
  REQUIRE(town.until([&] { return town.count_calls("files.completeUploadExternal") > 0; }));
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).find("salaries are on the web") != nullptr; }));
  REQUIRE(town.slack.settle());

  for (const auto& who : {town.grace, town.linus}) {
    CHECK(town.all_that(who).find("payroll") == std::string::npos);
    CHECK(town.all_that(who).find("salaries") == std::string::npos);
    CHECK(town.all_that(who).find("INC-1") == std::string::npos);
  }
  // Its control message, its lines and its debrief are in the messages between the declarer and the bot.
  const auto* control = town.slack.screen(town.ada).find("appears nowhere but here");
  REQUIRE(control);
  CHECK(town.slack.screen(town.ada).find("salaries are on the web") != nullptr);

  // Being where it was declared is not being in it.
  CHECK(town.type(town.grace, "panel", town.general).body.find("payroll") == std::string::npos);
  CHECK(town.type(town.grace, "status INC-1", town.general).text.find("no INC-1") != std::string::npos);
  const auto newcomer = town.slack.add_person("newcomer");
  town.slack.people().join(newcomer, town.general);
  REQUIRE(town.slack.settle());
  CHECK_FALSE(town.store->is_insider(town.incident(1), core::UserId(newcomer)));
}

TEST_CASE("a private incident can't be declared to live in a channel that is there already") {
  Town town;
  town.slack.people().invite(town.ada, town.general, town.slack.bot_user());
  const auto answer = town.type(town.ada, "declare payroll leaked --private --here", town.general);
  CHECK(answer.ok());
  REQUIRE(town.quiet());
  CHECK_FALSE(declared(town, 1));
  CHECK(town.all_that(town.grace).find("payroll") == std::string::npos);
}

TEST_CASE("who makes a channel private in Slack makes its incident private") {
  Town town;
  const auto channel = town.declare("payroll leaked");
  town.type(town.grace, "note INC-1 from outside", town.general);
  REQUIRE(town.quiet());
  const auto announced = [&] {
    const auto screen = town.slack.screen(town.grace);
    const auto& all = screen.channel(town.announce)->messages;
    return std::ranges::count_if(all, [](const auto& m) { return m.by == "muster" && !m.system; });
  };
  REQUIRE(announced() == 1);
  REQUIRE(town.all_that(town.grace).find("payroll leaked") != std::string::npos);
  // Nobody has read the channel's end yet; the message that Slack leaves there is all that says so.
  town.slack.people().make_private(town.ada, channel);
  REQUIRE(town.quiet());
  REQUIRE(town.incident(1).is_private);

  CHECK(town.all_that(town.grace).find("payroll") == std::string::npos);
  CHECK(announced() == 1);  // taken back in its place
  const auto list = town.type(town.grace, "list", town.general);
  CHECK(list.body.find("payroll") == std::string::npos);
  const auto before = town.entries(1).size();
  const auto forged = town.type(town.grace, "note INC-1 I can still see you", town.general);
  CHECK(forged.body.find("payroll") == std::string::npos);
  REQUIRE(town.quiet());
  CHECK(town.entries(1).size() == before);
  CHECK(town.control(channel, town.ada).text.find("payroll leaked") != std::string::npos);
  CHECK(town.slack.screen(town.ada).find("This channel was made private") != nullptr);
}

TEST_CASE("who left a private channel without our hearing of it is out at the next look") {
  std::atomic<long long> hours{0};
  TownOptions options;
  options.ahead = [&] { return std::chrono::hours(hours); };
  options.slack.clock = [&hours, real = slack::standin::real_clock()] {
    return real() + hours * 3'600'000'000LL;
  };
  Town town(std::move(options));
  const auto channel = town.declare("payroll leaked", "--private");
  town.slack.people().invite(town.ada, channel, town.grace);
  REQUIRE(town.quiet());
  const auto sees = [&](const std::string& who) {
    return town.type(who, "list", town.general).body.find("payroll leaked") != std::string::npos;
  };
  REQUIRE(sees(town.grace));
  town.slack.world().change([&](slack::standin::State& state) {
    auto& members = state.channels.at(channel).members;
    std::erase(members, town.grace);
    members.push_back(town.linus);
  });
  town.stop();
  hours = 1;
  town.start();
  CHECK(town.until_stored([&] { return sees(town.linus); }));
  CHECK_FALSE(sees(town.grace));
  CHECK(sees(town.ada));
}

TEST_CASE("who joins where an incident had to be declared is no member of its own channel") {
  Town town;
  town.slack.people().invite(town.ada, town.general, town.slack.bot_user());
  town.slack.faults().next("conversations.create", Fault::error("restricted_action"), 100);
  town.type(town.ada, "declare checkout is down", town.general);
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).find("restricted_action") != nullptr; }));
  const auto newcomer = town.slack.add_person("newcomer");
  town.slack.people().join(newcomer, town.general);
  REQUIRE(town.slack.settle());
  CHECK(town.store->members(town.incident(1).id).empty());
}

TEST_CASE("a guest's list holds the incidents that they are in, however many newer ones there are") {
  Town town;
  const auto guest = town.slack.add_person("visitor", {.guest = true});
  town.slack.raise(json{{"type", "user_change"},
                        {"user",
                         {{"id", guest},
                          {"team_id", town.slack.team()},
                          {"name", "visitor"},
                          {"is_restricted", true},
                          {"profile", json::object()}}}}
                       .dump());
  const auto channel = town.declare("checkout is down");
  town.slack.people().invite(town.ada, channel, guest);
  REQUIRE(town.quiet());
  for (int i = 2; i <= 13; ++i)
    town.type(town.ada, "declare other trouble " + std::to_string(i), town.general);
  REQUIRE(town.quiet());
  REQUIRE(declared(town, 13));

  const auto list = town.type(guest, "list", channel);
  CHECK(list.body.find("checkout is down") != std::string::npos);
  CHECK(list.body.find("other trouble") == std::string::npos);
  const auto dm = town.type(guest, "severity", town.general);
  CHECK(dm.body.find("checkout is down") != std::string::npos);
  CHECK(dm.body.find("other trouble") == std::string::npos);
}

TEST_CASE("a guest is told nothing of how the incidents of others are doing") {
  Town town;
  const auto guest = town.slack.add_person("visitor", {.guest = true});
  town.store->upsert_users(town.store->only_workspace()->id,
                           {{core::UserId(guest), "visitor", {}, false, true, false, false}});
  town.store->probe();  // behind the writer, so that it knows the guest
  const auto answer = town.type(guest, "doctor", town.general);
  CHECK(answer.text.find("Looking") == std::string::npos);
}

TEST_CASE("somebody of another organisation sees and does only what belongs to incidents that they are in") {
  Town town;
  town.declare("checkout is down");
  // Slack says their own team in both places; no command reaches us from them, but presses do.
  CHECK(deliver(town, interaction(pressed("U0EXT", "T9999", town.general, "declare owned by others"))) ==
        200);
  CHECK(deliver(town, interaction(pressed("U0EXT", "T9999", town.general, "note INC-1 graffiti"))) == 200);
  auto of_an_organisation = pressed("U0EXT", "T9999", town.general, "note INC-1 of an enterprise");
  of_an_organisation["enterprise"] = {{"id", "E9999"}};
  CHECK(deliver(town, interaction(of_an_organisation)) == 200);
  REQUIRE(town.quiet());
  CHECK_FALSE(declared(town, 2));
  CHECK(town.entries(1).size() == 1);
  // In its channel they may.
  const auto channel = town.incident(1).channel.value;
  CHECK(deliver(town, interaction(pressed("U0EXT", "T9999", channel, "note INC-1 our side is up"))) == 200);
  REQUIRE(town.quiet());
  CHECK(town.entries(1).size() == 2);
}

TEST_CASE("who belongs to another team is kept as external, also where Slack shares a channel with them") {
  Town town;
  town.slack.raise(json{{"type", "user_change"},
                        {"user",
                         {{"id", "U0EXT"},
                          {"team_id", "T9999"},
                          {"name", "eve"},
                          {"is_stranger", false},
                          {"profile", json::object()}}}}
                       .dump());
  REQUIRE(town.quiet());
  town.store->probe();
  const auto known = town.store->user(town.store->only_workspace()->id, core::UserId("U0EXT"));
  REQUIRE(known);
  CHECK(known->external);
}

TEST_CASE("what was so of a person earlier changes nothing when Slack says it late") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.type(town.linus, "lead INC-1", town.general);
  REQUIRE(town.quiet());
  const auto said = [&](std::int64_t updated, bool deleted, const char* name) {
    town.slack.raise(json{{"type", "user_change"},
                          {"user",
                           {{"id", town.linus},
                            {"team_id", town.slack.team()},
                            {"name", name},
                            {"deleted", deleted},
                            {"updated", updated},
                            {"profile", json::object()}}}}
                         .dump());
    REQUIRE(town.quiet());
    town.store->probe();
  };
  const auto known = [&] {
    return town.store->user(town.store->only_workspace()->id, core::UserId(town.linus)).value();
  };
  const auto log = town.incident(1).version;
  said(4000000000, false, "returned");
  CHECK(known().name == "returned");
  said(3900000000, true, "gone");
  CHECK(known().name == "returned");
  CHECK_FALSE(known().deleted);
  // And nobody is asked to take over.
  CHECK(town.incident(1).version == log);
  said(4000000001, true, "gone");
  CHECK(known().deleted);
  CHECK(town.until_stored([&] { return town.incident(1).version > log; }));
}

TEST_CASE("what comes from nobody is done for nobody") {
  Town town;
  const auto slash = slack::encode_form({{"command", "/incident"},
                                         {"text", "declare checkout is down"},
                                         {"team_id", town.slack.team()},
                                         {"channel_id", town.general},
                                         {"trigger_id", "1.1.n"}});
  CHECK(deliver(town, slash) == 400);
  CHECK(deliver(town, interaction(
                          pressed("", town.slack.team(), town.general, "declare checkout is down"))) == 400);
  REQUIRE(town.quiet());
  CHECK_FALSE(declared(town, 1));
}

TEST_CASE("commands and events of another installation of the app change nothing") {
  Town town;
  const auto slash = slack::encode_form({{"command", "/incident"},
                                         {"text", "declare checkout is down"},
                                         {"team_id", "T9999"},
                                         {"enterprise_id", "E9999"},
                                         {"channel_id", town.general},
                                         {"user_id", town.ada},
                                         {"trigger_id", "1.1.o"}});
  CHECK(deliver(town, slash) == 200);
  CHECK_FALSE(declared(town, 1));

  const json event = {{"type", "event_callback"},
                      {"event_id", "Ev0OTHER"},
                      {"team_id", "T9999"},
                      {"authorizations", {{{"team_id", "T9999"}, {"enterprise_id", nullptr}}}},
                      {"event",
                       {{"type", "user_change"},
                        {"user",
                         {{"id", town.ada},
                          {"team_id", "T9999"},
                          {"name", "mallory"},
                          {"is_restricted", true},
                          {"profile", json::object()}}}}}};
  CHECK(deliver(town, event.dump(), "application/json") == 200);
  REQUIRE(town.quiet());
  const auto known = town.store->user(town.store->only_workspace()->id, core::UserId(town.ada));
  CHECK_FALSE((known && (known->guest || known->name == "mallory")));
}
