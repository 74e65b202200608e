#include "slack/standin/render.h"

#include <rapidcheck.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "slack/blocks.h"
#include "slack/text.h"
#include "tests/catch.h"
#include "tests/slack/support/hostile.h"

namespace slack::standin {
namespace {

using slack::testing::hostile;

const Names names = {{"U1", "ana"}, {"C9", "eu-west"}, {"S1", "oncall"}};

std::string text_message(std::string_view mrkdwn) {
  return nlohmann::json{{"text", mrkdwn}}.dump();
}
std::string text_of(std::string_view mrkdwn) {
  return render_text(text_message(mrkdwn), names);
}
std::string html_of(std::string_view json) {
  return render_html("Title", {{"Caption", std::string(json)}}, names);
}
std::string html_of_text(std::string_view mrkdwn) {
  return html_of(text_message(mrkdwn));
}
bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string json_of(const Blocks& blocks) {
  return "{" + message_json({"text", blocks}) + "}";
}

// What is wrong with the page's tags, or nothing: only known ones, all closed, nothing that acts or loads.
std::string tag_problem(const std::string& html) {
  const std::set<std::string> empty = {"!doctype", "meta", "hr"};
  const std::set<std::string> known = {"html", "head",   "title",      "style", "body", "h1",
                                       "div",  "figure", "figcaption", "span",  "b",    "em",
                                       "s",    "code",   "i",          "pre",   "a"};
  std::vector<std::string> open;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    const auto end = html.find('>', at);
    if (end == std::string::npos) {
      return "an open tag";
    }
    const auto tag = html.substr(at + 1, end - at - 1);
    const auto name = tag.substr(0, tag.find_first_of(" \n"));
    if (empty.count(name) != 0) {
      continue;
    }
    if (name.front() == '/') {
      if (open.empty() || "/" + open.back() != name) {
        return "closed without being open: " + name;
      }
      open.pop_back();
      continue;
    }
    if (known.count(name) == 0) {
      return "unknown: " + name;
    }
    const auto attributes = tag.substr(name.size());
    const bool fine = attributes.empty() || attributes.rfind(" class=\"", 0) == 0 ||
                      attributes == " lang=\"en\"" || attributes.rfind(" href=\"http", 0) == 0 ||
                      attributes.rfind(" href=\"mailto:", 0) == 0;
    if (!fine || std::count(attributes.begin(), attributes.end(), '"') > 2) {
      return "attributes: " + attributes;
    }
    open.push_back(name);
  }
  return open.empty() ? "" : "not closed: " + open.back();
}

// Line breaks are the only controls.
bool fit_for_a_terminal(const std::string& text) {
  return clean_utf8(text) == text && !text.empty() && text.back() == '\n';
}

Blocks everything(const std::string& a, const std::string& b) {
  const std::vector<Option> options = {{a, "1", b}, {b, "2", a}};
  Blocks blocks;
  blocks.header(a)
      .section(b)
      .section(a, Button{b, "x", "", Style::danger, {}, ""})
      .fields({a, b, a})
      .divider();
  blocks.context({a, b}).actions({Button{a, "b", "", Style::primary, {}, ""}, Select{"s", b, options, "1"},
                                  UserSelect{"u", a, UserId("U1")}, Overflow{"o", options}});
  blocks.input(a, TextInput{"t", b, a, true, 3000}, "t", true, b).input(b, Select{"s", a, options, ""}, "s");
  blocks.input(a, Checkboxes{"c", options, {"2"}}, "c").input(b, Radio{"r", options, "1"}, "r");
  return blocks;
}

TEST_CASE("text marks are shown as what they mean") {
  CHECK(text_of("*bold* _italic_ ~strike~ `code` plain") == "bold italic strike code plain\n");
  const auto html = html_of_text("*bold* _it_ ~st~ `a &lt; *b*` *_both_*");
  CHECK(holds(html, "<b>bold</b>"));
  CHECK(holds(html, "<em>it</em>"));
  CHECK(holds(html, "<s>st</s>"));
  CHECK(holds(html, "<code>a &lt; *b*</code>"));
  CHECK(holds(html, "<b><em>both</em></b>"));
}

TEST_CASE("marks that mark nothing stay") {
  for (const char* text : {"2 * 3 * 4", "snake_case_name", "a*b*c", "* not bold*", "*not bold *", "~", "``",
                           "*", "**", "`open"}) {
    CHECK(text_of(text) == std::string(text) + "\n");
  }
}

TEST_CASE("tokens are shown as what they stand for") {
  CHECK(text_of("<@U1> <@U2|bo> <@U3> <#C9> <#C2|ops> <!subteam^S1> <!subteam^S2|@db> <!here>") ==
        "@ana @bo @U3 #eu-west #ops @oncall @db @here\n");
  CHECK(text_of("<https://example.org/a|the page> <https://example.org/b>") ==
        "the page (https://example.org/a) https://example.org/b\n");
  CHECK(text_of("a &lt; b &amp;lt; c <not a token> <") == "a < b &lt; c <not a token> <\n");
  CHECK(text_of(":fire: :no_such: 12:30:45") == "🔥 :no_such: 12:30:45\n");
  const auto html = html_of_text("<@U1> <https://example.org/?a=1&amp;b=\"2\"|x> <javascript:alert(1)|y>");
  CHECK(holds(html, "<span class=\"mention\">@ana</span>"));
  CHECK(holds(html, "<a href=\"https://example.org/?a=1&amp;b=&quot;2&quot;\">x</a>"));
  CHECK_FALSE(holds(html, "href=\"javascript"));
}

TEST_CASE("times are shown in UTC, or as their fallback") {
  CHECK(text_of("<!date^1772331420^{date_num} {time}|x>") == "2026-03-01 02:17\n");
  CHECK(text_of("<!date^1772331420^{date_short_pretty} at {time_secs}|x>") == "Mar 1, 2026 at 02:17:00\n");
  CHECK(text_of("<!date^1772331420^{date_long}^https://example.org|x>") == "Sunday, March 1, 2026\n");
  CHECK(text_of("<!date^0^{time}|x> <!date^253402300799^{date}|x>") == "00:00 December 31, 9999\n");
  CHECK(text_of("<!date^1772331420^{ago}|a while ago>") == "a while ago\n");
  CHECK(text_of("<!date^99999999999999999999^{time}|x> <!date^-5^{time}|y> <!date^^|z> <!date^5|w>") ==
        "x y z \n");
}

TEST_CASE("quotes and code blocks are lines of their own") {
  CHECK(text_of("see\n&gt; quoted *b*\n```\nx = *1*\ny\n```\nend") ==
        "see\n│ quoted b\n    x = *1*\n    y\nend\n");
}

TEST_CASE("a message as terminal lines") {
  Blocks blocks;
  blocks.header("INC-42 Checkout is down").fields({"*Severity*\nSEV1", "no label"});
  blocks.section("*Comms* nobody", Button{"I'll take it", "take", "", Style::primary, {}, ""}).divider();
  blocks.context({"3 entries", "<@U1> leads"});
  blocks.actions({Button{"Update", "u", "", Style::normal, {}, ""},
                  Select{"s", "Severity", {{"SEV1", "1", ""}}, ""}, UserSelect{"u", "", UserId("U1")},
                  Overflow{"o", {{"One", "1", ""}, {"Two", "2", ""}}}});
  CHECK(render_text(json_of(blocks), names) ==
        "INC-42 Checkout is down\n"
        "Severity: SEV1\n"
        "no label\n"
        "Comms nobody\n"
        "[ I'll take it ]\n"
        "────────────────────────\n"
        "  3 entries  ·  @ana leads\n"
        "[ Update ]  [ Severity ▾ ]  [ ana ▾ ]  [ … One | Two ]\n");
}

TEST_CASE("a form as terminal lines") {
  Modal modal;
  modal.title = "Declare";
  modal.submit = "Go";
  modal.blocks.input("Title", TextInput{"t", "What is broken?", "", false, 100}, "t", false, "Short");
  modal.blocks.input("Summary", TextInput{"t", "", "a\nb", true, 100}, "u", true);
  modal.blocks.input("Flags", Checkboxes{"c", {{"Private", "p", ""}, {"Drill", "d", ""}}, {"d"}}, "c");
  modal.blocks.input("Where", Radio{"r", {{"Here", "h", ""}, {"There", "t", ""}}, "h"}, "r");
  CHECK(render_text(modal_json(modal), names) ==
        "═══ Declare ═══\n"
        "Title: [What is broken? ________]\n"
        "  Short\n"
        "Summary (optional): [a b]\n"
        "Flags: [ ] Private  [x] Drill\n"
        "Where: (•) Here  ( ) There\n"
        "[ Cancel ]  [ Go ]\n");
}

TEST_CASE("a page shows each surface in its own way") {
  Blocks blocks;
  blocks.actions(
      {Button{"Update", "u", "", Style::primary, {}, ""}, Button{"Close", "c", "", Style::danger, {}, ""}});
  Modal modal;
  modal.title = "Declare <it>";
  modal.blocks = everything("one", "two");
  const auto html = render_html("A & B", {{"First <1>", json_of(blocks)},
                                          {"", modal_json(modal)},
                                          {"", home_json(blocks)},
                                          {"", response_json({"hi", {}})},
                                          {"", "{\"text\":\"plain *b*\"}"}});
  CHECK(tag_problem(html).empty());
  CHECK(holds(html, "<h1>A &amp; B</h1>"));
  CHECK(holds(html, "<figcaption>First &lt;1&gt;</figcaption>"));
  CHECK(holds(html, "<span class=\"button primary\">Update</span>"));
  CHECK(holds(html, "<span class=\"button danger\">Close</span>"));
  CHECK(holds(html, "<span class=\"title\">Declare &lt;it&gt;</span>"));
  CHECK(holds(html, "<span class=\"button primary\">Done</span>"));
  CHECK(holds(html, "<b>Home</b>"));
  CHECK(holds(html, "Only visible to you"));
  CHECK(holds(html, "plain <b>b</b>"));
  CHECK_FALSE(holds(html, "class=\"unknown\""));
}

TEST_CASE("what isn't known or isn't right is shown as such") {
  CHECK(holds(html_of("{["), "not a JSON object"));
  CHECK(holds(html_of(R"({"blocks":[{"type":"ca<rousel"},7,null]})"), "ca&lt;rousel"));
  CHECK(render_text("{[") == "(not a JSON object)\n");
  CHECK(render_text(
            R"({"blocks":[{"type":"carousel"},{"type":"actions","elements":[{"type":"map"},3]},{}]})") ==
        "(carousel)\n(map)  (?)\n(?)\n");
  CHECK(render_text(R"({"text":"\u001b[31mred\u0007"})") == "[31mred\n");
  const std::string deep(100000, '[');
  CHECK(render_text(deep + std::string(100000, ']')) == "(not a JSON object)\n");
  CHECK(holds(html_of("{\"blocks\":" + deep + std::string(100000, ']') + "}"), "</html>"));
}

TEST_CASE("whatever is rendered, the page stays whole and the terminal safe") {
  REQUIRE(rc::check("rendering", [] {
    const auto a = *hostile();
    const auto b = *hostile();
    Modal modal;
    modal.title = a;
    modal.submit = b;
    modal.blocks = everything(a, b);
    const Names hostile_names = {{"U1", a}};
    for (const auto& json : {json_of(modal.blocks), modal_json(modal), home_json(modal.blocks),
                             response_json({a, {}}), a, "{\"text\":\"" + a + "\"}"}) {
      const auto html = render_html(a, {{b, json}}, hostile_names);
      RC_ASSERT(tag_problem(html) == "");
      RC_ASSERT(clean_utf8(html) == html);
      RC_ASSERT(fit_for_a_terminal(render_text(json, hostile_names)));
    }
  }));
}

}  // namespace
}  // namespace slack::standin
