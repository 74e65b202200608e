#include "bot/log.h"

#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "tests/catch.h"
#include "tests/support/stderr.h"

using namespace muster::bot;

namespace {

/// What was logged while this lived.
struct Captured : muster::testing::Stderr {
  ~Captured() { log::configure("text", "info"); }
};

}  // namespace

TEST_CASE("a JSON line is one object, whatever is in its fields") {
  Captured captured;
  log::configure("json", "info");
  log::warn("slack call failed", {{"method", "chat.postMessage"},
                                  {"text", "quote \" backslash \\ line\nend \x1f\x1e tab\t"},
                                  {"bytes", std::string_view("a\0b\xff\xc3", 5)},
                                  {"n", 42}});
  const std::string line = captured.text();
  CHECK(line.find('\n') == line.size() - 1);
  const auto json = nlohmann::json::parse(line);
  CHECK(json["level"] == "warn");
  CHECK(json["msg"] == "slack call failed");
  CHECK(json["method"] == "chat.postMessage");
  CHECK(json["text"] == "quote \" backslash \\ line\nend    tab\t");
  CHECK(json["n"] == "42");
  CHECK(json["ts"].get<std::string>().size() == 24);
}

TEST_CASE("a text line stays one line without colours outside a terminal") {
  Captured captured;
  log::configure("text", "info");
  log::info("request", {{"kind", "slash"}, {"odd", "two words\x1b[31m\n"}, {"empty", ""}});
  const std::string line = captured.text();
  CHECK(line.find("info  request kind=slash odd=\"two words\\u001b[31m\\n\" empty=\"\"\n") !=
        std::string::npos);
  CHECK(line.find('\x1b') == std::string::npos);
}

TEST_CASE("levels below the configured one are silent") {
  Captured captured;
  log::configure("text", "warn");
  log::debug("d");
  log::info("i");
  log::warn("w");
  log::error("e");
  const std::string text = captured.text();
  CHECK(std::count(text.begin(), text.end(), '\n') == 2);
}

TEST_CASE("under systemd a line says its level to the journal and leaves the time to it") {
  ::setenv("JOURNAL_STREAM", "8:1", 1);
  Captured captured;
  log::configure("text", "debug");
  log::error("e");
  log::debug("d");
  ::unsetenv("JOURNAL_STREAM");
  CHECK(captured.text() == "<3>e\n<7>d\n");
}

TEST_CASE("what looks like a secret of Slack's is masked wherever it stands") {
  Captured captured;
  log::configure("json", "info");
  const std::vector<std::string> secrets{
      "xoxb-1234-5678-abcDEF",
      "xoxp-1-2-3-f00",
      "xoxe.xoxb-1-MTIz",
      "xoxe-1-My0x",
      "xapp-1-A0-1-ff",
      "xwfp-abc",
      "XOXB-1234",
      "https://hooks.slack.com/commands/T1/2/abc",
      "https%3A%2F%2Fhooks.slack.com%2Factions%2FT1%2F2%2Fabc",
      "https://hooks.slack-gov.com/services/T1/B1/abc",
  };
  for (const auto& secret : secrets)
    log::error("what " + secret, {{"at", "x=" + secret + "&y"}, {"whole", secret}});
  const std::string text = captured.text();
  CHECK(text.find("***") != std::string::npos);
  for (const auto* rest : {"1234", "5678", "f00", "MTI", "My0x", "A0-1", "abc", "/T1", "2FT1"}) {
    INFO(rest);
    CHECK(text.find(rest) == std::string::npos);
  }
  CHECK(text.find("hooks.slack.com***") != std::string::npos);
}

TEST_CASE("lines of several threads don't mix") {
  Captured captured;
  log::configure("json", "info");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([t] {
      for (int i = 0; i < 100; ++i) log::info("line", {{"thread", t}, {"pad", std::string(200, 'p')}});
    });
  for (auto& thread : threads) thread.join();
  std::istringstream lines(captured.text());
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) CHECK(nlohmann::json::accept(line));
  CHECK(count == 400);
}
