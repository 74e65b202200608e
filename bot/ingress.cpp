#include "bot/ingress.h"

#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <utility>

#include "bot/log.h"
#include "slack/signature.h"

namespace muster::bot {

namespace {

constexpr std::size_t longest_ssl_check = 512;
constexpr core::Duration most_believed = std::chrono::seconds(10);  ///< else a clock was set

std::string header(const HttpRequest& request, const std::string& name) {
  const auto found = request.headers.find(name);
  return found == request.headers.end() ? std::string() : found->second;
}

/// Short, unique within the process's life; ties the lines of one request together.
std::string next_request_id(core::Time now) {
  static std::atomic<unsigned> counter{0};
  return fmt::format("{:x}-{:x}", core::to_seconds(now), counter.fetch_add(1));
}

/// Since its last byte came. None where the front doesn't say.
core::Duration waited(const HttpRequest& request) {
  if (request.received_at == std::chrono::system_clock::time_point{}) return {};
  const auto since = std::chrono::system_clock::now() - request.received_at;
  return std::clamp(std::chrono::floor<core::Duration>(since), core::Duration{0}, most_believed);
}

bool is_slack_path(const std::string& path) {
  return path == "/slack/events" || path == "/slack/commands" || path == "/slack/interactions";
}

}  // namespace

void Ingress::operator()(HttpRequest request, Respond respond) {
  if (request.path == "/healthz" && (request.method == "GET" || request.method == "HEAD")) {
    return respond({200, "text/plain", "ok\n", {}});
  }
  if (!is_slack_path(request.path)) return respond({404, {}, {}, {}});
  if (request.method != "POST") return respond({405, {}, {}, {{"Allow", "POST"}}});
  slack(std::move(request), std::move(respond));
}

void Ingress::slack(HttpRequest request, Respond respond) {
  const auto began = std::chrono::steady_clock::now();
  // When it was here whole: waiting for a handler is part of Slack's 3 seconds.
  const auto now = clock_() - waited(request);
  const auto signature = header(request, "x-slack-signature");
  const auto verdict = slack::verify(secrets_, header(request, "x-slack-request-timestamp"), signature,
                                     request.body, core::to_seconds(now));
  const auto content_type = header(request, "content-type");
  if (verdict != slack::Verdict::genuine) {
    // Slack's certificate check may come unsigned; a constant answer reveals nothing. It is short, and a
    // stranger's long body is not worth reading.
    if (request.body.size() <= longest_ssl_check) {
      const auto parsed = slack::parse(content_type, request.body);
      if (parsed && std::holds_alternative<slack::SslCheck>(*parsed)) return respond({200, {}, {}, {}});
    }
    metrics_.request("unverified", slack::to_string(verdict));
    log::warn("request refused", {{"verdict", slack::to_string(verdict)}, {"peer", request.peer}});
    return respond({401, {}, {}, {}});
  }
  auto parsed = slack::parse(content_type, request.body);
  if (!parsed) {
    metrics_.request("malformed", "genuine");
    log::warn("request malformed", {{"what", parsed.error().what}});
    return respond({400, {}, {}, {}});
  }
  Envelope envelope;
  envelope.request = std::move(*parsed);
  envelope.received_at = now;
  envelope.request_id = next_request_id(now);
  envelope.replay_key = "signature:" + signature;
  const auto kind = kind_of(envelope.request);
  metrics_.request(kind, "genuine");
  log::debug(
      "request",
      {{"request", envelope.request_id}, {"kind", kind}, {"retry", header(request, "x-slack-retry-num")}});
  Reply answer = [this, began, respond = std::move(respond)](Ack ack) {
    metrics_.acknowledged(std::chrono::steady_clock::now() - began);
    HttpResponse response;
    response.status = ack.status;
    if (!ack.body.empty()) response.content_type = "application/json; charset=utf-8";
    response.body = std::move(ack.body);
    respond(std::move(response));
  };
  if (auto first = replays_.begin(envelope.replay_key, now, std::move(answer))) {
    router_.handle(std::move(envelope), *std::move(first));
  }
}

}  // namespace muster::bot
