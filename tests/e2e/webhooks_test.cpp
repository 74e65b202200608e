// Commands of the team's own that ask a webhook: a real one on the loopback, which behaves well or badly.
#include <csignal>
#include <fstream>
#include <future>
#include <nlohmann/json.hpp>

#include "bot/log.h"
#include "bot/without_slack.h"
#include "slack/signature.h"
#include "tests/catch.h"
#include "tests/e2e/support/binary.h"
#include "tests/e2e/support/town.h"
#include "tests/slack/support/peers.h"
#include "tests/support/stderr.h"

using namespace muster;
using muster::e2e::Binary;
using muster::e2e::Town;
using muster::e2e::TownOptions;
using nlohmann::json;
using peers::Answer;
using peers::HttpPeer;
using peers::RawPeer;
using peers::Seen;

namespace {

bot::OwnCommand asking(const std::string& url, const std::string& word = "oncall") {
  return {.key = word, .help = "Who is on call", .url = url};
}

TownOptions with(std::vector<bot::OwnCommand> commands) {
  TownOptions options;
  options.configure = [commands = std::move(commands)](bot::Config& config) { config.commands = commands; };
  return options;
}

bool is_genuine(const Seen& seen) {
  const std::vector<std::string> secrets{Town::webhook_secret};
  return slack::verify(secrets, seen.header("x-muster-request-timestamp"), seen.header("x-muster-signature"),
                       seen.body, core::to_seconds(bot::system_now())) == slack::Verdict::genuine;
}

bool sees(Town& town, const std::string& who, const std::string& words) {
  return town.slack.screen(who).find(words) != nullptr;
}

}  // namespace

TEST_CASE("a webhook is told who asks what about which incident, signed, and its answer is for them alone") {
  HttpPeer hook([](const Seen&) { return Answer{200, R"({"text":"*Grace* has it. <!channel>"})", {}}; });
  Town town(with({asking(hook.url("/oncall?key=1"))}));
  const auto channel = town.declare("checkout is <down>", "--sev 2");
  town.type(town.ada, "lead", channel);
  town.store->upsert_users(town.store->only_workspace()->id,
                           {{core::UserId(town.ada), "Ada L.", {}, false, false, false, false}});
  REQUIRE(town.quiet());

  const auto ack = town.type(town.ada, "OnCall INC-1 for  checkout & co", town.general);
  CHECK(ack.ok());
  CHECK_FALSE(ack.visible_to_all);
  CHECK(ack.text == "Asking `oncall`…");
  REQUIRE(town.until([&] { return sees(town, town.ada, "Grace* has it. @channel"); }));
  CHECK_FALSE(sees(town, town.grace, "has it"));

  REQUIRE(hook.seen().size() == 1);
  const auto seen = hook.seen().front();
  CHECK(seen.method == "POST");
  CHECK(seen.target == "/oncall?key=1");
  CHECK(seen.header("content-type") == "application/json");
  CHECK(seen.headers.count("authorization") == 0);
  CHECK(is_genuine(seen));
  auto told = json::parse(seen.body);
  CHECK(told["at"].get<std::string>().ends_with("Z"));
  told.erase("at");
  const json wanted{{"command", "oncall"},
                    {"words", "for  checkout &amp; co"},
                    {"user", {{"id", town.ada}, {"name", "Ada L."}, {"guest", false}}},
                    {"channel", town.general},
                    {"incident",
                     {{"reference", "INC-1"},
                      {"number", 1},
                      {"status", town.incident(1).status},
                      {"severity", "sev2"},
                      {"lead", town.ada},
                      {"private", false},
                      {"drill", false},
                      {"channel", channel},
                      {"title", "checkout is <down>"}}}};
  CHECK(told == wanted);

  // Where no incident is, none is told of.
  town.type(town.ada, "oncall", town.general);
  REQUIRE(town.until([&] { return hook.seen().size() == 2; }));
  CHECK_FALSE(json::parse(hook.seen().back().body).contains("incident"));
  CHECK(town.type(town.ada, "help --more", town.general).body.find("oncall`  Who is on call") !=
        std::string::npos);
}

TEST_CASE("the acknowledgement doesn't wait for the webhook, and no form waits behind it") {
  std::promise<void> acknowledged;
  const auto wait = acknowledged.get_future().share();
  HttpPeer hook([wait](const Seen&) {
    wait.wait();
    return Answer{200, R"({"text":"at last"})", {}};
  });
  Town town(with({asking(hook.url("/"))}));
  // More than there are threads that could open a form.
  for (int i = 0; i < 8; ++i) CHECK(town.type(town.ada, "oncall", town.general).ok());
  CHECK_FALSE(sees(town, town.ada, "at last"));
  CHECK(town.type(town.grace, "declare", town.general).ok());
  CHECK(town.until([&] { return town.slack.screen(town.grace).form() != nullptr; }));
  acknowledged.set_value();
  CHECK(town.until([&] { return sees(town, town.ada, "at last"); }));
}

