#include "slack/standin/rules.h"

#include <nlohmann/json.hpp>

#include "slack/standin/elements.h"
#include "slack/standin/wire.h"
#include "tests/catch.h"

using namespace slack::standin;
using nlohmann::json;

namespace {

json text(const std::string& words, const char* type = "mrkdwn") {
  return {{"type", type}, {"text", words}};
}
json section(const std::string& words) {
  return {{"type", "section"}, {"text", text(words)}};
}
json button(const std::string& words, const std::string& id) {
  return {{"type", "button"}, {"text", text(words, "plain_text")}, {"action_id", id}};
}
json option(const std::string& words, const std::string& value) {
  return {{"text", text(words, "plain_text")}, {"value", value}};
}
json select(int options) {
  json list = json::array();
  for (int i = 0; i < options; ++i) list.push_back(option("o" + std::to_string(i), std::to_string(i)));
  return {{"type", "static_select"}, {"action_id", "pick"}, {"options", list}};
}
json modal(const json& blocks) {
  return {{"type", "modal"}, {"title", text("Declare", "plain_text")}, {"blocks", blocks}};
}
json input(const std::string& id) {
  return {{"type", "input"},
          {"block_id", id},
          {"label", text("Title", "plain_text")},
          {"element", {{"type", "plain_text_input"}, {"action_id", "value"}}}};
}

bool fine(const json& block, Surface surface = Surface::message) {
  return block_problems(json::array({block}), surface).empty();
}

}  // namespace

TEST_CASE("channel names are legal as conversations.create has it") {
  CHECK(channel_name_error("inc-42-checkout_is-down") == "");
  CHECK(channel_name_error(std::string(80, 'a')) == "");
  CHECK(channel_name_error(std::string(81, 'a')) == "invalid_name_maxlength");
  CHECK(channel_name_error("") == "invalid_name_required");
  CHECK(channel_name_error("Checkout") == "invalid_name_specials");
  CHECK(channel_name_error("a b") == "invalid_name_specials");
  CHECK(channel_name_error("a.b") == "invalid_name_specials");
  CHECK(channel_name_error("-_-") == "invalid_name_punctuation");
  CHECK(channel_name_error("störung") == "");
  CHECK(channel_name_error("a\xff") == "invalid_name_specials");
}

TEST_CASE("text objects are held to their limits in characters, and pointed at") {
  CHECK(fine(section(std::string(3000, 'x'))));
  const auto problems = block_problems(json::array({section(std::string(3001, 'x'))}), Surface::message);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0] == "must be less than 3001 characters [json-pointer:/blocks/0/text/text]");
  std::string umlauts;
  for (int i = 0; i < 3000; ++i) umlauts += "ü";
  CHECK(fine(section(umlauts)));
  CHECK_FALSE(fine(section("")));
  CHECK_FALSE(fine({{"type", "section"}, {"text", "bare"}}));
  CHECK_FALSE(fine({{"type", "section"}, {"text", {{"type", "mrkdwn"}, {"text", "x"}, {"emoji", true}}}}));
  CHECK_FALSE(
      fine({{"type", "section"}, {"text", {{"type", "plain_text"}, {"text", "x"}, {"verbatim", true}}}}));
  CHECK_FALSE(fine({{"type", "section"}, {"text", {{"type", "html"}, {"text", "x"}}}}));
  CHECK_FALSE(fine({{"type", "header"}, {"text", text("x")}}));
  CHECK(fine({{"type", "header"}, {"text", text(std::string(150, 'h'), "plain_text")}}));
  CHECK_FALSE(fine({{"type", "header"}, {"text", text(std::string(151, 'h'), "plain_text")}}));
}

TEST_CASE("blocks have the parts they need and no more than they may") {
  CHECK_FALSE(fine({{"type", "section"}}));
  CHECK_FALSE(fine({{"type", "sections"}, {"text", text("x")}}));
  CHECK_FALSE(fine({{"text", text("x")}}));
  CHECK_FALSE(fine(json("x")));
  CHECK(fine({{"type", "divider"}}));
  const auto fields = [](std::size_t n, std::size_t length = 5) {
    return json{{"type", "section"}, {"fields", std::vector<json>(n, text(std::string(length, 'f')))}};
  };
  CHECK(fine(fields(10)));
  CHECK_FALSE(fine(fields(11)));
  CHECK_FALSE(fine(fields(0)));
  CHECK_FALSE(fine(fields(1, 2001)));
  CHECK(fine({{"type", "context"}, {"elements", std::vector<json>(10, text("c"))}}));
  CHECK_FALSE(fine({{"type", "context"}, {"elements", std::vector<json>(11, text("c"))}}));
  CHECK_FALSE(fine({{"type", "context"}, {"elements", json::array({button("b", "b")})}}));
  json buttons = json::array();
  for (int i = 0; i < 25; ++i) buttons.push_back(button("b", "b" + std::to_string(i)));
  CHECK(fine({{"type", "actions"}, {"elements", buttons}}));
  buttons.push_back(button("b", "b25"));
  CHECK_FALSE(fine({{"type", "actions"}, {"elements", buttons}}));
  CHECK_FALSE(fine({{"type", "actions"}, {"elements", json::array()}}));
  CHECK(fine({{"type", "markdown"}, {"text", "# hello"}}));
  CHECK_FALSE(fine({{"type", "markdown"}, {"text", "# hello"}}, Surface::modal));
  CHECK(fine({{"type", "image"}, {"image_url", "https://x/y.png"}, {"alt_text", "y"}}));
  CHECK_FALSE(fine({{"type", "image"}, {"image_url", "https://x/y.png"}}));
}

