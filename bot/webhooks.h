// Webhooks of the team's own: one signed POST, and the text that comes back. Where to is the operator's to
// say (OwnCommand::url), so any host will do; what is sent is put together in bot/own_commands.cpp.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "core/time.h"
#include "slack/transport.h"

namespace muster::bot {

/// Why there is no answer.
struct WebhookFailure {
  enum class What {
    not_signed,   ///< there is nothing to sign with; nothing was sent
    not_reached,  ///< nothing was sent, or not all of it
    broken_off,   ///< no answer in time, or not a whole one: it may have done what was asked
    too_long,     ///< the answer is longer than `longest_answer`
    redirects,    ///< the answer sends elsewhere
    refuses,      ///< the answer is another status than 2xx
    unreadable    ///< the answer is neither JSON with a `text` nor text/plain
  } what = What::not_reached;
  std::string code;  ///< for the log: `http_` and the status, or the transport's
};

class Webhooks {
 public:
  static constexpr std::size_t longest_answer = std::size_t{256} * 1024;  ///< bytes

  /// The transport must outlive it. An empty secret signs nothing: then every call is `not_signed`.
  /// `deadline`: for a whole call, connecting included.
  Webhooks(slack::Transport& transport, std::string secret, std::chrono::milliseconds deadline)
      : transport_(transport), secret_(std::move(secret)), deadline_(deadline) {}

  /// Sends `json` to `url`, signed for `now` the way Slack signs (slack/signature.h) but with headers of our
  /// own; at most once, and follows no redirect. What it answers as Slack's markup: valid UTF-8 in which
  /// nothing rings a channel; empty when it says nothing. Blocks until the deadline at most. Any thread;
  /// logs nothing.
  tl::expected<std::string, WebhookFailure> ask(const std::string& url, std::string json,
                                                core::Time now) const;

  std::chrono::milliseconds deadline() const { return deadline_; }

 private:
  slack::Transport& transport_;
  const std::string secret_;
  const std::chrono::milliseconds deadline_;
};

}  // namespace muster::bot
