// A bot's side of the wire, by hand: calls the stand-in's Web API and answers what it delivers. Shared by the
// stand-in's own tests.
#pragma once

#include <httplib.h>

#include <atomic>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "slack/standin/standin.h"
#include "slack/standin/wire.h"

namespace slack::standin::test {

using nlohmann::json;

struct Got {
  int status = 0;  ///< 0: no reply
  std::string body;
  httplib::Headers headers;
  json parsed() const { return json::parse(body, nullptr, false); }
  bool ok() const {
    const auto p = parsed();
    return p.is_object() && p.value("ok", false);
  }
  std::string error() const {
    const auto p = parsed();
    return p.is_object() ? p.value("error", std::string()) : std::string("no JSON");
  }
};

inline Got post(const std::string& url, const std::string& type, const std::string& body,
                const std::string& token = {}) {
  const auto parts = split_url(url);
  httplib::Client client(parts->first);
  client.set_tcp_nodelay(true);
  client.set_read_timeout(usual_limit);
  httplib::Headers headers;
  if (!token.empty()) headers.emplace("Authorization", "Bearer " + token);
  const auto result = client.Post(parts->second, headers, body, type);
  if (!result) return {};
  return {result->status, result->body, result->headers};
}

/// A call with a JSON body, or as a form.
inline Got call(const Standin& slack, const std::string& method, const json& args) {
  return post(slack.api_url() + method, "application/json; charset=utf-8", args.dump(), slack.bot_token());
}
inline Got form(const Standin& slack, const std::string& method,
                const std::vector<std::pair<std::string, std::string>>& args) {
  return post(slack.api_url() + method, "application/x-www-form-urlencoded", encode_form(args),
              slack.bot_token());
}

/// An endpoint that keeps what it got and answers as it was told.
class Bot {
 public:
  struct Request {
    std::string body, type, signature, timestamp, retry_num, retry_reason;
    json payload;  ///< the event's envelope, or the interaction; null for a command
    std::map<std::string, std::string> fields;
  };
  using Reply = std::function<void(const Request&, httplib::Response&)>;

  explicit Bot(Standin& slack) : slack_(slack) {
    server_.set_tcp_nodelay(true);
    server_.set_keep_alive_max_count(1);
    server_.Post("/slack/events", [this](const httplib::Request& request, httplib::Response& response,
                                         const httplib::ContentReader& reader) {
      Request got;
      reader([&](const char* data, size_t size) {
        got.body.append(data, size);
        return true;
      });
      got.type = request.get_header_value("Content-Type");
      got.signature = request.get_header_value("X-Slack-Signature");
      got.timestamp = request.get_header_value("X-Slack-Request-Timestamp");
      got.retry_num = request.get_header_value("X-Slack-Retry-Num");
      got.retry_reason = request.get_header_value("X-Slack-Retry-Reason");
      if (got.type == "application/json") {
        got.payload = json::parse(got.body);
      } else {
        got.fields = *decode_form(got.body);
        if (got.fields.count("payload") > 0) got.payload = json::parse(got.fields["payload"]);
      }
      Reply reply;
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(got);
        reply = reply_;
      }
      response.status = 200;
      if (reply) reply(got, response);
      slack_.world().touch();
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
    slack_.set_bot_url(url());
  }
  Bot(const Bot&) = delete;
  Bot& operator=(const Bot&) = delete;
  ~Bot() {
    server_.stop();
    thread_.join();
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/slack/events"; }
  void reply_with(Reply reply) {
    const std::lock_guard lock(mutex_);
    reply_ = std::move(reply);
  }
  std::vector<Request> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  Request last() const {
    const std::lock_guard lock(mutex_);
    return requests_.empty() ? Request{} : requests_.back();
  }
  /// The last command or interaction: what is no event.
  Request told() const {
    const std::lock_guard lock(mutex_);
    for (auto request = requests_.rbegin(); request != requests_.rend(); ++request) {
      if (request->type != "application/json") return *request;
    }
    return {};
  }
  /// The inner events of this type (`message`, or `message/channel_join`).
  std::vector<json> events(const std::string& type) const {
    std::vector<json> out;
    for (const auto& request : requests()) {
      if (!request.payload.is_object() || !request.payload.contains("event")) continue;
      const auto& event = request.payload["event"];
      const auto subtype = event.value("subtype", std::string());
      if (event["type"].get<std::string>() + (subtype.empty() ? "" : "/" + subtype) == type) {
        out.push_back(event);
      }
    }
    return out;
  }

 private:
  Standin& slack_;
  httplib::Server server_;
  std::thread thread_;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<Request> requests_;
  Reply reply_;
};

/// A clock that stands still until it is moved.
struct TestClock {
  std::shared_ptr<std::atomic<std::int64_t>> micros =
      std::make_shared<std::atomic<std::int64_t>>(std::int64_t{1772000000} * 1000000);
  Clock clock() const {
    return [m = micros] { return m->load(); };
  }
  void pass(std::chrono::microseconds time) const { *micros += time.count(); }
};

}  // namespace slack::standin::test
