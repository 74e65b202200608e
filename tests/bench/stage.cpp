#include "tests/bench/stage.h"

#include <SQLiteCpp/Database.h>
#include <fmt/core.h>

#include <fstream>
#include <stdexcept>

#include "slack/pacing.h"

namespace muster::bench {

namespace {

slack::standin::Options unlimited() {
  slack::standin::Options options;
  options.limits = 0;
  return options;
}

void write_config(const std::filesystem::path& file, const std::filesystem::path& database,
                  const std::string& api_url, const std::string& announce) {
  constexpr auto fast = "{ per_minute = 1000000, burst = 1000 }";
  std::ofstream out(file);
  out << fmt::format(
      "[server]\nlisten = \"127.0.0.1:0\"\nadmin_listen = \"127.0.0.1:0\"\ndatabase = \"{}\"\n",
      database.string());
  out << fmt::format("[channels]\nannounce = \"{}\"\n[slack]\napi_url = \"{}\"\n", announce, api_url);
  out << fmt::format("[slack.pacing]\nother = {0}\npost_per_channel = {0}\n", fast);
  for (const auto& [method, pace] : slack::slack_pacing().methods)
    out << fmt::format("\"{}\" = {}\n", method, fast);
  if (!out.flush()) throw std::runtime_error("can't write " + file.string());
}

}  // namespace

Stage::Stage() : slack(unlimited()) {
  ada = slack.add_person("ada");
  general = slack.add_channel("general", {ada});
  const auto announce = slack.add_channel("incidents", {ada});
  write_config(folder_.path() / "muster.toml", database(), slack.api_url(), announce);
}

void Stage::start() {
  server.reset();
  server = std::make_unique<Server>(
      folder_.path() / "muster.toml",
      std::map<std::string, std::string>{{"SLACK_BOT_TOKEN", slack.bot_token()},
                                         {"SLACK_SIGNING_SECRET", slack.signing_secret()}});
  slack.set_bot_url(fmt::format("http://127.0.0.1:{}/slack/events", server->port()));
}

void Stage::declare(const std::string& title) {
  const auto answer = slack.people().slash(ada, "/incident", "declare " + title, general);
  // A disk that others keep busy may take its time: then it is saved a little later, and said so.
  const bool saved = answer.text.find("is declared") != std::string::npos;
  const bool waits = answer.text.find("Not saved yet") != std::string::npos;
  if (!answer.ok() || (!saved && !waits))
    throw std::runtime_error("not declared: " + answer.error + answer.text);
}

void Stage::declare_many(int count) {
  for (int i = 1; i <= count; ++i) declare(fmt::format("Payments fail in region {}", i));
  wait_for_quiet();
}

void Stage::wait_for_quiet() {
  const auto never = [] { return false; };
  int quiet = 0;
  for (int i = 0; i < 3000; ++i) {
    slack.wait_until(never, std::chrono::milliseconds(100));
    const auto waiting =
        ask("SELECT (SELECT COUNT(*) FROM surface WHERE state >= 2) + "
            "(SELECT COUNT(*) FROM one_shot WHERE state >= 2)");
    quiet = waiting == 0 && slack.settle(std::chrono::milliseconds(1)) ? quiet + 1 : 0;
    if (quiet == 2) return slack.forget_calls();
  }
  throw std::runtime_error("the server does not come to rest");
}

long long Stage::ask(const std::string& sql) const {
  SQLite::Database db(database().string(), SQLite::OPEN_READONLY, 5000);
  return db.execAndGet(sql).getInt64();
}

}  // namespace muster::bench
