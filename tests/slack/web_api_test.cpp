#include "slack/web_api.h"

#include <atomic>
#include <stdexcept>
#include <thread>

#include "tests/catch.h"
#include "tests/slack/support/fake_transport.h"
#include "tests/slack/support/peers.h"

using namespace std::chrono_literals;
using fake::FakeTransport;
using fake::json_reply;
using slack::ChannelId;
using slack::Error;
using slack::HttpCall;
using slack::HttpReply;
using slack::OutMessage;
using slack::UserId;
using slack::WebApi;
using slack::WebApiOptions;
using What = Error::What;

namespace {

const std::string token = "xoxb-SECRET-0123456789";

WebApiOptions options() {
  WebApiOptions options;
  options.base_url = "https://slack.com/api/";
  options.token = token;
  return options;
}

OutMessage message(std::string text) {
  return {std::move(text), {}};
}

/// The error of one call that gets this answer.
template <class Answer>
Error error_after(Answer answer) {
  FakeTransport transport(std::move(answer));
  WebApi api(transport, options());
  const auto result = api.join(ChannelId("C1"));
  REQUIRE_FALSE(result);
  return result.error();
}

std::string everything_in(const Error& error) {
  std::string all = error.code + "|" + error.needed + "|" + error.detail;
  for (const auto& [user, code] : error.per_user) {
    all.append("|").append(user).append("|").append(code);
  }
  return all;
}

}  // namespace

TEST_CASE("a call is a form with the token in the header alone") {
  FakeTransport transport("{\"ok\":true}");
  WebApi api(transport, options());
  REQUIRE(api.join(ChannelId("C1&x=y")));
  const HttpCall& call = transport.calls.at(0);
  CHECK(call.url == "https://slack.com/api/conversations.join");
  CHECK(call.content_type == "application/x-www-form-urlencoded");
  CHECK(call.bearer == token);
  CHECK(call.deadline == 10000ms);
  CHECK(transport.fields() == std::map<std::string, std::string>{{"channel", "C1&x=y"}});
  CHECK(call.body.find(token) == std::string::npos);
}

TEST_CASE("the API's address may lack its last slash; another kind of address is refused") {
  FakeTransport transport("{\"ok\":true}");
  WebApiOptions given = options();
  given.base_url = "http://127.0.0.1:4003/api";
  WebApi api(transport, given);
  REQUIRE(api.join(ChannelId("C1")));
  CHECK(transport.calls.at(0).url == "http://127.0.0.1:4003/api/conversations.join");

  for (const char* bad :
       {"", "slack.com/api/", "ftp://slack.com/", "https://a@slack.com/api/", "https://slack.com/?x="}) {
    given.base_url = bad;
    CHECK_THROWS_AS(WebApi(transport, given), std::invalid_argument);
  }
}

TEST_CASE("a token that can't stand in a header is refused without being told") {
  FakeTransport transport("{}");
  WebApiOptions given = options();
  given.token = token + "\n";
  try {
    const WebApi api(transport, given);
    FAIL("accepted");
  } catch (const std::invalid_argument& error) {
    CHECK(std::string(error.what()).find(token) == std::string::npos);
  }
}

TEST_CASE("auth_test tells who we are and what we may") {
  HttpReply reply =
      json_reply(R"({"ok":true,"url":"https://x.slack.com/","team":"X","team_id":"T1","user_id":"U1",
      "bot_id":"B1","enterprise_id":"E1","app_id":"A1"})");
  reply.scopes = "chat:write,,pins:write,";
  FakeTransport transport(reply);
  WebApi api(transport, options());
  const auto info = api.auth_test();
  REQUIRE(info);
  CHECK(info->url == "https://x.slack.com/");
  CHECK(info->team.value == "T1");
  CHECK(info->enterprise.value == "E1");
  CHECK(info->user.value == "U1");
  CHECK(info->bot.value == "B1");
  CHECK(info->app == "A1");
  CHECK(info->scopes == std::vector<std::string>{"chat:write", "pins:write"});
}

