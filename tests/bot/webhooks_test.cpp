#include "bot/webhooks.h"

#include "slack/signature.h"
#include "slack/text.h"
#include "tests/catch.h"
#include "tests/slack/support/fake_transport.h"

using namespace muster;
using namespace muster::bot;
using What = WebhookFailure::What;
using fake::FakeTransport;

namespace {

constexpr std::chrono::milliseconds deadline{1234};
const core::Time now = core::from_millis(1'772'329'020'000);

slack::HttpReply answer(std::string body, std::string type = "application/json", int status = 200) {
  auto reply = fake::json_reply(std::move(body), status);
  reply.content_type = std::move(type);
  return reply;
}

tl::expected<std::string, WebhookFailure> ask(FakeTransport& transport) {
  return Webhooks(transport, "hush", deadline).ask("https://hooks.example.com/x", R"({"a":1})", now);
}

What failure_of(FakeTransport&& transport) {
  const auto answered = ask(transport);
  REQUIRE_FALSE(answered);
  CHECK_FALSE(answered.error().code.empty());
  return answered.error().what;
}

}  // namespace

TEST_CASE("a webhook is asked once, with the signature that Slack's own way makes") {
  FakeTransport transport(answer(R"({"text":"hello"})"));
  const auto answered = ask(transport);
  REQUIRE(answered);
  CHECK(*answered == "hello");
  REQUIRE(transport.calls.size() == 1);
  const auto& call = transport.calls.front();
  CHECK(call.url == "https://hooks.example.com/x");
  CHECK(call.content_type == "application/json");
  CHECK(call.body == R"({"a":1})");
  CHECK(call.bearer.empty());
  CHECK(call.deadline == deadline);
  CHECK(call.max_answer == Webhooks::longest_answer);
  REQUIRE(call.headers.size() == 2);
  CHECK(call.headers[0].first == "X-Muster-Request-Timestamp");
  CHECK(call.headers[0].second == "1772329020");
  CHECK(call.headers[1].first == "X-Muster-Signature");
  const std::vector<std::string> secrets{"hush"};
  CHECK(slack::verify(secrets, call.headers[0].second, call.headers[1].second, call.body,
                      core::to_seconds(now)) == slack::Verdict::genuine);
}

TEST_CASE("without a secret nothing is sent") {
  FakeTransport transport(answer(""));
  const auto answered = Webhooks(transport, "", deadline).ask("https://hooks.example.com/", "{}", now);
  REQUIRE_FALSE(answered);
  CHECK(answered.error().what == What::not_signed);
  CHECK(transport.calls.empty());
}

TEST_CASE("an answer is JSON with a text, text, or nothing") {
  const auto text = [](slack::HttpReply reply) {
    FakeTransport transport(std::move(reply));
    return ask(transport).value();
  };
  CHECK(text(answer(R"({"text":"*Grace* has it","else":1})")) == "*Grace* has it");
  CHECK(text(answer(R"({"text":""})", "application/json", 201)).empty());
  CHECK(text(answer("Grace\nhas it", "text/plain")) == "Grace\nhas it");
  CHECK(text(answer("", "", 204)).empty());
  CHECK(text(answer(" \r\n", "text/html")).empty());
}

TEST_CASE("an answer rings nobody's channel, and is valid whatever came") {
  const auto text = [](std::string said) {
    FakeTransport transport(answer(std::move(said), "text/plain"));
    return ask(transport).value();
  };
  for (const char* loud : {"<!channel> up", "<!here> up", "<!everyone|x> up"}) {
    INFO(loud);
    CHECK(text(loud).find("<!") == std::string::npos);
  }
  CHECK(text("ask <@U1> in <#C1>, <https://a.example|there>") ==
        "ask <@U1> in <#C1>, <https://a.example|there>");
  CHECK(text("1 < 2 & so on") == "1 &lt; 2 &amp; so on");
  CHECK(text("a\xffz") == slack::clean_utf8("a\xffz"));
}

TEST_CASE("what can't be read is no answer") {
  const std::string deep = std::string(5000, '[') + std::string(5000, ']');
  const std::string body = GENERATE_COPY(as<std::string>{}, "{", "[]", "{}", R"({"text":5})",
                                         R"({"text":null})", R"("text")", deep);
  CAPTURE(body);
  CHECK(failure_of(FakeTransport(answer(body))) == What::unreadable);
  CHECK(failure_of(FakeTransport(answer("<html>", "text/html"))) == What::unreadable);
  CHECK(failure_of(FakeTransport(answer("hello", ""))) == What::unreadable);
}

TEST_CASE("every way to fail is told by what may have happened") {
  CHECK(failure_of(FakeTransport(answer("{}", "application/json", 302))) == What::redirects);
  CHECK(failure_of(FakeTransport(answer(R"({"text":"no"})", "application/json", 403))) == What::refuses);
  CHECK(failure_of(FakeTransport(answer("", "", 500))) == What::refuses);
  CHECK(failure_of(FakeTransport(fake::before_send("connect"))) == What::not_reached);
  CHECK(failure_of(FakeTransport(fake::before_send("timeout"))) == What::not_reached);
  CHECK(failure_of(FakeTransport(fake::unknown("timeout"))) == What::broken_off);
  CHECK(failure_of(FakeTransport(fake::unknown("reset"))) == What::broken_off);
  CHECK(failure_of(FakeTransport(fake::unknown("too_large"))) == What::too_long);
}