TEST_CASE("ids are unique: blocks in a message, actions in a block") {
  auto one = section("x");
  one["block_id"] = "same";
  CHECK_FALSE(block_problems(json::array({one, one}), Surface::message).empty());
  CHECK_FALSE(fine({{"type", "actions"}, {"elements", {button("a", "do"), button("b", "do")}}}));
  CHECK(fine({{"type", "actions"}, {"elements", {button("a", "do"), button("b", "do~2")}}}));
  const auto row = [](const char* id) {
    return json{{"type", "actions"}, {"elements", json::array({button("a", id)})}};
  };
  CHECK(block_problems(json::array({row("do"), row("do")}), Surface::message).empty());
  CHECK_FALSE(fine(row("")));
  CHECK_FALSE(fine(row(std::string(256, 'i').c_str())));
}

TEST_CASE("a message has at most 50 blocks and a view 100") {
  const auto many = [](std::size_t n) { return json(std::vector<json>(n, json{{"type", "divider"}})); };
  CHECK(block_problems(many(50), Surface::message).empty());
  CHECK_FALSE(block_problems(many(51), Surface::message).empty());
  CHECK(block_problems(many(100), Surface::home).empty());
  CHECK_FALSE(block_problems(many(101), Surface::home).empty());
}

TEST_CASE("elements are held to their limits") {
  const auto with = [](json element) {
    return json{{"type", "section"}, {"text", text("x")}, {"accessory", std::move(element)}};
  };
  CHECK(fine(with(button(std::string(75, 'b'), "b"))));
  CHECK_FALSE(fine(with(button(std::string(76, 'b'), "b"))));
  auto valued = button("b", "b");
  valued["value"] = std::string(2001, 'v');
  CHECK_FALSE(fine(with(valued)));
  auto styled = button("b", "b");
  styled["style"] = "default";
  CHECK_FALSE(fine(with(styled)));
  auto linked = button("b", "b");
  linked["url"] = "javascript:alert(1)";
  CHECK_FALSE(fine(with(linked)));
  CHECK(fine(with(select(100))));
  CHECK_FALSE(fine(with(select(101))));
  CHECK_FALSE(fine(with(select(0))));
  auto chosen = select(3);
  chosen["initial_option"] = chosen["options"][1];
  CHECK(fine(with(chosen)));
  chosen["initial_option"]["text"]["text"] = "something else";
  CHECK_FALSE(fine(with(chosen)));
  const auto group = [](const char* type, int n) {
    json element = select(n);
    element["type"] = type;
    return element;
  };
  CHECK(fine(with(group("checkboxes", 10))));
  CHECK_FALSE(fine(with(group("checkboxes", 11))));
  CHECK(fine(with(group("overflow", 5))));
  CHECK_FALSE(fine(with(group("overflow", 6))));
  CHECK_FALSE(fine(with({{"type", "plain_text_input"}, {"action_id", "x"}})));
  CHECK(fine(with({{"type", "users_select"}, {"action_id", "u"}})));
  CHECK_FALSE(fine(with({{"type", "number_input"}, {"action_id", "n"}})));
  auto asked = button("b", "b");
  asked["confirm"] = {{"title", text("Sure?", "plain_text")},
                      {"text", text("Really")},
                      {"confirm", text("Yes", "plain_text")},
                      {"deny", text("No", "plain_text")}};
  CHECK(fine(with(asked)));
  asked["confirm"]["text"]["text"] = std::string(301, 't');
  CHECK_FALSE(fine(with(asked)));
  asked["confirm"].erase("text");
  CHECK_FALSE(fine(with(asked)));
}

