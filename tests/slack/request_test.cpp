#include "slack/request.h"

#include <rapidcheck.h>

#include "tests/catch.h"

using namespace slack;

namespace {

constexpr auto form = "application/x-www-form-urlencoded";
constexpr auto json = "application/json";

template <class T>
T parsed(std::string_view content_type, std::string_view body) {
  const auto request = parse(content_type, body);
  INFO(body);
  REQUIRE(request);
  REQUIRE(std::holds_alternative<T>(*request));
  return std::get<T>(*request);
}

bool refused(std::string_view content_type, std::string_view body) {
  return !parse(content_type, body);
}

std::string nested(int levels) {
  return R"({"type":"new","x":)" + std::string(static_cast<std::size_t>(levels - 1), '[') +
         std::string(static_cast<std::size_t>(levels - 1), ']') + "}";
}

}  // namespace

TEST_CASE("A certificate check, signed or not") {
  parsed<SslCheck>(form, "token=x&ssl_check=1");
  CHECK(refused(form, "token=x&ssl_check=0"));
}

TEST_CASE("The events URL is verified") {
  CHECK(parsed<UrlVerification>(json, R"({"token":"x","challenge":"c-1","type":"url_verification"})")
            .challenge == "c-1");
  CHECK(refused(json, R"({"type":"url_verification"})"));
  CHECK(refused(json, R"({"type":"url_verification","challenge":null})"));
}

TEST_CASE("What a channel's name in a request tells of it") {
  CHECK(place_kind("") == PlaceKind::unknown);
  CHECK(place_kind("privategroup") == PlaceKind::closed);
  CHECK(place_kind("directmessage") == PlaceKind::direct);
  CHECK(place_kind("mpdm-ann--bob--eve-1") == PlaceKind::group);
  CHECK(place_kind("general") == PlaceKind::open);
}

TEST_CASE("A slash command") {
  const auto command = parsed<SlashCommand>(
      form,
      "token=old&team_id=T1&team_domain=acme&enterprise_id=E1&enterprise_name=Acme+Inc&is_enterprise_install="
      "true&"
      "channel_id=C1&channel_name=privategroup&user_id=U1&user_name=ann&command=%2Fincident&"
      "text=note+%3C%40U2%7Cbob%3E+said+a+%26amp%3B+b&api_app_id=A1&"
      "response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1%2F1%2Fx&trigger_id=1.2.x");
  CHECK(command.command == "/incident");
  CHECK(command.text == "note <@U2|bob> said a &amp; b");
  CHECK(command.channel == ChannelId("C1"));
  CHECK(command.place == PlaceKind::closed);
  CHECK(command.trigger == TriggerId("1.2.x"));
  CHECK(command.response_url == "https://hooks.slack.com/commands/T1/1/x");
  CHECK(command.source.team == TeamId("T1"));
  CHECK(command.source.user_team == TeamId("T1"));
  CHECK(command.source.enterprise == EnterpriseId("E1"));
  CHECK(command.source.app == AppId("A1"));
  CHECK(command.source.user == UserId("U1"));
  CHECK(command.source.enterprise_install);
}

TEST_CASE("A slash command with next to nothing in it") {
  const auto command = parsed<SlashCommand>(form, "command=%2Fincident&is_enterprise_install=false");
  CHECK(command.text.empty());
  CHECK(command.source.enterprise.empty());
  CHECK_FALSE(command.source.enterprise_install);
}

TEST_CASE("A slash command's bytes become text") {
  CHECK(parsed<SlashCommand>(form, "command=%2Fi&text=%FF%00a%0Ab").text == "\uFFFDa\nb");
}

TEST_CASE("A slash command as Socket Mode delivers it") {
  const auto command = parsed<SlashCommand>(
      json,
      R"({"command":"/incident","text":"list","team_id":"T1","user_id":"U1","is_enterprise_install":false})");
  CHECK(command.command == "/incident");
  CHECK(command.text == "list");
  CHECK(command.source.user == UserId("U1"));
}

