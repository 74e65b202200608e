#include "slack/json_in.h"

#include <nlohmann/json.hpp>

#include "tests/catch.h"

using nlohmann::json;
using slack::channel_from;
using slack::message_from;
using slack::parse_json;
using slack::person_from;

namespace {

json of(std::string_view text) {
  auto parsed = parse_json(text);
  REQUIRE(parsed);
  return *std::move(parsed);
}

}  // namespace

TEST_CASE("JSON is read up to a depth, and anything else is none") {
  CHECK(parse_json("{\"a\":[1,2]}"));
  CHECK(parse_json(std::string(64, '[') + std::string(64, ']')));
  CHECK_FALSE(parse_json(std::string(65, '[') + std::string(65, ']')));
  CHECK_FALSE(parse_json(std::string(1000000, '[')));
  CHECK_FALSE(parse_json(std::string(1000000, '[') + std::string(1000000, ']')));
  CHECK(parse_json("[[1],[[2]]]", 3));
  CHECK_FALSE(parse_json("[[1],[[[2]]]]", 3));
  CHECK_FALSE(parse_json(""));
  CHECK_FALSE(parse_json("ok"));
  CHECK_FALSE(parse_json("{} x"));
  CHECK_FALSE(parse_json("<html>"));
  CHECK_FALSE(parse_json("\"\xff\""));
  CHECK_FALSE(parse_json("\"\\ud800\""));
}

TEST_CASE("members of the wrong type are as good as none") {
  const json object = of(R"({"s":"x","n":5,"b":true,"t":"1.000002","null":null})");
  CHECK(slack::string_at(object, "s") == "x");
  CHECK(slack::string_at(object, "n").empty());
  CHECK(slack::string_at(object, "null").empty());
  CHECK(slack::string_at(object, "none").empty());
  CHECK(slack::integer_at(object, "n") == 5);
  CHECK(slack::integer_at(object, "s") == 0);
  CHECK(slack::flag_at(object, "b"));
  CHECK_FALSE(slack::flag_at(object, "n"));
  CHECK(slack::ts_at(object, "t") == slack::Ts{1, 2});
  CHECK(slack::ts_at(object, "n").empty());
  for (const char* other : {"[]", "1", "\"s\"", "null"}) {
    CHECK(slack::string_at(of(other), "s").empty());
  }
}

TEST_CASE("a message") {
  const json object = of(R"({
    "type": "message", "subtype": "file_share", "user": "U1", "bot_id": "B1", "team": "T1",
    "text": "disk full", "ts": "1712345678.000200", "thread_ts": "1712345600.000100",
    "edited": {"user": "U1", "ts": "1712345700.000000"}, "permalink": "https://x.slack.com/archives/C1/p1",
    "files": [{"id": "F1", "name": "a.png", "mimetype": "image/png", "permalink": "https://x/F1"},
              {"name": "no id"}, 7],
    "metadata": {"event_type": "job", "event_payload": {"key": "k1", "count": 3}}})");
  const slack::Message message = message_from(object, slack::ChannelId("C1"));
  CHECK(message.channel.value == "C1");
  CHECK(message.ts == slack::Ts{1712345678, 200});
  CHECK(message.thread == slack::Ts{1712345600, 100});
  CHECK(message.user.value == "U1");
  CHECK(message.bot.value == "B1");
  CHECK(message.team.value == "T1");
  CHECK(message.subtype == "file_share");
  CHECK(message.text == slack::decode("disk full"));
  REQUIRE(message.files.size() == 1);
  CHECK(message.files[0].id.value == "F1");
  CHECK(message.files[0].name == "a.png");
  CHECK(message.files[0].mimetype == "image/png");
  CHECK(message.files[0].permalink == "https://x/F1");
  CHECK(message.permalink == "https://x.slack.com/archives/C1/p1");
  CHECK(message.edited == slack::Ts{1712345700, 0});
  CHECK(message.metadata_type == "job");
  CHECK(message.metadata == std::map<std::string, std::string>{{"key", "k1"}});
}

TEST_CASE("a parent is no reply, and a message's own channel counts when none was given") {
  const json object = of(R"({"ts":"5.000001","thread_ts":"5.000001","channel":"C9"})");
  CHECK_FALSE(message_from(object, slack::ChannelId("C1")).thread);
  CHECK(message_from(object, slack::ChannelId("C1")).channel.value == "C1");
  CHECK(message_from(object, slack::ChannelId()).channel.value == "C9");
}

TEST_CASE("anything at all is a message, if an empty one") {
  for (const char* text :
       {"null", "[]", "7", "\"x\"", "{}", R"({"ts":7,"files":"x","metadata":[],"edited":1})",
        R"({"files":{"a":{}},"metadata":{"event_payload":"x"}})"}) {
    CAPTURE(text);
    const slack::Message message = message_from(of(text), slack::ChannelId("C1"));
    CHECK(message.ts.empty());
    CHECK(message.files.empty());
    CHECK(message.metadata.empty());
    CHECK_FALSE(message.edited);
  }
}

TEST_CASE("a person, by the name that people know") {
  const auto person =
      person_from(of(R"({"id":"U1","team_id":"T1","name":"handle","real_name":"Real","tz":"Europe/Paris",
      "profile":{"display_name":"Shown","real_name":"Profile"}})"));
  CHECK(person.id.value == "U1");
  CHECK(person.team.value == "T1");
  CHECK(person.name == "Shown");
  CHECK(person.zone == "Europe/Paris");
  CHECK_FALSE(person.deleted);
  CHECK_FALSE(person.bot);
  CHECK_FALSE(person.guest);
  CHECK_FALSE(person.stranger);

  CHECK(person_from(of(R"({"name":"handle","profile":{"display_name":"","real_name":"Profile"}})")).name ==
        "Profile");
  CHECK(person_from(of(R"({"name":"handle","real_name":"Real"})")).name == "Real");
  CHECK(person_from(of(R"({"name":"handle"})")).name == "handle");
  CHECK(person_from(of(R"({"deleted":true})")).deleted);
  CHECK(person_from(of(R"({"is_bot":true})")).bot);
  CHECK(person_from(of(R"({"id":"USLACKBOT","is_bot":false})")).bot);
  CHECK(person_from(of(R"({"is_restricted":true})")).guest);
  CHECK(person_from(of(R"({"is_ultra_restricted":true})")).guest);
  CHECK(person_from(of(R"({"is_stranger":true})")).stranger);
  CHECK(person_from(of("null")).id.empty());
}

TEST_CASE("a channel") {
  const auto channel = channel_from(of(R"({"id":"C1","name":"inc-1","is_private":true,"is_archived":true,
      "is_member":true,"is_ext_shared":true,"creator":"U1","created":1504554479})"));
  CHECK(channel.id.value == "C1");
  CHECK(channel.name == "inc-1");
  CHECK(channel.is_private);
  CHECK(channel.is_archived);
  CHECK(channel.is_member);
  CHECK(channel.is_ext_shared);
  CHECK(channel.creator.value == "U1");
  CHECK(channel.created == 1504554479);
  CHECK_FALSE(channel_from(of(R"({"id":"C1"})")).is_private);
  CHECK(channel_from(of("[]")).id.empty());
}
