// Signed, but meant badly: what Slack lets through of what people type, and what somebody with the secret
// could send. Nothing of it reaches the log, the disk as it is, or another person.
#include <httplib.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "slack/signature.h"
#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;

namespace {

constexpr const char* form = "application/x-www-form-urlencoded";

httplib::Result deliver(Town& town, const std::string& body, const char* type = form) {
  httplib::Client client("127.0.0.1", town.bot->port());
  client.set_read_timeout(slack::standin::usual_limit);
  const auto at = std::to_string(core::to_seconds(bot::system_now()));
  return client.Post("/slack/events",
                     {{"x-slack-request-timestamp", at},
                      {"x-slack-signature", slack::sign(town.slack.signing_secret(), at, body)}},
                     body, type);
}

std::string slash(Town& town, const std::string& text, const std::string& trigger,
                  const std::string& response_url = {}) {
  return slack::encode_form({{"command", "/incident"},
                             {"text", text},
                             {"user_id", town.ada},
                             {"channel_id", town.general},
                             {"team_id", town.slack.team()},
                             {"trigger_id", trigger},
                             {"response_url", response_url}});
}

/// All that anybody can see or that is stored.
std::string everything(Town& town) {
  std::string all;
  for (const auto& who : {town.ada, town.grace, town.linus}) all += town.all_that(who);
  for (const auto& entry : town.entries(1)) all += core::to_plain(core::shown(entry.words)) + "\n";
  all += core::to_plain(core::shown(town.incident(1).title));
  return all;
}

}  // namespace

TEST_CASE("characters that deceive, or are none, are gone before anybody sees them") {
  Town town;
  const std::string override_("\xE2\x80\xAE");  // U+202E
  const std::string isolate("\xE2\x81\xA6");    // U+2066
  REQUIRE(deliver(town, slash(town, "declare pay" + override_ + "ments\x07 are" + isolate + " down \xFF\xC0",
                              "1.1"))
              ->status == 200);
  REQUIRE(town.until_stored([&] { return !town.incident(1).channel.empty(); }));
  const auto channel = town.incident(1).channel.value;
  town.type(town.ada, "note INC-1 evil" + override_ + "gnp.exe", town.general);
  const auto ts = town.slack.people().say(town.ada, channel, "said" + override_ + " so");
  town.slack.people().react(town.ada, channel, ts, "pushpin");
  REQUIRE(town.quiet());
  CHECK(core::to_plain(core::shown(town.incident(1).title)) == "payments are down \xEF\xBF\xBD\xEF\xBF\xBD");

  auto all = everything(town);
  // What Ada wrote herself in the channel is Slack's to show.
  all.erase(0, 0);
  for (const auto& message : town.entries(1)) {
    const auto text = core::to_plain(core::shown(message.words));
    for (const auto& bad : {override_, isolate, std::string("\x07")})
      CHECK(text.find(bad) == std::string::npos);
  }
  CHECK(all.find('\x07') == std::string::npos);
  CHECK(all.find("pay" + override_) == std::string::npos);
}

TEST_CASE("a person's name that deceives is shown without what deceives") {
  const std::string override_("\xE2\x80\xAE");
  Town town;
  const auto mallory = town.slack.add_person("mal" + override_ + "lory");
  const auto channel = town.declare("checkout is down");
  town.slack.people().invite(town.ada, channel, mallory);
  town.type(mallory, "lead", channel);
  REQUIRE(town.quiet());
  for (const auto& user : {town.store->user(town.store->only_workspace()->id, core::UserId(mallory))}) {
    if (user) CHECK(user->name.find(override_) == std::string::npos);
  }
  CHECK(town.slack.screen(town.ada).channel(channel)->topic.find(override_) == std::string::npos);
}

TEST_CASE("an answer goes to Slack's own addresses alone") {
  httplib::Server trap;
  std::atomic<int> caught{0};
  trap.Post(".*", [&](const httplib::Request&, httplib::Response&) { ++caught; });
  const int port = trap.bind_to_any_port("127.0.0.1");
  std::thread serving([&] { trap.listen_after_bind(); });
  Town town;
  const auto elsewhere = "http://127.0.0.1:" + std::to_string(port) + "/commands/x";
  REQUIRE(deliver(town, slash(town, "declare checkout is down", "1.1", elsewhere))->status == 200);
  REQUIRE(deliver(town, slash(town, "doctor", "1.2", elsewhere))->status == 200);
  REQUIRE(town.quiet());
  // It is told where it was typed instead.
  CHECK(town.until([&] { return town.slack.screen(town.ada).find("is ready") != nullptr; }));
  CHECK(caught == 0);
  trap.stop();
  serving.join();
}

TEST_CASE("bodies that are deep, vast or torn cost nobody anything") {
  Town town;
  const auto status = [&](const std::string& body, const char* type) {
    const auto result = deliver(town, body, type);
    return result ? result->status : 0;
  };
  const auto deep = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
  CHECK(status(deep(200000), "application/json") == 400);
  CHECK(status(R"({"type":"event_callback","event":)" + deep(2000) + "}", "application/json") == 400);
  CHECK(status("payload=" + std::string(900000, '%'), form) == 400);
  CHECK(status("payload=%7B%22type%22%3A%22block_actions%22%7D", form) == 400);
  CHECK(status(std::string("\xFF\xFE\x00\x01", 4), "application/json") == 400);
  // Many fields, each many times: the first counts, and it takes no time.
  std::string many;
  for (int i = 0; i < 20000; ++i) many += "text=x&";
  CHECK(status(many + slash(town, "help", "1.3"), form) == 200);
  CHECK(town.type(town.ada, "help", town.general).ok());
}
