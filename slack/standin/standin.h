// A Slack to test, demonstrate and practise against: one workspace behind a real HTTP server on 127.0.0.1
// that enforces Slack's rules, people who do things in it, and faults on demand.
//
//   slack::standin::Standin slack;
//   const auto ada = slack.add_person("ada");
//   const auto general = slack.add_channel("general");
//   slack.set_bot_url("http://127.0.0.1:3000/slack/events");    // the bot: SLACK_API_URL = slack.api_url()
//   slack.people().slash(ada, "/incident", "checkout is down", general);
//   slack.wait_until([&] { return slack.screen(ada).form() != nullptr; });
//
// All methods: any thread, unless they say otherwise. Nothing of it waits by sleeping.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "slack/standin/delivery.h"
#include "slack/standin/faults.h"
#include "slack/standin/http_face.h"
#include "slack/standin/people.h"
#include "slack/standin/screen.h"
#include "slack/standin/world.h"

namespace slack::standin {

struct Options {
  int port = 0;  ///< 0: any free one
  std::string token = "xoxb-stand-in";
  std::string secret = "stand-in-signing-secret";
  Identity names{};
  Clock clock{};                   ///< real by default
  double limits = 1;               ///< Slack's own rates; 10: ten times as much; 0: no limits
  std::set<std::string> scopes{};  ///< granted; empty: all that there are
  std::chrono::milliseconds ack_limit{3000};
  std::chrono::milliseconds trigger_life{3000};
  /// A page has no more, however many are asked for: Slack may give fewer than `limit` before the end.
  std::size_t most_on_page = 1000;
  /// False: no sockets and no threads. Calls come through answer(), events().step() sends, and the bot is
  /// reached through a door (courier.h): for a simulation.
  bool serve = true;
};

/// A call of the bot's, in the order of arrival.
struct Call {
  std::uint64_t number = 0;
  std::string method;  ///< or `response_url`, `upload`
  /// Without the token; `body` of the last two, and `hook` of a response_url (State::hooks).
  std::map<std::string, std::string> args;
  std::string result;  ///< ok, an error code, http_<status>, dropped; empty: under way
};

class Standin {
 public:
  /// Starts at once. Throws std::runtime_error if the port can't be had.
  explicit Standin(Options options = {});
  Standin(const Standin&) = delete;
  Standin& operator=(const Standin&) = delete;
  ~Standin();

  std::string api_url() const;  ///< http://127.0.0.1:<port>/api/
  const std::string& bot_token() const;
  const std::string& signing_secret() const;
  std::string team() const;
  std::string bot_user() const;
  void set_bot_url(const std::string& url);
  void set_door(Door door);
  /// As if it had come over HTTP. A fault that waits, waits here.
  HttpReply answer(const HttpCall& call);

  std::string add_person(const std::string& name, const PersonOptions& options = {});
  /// Made by nobody in particular; `members` are in it. "general" can't be archived, as in Slack.
  std::string add_channel(const std::string& name, const std::vector<std::string>& members = {},
                          bool is_private = false);

  /// A user group; its people in this order. `set_group` with nobody disables it.
  std::string add_group(const std::string& handle, const std::vector<std::string>& people);
  void set_group(const std::string& id, const std::vector<std::string>& people);

  World& world();
  const World& world() const;
  People& people();
  Faults& faults();
  Delivery& events();

  /// Shuts the door: connections are refused, those that stand are closed. `reachable()` opens the same port.
  /// Calls that a fault or a gate keeps waiting go on. Not from two threads at once.
  void unreachable();
  void reachable();
  /// The app's token and scopes, as a reinstall or an uninstall changes them.
  void set_access(const std::string& token, const std::set<std::string>& scopes);
  /// An event of any shape, as JSON (the inner one); `channel` decides whether the bot may see it.
  void raise(const std::string& event, const std::string& channel = {});

  Screen screen(const std::string& person) const;
  std::vector<Call> calls(std::string_view method = {}) const;  ///< all, or those of one method
  void forget_calls();
  /// What the bot sent that was wrong by itself, whatever came of it (objections.h), with what it sent.
  /// Faults are Slack's and in none of them. They are never forgotten.
  std::vector<std::string> objections() const;

  /// Waits until `so` holds; asked after each change of anything here. False after `limit`.
  bool wait_until(const std::function<bool()>& so, std::chrono::milliseconds limit = usual_limit) const;
  /// Until all events are delivered (or have failed) and no call is under way.
  bool settle(std::chrono::milliseconds limit = usual_limit) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace slack::standin
