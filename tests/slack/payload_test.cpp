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

TEST_CASE("A message of a history has no channel of its own") {
  const auto message =
      payload::message(Json::parse(R"({"ts":"1.000200","text":"x","user":"U1"})"), ChannelId("C1"));
  CHECK(message.channel == ChannelId("C1"));
  CHECK(payload::message(Json(nullptr), {}).ts.empty());
}