TEST_CASE("a modal needs a title, and a submit button once it has an input") {
  CHECK(view_problems(modal(json::array({section("x")}))).empty());
  CHECK(view_problems(modal(json::array({input("title")}))) ==
        std::vector<std::string>{"missing required field: submit [json-pointer:/view]"});
  auto whole = modal(json::array({input("title")}));
  whole["submit"] = text("Declare", "plain_text");
  CHECK(view_problems(whole).empty());
  whole["title"] = text(std::string(25, 't'), "plain_text");
  CHECK_FALSE(view_problems(whole).empty());
  whole.erase("title");
  CHECK_FALSE(view_problems(whole).empty());
  auto noted = modal(json::array());
  noted["private_metadata"] = std::string(3000, 'm');
  CHECK(view_problems(noted).empty());
  noted["private_metadata"] = std::string(3001, 'm');
  CHECK_FALSE(view_problems(noted).empty());
  CHECK_FALSE(view_problems({{"type", "dialog"}, {"blocks", json::array()}}).empty());
  CHECK_FALSE(view_problems(json("x")).empty());
  CHECK(view_problems({{"type", "home"}, {"blocks", json::array({section("x")})}}).empty());
}

TEST_CASE("metadata has a type and a payload of bounded size") {
  CHECK(metadata_error({{"event_type", "muster_job"}, {"event_payload", {{"key", "1"}}}}) == "");
  CHECK(metadata_error({{"event_type", "muster_job"}}) == "invalid_metadata_schema");
  CHECK(metadata_error({{"event_type", "two words"}, {"event_payload", json::object()}}) ==
        "invalid_metadata_schema");
  CHECK(metadata_error("x") == "invalid_metadata_format");
  CHECK(metadata_error({{"event_type", "t"}, {"event_payload", {{"k", std::string(20000, 'x')}}}}) ==
        "metadata_too_large");
}

TEST_CASE("no JSON of whatever shape makes the validation fall over") {
  const auto shapes = {"null",
                       "1",
                       "\"x\"",
                       "[]",
                       "{}",
                       "[[]]",
                       "[{}]",
                       "[null]",
                       R"([{"type":1}])",
                       R"([{"type":"section","text":[]}])",
                       R"([{"type":"section","fields":{}}])",
                       R"([{"type":"actions","elements":{}}])",
                       R"([{"type":"actions","elements":[1]}])",
                       R"([{"type":"input","element":{"type":"static_select","options":[1]}}])",
                       R"([{"type":"section","accessory":{"type":"static_select","option_groups":[1]}}])",
                       R"([{"type":"rich_text","elements":[{"type":"rich_text_list","elements":[{}]}]}])",
                       R"([{"type":"table","rows":[1]}])",
                       R"([{"type":"context","elements":[null]}])",
                       R"([{"type":"section","text":{"type":"mrkdwn","text":1},"block_id":1}])",
                       R"([{"type":"section","accessory":{"type":"button","confirm":1,"text":1}}])"};
  for (const auto* shape : shapes) {
    const auto value = json::parse(shape);
    CAPTURE(shape);
    const bool empty_list = value.is_array() && value.empty();
    CHECK(block_problems(value, Surface::message).empty() == empty_list);
    CHECK_FALSE(view_problems(value).empty());
    CHECK_FALSE(view_problems({{"type", "modal"}, {"title", value}, {"blocks", value}}).empty());
    CHECK_FALSE(metadata_error(value).empty());
    CHECK_FALSE(response_error(value).empty());
  }
}

TEST_CASE("JSON is read up to a depth, forms only when well formed") {
  CHECK(parse_json(std::string(60, '[') + std::string(60, ']')));
  CHECK_FALSE(parse_json(std::string(70, '[') + std::string(70, ']')));
  CHECK_FALSE(parse_json(std::string(200000, '[')));
  CHECK_FALSE(parse_json("\"\xff\""));
  CHECK(decode_form("a=1&b=x+y%21&a=2") == std::map<std::string, std::string>{{"a", "1"}, {"b", "x y!"}});
  CHECK_FALSE(decode_form("a=%"));
  CHECK_FALSE(decode_form("a=%zz"));
  CHECK_FALSE(decode_form("a=%ff"));
  CHECK(decode_form(encode_form({{"a&b", "=\n%ü"}})) == std::map<std::string, std::string>{{"a&b", "=\n%ü"}});
}

TEST_CASE("elements hold what a person puts there, and only that") {
  const auto element = select(3);
  CHECK(filled(element, {"o1"})->at("selected_option").at("value") == "1");
  CHECK(filled(element, {"2"})->at("selected_option").at("text").at("text") == "o2");
  CHECK_FALSE(filled(element, {"nothing"}));
  json words{{"type", "plain_text_input"}, {"action_id", "value"}, {"max_length", 3}};
  CHECK(filled(words, {"abc"})->at("value") == "abc");
  CHECK_FALSE(filled(words, {"abcd"}));
  CHECK(is_empty_state(untouched(words)));
  words["initial_value"] = "ab";
  CHECK(untouched(words).at("value") == "ab");
}
