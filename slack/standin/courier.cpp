#include "slack/standin/courier.h"

#include <httplib.h>

#include "slack/signature.h"
#include "slack/standin/wire.h"

namespace slack::standin {

namespace {
constexpr std::int64_t ten_minutes = 600;
}

Courier::Courier(std::string secret, Clock clock, std::chrono::milliseconds limit)
    : secret_(std::move(secret)), clock_(std::move(clock)), limit_(limit) {}

void Courier::set_url(const std::string& url) {
  const auto parts = split_url(url);
  const std::lock_guard lock(mutex_);
  origin_ = parts ? parts->first : std::string();
  path_ = parts ? parts->second : std::string();
}

void Courier::set_door(Door door) {
  const std::lock_guard lock(mutex_);
  door_ = std::move(door);
}

bool Courier::has_way() const {
  const std::lock_guard lock(mutex_);
  return door_ || !origin_.empty();
}

Sent Courier::send(const std::string& content_type, const std::string& body, const Seal& seal,
                   const std::vector<std::pair<std::string, std::string>>& headers) const {
  std::string origin;
  std::string path;
  Door door;
  {
    const std::lock_guard lock(mutex_);
    origin = origin_;
    path = path_;
    door = door_;
  }
  Sent sent;
  if (origin.empty() && !door) {
    sent.failure = "connection_failed";
    return sent;
  }
  const auto now = clock_() / 1000000;
  const auto timestamp = std::to_string(seal.stale ? now - ten_minutes : now);
  Sending sending{content_type, body, headers};
  if (!seal.unsigned_) {
    sending.headers.emplace_back("X-Slack-Request-Timestamp", timestamp);
    sending.headers.emplace_back("X-Slack-Signature",
                                 sign(seal.forged ? "not the secret" : secret_, timestamp, body));
  }
  sending.headers.emplace_back("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)");
  if (door) return door(sending);
  const httplib::Headers all(sending.headers.begin(), sending.headers.end());

  httplib::Client client(origin);
  client.set_tcp_nodelay(true);
  client.set_connection_timeout(limit_);
  client.set_read_timeout(limit_);
  client.set_write_timeout(limit_);
  const auto begun = std::chrono::steady_clock::now();
  const auto result = client.Post(path, all, body, content_type);
  const bool late = std::chrono::steady_clock::now() - begun >= limit_;
  if (!result || late) {
    sent.failure = late ? "http_timeout" : "connection_failed";
    return sent;
  }
  sent.status = result->status;
  sent.body = result->body;
  sent.content_type = result->get_header_value("Content-Type");
  sent.no_retry = result->get_header_value("x-slack-no-retry") == "1";
  if (!sent.ok()) sent.failure = "http_error";
  return sent;
}

}  // namespace slack::standin
