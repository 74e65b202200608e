#include <rapidcheck.h>

#include "slack/request.h"
#include "tests/catch.h"

using Fields = std::map<std::string, std::string>;
using slack::parse_form;

TEST_CASE("A form's fields are decoded") {
  CHECK(parse_form("command=%2Fincident&text=db+is%20down%2B1&empty=&bare") ==
        Fields{{"command", "/incident"}, {"text", "db is down+1"}, {"empty", ""}, {"bare", ""}});
  CHECK(parse_form("a=1=2") == Fields{{"a", "1=2"}});
  CHECK(parse_form("%61%C3%A4=%c3%a4%00") == Fields{{"a\u00e4", std::string("\u00e4\0", 3)}});
}

TEST_CASE("The first value of a repeated field counts") {
  CHECK(parse_form("a=1&a=2") == Fields{{"a", "1"}});
}

TEST_CASE("Nothing between separators is nothing") {
  CHECK(parse_form("") == Fields{});
  CHECK(parse_form("&&a=1&&") == Fields{{"a", "1"}});
}

TEST_CASE("Malformed escapes are refused") {
  for (const auto* body : {"a=%", "a=%4", "a=%zz", "a=%4g", "%=1", "a=1&b=%a", "a=%-1", "a=% 1"}) {
    INFO(body);
    CHECK_FALSE(parse_form(body));
  }
}

TEST_CASE("What is encoded is decoded to the same") {
  CHECK(slack::encode_form({{"a b", "1&2=3%"}, {"ä", "*-._~"}}) == "a+b=1%262%3D3%25&%C3%A4=*-._%7E");
  CHECK(rc::check("parse_form(encode_form(f)) == f", [](const Fields& fields) {
    RC_ASSERT(parse_form(slack::encode_form({fields.begin(), fields.end()})) == fields);
  }));
  CHECK(rc::check("any bytes are read or refused", [](const std::string& body) { parse_form(body); }));
}
