// A Slack workspace with people in it, and the bot: everything real, over HTTP on the loopback, in one
// process.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bot/bot.h"
#include "slack/standin/standin.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/support/folder.h"

namespace muster::e2e {

using slack::standin::Fault;
using slack::standin::Screen;
using slack::standin::Shown;

struct TownOptions {
  slack::standin::Options slack{};
  std::function<void(bot::Config&)> configure;
  bool start_bot = true;
  std::chrono::milliseconds slack_deadline = slack::standin::usual_limit;  ///< of the bot's calls
  std::chrono::milliseconds webhook_deadline = slack::standin::usual_limit;
  std::chrono::milliseconds edits_apart{0};  ///< so that no test waits for time to pass
  std::function<core::Duration()> ahead{};   ///< of the real time; empty: not at all
};

class Town {
 public:
  /// With which the bot signs what it sends to webhooks.
  static constexpr const char* webhook_secret = "webhook-secret";

  explicit Town(TownOptions options = {});
  ~Town();
  Town(const Town&) = delete;
  Town& operator=(const Town&) = delete;

  slack::standin::Standin slack;
  std::string ada, grace, linus;  ///< people; ada and grace are in #general
  std::string general, announce;  ///< channels

  testing::Folder folder;
  std::unique_ptr<storage::Store> store;
  std::unique_ptr<slack::Transport> transport;
  std::unique_ptr<bot::Bot> bot;

  void start();
  void stop();
  /// From the next start() on.
  void keep_to(core::Permit what, const std::string& who);

  /// Types `/incident <text>`; what is shown as the immediate answer.
  slack::standin::Answer type(const std::string& who, const std::string& text, const std::string& where);
  slack::standin::Answer press(const std::string& who, const std::string& button, const std::string& where,
                               const std::string& near = {});
  /// Declares by command and waits until it is ready; the channel's id.
  std::string declare(const std::string& title, const std::string& flags = {});

  core::Incident incident(int number);
  std::vector<core::Entry> entries(int number);
  /// The bot's one control message in this channel, as `who` sees it; empty text when there is none.
  Shown control(const std::string& channel, const std::string& who = {});
  bool until(const std::function<bool()>& so);
  /// The same for what the store says, which tells nobody when it changes.
  bool until_stored(const std::function<bool()>& so);
  /// All surfaces shown, no one-shot waiting, all events delivered.
  bool quiet();
  /// Everything that this person can see, as text.
  std::string all_that(const std::string& who);
  int count_calls(const std::string& method);

 private:
  bot::Config config_;
  std::chrono::milliseconds slack_deadline_, webhook_deadline_, edits_apart_;
  std::function<core::Duration()> ahead_;
};

}  // namespace muster::e2e