TEST_CASE("An interaction is the payload of a form") {
  const auto payload = R"({"type":"shortcut","callback_id":"declare"})";
  CHECK(parsed<Shortcut>(form, encode_form({{"payload", payload}})).callback_id == "declare");
  CHECK(parsed<Shortcut>(json, payload).callback_id == "declare");
}

TEST_CASE("The content type decides, whatever its case and parameters") {
  const auto body = R"({"type":"app_rate_limited","team_id":"T1"})";
  CHECK(parsed<AppRateLimited>("Application/JSON; charset=utf-8", body).team == TeamId("T1"));
  parsed<SslCheck>("application/x-www-form-urlencoded;charset=UTF-8", "ssl_check=1");
  CHECK(refused(form, body));
  CHECK(refused(json, "ssl_check=1"));
  CHECK(refused("text/plain", body));
  CHECK(refused("multipart/form-data; boundary=x", "ssl_check=1"));
}

TEST_CASE("Without a content type the first byte decides") {
  parsed<AppRateLimited>("", "\r\n {\"type\":\"app_rate_limited\"}");
  parsed<SslCheck>("", "ssl_check=1");
  CHECK(refused("", ""));
}

TEST_CASE("A type that we don't know is Unknown") {
  CHECK(parsed<Unknown>(json, R"({"type":"block_dance"})").type == "block_dance");
  CHECK(parsed<Unknown>(form, "payload=%7B%22type%22%3A%22interactive_message%22%7D").type ==
        "interactive_message");
}

TEST_CASE("What is no request is an error") {
  for (const auto* body :
       {"", "null", "[]", "1", "\"x\"", "{", "{}", "{\"type\":null}", "{\"type\":{}}",
        "{\"type\":\"event_callback\"", "{\"type\":\"a\\uD800\"}", "{\"type\":\"\xFF\"}",
        "{\"type\":\"x\",\"n\":1e999}", "{\"type\":\"x\"} trailing", "{\"command\":\"\"}"}) {
    INFO(body);
    CHECK(refused(json, body));
  }
  for (const auto* body : {"", "a=1", "payload=", "payload=x", "command=", "payload=%", "payload=%5B%5D"}) {
    INFO(body);
    CHECK(refused(form, body));
  }
}

TEST_CASE("An error tells nothing of the content") {
  const auto error = parse(json, R"({"secret":"xoxb-1")");
  REQUIRE_FALSE(error);
  CHECK_FALSE(error.error().what.empty());
  CHECK(error.error().what.find("xoxb") == std::string::npos);
}

TEST_CASE("JSON is read to 64 levels") {
  parsed<Unknown>(json, nested(64));
  CHECK(refused(json, nested(65)));
  CHECK(refused(json, nested(50'000)));
  CHECK(refused(form, encode_form({{"payload", nested(65)}})));
  CHECK(refused(json, std::string(200'000, '[')));
  std::string objects;
  for (int i = 0; i < 100'000; ++i) {
    objects += R"({"a":)";
  }
  CHECK(refused(json, objects));
  // What is too deep is refused wherever it stands.
  CHECK(refused(json, R"({"x":)" + std::string(70, '[') + std::string(70, ']') + R"(,"type":"new"})"));
}

TEST_CASE("Any bytes are parsed or refused") {
  CHECK(rc::check("parse", [] {
    const auto parts = *rc::gen::container<std::vector<std::string>>(rc::gen::oneOf(
        rc::gen::arbitrary<std::string>(),
        rc::gen::element<std::string>("{", "}", "[", "]", ":", ",", "null", "1", "-1.5e3", "true", "\"\"",
                                      "\"type\"", "\"event_callback\"", "\"block_actions\"", "\"event\"",
                                      "\"message\"", "\"actions\"", "payload=", "command=", "&", "%7B")));
    std::string body;
    for (const auto& part : parts) {
      body += part;
    }
    for (const auto* type : {form, json, ""}) {
      parse(type, body);
    }
  }));
}
