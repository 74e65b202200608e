// The real program beside a town, as an operator would run it.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "slack/transport.h"
#include "tests/catch.h"
#include "tests/e2e/support/process.h"
#include "tests/e2e/support/town.h"

namespace muster::e2e {

class Binary {
 public:
  explicit Binary(Town& town) : town_(town) {
    std::ofstream config(this->config());
    config << "[channels]\nannounce = \"" << town.announce << "\"\n"
           << "[slack]\napi_url = \"" << town.slack.api_url() << "\"\n"
           << "[slack.pacing.other]\nper_minute = 100000\nburst = 1000\n"
           << "[slack.pacing.post_per_channel]\nper_minute = 100000\nburst = 1000\n";
  }
  /// Its configuration, to add to.
  std::filesystem::path config() const { return town_.folder.path() / "muster.toml"; }
  /// `more`: variables that go before those that a town gives.
  std::unique_ptr<Process> start(const std::vector<std::string>& args = {"serve"},
                                 std::map<std::string, std::string> more = {}) {
    const auto log = town_.folder.path() / ("log" + std::to_string(++starts_));
    more.insert({{"SLACK_BOT_TOKEN", town_.slack.bot_token()},
                 {"SLACK_SIGNING_SECRET", town_.slack.signing_secret()},
                 {"SLACK_API_URL", town_.slack.api_url()},
                 {"MUSTER_CONFIG", config().string()},
                 {"MUSTER_DATABASE", (town_.folder.path() / "muster.db").string()},
                 {"MUSTER_LISTEN", "127.0.0.1:0"},
                 {"MUSTER_ADMIN_LISTEN", "127.0.0.1:0"}});
    return std::make_unique<Process>(MUSTER_BINARY, args, more, log);
  }
  std::unique_ptr<Process> serve() {
    auto process = start();
    const auto address = process->await("listening on ");
    INFO(process->log());
    REQUIRE_FALSE(address.empty());
    // The first request alone, and refused: with it cpp-httplib makes tables whose guard the thread sanitizer
    // can't see, the library being built without it, and two first ones at once look like a race to it.
    slack::HttpCall call;
    call.url = address + "/slack/events";
    REQUIRE(slack::make_transport()->post(call));
    town_.slack.set_bot_url(address + "/slack/events");
    return process;
  }

 private:
  Town& town_;
  int starts_ = 0;
};

}  // namespace muster::e2e