TEST_CASE("of a private incident a webhook gets no words, and nobody else gets it asked about") {
  testing::Stderr log;
  HttpPeer hook([](const Seen&) { return Answer{204, "", {}}; });
  Town town(with({asking(hook.url("/"))}));
  bot::log::configure("text", "debug");
  town.type(town.ada, "declare zebrafish breached --private --sev 1", town.general);
  REQUIRE(town.quiet());
  const auto channel = town.incident(1).channel.value;
  town.type(town.ada, "summary: ocelot on the stairs", channel);
  REQUIRE(town.quiet());

  CHECK(town.type(town.linus, "oncall INC-1", town.general).text.find("There is no INC-1") == 0);
  town.type(town.ada, "oncall capybara", channel);
  REQUIRE(town.until([&] { return sees(town, town.ada, "Done."); }));
  REQUIRE(hook.seen().size() == 1);
  const auto body = hook.seen().front().body;
  CHECK(body.find("zebrafish") == std::string::npos);
  CHECK(body.find("ocelot") == std::string::npos);
  const auto told = json::parse(body);
  CHECK(told["words"] == "capybara");
  CHECK(told["incident"]["private"] == true);
  CHECK(told["incident"]["channel"] == channel);
  CHECK(told["incident"]["severity"] == "sev1");
  CHECK_FALSE(told["incident"].contains("title"));
  town.stop();
  CHECK(log.text().find("capybara") == std::string::npos);
}

TEST_CASE("a guest who is in the incident's channel is told of as one") {
  HttpPeer hook([](const Seen&) { return Answer{200, "", {}}; });
  Town town(with({asking(hook.url("/"))}));
  const auto guest = town.slack.add_person("visitor", {.guest = true});
  town.store->upsert_users(town.store->only_workspace()->id,
                           {{core::UserId(guest), "visitor", {}, false, true, false, false}});
  const auto channel = town.declare("checkout is down");
  town.slack.people().invite(town.ada, channel, guest);
  town.slack.people().invite(town.ada, town.general, guest);
  REQUIRE(town.quiet());
  CHECK(town.type(guest, "oncall", town.general).text.find("only about an incident") != std::string::npos);
  town.type(guest, "oncall", channel);
  REQUIRE(town.until([&] { return sees(town, guest, "Done."); }));
  REQUIRE(hook.seen().size() == 1);
  CHECK(json::parse(hook.seen().front().body)["user"]["guest"] == true);
}

TEST_CASE("whatever a webhook answers, who asked is told what happened, and the log has a code") {
  testing::Stderr log;
  const std::string beginning = "beginning ";
  HttpPeer hook([&](const Seen& seen) -> Answer {
    if (seen.target.starts_with("/fails")) return {500, "zebrafish", {}};
    if (seen.target.starts_with("/moved")) return {307, "", {{"Location", "/elsewhere"}}};
    if (seen.target.starts_with("/huge")) return {200, std::string(300 * 1024, 'x'), {}, "text/plain"};
    if (seen.target.starts_with("/long")) {
      std::string text = beginning;
      for (int i = 0; i < 4000; ++i) text += "words ";
      return {200, text + "end", {}, "text/plain"};
    }
    if (seen.target.starts_with("/page")) return {200, "<html>", {}, "text/html"};
    return {200, R"({"text":)", {}};
  });
  RawPeer cut([](RawPeer::Connection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"text\"");
  });
  constexpr const char* secret = "?token=ocelot";
  struct Way {
    std::string word, url, told, code;
  };
  const std::vector<Way> ways{
      {"fails", hook.url("/fails"), "`fails` refused, or failed (http_500)", "http_500"},
      {"moved", hook.url("/moved"), "`moved` has moved (http_307)", "http_307"},
      {"huge", hook.url("/huge"), "`huge` answered with more than 256 KiB", "too_large"},
      {"long", hook.url("/long"), "The answer of `long` is longer", "ok"},
      {"page2", hook.url("/page"), "can't read its answer", "unreadable"},
      {"broken", hook.url("/broken"), "`broken` took it, but", "unreadable"},
      {"cut", cut.url("/"), "The answer of `cut` broke off", "reset"},
      {"closed", "http://127.0.0.1:" + std::to_string(peers::closed_port()) + "/",
       "`closed` can't be reached (connect)", "connect"}};
  std::vector<bot::OwnCommand> commands;
  for (const auto& way : ways) commands.push_back(asking(way.url + secret, way.word));
  Town town(with(commands));
  bot::log::configure("text", "debug");
  for (const auto& way : ways) {
    CAPTURE(way.word);
    CHECK(town.type(town.ada, way.word + " capybara", town.general).ok());
    CHECK(town.until([&] { return sees(town, town.ada, way.told); }));
  }
  CHECK(sees(town, town.ada, beginning + "words words"));
  CHECK_FALSE(sees(town, town.ada, "words end"));
  CHECK(hook.seen().size() == 6);
  CHECK(cut.accepted() == 1);
  town.stop();
  const auto written = log.text();
  for (const auto& way : ways) {
    INFO(written);
    CHECK(written.find("command=" + way.word + " code=" + way.code) != std::string::npos);
  }
  for (const char* hidden : {"capybara", "ocelot", "zebrafish", Town::webhook_secret})
    CHECK(written.find(hidden) == std::string::npos);
}

