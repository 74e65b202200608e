// Slack as a script: what each call gets, and what the calls were.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "slack/request.h"
#include "slack/transport.h"

namespace fake {

inline slack::HttpReply json_reply(std::string body, int status = 200) {
  slack::HttpReply reply;
  reply.status = status;
  reply.body = std::move(body);
  return reply;
}

inline slack::HttpFailure before_send(std::string code) {
  return {slack::HttpFailure::When::before_send, std::move(code)};
}
inline slack::HttpFailure unknown(std::string code) {
  return {slack::HttpFailure::When::unknown, std::move(code)};
}

class FakeTransport final : public slack::Transport {
 public:
  using Outcome = tl::expected<slack::HttpReply, slack::HttpFailure>;

  FakeTransport() = default;
  /// Answers every call with this JSON.
  explicit FakeTransport(std::string body)
      : answer([body = std::move(body)](const slack::HttpCall&) { return json_reply(body); }) {}
  explicit FakeTransport(slack::HttpReply reply)
      : answer([reply = std::move(reply)](const slack::HttpCall&) { return reply; }) {}
  explicit FakeTransport(slack::HttpFailure failure)
      : answer([failure = std::move(failure)](const slack::HttpCall&) { return tl::unexpected(failure); }) {}

  Outcome post(const slack::HttpCall& call) override {
    const std::lock_guard lock(mutex_);
    calls.push_back(call);
    return answer(call);
  }

  /// The fields of the latest call.
  std::map<std::string, std::string> fields() const {
    return slack::parse_form(calls.at(calls.size() - 1).body).value();
  }
  /// The method of the latest call.
  std::string method() const {
    const std::string& url = calls.at(calls.size() - 1).url;
    return url.substr(url.rfind('/') + 1);
  }

  std::function<Outcome(const slack::HttpCall&)> answer;
  std::vector<slack::HttpCall> calls;

 private:
  std::mutex mutex_;
};

}  // namespace fake