TEST_CASE("what Slack refuses is told by its code") {
  const Error error =
      error_after(std::string(R"({"ok":false,"error":"missing_scope","needed":"channels:join"})"));
  CHECK(error.what == What::scope);
  CHECK(error.code == "missing_scope");
  CHECK(error.needed == "channels:join");
  CHECK(error_after(std::string(R"({"ok":false,"error":"not_in_channel"})")).what == What::join);
  // Also under another status than 200.
  CHECK(error_after(json_reply(R"({"ok":false,"error":"invalid_auth"})", 401)).what == What::token);
}

TEST_CASE("the detail is Slack's complaint without what it quotes of ours") {
  const Error error = error_after(std::string(
      R"({"ok":false,"error":"invalid_blocks","response_metadata":{"messages":[
          "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text]", 7,
          "[ERROR] unsupported value \"customer Jane\" at \"x\"", "open \"quote"]}})"));
  CHECK(error.what == What::bug);
  CHECK(error.detail.find("must be less than 3001 characters [json-pointer:/blocks/0/text]") !=
        std::string::npos);
  CHECK(error.detail.find("unsupported value") != std::string::npos);
  CHECK(error.detail.find("Jane") == std::string::npos);
  CHECK(error.detail.find("quote") == std::string::npos);
}

TEST_CASE("429 says when to come back, and nothing of that method goes out before") {
  HttpReply reply = json_reply("{\"ok\":false,\"error\":\"ratelimited\"}", 429);
  std::chrono::milliseconds expected = 30000ms;
  SECTION("with Retry-After") {
    reply.retry_after = 7s;
    expected = 7000ms;
  }
  SECTION("without") {}
  SECTION("at once is not at once") {
    reply.retry_after = 0s;
    expected = 1000ms;
  }
  SECTION("with a body that is none") {
    reply.body = "slow down";
  }
  SECTION("as a code of a 200") {
    reply.status = 200;
  }
  FakeTransport transport(reply);
  WebApiOptions given = options();
  std::chrono::milliseconds clock = 1000000ms;
  given.now = [&] { return clock; };
  WebApi api(transport, given);

  const auto first = api.join(ChannelId("C1"));
  REQUIRE_FALSE(first);
  CHECK(first.error().what == What::later);
  CHECK(first.error().code == "ratelimited");
  CHECK(first.error().retry_after == expected);

  clock += expected - 1ms;
  const auto second = api.join(ChannelId("C2"));
  REQUIRE_FALSE(second);
  CHECK(second.error().what == What::later);
  CHECK(second.error().code == "paced");
  CHECK(second.error().retry_after == 1ms);
  CHECK(transport.calls.size() == 1);

  CHECK_FALSE(api.info(ChannelId("C1")));  // another method is not held back
  CHECK(transport.calls.size() == 2);

  clock += 1ms;
  CHECK_FALSE(api.join(ChannelId("C1")));
  CHECK(transport.calls.size() == 3);
}

TEST_CASE("out of turn nothing is called") {
  FakeTransport transport(R"({"ok":true,"channel":"C1","ts":"1.000001"})");
  WebApiOptions given = options();
  std::chrono::milliseconds clock = 0ms;
  given.now = [&] { return clock; };
  given.pacing.post_per_channel = {60, 2};
  WebApi api(transport, given);
  CHECK(api.post(ChannelId("C1"), message("a")));
  CHECK(api.post(ChannelId("C1"), message("b")));
  const auto third = api.post(ChannelId("C1"), message("c"));
  REQUIRE_FALSE(third);
  CHECK(third.error().code == "paced");
  CHECK(third.error().retry_after == 1000ms);
  CHECK(transport.calls.size() == 2);
  CHECK(api.post(ChannelId("C2"), message("d")));
  clock += 1000ms;
  CHECK(api.post(ChannelId("C1"), message("c")));
}

