// Slack's Web API over a World: arguments, tokens, scopes, content types, and the methods with their rules
// and errors. https://docs.slack.dev/apis/web-api, https://docs.slack.dev/reference/methods
// Any thread.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "slack/standin/http_face.h"
#include "slack/standin/world.h"

namespace slack::standin {

/// A call as it arrived, understood but not yet judged.
struct ApiCall {
  std::string method;
  std::map<std::string, std::string> args;  ///< without the token; structured ones as JSON text
  std::string token;
  std::string problem;  ///< the error code for a body that can't be read
  std::string warning;  ///< missing_charset
};
ApiCall read_call(const HttpCall& call, const std::string& method);

/// Every bot scope that the methods here ask for.
const std::set<std::string>& all_scopes();

class WebApi {
 public:
  struct Options {
    std::string token;
    std::set<std::string> scopes;
    std::chrono::milliseconds trigger_life{3000};
    std::size_t most_on_page = 1000;
    std::string upload_url;  ///< what addresses for the bytes of files begin with
  };
  WebApi(World& world, Options options);

  /// The JSON body of the answer, HTTP 200. `result` becomes `ok` or the error code.
  std::string answer(const ApiCall& call, std::string& result);
  /// Bytes for the file of an upload address (its last part); the HTTP reply.
  HttpReply upload(const std::string& token, const std::string& bytes);
  /// A message to a response_url (its path's last parts): the HTTP reply.
  HttpReply respond(const std::string& hook, const std::string& content_type, const std::string& body);

  void set_upload_url(std::string url);
  std::string granted() const;  ///< the scopes, as the x-oauth-scopes header has them
  /// The app's token and scopes change, as by a reinstall or an uninstall. An empty token fits nothing.
  void set_access(std::string token, std::set<std::string> scopes);

 private:
  World& world_;
  Options options_;
  mutable std::mutex access_;  ///< around options_
};

}  // namespace slack::standin
