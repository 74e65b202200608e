#include "slack/payload.h"

#include <nlohmann/json.hpp>

#include "tests/catch.h"

using namespace slack;
using payload::Json;

TEST_CASE("Members of what is no object are null") {
  CHECK(payload::member(Json(7), "a").is_null());
  CHECK(payload::member(Json::array({1}), "a").is_null());
  CHECK(payload::member(Json{{"a", 1}}, "b").is_null());
  CHECK(payload::member(Json{{"a", {{"b", 1}}}}, "a", "b") == 1);
  CHECK(payload::member(Json{{"a", 1}}, "a", "b").is_null());
}

TEST_CASE("Scalars are text, the rest is not") {
  CHECK(payload::scalar(Json("x")) == "x");
  CHECK(payload::scalar(Json(7)) == "7");
  CHECK(payload::scalar(Json(-7)) == "-7");
  CHECK(payload::scalar(Json(1.5)) == "1.5");
  CHECK(payload::scalar(Json(true)) == "true");
  CHECK(payload::scalar(Json()) == std::nullopt);
  CHECK(payload::scalar(Json::array()) == std::nullopt);
  CHECK(payload::scalar(Json::object()) == std::nullopt);
}

TEST_CASE("Flags are booleans or their words") {
  CHECK(payload::flag(Json{{"f", true}}, "f"));
  CHECK(payload::flag(Json{{"f", "true"}}, "f"));
  CHECK_FALSE(payload::flag(Json{{"f", false}}, "f"));
  CHECK_FALSE(payload::flag(Json{{"f", 1}}, "f"));
  CHECK_FALSE(payload::flag(Json::object(), "f"));
}

TEST_CASE("Times are numbers or digits, and a timestamp is text alone") {
  CHECK(payload::seconds(Json{{"t", 12}}, "t") == 12);
  CHECK(payload::seconds(Json{{"t", "12"}}, "t") == 12);
  CHECK(payload::seconds(Json{{"t", "x"}}, "t") == 0);
  CHECK(payload::seconds(Json{{"t", 18446744073709551615U}}, "t") == 0);
  CHECK(payload::timestamp(Json{{"t", "1.000002"}}, "t") == Ts{1, 2});
  CHECK(payload::timestamp(Json{{"t", 1.000002}}, "t").empty());
}

TEST_CASE("Ids stand alone or in objects") {
  CHECK(payload::id(Json{{"c", "C1"}}, "c") == "C1");
  CHECK(payload::id(Json{{"c", {{"id", "C1"}, {"name", "x"}}}}, "c") == "C1");
  CHECK(payload::id(Json{{"c", nullptr}}, "c").empty());
  CHECK(payload::id(Json{{"c", Json::object()}}, "c").empty());
}

TEST_CASE("JSON is read up to a depth, and anything else is none") {
  CHECK(payload::read_json("{\"a\":[1,2]}"));
  CHECK(payload::read_json(std::string(64, '[') + std::string(64, ']')));
  CHECK_FALSE(payload::read_json(std::string(65, '[') + std::string(65, ']')));
  CHECK_FALSE(payload::read_json(std::string(1000000, '[')));
  CHECK_FALSE(payload::read_json(std::string(1000000, '[') + std::string(1000000, ']')));
  CHECK_FALSE(payload::read_json(""));
  CHECK_FALSE(payload::read_json("ok"));
  CHECK_FALSE(payload::read_json("{} x"));
  CHECK_FALSE(payload::read_json("<html>"));
  CHECK_FALSE(payload::read_json("\"\xff\""));
  CHECK_FALSE(payload::read_json("\"\\ud800\""));
}