TEST_CASE("what may have been done is ambiguous, what was not is later") {
  const auto check = [](const Error& error, What what, const std::string& code) {
    CAPTURE(error.code);
    CHECK(to_string(error.what) == to_string(what));
    CHECK(error.code == code);
  };
  check(error_after(fake::unknown("timeout")), What::ambiguous, "timeout");
  check(error_after(fake::unknown("reset")), What::ambiguous, "reset");
  check(error_after(fake::before_send("connect")), What::later, "connect");
  check(error_after(fake::before_send("timeout")), What::later, "timeout");
  check(error_after(json_reply("", 502)), What::ambiguous, "http_502");
  check(error_after(json_reply("{\"ok\":true}", 500)), What::ambiguous, "http_500");
  check(error_after(json_reply("<html>", 408)), What::ambiguous, "http_408");
  check(error_after(json_reply("<html>", 200)), What::ambiguous, "garbage");
  check(error_after(json_reply("", 200)), What::ambiguous, "garbage");
  check(error_after(json_reply("[]", 200)), What::ambiguous, "garbage");
  check(error_after(json_reply("{}", 200)), What::ambiguous, "garbage");
  check(error_after(json_reply("{\"ok\":1}", 200)), What::ambiguous, "garbage");
  check(error_after(json_reply("{\"ok\":false}", 200)), What::ambiguous, "garbage");
  check(error_after(json_reply("{\"ok\":false,\"error\":7}", 200)), What::ambiguous, "garbage");
  check(error_after(json_reply("{\"ok\":true", 200)), What::ambiguous, "garbage");
  check(error_after(json_reply(std::string(100000, '['), 200)), What::ambiguous, "garbage");
  check(error_after(json_reply("{\"ok\":false,\"error\":\"two words\"}", 200)), What::refused, "unreadable");
  check(error_after(json_reply("<html>", 302)), What::refused, "http_302");
  check(error_after(json_reply("<html>", 404)), What::refused, "http_404");
}

TEST_CASE("no error tells the token, whatever the other side sends back") {
  const auto with_token = [](std::string text) {
    for (std::size_t at = text.find('@'); at != std::string::npos; at = text.find('@')) {
      text.replace(at, 1, token);
    }
    return text;
  };
  for (const Error& error :
       {error_after(with_token(R"({"ok":false,"error":"@"})")),
        error_after(with_token(R"({"ok":false,"error":"x","needed":"@"})")),
        error_after(with_token(R"({"ok":false,"error":"x","errors":[{"user":"@","error":"@"}]})")),
        error_after(with_token(R"({"ok":false,"error":"x","response_metadata":{"messages":["bad @@"]}})")),
        error_after(json_reply(token, 403)), error_after(json_reply(token, 500)),
        error_after(json_reply(token, 200)), error_after(fake::unknown("timeout"))}) {
    CAPTURE(error.code);
    CHECK(everything_in(error).find(token) == std::string::npos);
  }
}

TEST_CASE("every call is observed, and nothing secret in it") {
  std::vector<std::string> seen;
  WebApiOptions given = options();
  given.observe = [&](const slack::CallSeen& call) {
    seen.push_back(std::string(call.method) + " " + std::string(call.code) + " " +
                   std::string(call.request_id));
    CHECK(call.took >= 0ms);
  };
  given.now = [] { return 0ms; };
  given.pacing.methods["conversations.join"] = {60, 3};
  FakeTransport transport;
  std::vector<FakeTransport::Outcome> outcomes;
  HttpReply good = json_reply("{\"ok\":true}");
  good.request_id = "req-1";
  outcomes.emplace_back(good);
  outcomes.emplace_back(tl::unexpected(fake::unknown("timeout")));
  outcomes.emplace_back(json_reply("{\"ok\":false,\"error\":\"" + token + "\"}"));
  transport.answer = [&](const HttpCall&) { return outcomes.at(transport.calls.size() - 1); };
  WebApi api(transport, given);
  for (int i = 0; i < 4; ++i) {
    (void)api.join(ChannelId("C1"));
  }
  REQUIRE(seen.size() == 4);
  CHECK(seen[0] == "conversations.join ok req-1");
  CHECK(seen[1] == "conversations.join timeout ");
  CHECK(seen[2].find(token) == std::string::npos);
  CHECK(seen[3] == "conversations.join paced ");
}

TEST_CASE("an answer through a response_url carries no token") {
  FakeTransport transport(json_reply("ok"));
  WebApi api(transport, options());
  REQUIRE(api.respond("https://hooks.slack.com/commands/T1/2/x", R"({"text":"hi"})"));
  CHECK(transport.calls.at(0).url == "https://hooks.slack.com/commands/T1/2/x");
  CHECK(transport.calls.at(0).body == R"({"text":"hi"})");
  CHECK(transport.calls.at(0).content_type == "application/json; charset=utf-8");
  CHECK(transport.calls.at(0).bearer.empty());
}