TEST_CASE("a webhook that never answers is given up at the deadline") {
  RawPeer hook([](RawPeer::Connection& connection) {
    connection.read_request();
    connection.wait_until_stopping();
  });
  auto options = with({asking(hook.url())});
  options.webhook_deadline = std::chrono::milliseconds(300);
  Town town(options);
  CHECK(town.type(town.ada, "oncall", town.general).ok());
  CHECK(town.until([&] { return sees(town, town.ada, "look before you type it again"); }));
  CHECK(hook.accepted() == 1);
}

TEST_CASE("from the command line a webhook is waited for, where there is a secret to sign with") {
  HttpPeer hook([](const Seen&) { return Answer{200, R"({"text":"ask <@U1> &amp; co"})", {}}; });
  Town town;
  town.declare("checkout is down");
  Binary binary(town);
  std::ofstream(binary.config(), std::ios::app)
      << "[[commands]]\nkey = \"oncall\"\nhelp = \"Who is on call\"\nurl = \"" << hook.url("/") << "\"\n";
  const std::vector<std::string> line{"do", "INC-1", "oncall", "tonight", "--as", town.grace};
  const auto without = binary.start(line);
  CHECK(without->wait() == 0);
  CHECK(without->log().find("MUSTER_WEBHOOK_SECRET") != std::string::npos);
  CHECK(hook.seen().empty());

  const auto asked = binary.start(line, {{"MUSTER_WEBHOOK_SECRET", Town::webhook_secret}});
  CHECK(asked->wait() == 0);
  CHECK(asked->log().find("& co") != std::string::npos);
  REQUIRE(hook.seen().size() == 1);
  CHECK(is_genuine(hook.seen().front()));
  const auto told = json::parse(hook.seen().front().body);
  CHECK(told["words"] == "tonight");
  CHECK(told["incident"]["number"] == 1);
  CHECK(told["user"]["id"] == town.grace);
  CHECK_FALSE(told.contains("channel"));
}

TEST_CASE("a webhook without a secret to sign with is refused at the start, at a reload and by doctor") {
  Town town({.configure = {}, .start_bot = false});
  Binary binary(town);
  auto process = binary.serve();
  std::ofstream(binary.config(), std::ios::app)
      << "[[commands]]\nkey = \"oncall\"\nhelp = \"x\"\nurl = \"https://hooks.example.com/ocelot\"\n";
  process->signal(SIGHUP);
  process->await("the old one stays in force");
  CHECK(process->log().find("MUSTER_WEBHOOK_SECRET is missing") != std::string::npos);
  CHECK(town.type(town.ada, "help", town.general).ok());
  const auto doctor = binary.start({"doctor"});
  CHECK(doctor->wait() == 1);
  CHECK(doctor->log().find("MUSTER_WEBHOOK_SECRET is missing") != std::string::npos);
  CHECK(process->terminate() == 0);

  const auto refused = binary.start();
  CHECK(refused->wait() == 2);
  CHECK(refused->log().find("MUSTER_WEBHOOK_SECRET is missing") != std::string::npos);
  CHECK(refused->log().find("ocelot") == std::string::npos);
  const auto check = binary.start({"config", "check"});
  CHECK(check->wait() == 0);  // as with Slack's secrets: they aren't in the file
  const auto exported = binary.start({"callsheet"});
  CHECK(exported->wait() == 0);
}