TEST_CASE("What a message object holds") {
  const Json object = Json::parse(R"({
    "type": "message", "subtype": "file_share", "user": "U1", "bot_id": "B1", "team": "T1",
    "text": "disk full", "ts": "1712345678.000200", "thread_ts": "1712345600.000100",
    "edited": {"user": "U1", "ts": "1712345700.000000"}, "permalink": "https://x.slack.com/archives/C1/p1",
    "files": [{"id": "F1", "name": "a.png", "mimetype": "image/png", "permalink": "https://x/F1"},
              {"name": "no id"}, 7],
    "metadata": {"event_type": "job", "event_payload": {"key": "k1", "count": 3}}})");
  const Message message = payload::message(object, ChannelId("C1"));
  CHECK(message.channel.value == "C1");
  CHECK(message.ts == Ts{1712345678, 200});
  CHECK(message.thread == Ts{1712345600, 100});
  CHECK(message.user.value == "U1");
  CHECK(message.bot.value == "B1");
  CHECK(message.team.value == "T1");
  CHECK(message.subtype == "file_share");
  CHECK(message.text == decode("disk full"));
  REQUIRE(message.files.size() == 1);
  CHECK(message.files[0].id.value == "F1");
  CHECK(message.files[0].name == "a.png");
  CHECK(message.files[0].mimetype == "image/png");
  CHECK(message.files[0].permalink == "https://x/F1");
  CHECK(message.permalink == "https://x.slack.com/archives/C1/p1");
  CHECK(message.edited == Ts{1712345700, 0});
  CHECK(message.metadata_type == "job");
  CHECK(message.metadata == std::map<std::string, std::string>{{"key", "k1"}});
}

TEST_CASE("A parent is no reply, and a message's own channel goes before the given one") {
  const Json object =
      Json::parse(R"({"ts":"5.000001","thread_ts":"5.000001","channel":"C9","reply_count":3})");
  const Message message = payload::message(object, ChannelId("C1"));
  CHECK_FALSE(message.thread);
  CHECK(message.replies == 3);
  CHECK(message.channel.value == "C9");
}

TEST_CASE("Any JSON is a message, if an empty one") {
  for (const char* text :
       {"null", "[]", "7", "\"x\"", "{}", R"({"ts":7,"files":"x","metadata":[],"edited":1,"reply_count":-1})",
        R"({"files":{"a":{}},"metadata":{"event_payload":"x"}})"}) {
    CAPTURE(text);
    const Message message = payload::message(Json::parse(text), ChannelId("C1"));
    CHECK(message.channel == ChannelId("C1"));
    CHECK(message.ts.empty());
    CHECK(message.files.empty());
    CHECK(message.replies == 0);
    CHECK(message.metadata.empty());
    CHECK_FALSE(message.edited);
  }
}

TEST_CASE("What a user object holds, by the name that people know") {
  const auto of = [](std::string_view text) { return payload::person(Json::parse(text)); };
  const auto person = of(R"({"id":"U1","team_id":"T1","name":"handle","real_name":"Real","tz":"Europe/Paris",
      "profile":{"display_name":"Shown","real_name":"Profile"}})");
  CHECK(person.id.value == "U1");
  CHECK(person.team.value == "T1");
  CHECK(person.name == "Shown");
  CHECK(person.zone == "Europe/Paris");
  CHECK_FALSE(person.deleted);
  CHECK_FALSE(person.bot);
  CHECK_FALSE(person.guest);
  CHECK_FALSE(person.stranger);

  CHECK(of(R"({"name":"handle","profile":{"display_name":"","real_name":"Profile"}})").name == "Profile");
  CHECK(of(R"({"name":"handle","real_name":"Real"})").name == "Real");
  CHECK(of(R"({"name":"handle"})").name == "handle");
  CHECK(of(R"({"deleted":true})").deleted);
  CHECK(of(R"({"updated":1502138686})").updated == 1502138686);
  CHECK(of(R"({"updated":"soon"})").updated == 0);
  CHECK(of(R"({"is_bot":true})").bot);
  CHECK(of(R"({"id":"USLACKBOT","is_bot":false})").bot);
  CHECK(of(R"({"is_restricted":true})").guest);
  CHECK(of(R"({"is_ultra_restricted":true})").guest);
  CHECK(of(R"({"is_stranger":true})").stranger);
  CHECK(of("null").id.empty());
}