TEST_CASE("a response_url that is not Slack's is never called") {
  FakeTransport transport(json_reply("ok"));
  WebApi api(transport, options());
  for (const char* url : {"", "https://evil.example/", "https://hooks.slack.com.evil.example/",
                          "http://hooks.slack.com/x", "https://x@hooks.slack.com/", "file:///etc/passwd",
                          "http://169.254.169.254/", "https://hooks.slack.com:8080/"}) {
    const auto result = api.respond(url, "{}");
    REQUIRE_FALSE(result);
    CHECK(result.error().what == What::bug);
    CHECK(result.error().code == "foreign_response_url");
    CHECK(everything_in(result.error()).find("//") == std::string::npos);
  }
  CHECK(transport.calls.empty());
}

TEST_CASE("what a response_url answers") {
  struct Case {
    HttpReply reply;
    What what;
    std::string code;
  };
  HttpReply limited = json_reply("", 429);
  limited.retry_after = 2s;
  for (const Case& one : {Case{json_reply("used_url", 404), What::missing, "used_url"},
                          Case{json_reply("expired_url\n", 404), What::missing, "expired_url"},
                          Case{json_reply("<html>", 404), What::missing, "http_404"},
                          Case{json_reply("invalid_payload", 400), What::bug, "invalid_payload"},
                          Case{json_reply("channel_is_archived", 410), What::archived, "channel_is_archived"},
                          Case{json_reply("{\"ok\":false,\"error\":\"no_text\"}", 200), What::bug, "no_text"},
                          Case{json_reply("", 503), What::ambiguous, "http_503"},
                          Case{json_reply("some words", 403), What::refused, "http_403"},
                          Case{limited, What::later, "ratelimited"}}) {
    FakeTransport transport(one.reply);
    WebApi api(transport, options());
    const auto result = api.respond("https://hooks.slack.com/x", "{}");
    REQUIRE_FALSE(result);
    CHECK(to_string(result.error().what) == to_string(one.what));
    CHECK(result.error().code == one.code);
  }
}

namespace {

/// The three steps of an upload, the second on a host of its own.
FakeTransport::Outcome upload_step(const HttpCall& call, const std::string& place) {
  if (call.url.ends_with("files.getUploadURLExternal")) {
    return json_reply(R"({"ok":true,"file_id":"F1","upload_url":")" + place + "\"}");
  }
  return json_reply(call.url == place ? "OK - 5" : "{\"ok\":true,\"files\":[{\"id\":\"F1\"}]}");
}

}  // namespace

TEST_CASE("a file is deleted by its id") {
  FakeTransport transport;
  transport.answer = [](const HttpCall&) { return json_reply(R"({"ok":true})"); };
  WebApi api(transport, options());
  CHECK(api.remove_file(slack::FileId("F1")));
  REQUIRE(transport.calls.size() == 1);
  CHECK(transport.calls[0].url == "https://slack.com/api/files.delete");
  transport.answer = [](const HttpCall&) { return json_reply(R"({"ok":false,"error":"cant_delete_file"})"); };
  CHECK(api.remove_file(slack::FileId("F1")).error().what == Error::What::refused);
}

TEST_CASE("an upload takes three steps, the bytes without the token") {
  const std::string place = "https://files.slack.com/upload/v1/abc";
  FakeTransport transport;
  transport.answer = [&](const HttpCall& call) { return upload_step(call, place); };
  WebApi api(transport, options());
  const auto file = api.upload(ChannelId("C1"), "debrief.md", "A \"title\"", "bytes", "see here");
  REQUIRE(file);
  CHECK(file->value == "F1");
  REQUIRE(transport.calls.size() == 3);
  const auto first = slack::parse_form(transport.calls[0].body).value();
  CHECK(first == std::map<std::string, std::string>{{"filename", "debrief.md"}, {"length", "5"}});
  CHECK(transport.calls[1].url == place);
  CHECK(transport.calls[1].body == "bytes");
  CHECK(transport.calls[1].bearer.empty());
  CHECK(transport.calls[2].url == "https://slack.com/api/files.completeUploadExternal");
  CHECK(transport.fields() ==
        std::map<std::string, std::string>{{"files", R"([{"id":"F1","title":"A \"title\""}])"},
                                           {"channel_id", "C1"},
                                           {"initial_comment", "see here"}});
}

