// Someone else's idea of Slack: the npm package `emulate`, as a process of its own on the loopback. It has a
// Web API with scopes, views and triggers; it sends no commands, clicks or signed events, so that a test
// plays those (see emulated_town.h). tests/e2e/emulate/install puts it where it is looked for.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "tests/e2e/support/process.h"
#include "tests/support/folder.h"

namespace muster::e2e {

class Emulate {
 public:
  static constexpr const char* team = "T000000001";     ///< its own choice
  static constexpr const char* general = "C000000001";  ///< likewise; only its administrator is in it
  static constexpr const char* app = "A0MUSTER";
  static constexpr const char* bot = "B0MUSTER";
  static constexpr const char* bot_user = "U0MUSTER";
  static constexpr const char* bot_token = "xoxb-muster";

  /// Starts it and waits until it answers. `people` are members of all of `channels`; `scopes` is what the
  /// bot's token may do. Throws std::runtime_error in words for whoever runs the tests: it isn't installed,
  /// it doesn't start.
  Emulate(const std::vector<std::string>& people, const std::vector<std::string>& channels,
          const std::vector<std::string>& scopes);

  std::string api_url() const { return origin() + "/api/"; }
  /// The nearest thing to a response_url that it has: an incoming webhook, which shows in #general what it
  /// gets.
  std::string answers_url() const;
  static std::string token_of(const std::string& name) { return "xoxp-" + name; }
  /// A person's or channel's id, by the name; throws std::out_of_range.
  const std::string& id(const std::string& name) const { return ids_.at(name); }

  /// The answer to one call of its Web API; throws std::runtime_error unless it is `ok`.
  nlohmann::json call(const std::string& token, const std::string& method,
                      const std::vector<std::pair<std::string, std::string>>& fields = {}) const;
  /// What stands at an address of its own, as `url_private` of a file.
  std::string fetch(const std::string& token, const std::string& url) const;

 private:
  bool begin(const std::string& seed);
  std::string origin() const { return "http://127.0.0.1:" + std::to_string(port_); }

  testing::Folder folder_;
  std::unique_ptr<Process> process_;
  int port_ = 0;
  std::map<std::string, std::string> ids_;
};

}  // namespace muster::e2e
