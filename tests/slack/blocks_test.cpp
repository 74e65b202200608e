#include "slack/blocks.h"

#include <rapidcheck.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "slack/text.h"
#include "tests/catch.h"
#include "tests/slack/support/block_checker.h"
#include "tests/slack/support/hostile.h"

namespace slack {
namespace {

using nlohmann::json;
using testing::hostile;
using testing::problems_of_message;
using testing::problems_of_view;
using Problems = std::vector<std::string>;

json built(const Blocks& blocks) {
  return json::parse(blocks.json(100));
}
std::string wrapped(const OutMessage& message) {
  return "{" + message_json(message) + "}";
}
json message(const OutMessage& out) {
  return json::parse(wrapped(out));
}

std::string words(std::size_t code_points) {
  std::string out;
  while (out.size() < code_points) {
    out += "word" + std::to_string(out.size()) + " ";
  }
  out.resize(code_points, 'x');
  return out;
}
std::string repeated(std::string_view piece, std::size_t times) {
  std::string out;
  for (; times > 0; --times) {
    out += piece;
  }
  return out;
}
std::vector<Option> options(std::size_t count) {
  std::vector<Option> out;
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back({"Choice " + std::to_string(i), "v" + std::to_string(i), ""});
  }
  return out;
}

// --- random blocks

rc::Gen<std::vector<std::string>> strings(int most) {
  return rc::gen::exec([most] {
    std::vector<std::string> out;
    for (int i = *rc::gen::inRange(0, most); i > 0; --i) {
      out.push_back(*hostile());
    }
    return out;
  });
}

std::vector<Option> any_options() {
  std::vector<Option> out;
  for (int i = *rc::gen::weightedElement<int>({{8, 2}, {2, 12}, {1, 120}}); i > 0; --i) {
    out.push_back(
        {*hostile(), *rc::gen::oneOf(hostile(), rc::gen::just("v" + std::to_string(i))), *hostile()});
  }
  return out;
}
std::string any_id() {
  return *rc::gen::oneOf(hostile(), rc::gen::element<std::string>("a", "a", "a~2", "b", ""));
}
std::string value_among(const std::vector<Option>& list) {
  return list.empty() || *rc::gen::inRange(0, 4) == 0 ? *hostile() : (*rc::gen::elementOf(list)).value;
}

template <class Variant>
Variant any_choice(int kind) {
  const auto list = any_options();
  switch (kind) {
    case 0:
      return Select{any_id(), *hostile(), list, value_among(list)};
    case 1:
      return UserSelect{any_id(), *hostile(),
                        UserId(*rc::gen::oneOf(hostile(), rc::gen::just(std::string("U1"))))};
    case 2:
      return Checkboxes{any_id(), list, {value_among(list), value_among(list), *hostile()}};
    default:
      return Radio{any_id(), list, value_among(list)};
  }
}
Element any_element() {
  const int kind = *rc::gen::inRange(0, 8);
  if (kind == 4) {
    return Overflow{any_id(), any_options()};
  }
  if (kind > 4) {
    Button button{*hostile(), any_id(),
                  *hostile(), *rc::gen::element(Style::normal, Style::primary, Style::danger),
                  {},         {}};
    if (*rc::gen::arbitrary<bool>()) {
      button.confirm = Confirm{*hostile(), *hostile(), *hostile(), *hostile()};
    }
    if (*rc::gen::inRange(0, 3) == 0) {
      button.url =
          *rc::gen::element<std::string>("https://", "http://h", "HTTPS://example.org/", "javascript:") +
          *hostile();
    }
    return button;
  }
  return any_choice<Element>(kind);
}
InputElement any_input_element() {
  const int kind = *rc::gen::inRange(0, 6);
  if (kind > 3) {
    return TextInput{any_id(), *hostile(), *hostile(), kind == 5,
                     *rc::gen::element<std::size_t>(0, 1, 10, 3000, 100000)};
  }
  return any_choice<InputElement>(kind);
}

Blocks any_blocks(int most) {
  Blocks out;
  for (int i = *rc::gen::inRange(0, most); i > 0; --i) {
    switch (*rc::gen::inRange(0, 8)) {
      case 0:
        out.header(*hostile());
        break;
      case 1:
        out.section(*hostile());
        break;
      case 2:
        out.section(*hostile(), any_element());
        break;
      case 3:
        out.fields(*strings(14));
        break;
      case 4:
        out.context(*strings(14));
        break;
      case 5:
        out.divider();
        break;
      case 6: {
        std::vector<Element> elements;
        for (int n = *rc::gen::weightedElement<int>({{6, 3}, {1, 30}}); n > 0; --n) {
          elements.push_back(any_element());
        }
        out.actions(elements, any_id());
        break;
      }
      default:
        out.input(*hostile(), any_input_element(), any_id(), *rc::gen::arbitrary<bool>(), *hostile());
    }
  }
  if (*rc::gen::inRange(0, 4) == 0) {
    out.append(Blocks(out));
  }
  return out;
}

TEST_CASE("whatever goes into a message, Slack takes what comes out") {
  REQUIRE(rc::check("messages", [] {
    const OutMessage out{*hostile(), any_blocks(*rc::gen::element(3, 12, 70))};
    RC_ASSERT(problems_of_message(wrapped(out)) == Problems{});
    RC_ASSERT(problems_of_message(response_json(out, *rc::gen::arbitrary<bool>(), false)) == Problems{});
  }));
}

TEST_CASE("whatever goes into pages, each is a whole message and nothing is lost") {
  REQUIRE(rc::check("pages", [] {
    const auto blocks = any_blocks(*rc::gen::element(3, 70));
    std::size_t sum = 0;
    std::size_t inputs = 0;
    for (const auto& page : blocks.pages()) {
      RC_ASSERT(page.size() > 0U);
      RC_ASSERT(page.size() <= 50U);
      sum += page.size();
      OutMessage out{"text", page};
      RC_ASSERT(problems_of_message(wrapped(out)) == Problems{});
      for (const auto& block : built(page)) {
        inputs += block["type"] == "input" ? 1 : 0;
      }
      // Without inputs, which a message doesn't take, all of a page is there.
      if (inputs == 0) {
        RC_ASSERT((message(out)["blocks"] == built(page)));
      }
    }
    RC_ASSERT(sum == blocks.size());
  }));
}

TEST_CASE("whatever goes into a view, Slack takes what comes out") {
  REQUIRE(rc::check("views", [] {
    Modal modal;
    modal.callback_id = fit(clean_utf8(*hostile()), 255);
    modal.title = *hostile();
    modal.submit = *hostile();
    modal.close = *hostile();
    modal.private_metadata = fit(clean_utf8(*hostile()), 3000);
    modal.blocks = any_blocks(*rc::gen::element(3, 12, 130));
    modal.notify_on_close = *rc::gen::arbitrary<bool>();
    RC_ASSERT(problems_of_view(modal_json(modal)) == Problems{});
    RC_ASSERT(problems_of_view(home_json(modal.blocks)) == Problems{});
    for (const auto& answer : {json::parse(view_update_json(modal)), json::parse(view_push_json(modal))}) {
      RC_ASSERT(problems_of_view(answer["view"].dump()) == Problems{});
    }
  }));
}

// --- texts

TEST_CASE("a block with nothing to say is left out") {
  Blocks blocks;
  blocks.header("").header(" \n").section("").section("\u200b \u00a0").fields({}).fields({"", " "});
  blocks.context({}).context({""}).actions({}).actions({Select{"a", "", {}, ""}}).append({});
  CHECK(blocks.empty());
  CHECK(blocks.json(50) == "[]");
  CHECK(message({"hello", blocks}) == json{{"text", "hello"}});
}

TEST_CASE("where Slack wants a text, a dash stands for none") {
  Blocks blocks;
  blocks.section("", Button{"", "go", "", Style::normal, Confirm{"", "", "", ""}, ""}).fields({"*Lead*", ""});
  blocks.input("", TextInput{"t", "", "", false, 10}, "b");
  const auto out = built(blocks);
  CHECK(out[0]["text"]["text"] == "–");
  CHECK(out[0]["accessory"]["text"]["text"] == "–");
  CHECK(out[0]["accessory"]["confirm"]["title"]["text"] == "Are you sure?");
  CHECK(out[0]["accessory"]["confirm"]["text"]["text"] == "–");
  CHECK(out[0]["accessory"]["confirm"]["confirm"]["text"] == "Yes");
  CHECK(out[0]["accessory"]["confirm"]["deny"]["text"] == "No");
  CHECK(out[1]["fields"][1]["text"] == "–");
  CHECK(out[2]["label"]["text"] == "–");
}

TEST_CASE("mrkdwn is verbatim and untouched, plain text is one line") {
  Blocks blocks;
  blocks.header("  Checkout\nis <down> ").section("*a* <@U1> &amp; x\ny");
  const auto out = built(blocks);
  CHECK(out[0]["text"] == json{{"type", "plain_text"}, {"text", "Checkout is <down>"}, {"emoji", true}});
  CHECK(out[1]["text"] == json{{"type", "mrkdwn"}, {"text", "*a* <@U1> &amp; x\ny"}, {"verbatim", true}});
}

TEST_CASE("limits count code points, not bytes") {
  Blocks blocks;
  blocks.header(repeated("漢", 150)).header(repeated("漢", 151));
  const auto out = built(blocks);
  CHECK(out[0]["text"]["text"] == repeated("漢", 150));
  CHECK(length(out[1]["text"]["text"].get<std::string>()) <= 150);
  CHECK(out[1]["text"]["text"].get<std::string>().find("…") != std::string::npos);
}

TEST_CASE("a long section becomes several, the accessory at the first") {
  Blocks blocks;
  blocks.section(words(7000), Button{"Go", "go", "1", Style::normal, {}, ""});
  const auto out = built(blocks);
  REQUIRE(out.size() == 3);
  CHECK(out[0].contains("accessory"));
  CHECK_FALSE(out[1].contains("accessory"));
  CHECK(length(out[0]["text"]["text"].get<std::string>()) <= 3000);
  CHECK(out[0]["text"]["text"].get<std::string>().find("word0 ") == 0);
}

TEST_CASE("fields and context go ten to a block") {
  Blocks blocks;
  blocks.fields(std::vector<std::string>(23, "f")).context(std::vector<std::string>(11, "c"));
  const auto out = built(blocks);
  REQUIRE(out.size() == 5);
  CHECK(out[0]["fields"].size() == 10);
  CHECK(out[2]["fields"].size() == 3);
  CHECK(out[3]["elements"].size() == 10);
  CHECK(out[4]["elements"].size() == 1);
}

// --- elements

TEST_CASE("action ids are unique within their block, and lead back to what was asked for") {
  Blocks blocks;
  const Button button{"Go", "go", "1", Style::normal, {}, ""};
  blocks.actions({button, button, button}).actions({button});
  const auto out = built(blocks);
  CHECK(out[0]["elements"][0]["action_id"] == "go");
  CHECK(out[0]["elements"][1]["action_id"] == "go~2");
  CHECK(out[0]["elements"][2]["action_id"] == "go~3");
  CHECK(out[1]["elements"][0]["action_id"] == "go");
  CHECK(base_action_id("go~12") == "go");
  CHECK(base_action_id("go") == "go");
  CHECK(base_action_id("go~") == "go~");
  CHECK(base_action_id("go~x1") == "go~x1");
  CHECK(base_action_id("~2") == "~2");
  CHECK(base_action_id("").empty());
}

TEST_CASE("block ids are unique, through append too") {
  Blocks one;
  one.input("Q", TextInput{"t", "", "", false, 10}, "b").input("Q", TextInput{"t", "", "", false, 10}, "b");
  Blocks two = one;
  two.append(one);
  const auto out = built(two);
  REQUIRE(out.size() == 4);
  CHECK(out[0]["block_id"] == "b");
  CHECK(out[1]["block_id"] == "b~2");
  CHECK(out[2]["block_id"] == "b~3");
  CHECK(out[3]["block_id"] == "b~4");
}

TEST_CASE("twenty-five elements to an actions block") {
  Blocks blocks;
  blocks.actions(std::vector<Element>(26, Button{"Go", "go", "1", Style::normal, {}, ""}), "row");
  const auto out = built(blocks);
  REQUIRE(out.size() == 2);
  CHECK(out[0]["elements"].size() == 25);
  CHECK(out[0]["block_id"] == "row");
  CHECK(out[1]["block_id"] == "row~2");
  CHECK(out[1]["elements"][0]["action_id"] == "go");
}

TEST_CASE("a button says what it is, or isn't there") {
  Blocks blocks;
  blocks.actions(
      {Button{"Close", "close", "INC-1", Style::danger, Confirm{"Close?", "For good", "Close", "Keep"}, ""},
       Button{"Too long", "x", std::string(2001, 'v'), Style::normal, {}, ""},
       Button{"Not UTF-8", "x", "\xff", Style::normal, {}, ""},
       Button{"Long id", std::string(241, 'i'), "", Style::normal, {}, ""},
       Button{"Script", "x", "", Style::normal, {}, "javascript:alert(1)"},
       Button{"No host", "x", "", Style::normal, {}, "https:///x"},
       Button{"Link", "", "", Style::primary, {}, "HTTPS://example.org/a b?é=<|>"}});
  const auto elements = built(blocks)[0]["elements"];
  REQUIRE(elements.size() == 2);
  CHECK(elements[0]["style"] == "danger");
  CHECK(elements[0]["confirm"]["style"] == "danger");
  CHECK(elements[0]["confirm"]["text"]["text"] == "For good");
  CHECK(elements[1]["url"] == "https://example.org/a%20b?%C3%A9=%3C%7C%3E");
  CHECK_FALSE(elements[1].contains("action_id"));
  CHECK_FALSE(elements[1].contains("value"));
}

TEST_CASE("options that can't be are left out, and so is a select without any") {
  Blocks blocks;
  const std::vector<Option> list = {
      {"One", "1", "first"}, {"Long", std::string(76, 'v'), ""}, {"None", "", ""}, {"Again", "1", ""}};
  blocks.actions({Select{"s", "Choose", list, "1"}, Select{"none", "", {{"x", "", ""}}, ""},
                  Radio{"r", {}, ""}, Overflow{"o", {}}});
  const auto out = built(blocks);
  REQUIRE(out[0]["elements"].size() == 1);
  const auto& select = out[0]["elements"][0];
  REQUIRE(select["options"].size() == 1);
  CHECK(select["initial_option"] == select["options"][0]);
  CHECK(select["initial_option"]["description"]["text"] == "first");
  CHECK(out[1]["elements"][0]["text"] == "Not shown: 2 more choices");
}

TEST_CASE("an initial choice that isn't one is none") {
  Blocks blocks;
  blocks.actions({Select{"s", "", options(2), "v9"}, Radio{"r", options(2), ""},
                  Checkboxes{"c", options(2), {"v1", "v9"}}, UserSelect{"u", "", UserId("not a user")}});
  const auto elements = built(blocks)[0]["elements"];
  CHECK_FALSE(elements[0].contains("initial_option"));
  CHECK_FALSE(elements[1].contains("initial_option"));
  CHECK(elements[2]["initial_options"] == json::array({elements[2]["options"][1]}));
  CHECK_FALSE(elements[3].contains("initial_user"));
}

TEST_CASE("more options than an element takes are in another element, or counted") {
  Blocks blocks;
  blocks.actions({Overflow{"more", options(6)}, Radio{"r", options(11), "v3"},
                  Checkboxes{"c", options(11), {}}, Select{"s", "", options(103), ""}});
  const auto out = built(blocks);
  const auto& elements = out[0]["elements"];
  CHECK(elements[0]["type"] == "static_select");
  CHECK(elements[0]["options"].size() == 6);
  CHECK(elements[1]["type"] == "static_select");
  CHECK(elements[1]["initial_option"]["value"] == "v3");
  CHECK(elements[2]["type"] == "checkboxes");
  CHECK(elements[2]["options"].size() == 10);
  CHECK(elements[3]["options"].size() == 100);
  CHECK(out[1]["elements"][0]["text"] == "Not shown: 4 more choices");
  blocks = {};
  blocks.actions({Overflow{"more", options(5)}, Radio{"r", options(10), ""}});
  CHECK(built(blocks)[0]["elements"][0]["type"] == "overflow");
  CHECK(built(blocks)[0]["elements"][1]["type"] == "radio_buttons");
}

TEST_CASE("a question with nothing to choose from says so") {
  Blocks blocks;
  blocks.input("Merge <into>", Select{"s", "", {}, ""}, "into");
  const auto out = built(blocks);
  REQUIRE(out.size() == 1);
  CHECK(out[0]["type"] == "context");
  CHECK(out[0]["elements"][0]["text"] == "Merge &lt;into&gt;: nothing to choose from");
}

TEST_CASE("a text input keeps its own limit") {
  Blocks blocks;
  blocks.input("A", TextInput{"t", "", words(50), false, 20}, "a");
  blocks.input("B", TextInput{"t", "", "one\ntwo", true, 0}, "b");
  blocks.input("C", TextInput{"t", "", "one\ntwo", true, 99999}, "c", true, "Hint");
  const auto out = built(blocks);
  CHECK(length(out[0]["element"]["initial_value"].get<std::string>()) <= 20);
  CHECK(out[1]["element"]["max_length"] == 1);
  CHECK(out[2]["element"]["max_length"] == 3000);
  CHECK(out[2]["element"]["initial_value"] == "one\ntwo");
  CHECK(out[2]["optional"] == true);
  CHECK(out[2]["hint"]["text"] == "Hint");
}

// --- surfaces

TEST_CASE("what a message has no room for is said where it is missing, and the last buttons stay") {
  Blocks blocks;
  for (int i = 0; i < 70; ++i) {
    blocks.section("line " + std::to_string(i));
  }
  blocks.actions({Button{"Go", "go", "1", Style::normal, {}, ""}});
  const auto out = message({"text", blocks})["blocks"];
  REQUIRE(out.size() == 50);
  CHECK(out[47]["text"]["text"] == "line 47");
  CHECK(out[48]["elements"][0]["text"] == "Not shown: 22 more parts");
  CHECK(out[49]["type"] == "actions");
  Blocks fifty;
  for (int i = 0; i < 50; ++i) {
    fifty.section("line");
  }
  CHECK(message({"text", fifty})["blocks"].size() == 50);
  CHECK(message({"text", fifty})["blocks"][49]["type"] == "section");
}

TEST_CASE("a message keeps to the size of all its text") {
  Blocks blocks;
  blocks.section(words(20000));
  const auto out = message({"text", blocks})["blocks"];
  REQUIRE(out.size() == 4);
  CHECK(out[3]["elements"][0]["text"] == "Not shown: 4 more parts");
}

TEST_CASE("no block is so heavy that no message could take it") {
  std::vector<Option> long_options;
  for (int i = 0; i < 100; ++i) {
    long_options.push_back({words(75), "v" + std::to_string(i), words(75)});
  }
  Blocks blocks;
  blocks.fields(std::vector<std::string>(10, words(2000)));
  blocks.context(std::vector<std::string>(10, words(3000)));
  blocks.section(words(3000), Select{"s", words(150), long_options, "v1"});
  blocks.actions(std::vector<Element>(25, Button{words(75), "go", words(2000), Style::normal,
                                                 Confirm{words(100), words(300), "y", "n"}, ""}));
  std::size_t sum = 0;
  for (const auto& page : blocks.pages()) {
    const OutMessage out{"text", page};
    CHECK(problems_of_message(wrapped(out)) == Problems{});
    CHECK((message(out)["blocks"] == built(page)));
    sum += page.size();
  }
  CHECK(sum == blocks.size());
  // The choices stay, their descriptions go.
  const auto out = built(blocks);
  const auto select =
      std::find_if(out.begin(), out.end(), [](const json& block) { return block.contains("accessory"); });
  REQUIRE(select != out.end());
  CHECK((*select)["accessory"]["options"].size() == 100);
  CHECK_FALSE((*select)["accessory"]["options"][0].contains("description"));
}

TEST_CASE("pages hold everything, and a header stays with what follows it") {
  Blocks blocks;
  for (int i = 0; i < 49; ++i) {
    blocks.section("line");
  }
  blocks.header("Roles").section("nobody");
  const auto pages = blocks.pages();
  REQUIRE(pages.size() == 2);
  CHECK(pages[0].size() == 49);
  CHECK(built(pages[1])[0]["text"]["text"] == "Roles");
  CHECK(Blocks().pages().empty());
}

TEST_CASE("a message takes no inputs, and says that something is missing") {
  Blocks blocks;
  blocks.section("a").input("Q", TextInput{"t", "", "", false, 10}, "b");
  const auto out = message({"text", blocks})["blocks"];
  REQUIRE(out.size() == 2);
  CHECK(out[1]["elements"][0]["text"] == "Not shown: 1 more part");
}

TEST_CASE("a message always has a text") {
  Blocks blocks;
  CHECK(message({"", blocks})["text"] == "–");
  blocks.divider().header("Checkout & <co>");
  CHECK(message({" ", blocks})["text"] == "Checkout &amp; &lt;co&gt;");
  CHECK(length(message({words(5000), {}})["text"].get<std::string>()) <= 3900);
}

TEST_CASE("an answer is ephemeral unless told otherwise") {
  const auto one = json::parse(response_json({"hi", {}}));
  CHECK(one == json{{"text", "hi"}, {"response_type", "ephemeral"}, {"replace_original", false}});
  const auto two = json::parse(response_json({"hi", {}}, true, true));
  CHECK(two["response_type"] == "in_channel");
  CHECK(two["replace_original"] == true);
}

TEST_CASE("a modal has a submit when there is something to submit") {
  Modal modal;
  modal.callback_id = "declare";
  modal.title = "Declare an incident, please";
  modal.private_metadata = "{\"c\":\"C1\"}";
  auto out = json::parse(modal_json(modal));
  CHECK_FALSE(out.contains("submit"));
  CHECK(out["blocks"].size() == 1);
  CHECK(out["close"]["text"] == "Cancel");
  CHECK(out["private_metadata"] == modal.private_metadata);
  CHECK(out["callback_id"] == "declare");
  CHECK(length(out["title"]["text"].get<std::string>()) <= 24);
  modal.blocks.input("Title", TextInput{"t", "", "", false, 10}, "b");
  out = json::parse(modal_json(modal));
  CHECK(out["submit"]["text"] == "Done");
  modal.submit = "Declare";
  out = json::parse(modal_json(modal));
  CHECK(out["submit"]["text"] == "Declare");
}

TEST_CASE("a form keeps its inputs when there is too much around them") {
  Modal modal;
  modal.title = "T";
  for (int i = 0; i < 120; ++i) {
    modal.blocks.section(repeated("漢", 2990));
  }
  modal.blocks.input("Title", TextInput{"t", "", "", false, 10}, "b");
  const auto text = modal_json(modal);
  CHECK(problems_of_view(text) == Problems{});
  const auto out = json::parse(text)["blocks"];
  CHECK(out.back()["type"] == "input");
  CHECK(out[out.size() - 2]["type"] == "context");
}

TEST_CASE("what is ours and too long is refused, not cut") {
  Modal modal;
  modal.private_metadata = repeated("é", 3000);
  CHECK_NOTHROW(modal_json(modal));
  modal.private_metadata += "x";
  CHECK_THROWS_AS(modal_json(modal), std::length_error);
  modal.private_metadata.clear();
  modal.callback_id = std::string(256, 'c');
  CHECK_THROWS_AS(modal_json(modal), std::length_error);
}

TEST_CASE("the answers to a form") {
  CHECK(json::parse(view_clear_json()) == json{{"response_action", "clear"}});
  CHECK(json::parse(view_errors_json({{"title", "Say what is wrong"}, {"title", "again"}, {"sev", ""}})) ==
        json{{"response_action", "errors"},
             {"errors", {{"title", "Say what is wrong"}, {"sev", "Please check this."}}}});
  CHECK_THROWS_AS(view_errors_json({}), std::invalid_argument);
  Modal modal;
  modal.title = "T";
  CHECK(json::parse(view_push_json(modal))["response_action"] == "push");
  CHECK(json::parse(view_update_json(modal))["response_action"] == "update");
}

TEST_CASE("the list of blocks keeps to the number asked for") {
  Blocks blocks;
  for (int i = 0; i < 5; ++i) {
    blocks.section("line");
  }
  CHECK(json::parse(blocks.json(5)).size() == 5);
  CHECK(json::parse(blocks.json(3)).size() == 3);
  CHECK(json::parse(blocks.json(1)).size() == 1);
  CHECK(blocks.json(0) == "[]");
}

TEST_CASE("blocks are a value") {
  Blocks one;
  one.section("a");
  Blocks two = one;
  two.section("b");
  CHECK(one.size() == 1);
  one = two;
  CHECK(one.size() == 2);
  const Blocks three = std::move(one);
  CHECK(three.size() == 2);
}

}  // namespace
}  // namespace slack