TEST_CASE("an upload goes nowhere but to Slack") {
  FakeTransport transport;
  transport.answer = [&](const HttpCall& call) { return upload_step(call, "https://evil.example/x"); };
  WebApi api(transport, options());
  const auto file = api.upload(ChannelId("C1"), "f", "t", "bytes");
  REQUIRE_FALSE(file);
  CHECK(file.error().what == What::bug);
  CHECK(file.error().code == "foreign_upload_url");
  CHECK(transport.calls.size() == 1);
}

TEST_CASE("an upload that fails before its last step is certainly not shared") {
  const std::string place = "https://files.slack.com/upload/v1/abc";
  const int failing = GENERATE(0, 1, 2);
  FakeTransport transport;
  transport.answer = [&](const HttpCall& call) -> FakeTransport::Outcome {
    if (static_cast<int>(transport.calls.size()) - 1 == failing) {
      return tl::unexpected(fake::unknown("timeout"));
    }
    return upload_step(call, place);
  };
  WebApi api(transport, options());
  const auto file = api.upload(ChannelId("C1"), "f", "t", "bytes");
  REQUIRE_FALSE(file);
  CHECK(to_string(file.error().what) == to_string(failing == 2 ? What::ambiguous : What::later));
  CHECK(static_cast<int>(transport.calls.size()) == failing + 1);
}

TEST_CASE("nothing is not uploaded") {
  FakeTransport transport("{\"ok\":true}");
  WebApi api(transport, options());
  const auto file = api.upload(ChannelId("C1"), "f", "t", "");
  REQUIRE_FALSE(file);
  CHECK(file.error().code == "empty_file");
  CHECK(transport.calls.empty());
}

TEST_CASE("over real connections: an upload, and many threads posting at once") {
  std::string place;
  peers::HttpPeer peer([&](const peers::Seen& seen) -> peers::Answer {
    if (seen.target == "/api/files.getUploadURLExternal") {
      return {200, R"({"ok":true,"file_id":"F1","upload_url":")" + place + "\"}", {}};
    }
    if (seen.target == "/api/chat.postMessage") {
      const std::string channel = slack::parse_form(seen.body).value().at("channel");
      return {200, R"({"ok":true,"channel":")" + channel + R"(","ts":"5.000001"})", {}};
    }
    return {200, "{\"ok\":true}", {}};
  });
  place = peer.url("/upload/1");
  const auto transport = slack::make_transport();
  WebApiOptions given = options();
  given.base_url = peer.url("/api/");
  given.pacing = {};
  given.pacing.other = {60e6, 100000};
  WebApi api(*transport, given);

  const std::string bytes(300000, '\0');
  REQUIRE(api.upload(ChannelId("C1"), "f.bin", "t", bytes));
  REQUIRE(peer.seen().size() == 3);
  CHECK(peer.seen()[1].target == "/upload/1");
  CHECK(peer.seen()[1].body == bytes);
  CHECK(peer.seen()[1].headers.count("authorization") == 0);
  CHECK(peer.seen()[2].header("authorization") == "Bearer " + token);
  CHECK(peer.connections() == 1);

  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  threads.reserve(8);
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) {
        const std::string channel = "C" + std::to_string(t) + "x" + std::to_string(i);
        const auto posted = api.post(ChannelId(channel), message("hello"));
        right += posted && posted->channel.value == channel ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(right == 160);
  CHECK(peer.seen().size() == 163);
}

TEST_CASE("over real connections: the deadline of a form holds") {
  peers::RawPeer peer([](peers::RawPeer::Connection& connection) {
    connection.read_request();
    connection.wait_until_stopping();
  });
  const auto transport = slack::make_transport();
  WebApiOptions given = options();
  given.base_url = peer.url("/api/");
  given.deadline = 1h;
  WebApi api(*transport, given);
  const auto view = api.open_view(slack::TriggerId("1.2.x"), slack::Modal{}, 100ms);
  REQUIRE_FALSE(view);
  CHECK(view.error().what == What::ambiguous);
  CHECK(view.error().code == "timeout");
}
