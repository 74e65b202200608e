#include "bot/webhooks.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "slack/payload.h"
#include "slack/signature.h"
#include "slack/text.h"

namespace muster::bot {

namespace {

using Failed = WebhookFailure::What;

WebhookFailure failure_of(const slack::HttpFailure& failure) {
  const bool sent = failure.when == slack::HttpFailure::When::unknown;
  if (failure.code == "too_large") return {Failed::too_long, failure.code};
  return {sent ? Failed::broken_off : Failed::not_reached, failure.code};
}

/// None when it can't be read.
std::optional<std::string> text_of(const slack::HttpReply& reply) {
  if (reply.body.find_first_not_of(" \t\r\n") == std::string::npos) return std::string();
  if (reply.content_type == "text/plain") return reply.body;
  const auto json =
      reply.content_type == "application/json" ? slack::payload::read_json(reply.body) : std::nullopt;
  if (!json) return std::nullopt;
  const auto& text = slack::payload::member(*json, "text");
  return text.is_string() ? std::optional(text.get<std::string>()) : std::nullopt;
}

}  // namespace

tl::expected<std::string, WebhookFailure> Webhooks::ask(const std::string& url, std::string json,
                                                        core::Time now) const {
  if (secret_.empty()) return tl::unexpected(WebhookFailure{Failed::not_signed, "no_secret"});
  const auto timestamp = std::to_string(core::to_seconds(now));
  slack::HttpCall call;
  call.url = url;
  call.content_type = "application/json";
  call.deadline = deadline_;
  call.max_answer = longest_answer;
  call.headers = {{"X-Muster-Request-Timestamp", timestamp},
                  {"X-Muster-Signature", slack::sign(secret_, timestamp, json)}};
  call.body = std::move(json);

  const auto reply = transport_.post(call);
  if (!reply) return tl::unexpected(failure_of(reply.error()));
  const int kind = reply->status / 100;
  if (kind != 2) {
    return tl::unexpected(WebhookFailure{kind == 3 ? Failed::redirects : Failed::refuses,
                                         "http_" + std::to_string(reply->status)});
  }
  const auto text = text_of(*reply);
  if (!text) return tl::unexpected(WebhookFailure{Failed::unreadable, "unreadable"});
  return slack::encode(slack::decode(*text));
}

}  // namespace muster::bot
