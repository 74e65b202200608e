// An App with a real store in a folder of its own, and a Slack that says yes to everything and remembers what
// it was asked.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "bot/app.h"
#include "bot/arrivals.h"
#include "bot/home.h"
#include "bot/jumps.h"
#include "bot/recent.h"
#include "bot/reply.h"
#include "bot/response_urls.h"
#include "bot/talk.h"
#include "bot/urgent.h"
#include "bot/verb.h"
#include "bot/webhooks.h"
#include "slack/transport.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/support/folder.h"

namespace muster::bot::testing {

class YesTransport : public slack::Transport {
 public:
  tl::expected<slack::HttpReply, slack::HttpFailure> post(const slack::HttpCall& call) override;
  /// Methods called, in order.
  std::vector<std::string> calls();

 private:
  std::mutex mutex_;
  std::vector<std::string> calls_;
};

struct TestApp {
  muster::testing::Folder folder;
  YesTransport transport;
  Metrics metrics;
  Settings settings;
  std::unique_ptr<storage::Store> store;
  slack::WebApi web;
  Homes homes;  // whatever runs in `urgent` may use it
  Urgent urgent{1}, slow{0};
  ResponseUrls response_urls;
  Recent counted;
  Talk talk;
  Jumps jumps;
  Arrivals arrivals;
  Webhooks webhooks{transport, "webhook-secret", std::chrono::milliseconds(10000)};
  core::Time now = core::from_millis(1'772'329'020'000);  // 2026-03-01 01:37 UTC
  App app;

  explicit TestApp(Config config = test_config());
  static Config test_config();

  Ask ask(const std::string& user, const std::string& channel, Origin origin = Origin::slash);
  /// Types a line; the acknowledgement that came back.
  Ack type(const std::string& user, const std::string& channel, const std::string& line);
  /// Presses a button that carries this line.
  Ack press(const std::string& user, const std::string& channel, const std::string& line);
  /// An incident whose channel is open.
  core::Incident declare(const std::string& title, const std::string& channel, bool is_private = false);
  core::Incident incident(int number);
  /// Events of all incidents together: unchanged means that nothing was done.
  std::size_t events();
  storage::Result execute(core::IncidentId incident, const std::string& user, core::Command command);
};

}  // namespace muster::bot::testing
