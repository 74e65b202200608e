// The bot, unchanged, with `emulate` as its Slack. What emulate doesn't send (commands, clicks, forms, signed
// events) is built here from what its Web API shows, signed, and posted to the bot.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "bot/bot.h"
#include "slack/standin/courier.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/e2e/support/emulate.h"
#include "tests/support/folder.h"

namespace muster::e2e {

/// The real transport, and what went over it.
class Watched : public slack::Transport {
 public:
  struct Call {
    std::string method;  ///< as `chat.update`; of another address what stands behind its host
    int status = 0;      ///< 0: no answer
    std::string answer;
  };
  Watched();
  tl::expected<slack::HttpReply, slack::HttpFailure> post(const slack::HttpCall& call) override;

  std::vector<Call> calls(const std::string& method) const;
  std::size_t count() const;
  /// Methods that were refused, with the code of each; what emulate doesn't have has the code `http_404`.
  /// Without the user groups, which it hasn't and which nothing here needs, and without whoever is there
  /// already: it tells nobody of who joined, so the bot invites them once more.
  std::vector<std::pair<std::string, std::string>> refused() const;
  /// The next call of it is made, but its answer is lost on the way.
  void lose_answer(const std::string& method);
  void wait_for_call(std::chrono::milliseconds limit);

 private:
  std::unique_ptr<slack::Transport> real_;
  mutable std::mutex mutex_;  ///< what follows
  std::condition_variable called_;
  std::vector<Call> calls_;
  std::string lost_;
};

class EmulatedTown {
 public:
  using Json = nlohmann::json;

  explicit EmulatedTown(const std::vector<std::string>& scopes);
  ~EmulatedTown();
  EmulatedTown(const EmulatedTown&) = delete;
  EmulatedTown& operator=(const EmulatedTown&) = delete;

  Emulate slack;
  std::string ada, grace, linus;  ///< people
  std::string shop, announce;     ///< channels with all of them in it
  testing::Folder folder;
  Watched transport;
  std::unique_ptr<storage::Store> store;
  std::unique_ptr<bot::Bot> bot;

  // --- what people do
  /// Types `/incident <text>`: the text of the answer, which must be a 200.
  std::string type(const std::string& who, const std::string& text, const std::string& where);
  /// Presses the button with these words on it, and these beside it, in this message.
  void press(const std::string& who, const Json& message, const std::string& button,
             const std::string& near = {});
  /// The form that comes of it, as emulate keeps it. A form that came later than emulate's triggers live is
  /// asked for again.
  Json form_after(const std::function<void()>& act);
  /// Sends a form in, as it was shown but for these fields (by block id); the body of the answer.
  std::string submit(const std::string& who, const Json& view,
                     const std::vector<std::pair<std::string, std::string>>& fields);
  /// Says it in Slack; the message's ts.
  std::string say(const std::string& name, const std::string& channel, const std::string& text);
  void tell_bot(const Json& event);

  // --- what they see
  /// Newest first.
  std::vector<Json> history(const std::string& channel) const;
  /// The newest message there that says this; null when there is none.
  Json message(const std::string& channel, const std::string& words) const;
  /// The bot's control messages in this channel; there should be one.
  std::vector<Json> controls(const std::string& channel) const;
  /// The channel of this name; null when there is none that `name` may see.
  Json channel(const std::string& name, const std::string& who = "ada") const;
  std::vector<std::string> members(const std::string& channel) const;
  /// Whether an answer to a click was shown that says this.
  bool answered(const std::string& words);

  core::Incident incident(int number) const;
  bool until(const std::function<bool()>& so);
  /// All is done that can be done: nothing is due, now or later.
  bool quiet();

 private:
  std::string send(const std::vector<std::pair<std::string, std::string>>& fields);
  std::string trigger(const std::string& who) const;
  Json interaction(const std::string& type, const std::string& who) const;

  slack::standin::Courier courier_;
  int events_ = 0;
};

/// All that a message says, with its blocks.
std::string words_of(const nlohmann::json& message);

}  // namespace muster::e2e
