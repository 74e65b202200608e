// What may come in, and what happens when it may not.
#include <httplib.h>

#include <string>

#include "slack/signature.h"
#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;

namespace {

std::string slash_body(const Town& town, const std::string& text, const std::string& trigger) {
  return slack::encode_form({{"command", "/incident"},
                             {"text", text},
                             {"team_id", town.slack.team()},
                             {"channel_id", town.general},
                             {"user_id", town.ada},
                             {"trigger_id", trigger}});
}

class Line {
 public:
  explicit Line(Town& town) : town_(town), client_("127.0.0.1", town.bot->port()) {
    client_.set_tcp_nodelay(true);
    client_.set_keep_alive(true);
    client_.set_read_timeout(slack::standin::usual_limit);
  }

  httplib::Headers headers(const std::string& body, long long skew = 0,
                           const std::string& secret = {}) const {
    const auto at = std::to_string(core::to_seconds(bot::system_now()) + skew);
    const auto& key = secret.empty() ? town_.slack.signing_secret() : secret;
    return {{"x-slack-request-timestamp", at}, {"X-SLACK-SIGNATURE", slack::sign(key, at, body)}};
  }
  httplib::Result post(const std::string& body, const httplib::Headers& headers,
                       const std::string& path = "/slack/events",
                       const char* type = "application/x-www-form-urlencoded") {
    return client_.Post(path.c_str(), headers, body, type);
  }
  httplib::Client& client() { return client_; }

 private:
  Town& town_;
  httplib::Client client_;
};

}  // namespace

TEST_CASE("only what Slack signed, just now, is taken; anything else is a bare 401 and leaves no trace") {
  Town town;
  Line line(town);
  const auto body = slash_body(town, "declare checkout is down", "1.1.a");
  const auto refused = [&](const httplib::Headers& headers) {
    const auto result = line.post(body, headers);
    REQUIRE(result);
    CHECK(result->status == 401);
    CHECK(result->body.empty());
  };
  refused({});
  refused(line.headers(body, 0, "another secret"));
  refused(line.headers(body, -301));
  refused(line.headers(body, 301 + 5));
  refused(line.headers(body + "x"));
  auto cut = line.headers(body);
  cut.erase("X-SLACK-SIGNATURE");
  refused(cut);
  CHECK_FALSE(town.store->by_number(town.store->only_workspace()->id, 1));

  httplib::Client admin("127.0.0.1", town.bot->admin_port());
  admin.set_read_timeout(slack::standin::usual_limit);
  const auto metrics = admin.Get("/metrics");
  REQUIRE(metrics);
  CHECK(metrics->body.find("forged") != std::string::npos);
  CHECK(metrics->body.find("stale") != std::string::npos);

  // In any case, in time: taken.
  const auto good = line.post(body, line.headers(body, -299));
  REQUIRE(good);
  CHECK(good->status == 200);
  CHECK(good->body.find("INC-1") != std::string::npos);
}

TEST_CASE("the exact same request again is answered alike and does nothing a second time") {
  Town town;
  Line line(town);
  SECTION("one that was committed") {
    const auto body = slash_body(town, "declare checkout is down", "1.1.a");
    const auto headers = line.headers(body);
    const auto first = line.post(body, headers);
    const auto second = line.post(body, headers);
    REQUIRE(first);
    REQUIRE(second);
    CHECK(first->body == second->body);
    SECTION("also after a restart") {
      town.stop();
      town.start();
      Line again(town);
      const auto third = again.post(body, headers);
      REQUIRE(third);
      CHECK(third->body == first->body);
    }
    REQUIRE(town.quiet());
    CHECK_FALSE(town.store->by_number(town.store->only_workspace()->id, 2));
    CHECK(town.count_calls("conversations.create") == 1);
  }
  SECTION("one that only opened a form") {
    const auto body = slash_body(town, "checkout is down", "1.1.b");
    const auto headers = line.headers(body);
    REQUIRE(line.post(body, headers));
    REQUIRE(line.post(body, headers));
    REQUIRE(town.until([&] { return town.count_calls("views.open") >= 1; }));
    REQUIRE(town.quiet());
    CHECK(town.count_calls("views.open") == 1);
  }
}

TEST_CASE("the certificate check and the address check of Slack are answered") {
  Town town;
  Line line(town);
  const auto ssl = line.post("ssl_check=1&token=x", {});
  REQUIRE(ssl);
  CHECK(ssl->status == 200);
  CHECK(ssl->body.empty());
  const std::string challenge = R"({"type":"url_verification","challenge":"abc","token":"x"})";
  const auto verified = line.post(challenge, line.headers(challenge), "/slack/events", "application/json");
  REQUIRE(verified);
  CHECK(verified->status == 200);
  CHECK(verified->body == R"({"challenge":"abc"})");
  const auto unsigned_one = line.post(challenge, {}, "/slack/events", "application/json");
  CHECK(unsigned_one->status == 401);
}

TEST_CASE("malformed and unknown things are told apart: 400, and 200 for what Slack may invent") {
  Town town;
  Line line(town);
  const auto post = [&](const std::string& body, const char* type) {
    const auto result = line.post(body, line.headers(body), "/slack/events", type);
    REQUIRE(result);
    return result->status;
  };
  CHECK(post("payload=%7Bnot json", "application/x-www-form-urlencoded") == 400);
  CHECK(post(std::string(100000, '['), "application/json") == 400);
  CHECK(post("{\"type\":\"event_callback\"", "application/json") == 400);
  CHECK(post(R"({"type":"something_new"})", "application/json") == 200);
  CHECK(
      post(
          R"({"type":"event_callback","event_id":"Ev9","team_id":"T0001","event":{"type":"brand_new","x":[1]}})",
          "application/json") == 200);
}

TEST_CASE("bodies above the limit are refused, long ones below it are not") {
  Town town;
  Line line(town);
  const std::string big(1024 * 1024 + 1, 'a');
  const auto refused = line.post(big, line.headers(big));
  if (refused) CHECK(refused->status == 413);
  Line fresh(town);
  const auto body = slash_body(town, "note " + std::string(200000, 'x'), "1.1.c");
  const auto taken = fresh.post(body, fresh.headers(body));
  REQUIRE(taken);
  CHECK(taken->status == 200);
}

TEST_CASE("the aliases, health and what isn't there") {
  Town town;
  Line line(town);
  const auto body = slash_body(town, "help", "1.1.d");
  CHECK(line.post(body, line.headers(body), "/slack/commands")->status == 200);
  CHECK(line.post(body, line.headers(body, -1), "/slack/interactions")->status == 200);
  CHECK(line.client().Get("/healthz")->status == 200);
  CHECK(line.client().Get("/metrics")->status == 404);
  CHECK(line.client().Get("/slack/events")->status == 405);
  httplib::Client admin("127.0.0.1", town.bot->admin_port());
  admin.set_read_timeout(slack::standin::usual_limit);
  CHECK(admin.Get("/readyz")->status == 200);
  CHECK(admin.Get("/metrics")->status == 200);
}

TEST_CASE("a command for another workspace does nothing") {
  Town town;
  Line line(town);
  const auto body = slack::encode_form({{"command", "/incident"},
                                        {"text", "declare checkout is down"},
                                        {"team_id", "T9999"},
                                        {"user_id", "U9"},
                                        {"channel_id", "C9"},
                                        {"trigger_id", "1.1.e"}});
  const auto answer = line.post(body, line.headers(body));
  REQUIRE(answer);
  CHECK(answer->body.find("another workspace") != std::string::npos);
  CHECK_FALSE(town.store->by_number(town.store->only_workspace()->id, 1));
}
